"""The entry grid as plain data: cells, hints, remarks, offers, sums, and the model for its script.

Expected figures are typed by hand from the plans; tests/reports/test_grid_model.py checks the model as a whole.
"""

import json

import pytest

from plans.models import Plan
from reports.figures import load_figures
from reports.grid import Grid, Typed, load_grid
from reports.lookup import annexes_of
from reports.rollups import GapKind, annex_rollup, row_paths
from targets.enums import ColumnRole, Stage
from targets.models import Column, Row, Target
from tests.factories import (
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    PeriodFactory,
    ResultFactory,
    RowFactory,
    TargetFactory,
)
from tests.targets.sheet import Sheet

pytestmark = pytest.mark.django_db

REAL_ANNEXES = [("lao-cai-2021", 1), ("ba-ria-vung-tau-2020", 1), ("ba-ria-vung-tau-2020", 2)]


def real(code: str, number: int = 1, stage: Stage = Stage.ASSIGNED) -> Grid:
    return load_grid(real_annex(code, number), stage)


def real_annex(code: str, number: int):
    return annexes_of(Plan.objects.select_related("locality").get(code=code))[number - 1]


def texts(row) -> list[str]:
    return [cell.text for cell in row.cells]


def split(line: str) -> list[str]:
    return line.split("|")


def cell_at(grid: Grid, label: str, key: str):
    """The cell in the row of that label and the column of that key."""
    row = next(row for row in [*grid.rows, *([grid.whole] if grid.whole else [])] if row.label == label)
    return row.cells[[leaf.key for leaf in grid.leaves].index(key)]


def figures_of(code: str, indicator: str, locality: str = "", **where):
    found = Target.objects.filter(plan__code=code, indicator__code=indicator, **where)
    return found.filter(locality__code=locality) if locality else found


@pytest.fixture
def sheet(db):
    return Sheet()


# Real plans


@pytest.mark.usefixtures("five_plans")
def test_header_is_that_of_the_annex():
    grid = real("lao-cai-2021")

    assert [[(head.cell.label, head.cell.colspan, head.cell.rowspan) for head in row] for row in grid.header][:2] == [
        [("STT", 1, 4), ("Huyện/ thị xã/thành phố", 1, 4), ("Chỉ tiêu cai nghiện ma túy năm 2021", 13, 1)],
        [
            ("Tổng số người được cai nghiện, điều trị nghiện năm 2021", 1, 3),
            ("Cai nghiện tập trung tại các cơ sở cai nghiện ma túy", 5, 1),
            ("Cai nghiện tại cộng đồng, cai nghiện tại gia đình", 3, 1),
            ("Cơ sở cai nghiện tự nguyện (Điều trị bằng thuốc Methadone)", 4, 1),
        ],
    ]
    assert [len(row) for row in grid.header] == [3, 4, 10, 4]


@pytest.mark.usefixtures("five_plans")
def test_leaf_of_the_header_carries_the_id_and_path_that_its_cells_are_labelled_by():
    grid = real("lao-cai-2021")
    leaves = {head.head_id: head.path for row in grid.header for head in row if head.head_id}
    voluntary = Column.objects.get(annex__plan__code="lao-cai-2021", key="voluntary-cs1").pk

    assert len(leaves) == 15
    assert leaves[f"h{voluntary}"] == (
        "Chỉ tiêu cai nghiện ma túy năm 2021, Cai nghiện tập trung tại các cơ sở cai nghiện ma túy, "
        "Cơ sở cai nghiện ma túy số 1, Tự nguyện"
    )
    row = grid.rows[0]
    assert cell_at(grid, "Sa Pa", "voluntary-cs1").heads == f"r{row.row_id} h{voluntary}"
    assert cell_at(grid, "Sa Pa", "voluntary-cs1").key == f"{row.row_id}.{voluntary}"


@pytest.mark.usefixtures("five_plans")
def test_columns_with_a_long_label_are_named():
    grid = real("lao-cai-2021")

    assert {leaf.key for leaf in grid.leaves if leaf.pk in grid.long} == {
        "treated-total",
        "community-house",
        "methadone-patients",
        "methadone-maintenance-rate",
    }


