"""A chosen table against its annex: what changes, what is left out, totals, what is written and remembered."""

import pytest

from core.figures import Amount, Comparator
from plans.enums import PlanState
from targets.actions import CellsRefused
from targets.free_workbooks import proposal as p
from targets.free_workbooks.actions import TotalsRefused, keep_declared, take_in
from targets.free_workbooks.choices import Choices, faults_of
from targets.free_workbooks.doubts import doubts_of
from targets.free_workbooks.intake import Intake, Options, State
from targets.free_workbooks.memory import recall, remember
from targets.free_workbooks.recognition import recognise
from targets.free_workbooks.shape import AnnexShape
from targets.free_workbooks.totals import check_totals, declared_totals
from targets.models import Target, TargetChange, WorkbookMapping
from tests.factories import AnnexFactory, ColumnFactory, LocalityFactory, PlanFactory, RowFactory, TargetFactory
from tests.targets.free_workbooks.sheets import sheet_of
from tests.targets.sheet import Sheet

pytestmark = pytest.mark.django_db

HEAD = ["STT", "Địa bàn", "Số người", "Tỷ lệ"]
ROWS = [[1, "Bát Xát", 70, "43,6"], [2, "H. Sa Pa", 30, None]]


@pytest.fixture
def desk(db):
    return Sheet()


def intake_of(desk, *rows, answered=None, options=None, head=HEAD, **marks) -> Intake:
    shape = AnnexShape(desk.annex)
    found = recognise(sheet_of(head, *rows, **marks), shape.knowledge(*recall(shape)))
    return Intake(shape, found, Choices.of(shape, found, answered), options or Options())


def write(desk, intake, totals=None, by=None):
    seen = {cell.key: cell.seen for cell in intake.of_state(State.CHANGED)}
    return take_in(intake, seen=seen, totals=totals, by=by or desk.cast.editor)


def stored(desk) -> dict[tuple[str, str], int]:
    rows = Target.objects.filter(plan=desk.plan).values_list("locality__name", "indicator__code", "value")
    return {(place, indicator): value for place, indicator, value in rows}


def test_cells_lead_to_the_annex(desk):
    intake = intake_of(desk, *ROWS)

    assert faults_of(intake.shape, intake.found, intake.choices) == []
    assert {cell.key: (cell.read.address, cell.state) for cell in intake.cells} == {
        desk.key("district"): ("C2", State.CHANGED),
        desk.key("district", "share"): ("D2", State.CHANGED),
        desk.key("neighbour"): ("C3", State.CHANGED),
        desk.key("neighbour", "share"): ("D3", State.SAME),
    }


def test_written_whole_with_its_channel(desk):
    write(desk, intake_of(desk, *ROWS))

    assert stored(desk) == {
        ("Huyện Bát Xát", "so-nguoi"): 70,
        ("Huyện Bát Xát", "ty-le"): 436,
        ("Huyện Sa Pa", "so-nguoi"): 30,
    }
    assert set(TargetChange.objects.values_list("channel", flat=True)) == {"workbook"}


def test_blank_cell_keeps_what_stands_unless_told(desk):
    desk.enter(desk.entry("neighbour", "5", column="share"))

    kept = intake_of(desk, *ROWS)
    cleared = intake_of(desk, *ROWS, options=Options(clears_blanks=True))

    assert [cell.read.address for cell in kept.of_state(State.KEPT)] == ["D3"]
    assert [cell.read.address for cell in cleared.of_state(State.CHANGED)] == ["C2", "D2", "C3", "D3"]
    write(desk, cleared)
    assert ("Huyện Sa Pa", "ty-le") not in stored(desk)


def test_number_of_a_minimum_is_the_same_figure(desk):
    desk.enter(desk.entry("district", "≥ 70"))

    intake = intake_of(desk, *ROWS)

    assert intake.cells[0].state == State.SAME
    write(desk, intake)
    assert Target.objects.get(value=70).comparator == Comparator.AT_LEAST


