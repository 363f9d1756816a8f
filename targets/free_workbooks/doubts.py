"""What a reader of a file would wonder about before taking its figures: another year, another place, hidden lines."""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from core.scope import is_within
from core.text import fold
from core.workbooks import cell_name
from localities.enums import Level
from localities.models import UNIT_TYPES, Locality
from targets.free_workbooks.areas import MOST_COLUMNS, MOST_ROWS
from targets.free_workbooks.recognition import Recognition
from targets.free_workbooks.shape import AnnexShape
from targets.free_workbooks.words import bare_name, years_in

_PLAN_NUMBER = re.compile(r"ke hoach so[:.]?\s*0*(\d{1,4})\s*\.?\s*/")
_MOST_NAMES = 50


def doubts_of(shape: AnnexShape, found: Recognition) -> list[str]:
    """Sentences that say what does not fit; none of them stands in the way. At most two queries."""
    plan = shape.annex.plan
    return [
        *_of_years(found.titles, plan.year, plan.last_year),
        *_of_number(found.titles, plan.number),
        *_of_provinces(shape, found.titles),
        *_of_foreign_lines(shape, found),
        *_of_hidden(found),
        *_of_size(found),
    ]


def _of_years(titles: Sequence[str], first: int, last: int | None) -> Iterable[str]:
    named = set().union(*map(years_in, titles)) if titles else set()
    if named and not any(first <= year <= (last or first) for year in named):
        years = ", ".join(map(str, sorted(named)))
        yield _("Tiêu đề trong tệp ghi năm %(years)s, kế hoạch là năm %(own)s.") % {"years": years, "own": first}


def _of_number(titles: Sequence[str], number: str) -> Iterable[str]:
    for title in titles:
        match = _PLAN_NUMBER.search(fold(title))
        if match and number.isdecimal() and int(match[1]) != int(number):
            params = {"named": match[1], "own": number}
            yield _("Tiêu đề trong tệp ghi kế hoạch số %(named)s, kế hoạch này số %(own)s.") % params
            return


def _of_provinces(shape: AnnexShape, titles: Sequence[str]) -> Iterable[str]:
    if not titles:
        return
    own = shape.annex.plan.locality
    provinces = Locality.objects.filter(level=Level.PROVINCE).values_list("name", "search_key", "path")
    text = " ".join(map(fold, titles))
    above = {key for _name, key, path in provinces if is_within(own.path, path)}
    named = {name for name, key, _path in provinces if key not in above and re.search(rf"\b{re.escape(key)}\b", text)}
    if named and not any(key in text for key in above):
        params = {"named": ", ".join(sorted(named)), "own": own.name}
        yield _("Tiêu đề trong tệp ghi %(named)s, kế hoạch của %(own)s.") % params


def _of_foreign_lines(shape: AnnexShape, found: Recognition) -> Iterable[str]:
    """Lines that are localities of elsewhere: the file is likely of another plan."""
    unknown = [line for line in found.lines if line.guess.is_open and not line.guess.candidates and line.text]
    if shape.is_list or not unknown:
        return
    keys = {key: line for line in unknown[:_MOST_NAMES] for key in _keys(line.text)}
    elsewhere = Locality.objects.filter(search_key__in=keys).exclude(level=Level.PROVINCE).select_related("parent")
    said = set()
    for place in elsewhere:
        line = keys[place.search_key]
        if line.row not in said and not is_within(place.path, shape.annex.plan.locality.path):
            said.add(line.row)
            params = {"row": line.row + 1, "text": line.text[:60], "parent": place.parent.name}
            yield _("Dòng %(row)s “%(text)s”: có đơn vị tên này thuộc %(parent)s, ngoài kế hoạch.") % params


def _keys(text: str) -> list[str]:
    bare = fold(bare_name(text))
    return [bare, *(f"{fold(kind)} {bare}" for kind in UNIT_TYPES)]


def _of_size(found: Recognition) -> Iterable[str]:
    """What lies beyond the part that is read is not passed over without a word."""
    sheet = found.surface.sheet
    if len(sheet.rows) > MOST_ROWS:
        yield _("Trang tính có %(rows)s dòng; chỉ đọc %(most)s dòng đầu.") % {
            "rows": len(sheet.rows),
            "most": MOST_ROWS,
        }
    if sheet.width > MOST_COLUMNS:
        params = {"columns": sheet.width, "most": MOST_COLUMNS}
        yield _("Trang tính có %(columns)s cột; chỉ đọc %(most)s cột đầu.") % params


def _of_hidden(found: Recognition) -> Iterable[str]:
    sheet, layout = found.surface.sheet, found.layout
    rows = [str(row + 1) for row in layout.rows if row in sheet.hidden_rows]
    columns = [cell_name(0, column).rstrip("1") for column in layout.columns if column in sheet.hidden_columns]
    if rows:
        yield _("Tệp có dòng bị ẩn, vẫn được đọc: %s.") % ", ".join(rows[:20])
    if columns:
        yield _("Tệp có cột bị ẩn, vẫn được đọc: %s.") % ", ".join(columns[:20])
    if sheet.visibility != "visible":
        yield _("Trang tính “%s” bị ẩn trong tệp.") % sheet.title