@pytest.mark.usefixtures("five_plans")
def test_rows_are_the_districts_with_their_figures_as_typed_texts():
    grid = real("lao-cai-2021")

    labels = split("Sa Pa|Bắc Hà|Si Ma Cai|M. Khương|Văn Bàn|Bảo Yên|Bảo Thắng|Bát Xát|Lào Cai")
    assert [row.label for row in grid.rows] == labels
    assert texts(grid.rows[0]) == split("1|Sa Pa|70|50|0||40|10|20|0|20|0|0|0|")
    assert texts(grid.rows[8]) == split("9|Lào Cai|940|110|0||100|10|280|250|30|500|50|550|70%")
    assert texts(grid.whole) == split("|Mức giao chung|1.600|550|245|35|240|30|500|300|200|500|50|550|70%")
    assert (grid.whole.row_id, grid.offers) == (0, 0)


@pytest.mark.usefixtures("five_plans")
def test_bottom_lines_of_lao_cai():
    grid = real("lao-cai-2021")

    assert [cell.text for cell in grid.total] == split("|Tổng cộng|1.600|550|245|35|240|30|500|300|200|500|50|550|70%")
    assert [cell.text for cell in grid.gap] == ["", "Chênh lệch"] + [""] * 13
    assert [cell.gap.kind for cell in grid.gap[2:14]] == [GapKind.MATCHED] * 12
    assert grid.gap[14].gap is None


@pytest.mark.usefixtures("five_plans")
def test_bottom_lines_of_ba_ria_name_the_200_that_are_open():
    grid = real("ba-ria-vung-tau-2020", 2)

    assert texts(grid.whole) == ["", "Mức giao chung", "2.171", "≥ 850", "590", "60", "50", ""]
    assert [cell.text for cell in grid.total] == ["", "Cộng", "2.171", "650", "590", "60", "50", ""]
    assert [cell.text for cell in grid.gap] == ["", "Chênh lệch", "", "200", "", "", "", ""]
    assert grid.gap[3].gap.kind == GapKind.UNALLOCATED


@pytest.mark.usefixtures("five_plans")
@pytest.mark.parametrize(("code", "number"), REAL_ANNEXES)
def test_bottom_lines_are_those_of_the_roll_up(code, number):
    annex = real_annex(code, number)
    rollup = annex_rollup(load_figures(annex.plan, row_paths([annex])), annex)
    grid = load_grid(annex, Stage.ASSIGNED)
    sums, gaps = [[cell for cell in line if cell.column_id] for line in (grid.total, grid.gap)]

    if number == 1 and code == "ba-ria-vung-tau-2020":  # a list has no bottom line
        assert (grid.whole, grid.total, grid.gap) == (None, [], [])
        return
    assert [cell.gap for cell in gaps] == list(rollup.gap)
    assert [cell.text for cell in sums] == [
        (declared if total is None and gap is None else total).format(suffix=column.suffix)
        for column, total, declared, gap in zip(rollup.columns, rollup.total, rollup.declared, rollup.gap, strict=True)
    ]


@pytest.mark.usefixtures("five_plans")
def test_list_shows_its_lines_and_types_the_figures_of_the_whole():
    grid = real("ba-ria-vung-tau-2020", 1)

    assert texts(grid.rows[0]) == ["1", "Tổng số người được điều trị", "Lượt, người", "≥ 850"]
    assert texts(grid.rows[1]) == ["1.1", "Cai nghiện bắt buộc", "người", "590"]
    assert [cell.kind for cell in grid.rows[0].cells] == ["index", "name", "unit", "entry"]
    assert grid.whole is None


@pytest.mark.usefixtures("five_plans")
def test_headings_and_activities_of_a_list_are_shown_and_not_typed():
    grid = real("ba-ria-vung-tau-2020", 1)
    heading, activity = grid.rows[5], grid.rows[6]

    assert (heading.is_heading, heading.row_id) == (True, None)
    assert texts(heading) == ["3", "Tuyên truyền PC ma túy, mại dâm, mua bán người", "", ""]
    assert (activity.is_heading, activity.row_id) == (False, None)
    assert texts(activity) == ["", "Sở Lao động – Thương binh và Xã hội", "Lớp", "83 lớp"]
    assert {cell.key for cell in [*heading.cells, *activity.cells]} == {""}


# What is not stated, and what is stated otherwise


