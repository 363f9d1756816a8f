"""The file itself: locked where nothing is typed, formulas with values, the same again after any program saved it."""

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.figures import Amount, Comparator, pack
from core.workbooks import read_workbook
from plans.models import Plan
from reports import report_desk
from reports.grid_views import Desk
from reports.lookup import annexes_of
from reports.workbooks.annex_entries import AnnexEntries
from reports.workbooks.annex_table import annex_table
from reports.workbooks.drawing import workbook_of
from reports.workbooks.entries import Asker
from reports.workbooks.report_entries import ReportEntries
from reports.workbooks.report_table import report_table
from reports.workbooks.table import with_sums
from targets.enums import Stage
from targets.workbooks.comparing import Comparison, compare
from targets.workbooks.finding import keys_of
from targets.workbooks.layout import Kind
from targets.workbooks.marks import Base
from tests.factories import TargetFactory
from tests.office import resave
from tests.reports.workbooks.trip import ENTRY, PERSONS, SHARE, WHOLE, Filled, mark

pytestmark = pytest.mark.django_db

REAL = [("lao-cai-2021", 1), ("ba-ria-vung-tau-2020", 1), ("ba-ria-vung-tau-2020", 2)]


def entries_of(plan: Plan, number: int = 1, stage: Stage = Stage.ASSIGNED) -> AnnexEntries:
    annexes = annexes_of(Plan.objects.select_related("locality").get(pk=plan.pk))
    return AnnexEntries(Desk(annexes[number - 1], stage, True, "", has_siblings=False))


def read_back(data: bytes, entries: AnnexEntries, stored: dict | None = None) -> Comparison:
    book = read_workbook(io.BytesIO(data), "bieu.xlsx")
    _passport, base = keys_of(book)
    return compare(book, entries.layout, base, entries.stored() if stored is None else stored)


def is_untouched(found: Comparison, entries: AnnexEntries) -> bool:
    others = (found.changed, found.conflicts, found.refused, found.strange_rows, found.strange_columns)
    return found.unchanged == len(entries.layout.places) and not any((*others, found.missing_rows, found.later))


# What is in it


def test_inputs_alone_are_open(sheet, editor):
    filled = editor.fill()

    inputs = {filled.cell(row, column).coordinate for row in filled.rows for column in filled.columns}
    cells = {cell.coordinate: cell for line in filled.sheet.iter_rows() for cell in line}
    assert {name for name, cell in cells.items() if not cell.protection.locked} == inputs
    assert len(inputs) == 6
    assert filled.sheet.protection.sheet
    assert not filled.sheet.protection.password


def test_sheets_and_what_is_hidden(sheet, editor):
    filled = editor.fill()

    assert [(each.title, each.sheet_state) for each in filled.book] == [
        ("Nhập liệu", "visible"),
        ("Hướng dẫn", "visible"),
        ("khoa", "veryHidden"),
    ]
    assert filled.sheet.column_dimensions["A"].hidden
    assert filled.sheet.row_dimensions[1].hidden
    assert filled.sheet.freeze_panes == "D7"


def test_paper_is_set_up(sheet, editor):
    page = editor.fill().sheet

    assert (page.page_setup.paperSize, page.page_setup.fitToHeight) == (9, 0)
    assert page.print_title_rows == "$5:$6"


def test_rules_warn_and_do_not_stop(sheet, editor):
    rules = editor.fill().sheet.data_validations.dataValidation

    assert [(rule.type, rule.errorStyle, str(rule.sqref)) for rule in rules] == [
        ("custom", "warning", "D7:D9"),
        ("custom", "warning", "E7:E9"),
    ]
    assert rules[0].formula1 == "OR(ISTEXT(D7),AND(D7>=0,ABS(D7*1-ROUND(D7*1,0))<0.000001))"
    assert rules[1].formula1.endswith(",E7<=100))")


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [("eq:70:", 70, "#,##0"), ("ge:850:", "≥ 850", "#,##0"), ("between:450:500", "450 - 500", "#,##0")],
)
def test_figure_stands_as_the_grid_shows_it(sheet, editor, text, value, form):
    comparator, low, high = text.split(":")
    TargetFactory(
        plan=sheet.plan,
        locality=sheet.cast.district,
        indicator=sheet.indicators["persons"],
        comparator=comparator,
        value=int(low),
        upper=int(high) if high else None,
    )

    cell = editor.fill().cell(mark(sheet.cast.district), PERSONS)

    assert (cell.value, cell.number_format) == (value, form)


def test_share_is_no_percentage_of_excel(sheet, editor):
    TargetFactory(plan=sheet.plan, locality=sheet.cast.district, indicator=sheet.indicators["share"], value=436)

    cell = editor.fill().cell(mark(sheet.cast.district), SHARE)

    assert (cell.value, cell.number_format) == (43.6, "#,##0.0")


def test_bottom_lines_are_live_and_carry_their_values(sheet, editor):
    for place, value in ((sheet.cast.district, 70), (sheet.neighbour, 25), (sheet.cast.province, 100)):
        TargetFactory(plan=sheet.plan, locality=place, indicator=sheet.indicators["persons"], value=value)

    data = editor.download()

    formulas, values = (load_workbook(io.BytesIO(data), data_only=only)[ENTRY] for only in (False, True))
    assert [formulas[name].value for name in ("D9", "D10")] == [100, "=SUM(D7:D8)"]
    assert [values[name].value for name in ("C9", "D9", "C10", "D10", "C11", "D11")] == [
        "Mức giao chung",
        100,
        "Tổng cộng (tự tính)",
        95,
        "Chênh lệch (tự tính)",
        "chưa phân bổ 5",
    ]
    # Nobody adds up shares.
    assert values["E10"].value is None


