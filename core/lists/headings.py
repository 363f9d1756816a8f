"""Which column of a file is which: by the heading that we write, by what official lists write, by the field's name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.text import fold

if TYPE_CHECKING:
    from core.lists.resource import ListResource

_REMARK = re.compile(r"\s*(\([^)]*\)|\*)\s*$")  # "Mã (bắt buộc)", "Mã *"
LONGEST_SHOWN, MOST_SHOWN = 40, 10


@dataclass
class Headings:
    """`places`: {name of the field: index of its column}; `faults` stop the file, `notes` do not."""

    places: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def match_headings(resource: "ListResource", header: Sequence[str]) -> Headings:
    names, found, unknown = _names(resource), Headings(), []
    for place, heading in enumerate(header):
        if (name := names.get(plain(heading))) is None:
            if heading:
                unknown.append(heading[:LONGEST_SHOWN])
        elif name in found.places:
            found.faults.append(_("Hai cột cùng là “%s”.") % _heading(resource, name))
        else:
            found.places[name] = place
    missing = [name for name in resource.get_import_id_fields() if name not in found.places]
    if missing:
        found.faults.append(_("Thiếu cột: %s.") % _listed(resource.fields[name].heading for name in missing))
    if unknown:
        found.notes.append(_("Cột không dùng, không đọc: %s.") % _listed(unknown))
    return found


def is_header(resource: "ListResource", texts: Sequence[str]) -> bool:
    """Whether a row of a file is the one with the headings: it names what rows are known by."""
    names = _names(resource)
    known = {names.get(plain(text)) for text in texts}
    return set(resource.get_import_id_fields()) <= known


def plain(heading: str) -> str:
    return fold(_REMARK.sub("", heading))


def _names(resource: "ListResource") -> dict[str, str]:
    """{folded heading: name of the field}"""
    names = {}
    for name, column in resource.fields.items():
        for heading in (name, str(column.field.verbose_name), *map(str, column.headings)):
            names.setdefault(plain(heading), name)
    for name, headings in resource.extras.items():
        names.update({plain(str(heading)): name for heading in (name, *headings)})
    return names


def _heading(resource: "ListResource", name: str) -> str:
    return resource.fields[name].heading if name in resource.fields else str(resource.extras[name][0])


def _listed(headings: Sequence[str]) -> str:
    shown = [f"“{heading}”" for heading in headings]
    more = len(shown) - MOST_SHOWN
    return ", ".join(shown[:MOST_SHOWN]) + (_(" và %s cột khác") % more if more > 0 else "")