@pytest.mark.usefixtures("five_plans")
def test_cell_without_a_figure_hints_at_what_its_parts_add_up_to():
    figures_of("lao-cai-2021", "treated-total", "088").delete()
    figures_of("lao-cai-2021", "institutional", "088").delete()

    grid = real("lao-cai-2021")

    cells = [cell_at(grid, "Sa Pa", key) for key in ("treated-total", "institutional", "voluntary-cs1", "family")]
    assert [(cell.text, cell.hint) for cell in cells] == [("", "70"), ("", "50"), ("", ""), ("20", "")]
    assert grid.total[2].text == "1.600"


@pytest.mark.usefixtures("five_plans")
def test_whole_without_a_figure_hints_and_the_column_declares_what_is_printed():
    Target.objects.filter(plan__code="lao-cai-2021", locality__code="10").delete()
    figures_of("lao-cai-2021", "family", "080").update(value=130)

    grid = real("lao-cai-2021")

    assert set(texts(grid.whole)) == {"", "Mức giao chung"}
    assert cell_at(grid, "Mức giao chung", "family").hint == ""
    family = [leaf.key for leaf in grid.leaves].index("family")
    assert (grid.total[family].text, grid.gap[family].text) == ("300", "100")
    assert grid.gap[family].gap.kind == GapKind.OVER


@pytest.mark.usefixtures("five_plans")
def test_stated_figure_that_its_parts_do_not_make_is_remarked():
    figures_of("lao-cai-2021", "treated-total", "088").update(value=75)

    grid = real("lao-cai-2021")

    cell = cell_at(grid, "Sa Pa", "treated-total")
    assert (cell.text, cell.hint, cell.remark) == ("75", "", "Đã ghi 75, cộng các phần được 70.")
    assert [cell.remark for row in grid.rows for cell in row.cells if cell.remark] == [cell.remark]


@pytest.mark.usefixtures("five_plans")
def test_minimum_that_its_parts_just_make_is_not_remarked():
    grid = real("ba-ria-vung-tau-2020", 2)

    assert cell_at(grid, "Mức giao chung", "treated-total").remark == ""


@pytest.mark.usefixtures("five_plans")
def test_zero_is_shown_and_blank_is_not():
    grid = real("lao-cai-2021")

    assert cell_at(grid, "Sa Pa", "compulsory-cs1").text == "0"
    assert cell_at(grid, "Sa Pa", "voluntary-cs1").text == ""
    assert f"{cell_at(grid, 'Sa Pa', 'compulsory-cs1').key}=eq:0:" in grid.seen.split()
    assert f"{cell_at(grid, 'Sa Pa', 'voluntary-cs1').key}=" not in grid.seen


@pytest.mark.usefixtures("five_plans")
def test_seen_names_each_filled_cell_with_its_packed_figure():
    grid = real("ba-ria-vung-tau-2020", 2)
    filled = [cell for row in [*grid.rows, grid.whole] for cell in row.cells if cell.key and cell.text]

    assert len(grid.seen.split()) == len(filled) == 36
    assert f"{cell_at(grid, 'Mức giao chung', 'treated-total').key}=ge:850:" in grid.seen.split()


# Deeper figures


def test_figures_of_communes_count_where_the_district_states_nothing(sheet):
    TargetFactory(plan=sheet.plan, locality=sheet.cast.commune, indicator=sheet.indicators["persons"], value=7)

    grid = load_grid(sheet.annex, Stage.ASSIGNED)

    cell = cell_at(grid, "Huyện Bát Xát", "persons")
    assert (cell.text, cell.hint) == ("", "7")
    assert grid.total[2].text == "7"
    assert grid.model["hidden"] == {sheet.rows["district"].pk: {0: "eq:7:"}}
    assert grid.model["used"] == [sheet.indicators["persons"].pk]


def test_figure_of_the_district_stands_before_those_of_its_communes(sheet):
    """The script is told of the communes all the same: they count again when the figure is taken away."""
    for place, value in ((sheet.cast.commune, 7), (sheet.cast.district, 9)):
        TargetFactory(plan=sheet.plan, locality=place, indicator=sheet.indicators["persons"], value=value)

    grid = load_grid(sheet.annex, Stage.ASSIGNED)

    cell = cell_at(grid, "Huyện Bát Xát", "persons")
    assert (cell.text, cell.hint, cell.remark) == ("9", "", "")
    assert grid.total[2].text == "9"
    assert grid.model["hidden"] == {sheet.rows["district"].pk: {0: "eq:7:"}}