def test_figure_that_changed_since_the_preview_is_a_conflict(desk):
    intake = intake_of(desk, *ROWS)
    seen = {cell.key: cell.seen for cell in intake.of_state(State.CHANGED)}
    desk.enter(desk.entry("district", "99"))

    with pytest.raises(CellsRefused, match="Ô đã được người khác sửa thành 99"):
        take_in(intake_of(desk, *ROWS), seen=seen, totals=None, by=desk.cast.editor)

    assert stored(desk) == {("Huyện Bát Xát", "so-nguoi"): 99}
    assert not WorkbookMapping.objects.exists()


def test_figure_that_was_the_same_in_the_preview_and_changed_is_a_conflict(desk):
    desk.enter(desk.entry("district", "70"))
    intake = intake_of(desk, *ROWS)
    seen = {cell.key: cell.seen for cell in intake.of_state(State.CHANGED)}
    desk.enter(desk.entry("district", "99", seen="eq:70:"))

    with pytest.raises(CellsRefused):
        take_in(intake_of(desk, *ROWS), seen=seen, totals=None, by=desk.cast.editor)


def test_forged_keys_of_a_preview_delete_nothing(desk):
    desk.enter(desk.entry("neighbour", "5", column="share"), desk.entry("neighbour", "30"))
    rows = [ROWS[0], [2, "H. Sa Pa", "hỏng", None]]
    forged = {desk.key("neighbour"): Amount(30), desk.key("neighbour", "share"): Amount(50, decimals=1)}

    take_in(intake_of(desk, *rows), seen=forged | _seen(desk, rows), totals=None, by=desk.cast.editor)

    assert stored(desk)["Huyện Sa Pa", "so-nguoi"] == 30
    assert stored(desk)["Huyện Sa Pa", "ty-le"] == 50


def _seen(desk, rows):
    return {cell.key: cell.seen for cell in intake_of(desk, *rows).of_state(State.CHANGED)}


@pytest.mark.parametrize("who", ["officer", "leader", "outsider"])
def test_who_may_not_write_writes_nothing(desk, who):
    with pytest.raises(CellsRefused):
        write(desk, intake_of(desk, *ROWS), by=getattr(desk.cast, who))

    assert not Target.objects.exists()
    assert not WorkbookMapping.objects.exists()


# What is left out


def test_what_is_not_taken_is_named(desk):
    rows = [ROWS[0], [2, "Khối tỉnh", 5, None], [3, "Ghi chú nội bộ", None, None]]

    intake = intake_of(desk, *rows, answered={"r2": p.IGNORED, "k3": p.IGNORED})

    assert [(intake.address(one), one.text) for one in intake.left_out] == [("Cột D", "Tỷ lệ"), ("Dòng 3", "Khối tỉnh")]
    assert intake.missing == ["Huyện Sa Pa"]


def test_two_lines_for_one_row_stand_in_the_way(desk):
    intake = intake_of(desk, *ROWS, [3, "Bát Xát", 1, None])

    texts = [fault.text for fault in faults_of(intake.shape, intake.found, intake.choices)]
    assert texts == [
        "Dòng 2 “Bát Xát”: chọn dòng của phụ lục, hoặc “Bỏ qua”.",
        "Dòng 4 “Bát Xát”: chọn dòng của phụ lục, hoặc “Bỏ qua”.",
    ]
    row = f"d{desk.rows['district'].pk}"
    both = intake_of(desk, *ROWS, [3, "Bát Xát", 1, None], answered={"r1": row, "r3": row})
    assert [fault.text for fault in faults_of(both.shape, both.found, both.choices)] == [
        "Các dòng 2, 4 cùng là “Huyện Bát Xát”; giữ một dòng, bỏ qua dòng kia."
    ]


def test_choice_that_no_page_offers_is_open(desk):
    intake = intake_of(desk, *ROWS, answered={"r1": "d999999", "k2": "c999999"})

    assert [fault.field for fault in faults_of(intake.shape, intake.found, intake.choices)] == ["k2", "r1"]


# Totals


def totals_of(intake) -> list[tuple]:
    return [
        (check.read.address, check.declared and check.declared.value, check.difference)
        for check in check_totals(intake)
    ]