def test_text_of_a_plan_runs_nothing(sheet, editor):
    sheet.rows["district"].label = "=HYPERLINK(1)"
    sheet.rows["district"].save()

    filled = editor.fill()

    cell = filled.sheet.cell(filled.rows[mark(sheet.cast.district)], 3)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


# There and back


@pytest.mark.usefixtures("five_plans")
@pytest.mark.parametrize(("code", "number"), REAL)
@pytest.mark.parametrize("stage", list(Stage))
def test_real_annex_comes_back_as_it_went(code, number, stage):
    entries = entries_of(Plan.objects.get(code=code), number, stage)
    if not entries.layout.places:
        return

    table = annex_table(entries)
    data = workbook_of(table)

    passport, base = keys_of(read_workbook(io.BytesIO(data), "bieu.xlsx"))
    assert (passport, base) == (table.passport, table.base)
    assert is_untouched(read_back(data, entries), entries)


@pytest.mark.usefixtures("five_plans")
def test_real_annex_saved_by_libreoffice(tmp_path):
    entries = entries_of(Plan.objects.get(code="lao-cai-2021"))
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(workbook_of(annex_table(entries)))

    saved = resave(path, tmp=tmp_path)

    assert is_untouched(read_back(saved.read_bytes(), entries), entries)
    # Recalculated, each formula shows what it showed before.
    before, after = (load_workbook(file, data_only=True)[ENTRY] for file in (path, saved))
    assert [[cell.value or None for cell in row] for row in after.iter_rows(max_row=20)] == [
        [cell.value or None for cell in row] for row in before.iter_rows(max_row=20)
    ]


@pytest.mark.usefixtures("five_plans")
def test_real_annex_saved_by_openpyxl_which_forgets_the_values_of_formulas():
    entries = entries_of(Plan.objects.get(code="lao-cai-2021"))

    data = Filled(workbook_of(annex_table(entries))).save()

    assert is_untouched(read_back(data, entries), entries)


@pytest.mark.usefixtures("five_plans")
def test_stated_sum_follows_its_parts():
    """Sa Pa: 70 in all, 50 in centres (compulsory 40 and voluntary 10 in the town's), 20 at home."""
    entries = entries_of(Plan.objects.get(code="lao-cai-2021"))
    filled = Filled(workbook_of(annex_table(entries)))
    row = next(mark for mark, label in entries.layout.rows.items() if label == "Sa Pa")
    filled.put(row, "cot:compulsory:cscn-tp-lao-cai:0", 47)

    found = read_back(filled.save(), entries)

    changes = {entries.layout.cells[wish.key][1]: (wish.theirs, wish.mine) for wish in found.changed}
    assert changes == {
        "cot:compulsory:cscn-tp-lao-cai:0": ("eq:40:", "eq:47:"),
        "cot:institutional::0": ("eq:50:", "eq:57:"),
        "cot:treated-total::0": ("eq:70:", "eq:77:"),
    }


@pytest.mark.usefixtures("five_plans")
def test_stated_sum_that_somebody_types_over_is_theirs():
    entries = entries_of(Plan.objects.get(code="lao-cai-2021"))
    filled = Filled(workbook_of(annex_table(entries)))
    row = next(mark for mark, label in entries.layout.rows.items() if label == "Sa Pa")
    filled.put(row, "cot:institutional::0", 55)

    found = read_back(filled.save(), entries)

    changes = {entries.layout.cells[wish.key][1]: wish.mine for wish in found.changed}
    assert changes["cot:institutional::0"] == "eq:55:"


NUMBERS = st.integers(0, 10**15)
AMOUNTS = st.one_of(
    st.none(),
    st.builds(Amount, NUMBERS),
    st.builds(Amount, st.just(None), comparator=st.just(Comparator.NOT_APPLICABLE.value)),
    st.builds(Amount, NUMBERS, comparator=st.sampled_from(["ge", "gt", "le", "lt", "decrease", "increase"])),
    st.builds(lambda low, more: Amount(low, low + more, "between"), NUMBERS, st.integers(1, 10**6)),
)


@settings(derandomize=True, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(AMOUNTS, min_size=3, max_size=3), shares=st.lists(st.integers(0, 1000), min_size=3, max_size=3))
def test_any_figures_come_back_as_they_went(sheet, amounts, shares):
    entries = entries_of(sheet.plan)
    rows = [mark(sheet.cast.district), mark(sheet.neighbour), WHOLE]
    values = {(row, PERSONS): pack(amount) for row, amount in zip(rows, amounts, strict=True)}
    values |= {(row, SHARE): f"eq:{share}:" for row, share in zip(rows, shares, strict=True)}
    stored = {entries.layout.places[cell].key: packed for cell, packed in values.items() if packed}
    table = annex_table(entries)
    table = replace(table, base=with_sums(entries.layout, values, {}))

    found = read_back(workbook_of(table), entries, stored)

    assert is_untouched(found, entries)


@settings(derandomize=True, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60), min_size=4, max_size=4))
@example(notes=["_x0041_", "=1+1", " hai  dấu cách ", "\u200bẩn\ufeff"])
def test_any_notes_come_back_as_they_went(world, notes):
    desk = report_desk.desk_of(Asker(world.officer), world.plan.code, world.first.code, world.cast.district.pk)
    entries = ReportEntries(desk)
    cells = [cell for cell, place in entries.layout.places.items() if place.kind == Kind.NOTE]
    values = dict.fromkeys(entries.layout.places, "") | dict(zip(cells, notes, strict=True))
    stored = {entries.layout.places[cell].key: text for cell, text in values.items() if text}

    table = replace(report_table(entries), base=Base(values))

    assert is_untouched(read_back(workbook_of(table), entries, stored), entries)