def test_shares_of_communes_are_not_summed(sheet):
    for place in (sheet.cast.commune, sheet.cast.district, sheet.neighbour):
        TargetFactory(plan=sheet.plan, locality=place, indicator=sheet.indicators["share"], value=700)

    grid = load_grid(sheet.annex, Stage.ASSIGNED)

    assert cell_at(grid, "Huyện Sa Pa", "share").text == "70%"
    assert (grid.total[3].text, grid.gap[3].gap) == ("", None)


# Proposals


@pytest.fixture
def offered(sheet):
    """The district proposes 80 where 70 is assigned, and 43,6% where nothing is; the neighbour what it got."""
    persons, share = sheet.indicators["persons"], sheet.indicators["share"]
    for place, indicator, stage, value in [
        (sheet.cast.district, persons, Stage.ASSIGNED, 70),
        (sheet.cast.district, persons, Stage.PROPOSED, 80),
        (sheet.cast.district, share, Stage.PROPOSED, 436),
        (sheet.neighbour, persons, Stage.ASSIGNED, 20),
        (sheet.neighbour, persons, Stage.PROPOSED, 20),
        (sheet.neighbour, share, Stage.ASSIGNED, 500),
    ]:
        TargetFactory(plan=sheet.plan, locality=place, indicator=indicator, stage=stage, value=value)
    return sheet


def test_proposals_stand_beside_the_assigned_figures(offered):
    grid = load_grid(offered.annex, Stage.ASSIGNED)

    assert [[(cell.text, cell.offer) for cell in row.cells[2:]] for row in grid.rows] == [
        [("70", "80"), ("", "43,6%")],
        [("20", ""), ("50%", "")],
    ]
    assert [row.has_offers for row in grid.rows] == [True, False]
    assert (grid.offers, grid.total[2].text) == (2, "90")


def test_assigned_figures_stand_beside_the_proposals(offered):
    grid = load_grid(offered.annex, Stage.PROPOSED)

    assert [[(cell.text, cell.offer) for cell in row.cells[2:]] for row in grid.rows] == [
        [("80", "70"), ("43,6%", "")],
        [("20", ""), ("", "50%")],
    ]
    assert (grid.whole, grid.total, grid.gap) == (None, [], [])


def test_officer_sees_but_the_own_rows_and_no_bottom_line(offered):
    RowFactory(annex=offered.annex, heading=True)

    grid = load_grid(offered.annex, Stage.PROPOSED, within=offered.cast.district.path)

    assert [row.label for row in grid.rows] == ["Huyện Bát Xát"]
    assert (grid.whole, grid.total, grid.gap) == (None, [], [])
    assert grid.model["sumsUp"] is False
    assert grid.model["places"] == [offered.rows["district"].pk, 0]


# What is shown and not typed


def test_results_and_a_second_cell_of_a_figure_are_shown(sheet):
    persons, period = sheet.indicators["persons"], PeriodFactory(plan=sheet.plan)
    ColumnFactory(annex=sheet.annex, key="ket-qua", indicator=persons, period=period)
    ColumnFactory(annex=sheet.annex, key="nhac-lai", indicator=persons)
    TargetFactory(plan=sheet.plan, locality=sheet.cast.district, indicator=persons, value=1600)
    ResultFactory(submission__period=period, submission__locality=sheet.cast.district, indicator=persons, value=1234)

    grid = load_grid(sheet.annex, Stage.ASSIGNED)

    cells = [cell_at(grid, "Huyện Bát Xát", key) for key in ("persons", "ket-qua", "nhac-lai")]
    assert [(cell.kind, cell.text) for cell in cells] == [("entry", "1.600"), ("shown", "1.234"), ("shown", "1.600")]
    assert list(grid.model["cells"]) == [str(sheet.columns[key].pk) for key in ("persons", "share")]


def test_text_columns_and_headings(sheet):
    ColumnFactory(annex=sheet.annex, key="ghi-chu", indicator=None, role=ColumnRole.NOTE)
    RowFactory(annex=sheet.annex, heading=True, label="Các huyện vùng cao")
    Row.objects.filter(pk=sheet.rows["district"].pk).update(label="Bát Xát (vùng cao)")

    grid = load_grid(sheet.annex, Stage.ASSIGNED)

    assert [texts(row) for row in grid.rows] == [
        ["1", "Bát Xát (vùng cao)", "", "", ""],
        ["2", "Huyện Sa Pa", "", "", ""],
        ["", "Các huyện vùng cao", "", "", ""],
    ]
    assert [(row.row_id is None, row.is_heading) for row in grid.rows] == [(False, False), (False, False), (True, True)]