def test_bottom_line_beside_the_sum(desk):
    intake = intake_of(desk, *ROWS, [None, "Tổng cộng", 101, "50"])

    assert totals_of(intake) == [("C4", 101, 1), ("D4", 500, None)]
    assert declared_totals(check_totals(intake)) == {
        desk.columns["persons"].pk: 101,
        desk.columns["share"].pk: 500,
    }


def test_sum_is_that_of_the_annex_after_writing(desk):
    """A row that the file lacks keeps its figure and counts."""
    desk.enter(desk.entry("neighbour", "8"))

    assert totals_of(intake_of(desk, ROWS[0], [None, "Tổng cộng", 78, None])) == [("C3", 78, 0)]


def test_places_within_another_row_are_not_counted_twice(desk):
    """What a district states holds its communes already."""
    RowFactory(annex=desk.annex, locality=desk.cast.commune)

    intake = intake_of(desk, *ROWS, [3, "Xã Y Tý", 20, None], [None, "Tổng cộng", 100, None])

    assert totals_of(intake) == [("C5", 100, 0)]


def test_sums_of_groups_are_of_the_file(desk):
    rows = [["I", "Vùng cao", 70, None], ROWS[0], ["II", "Vùng thấp", 31, None], ROWS[1], [None, "Cộng II", 30, None]]

    intake = intake_of(desk, *rows, [None, "Toàn tỉnh", 100, None])

    assert totals_of(intake) == [("C2", 70, 0), ("C4", 31, 1), ("C6", 30, 0), ("C7", 100, 0)]


def test_refused_cells_of_a_sum_are_counted(desk):
    intake = intake_of(desk, [1, "Bát Xát", "bảy mươi", None], ROWS[1], [None, "Tổng cộng", 100, None])

    (check,) = check_totals(intake)
    assert (check.unread, check.difference) == (1, 70)


def test_declared_totals_are_kept_with_the_figures(desk):
    column = desk.columns["persons"]

    taken = write(desk, intake_of(desk, *ROWS), totals={column.pk: (None, 101)})

    column.refresh_from_db()
    assert (taken.totals, column.declared_total) == (1, 101)


def test_declared_total_that_changed_meanwhile_holds_everything_back(desk):
    column = desk.columns["persons"]
    keep_declared(desk.annex, {column.pk: (None, 90)}, by=desk.cast.editor)

    with pytest.raises(TotalsRefused, match="vừa được người khác sửa"):
        write(desk, intake_of(desk, *ROWS), totals={column.pk: (None, 101)})

    assert not Target.objects.exists()
    column.refresh_from_db()
    assert column.declared_total == 90


def test_declared_totals_of_an_issued_plan_stay(desk):
    type(desk.plan).objects.filter(pk=desk.plan.pk).update(state=PlanState.ISSUED)

    with pytest.raises(TotalsRefused, match="đã ban hành"):
        keep_declared(desk.annex, {desk.columns["persons"].pk: (None, 101)}, by=desk.cast.editor)


def test_total_beyond_what_a_column_holds_is_refused(desk):
    (check,) = check_totals(intake_of(desk, *ROWS, [None, "Tổng cộng", 10**18, None]))

    assert check.declared is None
    assert "quá lớn" in check.read.fault


# Remembered for next year


def next_year(desk):
    """The plan of the year after with the same annex; a column of a new key, rows of the same places."""
    plan = PlanFactory(code="lao-cai-nam-sau", locality=desk.cast.province, year=desk.plan.year + 1)
    annex = AnnexFactory(plan=plan, number=1, title=f"{desk.annex.title} năm {plan.year}")
    for key, label in (("ten", "Địa bàn"), ("persons", "Người được cai"), ("moi", "Mới")):
        extra = {"name_column": True} if key == "ten" else {"indicator": desk.indicators["persons"]}
        ColumnFactory(annex=annex, key=key, label=label, **extra)
    for row in desk.rows.values():
        RowFactory(annex=annex, locality=row.locality)
    return plan