def test_typed_texts_faults_and_seen_figures_come_back(sheet):
    TargetFactory(plan=sheet.plan, locality=sheet.cast.district, indicator=sheet.indicators["persons"], value=70)
    key, other = sheet.key("district"), sheet.key("neighbour")
    typed = Typed({key: "7o", other: ""}, {key: "Không đọc được."}, {key: "eq:60:"})

    grid = load_grid(sheet.annex, Stage.ASSIGNED, typed=typed)

    cell = cell_at(grid, "Huyện Bát Xát", "persons")
    assert (cell.text, cell.fault) == ("7o", "Không đọc được.")
    assert grid.seen == f"{key}=eq:60:"


# The model


def test_parts_are_numbered_before_their_sums(sheet):
    parent = IndicatorFactory(sums_children=True)
    children = [IndicatorFactory(parent=parent) for _ in range(2)]
    facility = FacilityFactory()
    ColumnFactory(annex=sheet.annex, key="tong", indicator=parent)
    ColumnFactory(annex=sheet.annex, key="phan", indicator=children[1], facility=facility)
    outside = TargetFactory(plan=sheet.plan, locality=sheet.neighbour, indicator=children[0], value=4)

    model = load_grid(sheet.annex, Stage.ASSIGNED).model

    nodes = model["nodes"]
    assert all(part < index for index, node in enumerate(nodes) for part in [*node["children"], *node["facilities"]])
    by_measure = {(node["indicator"], node["facility"]): node for node in nodes}
    whole = by_measure[parent.pk, None]
    assert [nodes[part]["indicator"] for part in whole["children"]] == [child.pk for child in children]
    part = by_measure[children[1].pk, None]
    assert [nodes[each]["facility"] for each in part["facilities"]] == [facility.pk]
    # Counts in the row of the neighbour, though no column is about it.
    hidden = model["hidden"][sheet.rows["neighbour"].pk]
    assert [nodes[node]["indicator"] for node in hidden] == [children[0].pk]
    assert list(hidden.values()) == ["eq:4:"]
    assert model["used"] == [outside.indicator_id]


def test_model_says_how_figures_are_written_and_what_is_printed(sheet):
    Column.objects.filter(pk=sheet.columns["persons"].pk).update(declared_total=55)

    model = load_grid(sheet.annex, Stage.ASSIGNED).model

    persons, share = (model["nodes"][model["cells"][str(sheet.columns[key].pk)]] for key in ("persons", "share"))
    assert (persons["decimals"], persons["suffix"]) == (0, "")
    assert (share["decimals"], share["suffix"]) == (1, "%")
    assert model["columns"] == {
        sheet.columns["persons"].pk: {"printed": "eq:55:", "additive": True, "shared": False},
        sheet.columns["share"].pk: {"printed": "", "additive": False, "shared": False},
    }


def test_model_knows_what_is_allocated_outside_the_table(sheet):
    """A commune's figure of a district that is no row: the province's figure is broken down all the same."""
    Row.objects.filter(pk=sheet.rows["neighbour"].pk).delete()
    TargetFactory(plan=sheet.plan, locality=sheet.neighbour, indicator=sheet.indicators["persons"], value=5)
    TargetFactory(plan=sheet.plan, indicator=sheet.indicators["persons"], value=50)

    grid = load_grid(sheet.annex, Stage.ASSIGNED)

    assert grid.model["columns"][sheet.columns["persons"].pk]["shared"] is True
    assert (grid.gap[2].gap.kind, grid.gap[2].text, grid.total[2].text) == (GapKind.UNALLOCATED, "50", "")


@pytest.mark.usefixtures("five_plans")
@pytest.mark.parametrize(("code", "number"), REAL_ANNEXES)
def test_model_is_json_and_small(code, number):
    model = json.dumps(real(code, number).model)

    assert 200 < len(model) < 10_000


def test_empty_annex_has_no_rows_and_a_model(sheet):
    Row.objects.all().delete()

    grid = load_grid(sheet.annex, Stage.ASSIGNED)

    assert grid.rows == []
    assert grid.model["places"] == [0]