def test_mapping_is_proposed_for_next_year(desk):
    head = ["STT", "Địa bàn", "Đối tượng năm 2021"]
    rows = [[1, "Vùng lúa", 70], [2, "Vùng hoa", 30]]
    answered = {
        "r1": f"d{desk.rows['district'].pk}",
        "r2": f"d{desk.rows['neighbour'].pk}",
        "k2": f"c{desk.columns['persons'].pk}",
    }
    write(desk, intake_of(desk, *rows, head=head, answered=answered))
    desk.plan = next_year(desk)

    again = intake_of(desk, *rows, head=["STT", "Địa bàn", "Đối tượng năm 2022"])

    assert {line.guess.sureness for line in again.found.lines} == {"remembered"}
    assert again.found.columns[2].sureness == "remembered"
    assert [cell.read.amount.value for cell in again.of_state(State.CHANGED)] == [70, 30]


def test_answers_of_another_province_are_not_proposed(desk):
    write(desk, intake_of(desk, *ROWS))
    WorkbookMapping.objects.update(locality=desk.cast.other_province)

    assert recall(AnnexShape(desk.annex)) == ({}, {})


def test_answer_of_an_earlier_file_gives_way_to_a_new_one(desk):
    intake = intake_of(desk, *ROWS)
    remember(intake.shape, intake.found, intake.choices, by=desk.cast.editor)
    other = intake_of(desk, *ROWS, answered={"r1": p.IGNORED})

    remember(other.shape, other.found, other.choices, by=desk.cast.editor)

    assert WorkbookMapping.objects.get(source="bat xat").meaning == p.IGNORED


# What a reader would wonder about


def doubts(desk, *titles, rows=ROWS) -> list[str]:
    shape = AnnexShape(desk.annex)
    found = recognise(sheet_of(*([title] for title in titles), HEAD, *rows), shape.knowledge({}, {}))
    return doubts_of(shape, found)


def test_title_of_another_year(desk):
    assert doubts(desk, "CHỈ TIÊU NĂM 2019") == ["Tiêu đề trong tệp ghi năm 2019, kế hoạch là năm 2021."]
    assert doubts(desk, "Chỉ tiêu năm 2021, ban hành ngày 19/12/2020") == []


def test_title_of_another_province(desk):
    assert doubts(desk, "UBND TỈNH LAI CHÂU") == ["Tiêu đề trong tệp ghi Tỉnh Lai Châu, kế hoạch của Tỉnh Lào Cai."]


def test_title_of_another_plan(desk):
    desk.plan.number = "160"
    desk.plan.save()

    assert doubts(desk, "Kèm theo Kế hoạch số 161/KH-UBND") == [
        "Tiêu đề trong tệp ghi kế hoạch số 161, kế hoạch này số 160."
    ]


def test_lines_of_another_province(desk):
    LocalityFactory(district=True, parent=desk.cast.other_province, name="Huyện Tam Đường")

    assert doubts(desk, rows=[*ROWS, [3, "Tam Đường", 5, None]]) == [
        "Dòng 4 “Tam Đường”: có đơn vị tên này thuộc Tỉnh Lai Châu, ngoài kế hoạch."
    ]


def test_hidden_lines_and_columns(desk):
    intake = intake_of(desk, *ROWS, hidden_rows={2}, hidden_columns={3}, visibility="hidden")

    assert doubts_of(intake.shape, intake.found) == [
        "Tệp có dòng bị ẩn, vẫn được đọc: 3.",
        "Tệp có cột bị ẩn, vẫn được đọc: D.",
        "Trang tính “Bang” bị ẩn trong tệp.",
    ]


def test_what_lies_beyond_the_bounds_is_told(desk):
    blank = [[] for _line in range(1000)]

    intake = intake_of(desk, *ROWS, *blank, [3, "Khối tỉnh", 5, None])

    assert doubts_of(intake.shape, intake.found) == ["Trang tính có 1004 dòng; chỉ đọc 1000 dòng đầu."]


def test_figure_of_another_stage_is_not_touched(desk):
    proposed = TargetFactory(
        plan=desk.plan, locality=desk.cast.district, indicator=desk.indicators["persons"], stage="proposed", value=1
    )

    write(desk, intake_of(desk, *ROWS))

    proposed.refresh_from_db()
    assert proposed.value == 1
