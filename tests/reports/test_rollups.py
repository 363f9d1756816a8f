"""Roll-ups of the real plans and of small made ones. Expected figures are typed by hand."""

import pytest

from core.figures import Amount, Comparator
from localities.models import Locality
from plans.models import Plan
from reports.exports import to_dict
from reports.figures import Measure, load_figures
from reports.lookup import annex_by_number, annexes_of
from reports.rollups import GapKind, gap_between, plan_rollup, roll_up
from reports.tables import allocation_lines, annex_table
from targets.models import Column, Indicator, Target

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]


CODES = ["lao-cai-2021", "tp-lai-chau-2022", "ba-ria-vung-tau-2020", "an-giang-2011", "nam-dinh-2024"]


def plan(code: str) -> Plan:
    return Plan.objects.select_related("locality", "issuing_agency").get(code=code)


def rolled(code: str, number: str):
    found = plan(code)
    return roll_up(found, annex_by_number(annexes_of(found), number))


def test_lao_cai_totals_declared_and_gaps():
    data = to_dict(rolled("lao-cai-2021", "I"))

    assert data["annex"] == "I"
    assert [column["key"] for column in data["columns"]] == [
        "treated-total",
        "institutional",
        "compulsory-cs1",
        "voluntary-cs1",
        "compulsory-cstp",
        "voluntary-cstp",
        "community-total",
        "community-house",
        "family",
        "methadone-carried-over",
        "methadone-new",
        "methadone-patients",
        "methadone-maintenance-rate",
    ]
    assert data["total"] == [1600, 550, 245, 35, 240, 30, 500, 300, 200, 500, 50, 550, None]
    assert data["declared"] == [1600, 550, 245, 35, 240, 30, 500, 300, 200, 500, 50, 550, 70]
    assert data["gap"] == [0] * 12 + [None]


def test_lao_cai_rows_are_the_districts_in_the_plans_order():
    rows = to_dict(rolled("lao-cai-2021", "1"))["rows"]

    assert [(row["locality"]["code"], row["locality"]["name"]) for row in rows] == [
        ("088", "Thị xã Sa Pa"),
        ("085", "Huyện Bắc Hà"),
        ("084", "Huyện Si Ma Cai"),
        ("083", "Huyện Mường Khương"),
        ("089", "Huyện Văn Bàn"),
        ("087", "Huyện Bảo Yên"),
        ("086", "Huyện Bảo Thắng"),
        ("082", "Huyện Bát Xát"),
        ("080", "Thành phố Lào Cai"),
    ]
    assert rows[0]["values"] == [70, 50, 0, None, 40, 10, 20, 0, 20, 0, 0, 0, None]
    assert rows[7]["values"] == [140, 110, 0, 0, 100, 10, 30, 0, 30, 0, 0, 0, None]
    assert rows[8]["values"] == [940, 110, 0, None, 100, 10, 280, 250, 30, 500, 50, 550, 70]


def test_column_path_and_unit():
    column = to_dict(rolled("lao-cai-2021", "I"))["columns"][4]

    assert column == {
        "key": "compulsory-cstp",
        "label": "Bắt buộc",
        "path": [
            "Chỉ tiêu cai nghiện ma túy năm 2021",
            "Cai nghiện tập trung tại các cơ sở cai nghiện ma túy",
            "Cơ sở cai nghiện ma túy TP. Lào Cai",
            "Bắt buộc",
        ],
        "unit": "người",
    }


def test_ba_ria_assigned_850_allocated_650_gap_200():
    data = to_dict(rolled("ba-ria-vung-tau-2020", "II"))

    assert data["total"] == [2171, 650, 590, 60, 50]
    assert data["declared"] == [2171, 850, 590, 60, 50]
    assert data["gap"] == [0, 200, 0, 0, 0]


def test_ba_ria_200_voluntary_not_allocated():
    """The voluntary figure has no column in annex II; the list of annex I and the plan's own check name the gap."""
    data = to_dict(rolled("ba-ria-vung-tau-2020", "I"))
    figures = load_figures(plan("ba-ria-vung-tau-2020"))
    lines = {line.name: line for line in allocation_lines(figures, plan_rollup(figures))}

    assert data["declared"] == [850, 590, 200, 60, 200, 20, 2, 18]
    assert data["total"] == [650, 590, None, 60, None, None, None, None]
    assert data["gap"] == [200, 0, 200, 0, None, None, None, None]
    voluntary = lines["Cai nghiện tự nguyện tại cơ sở"]
    assert (voluntary.assigned, voluntary.allocated, voluntary.gap_text) == ("200", "", "200")
    assert voluntary.gap.kind == GapKind.UNALLOCATED


@pytest.mark.parametrize("code", CODES)
def test_no_real_plan_has_a_false_gap_or_finding(code):
    """Only what Bà Rịa - Vũng Tàu leaves open is open; a figure that no locality gets at all is not "unallocated"."""
    rollup = roll_up(plan(code))

    gaps = {column.key: gap.value for column, gap in zip(rollup.columns, rollup.gap, strict=True) if gap and gap.value}
    assert gaps == ({"treated-total": 200, "voluntary": 200} if code == "ba-ria-vung-tau-2020" else {})
    assert rollup.findings == ()


def put(code, locality_code, indicator, value, facility=None, comparator="eq"):
    found = plan(code)
    locality = Locality.objects.as_of(found.as_of).get(code=locality_code)
    Target.objects.update_or_create(
        plan=found,
        locality=locality,
        indicator=Indicator.objects.get(code=indicator),
        facility=facility,
        defaults={"value": value, "comparator": comparator},
    )


def test_over_allocation_is_named():
    put("ba-ria-vung-tau-2020", "747", "compulsory", 230)

    rollup = rolled("ba-ria-vung-tau-2020", "II")

    assert (rollup.gap[2].kind, rollup.gap[2].value) == (GapKind.OVER, -10)
    assert rollup.total[2].value == 600


@pytest.mark.parametrize(
    ("state", "row", "bottom"),
    [
        pytest.param("draft", ("245", "Văn bản ghi 235, cộng các phần được 245."), "660", id="draft-adds-up"),
        pytest.param("issued", ("235", "Văn bản ghi 235, cộng các phần được 245."), "650", id="issued-as-signed"),
    ],
)
def test_row_total_that_does_not_add_up_is_a_finding(state, row, bottom):
    """Vũng Tàu states 235; with 230 compulsory its parts make 245. Issued figures stand, a draft shows the sum."""
    put("ba-ria-vung-tau-2020", "747", "compulsory", 230)
    Plan.objects.filter(code="ba-ria-vung-tau-2020").update(state=state)
    found = plan("ba-ria-vung-tau-2020")
    annex = annex_by_number(annexes_of(found), "II")

    table, rollup = annex_table(load_figures(found), annex)

    texts = [(finding.where, finding.stated_text, finding.computed_text) for finding in rollup.findings]
    assert texts == [
        ("Thành phố Vũng Tàu, Chỉ tiêu giao kế hoạch (người) › Tổng số", "235", "245"),
        ("Dòng tổng, Chỉ tiêu giao kế hoạch (người) › Tổng số", "650", "660"),
        ("Dòng tổng, Chỉ tiêu giao kế hoạch (người) › Trong đó › Cai nghiện bắt buộc", "590", "600"),
    ]
    assert (table.rows[0].cells[3].text, table.rows[0].cells[3].remark) == row
    assert table.total.cells[3].text == bottom
    assert rollup.total[1].value == 660


def test_blank_stays_blank_and_zero_stays_zero():
    Target.objects.filter(plan__code="lao-cai-2021", locality__code="088", indicator__code="family").delete()

    values = rolled("lao-cai-2021", "I").lines[0].values

    assert values[8] is None
    assert values[7] == Amount(0)
    assert values[6] == Amount(0)


def test_declared_total_of_a_column_is_used_where_nothing_is_assigned():
    stated = Target.objects.filter(plan__code="ba-ria-vung-tau-2020", indicator__code="employment-support")
    stated.filter(locality__code="77").delete()
    Column.objects.filter(annex__plan__code="ba-ria-vung-tau-2020", key="employment-support").update(declared_total=55)

    rollup = rolled("ba-ria-vung-tau-2020", "II")

    assert rollup.declared[4] == Amount(55)
    assert [finding.where for finding in rollup.findings] == [
        "Dòng tổng, Hỗ trợ tạo việc làm cho người sau cai nghiện ma túy"
    ]


def test_figures_stated_below_a_row_are_summed_into_it():
    """A district without a figure of its own gets the sum of its communes; one with a figure keeps it."""
    district = Locality.objects.get(code="755", valid_to__isnull=False)
    communes = [
        Locality.objects.create(code=code, name=f"Xã {code}", level="commune", parent=district, valid_from="2019-01-01")
        for code in ("26787", "26788")
    ]
    found = plan("ba-ria-vung-tau-2020")
    indicator = Indicator.objects.get(code="employment-support")
    for commune, value in zip(communes, (3, 4), strict=True):
        Target.objects.create(plan=found, locality=commune, indicator=indicator, value=value)

    assert rolled("ba-ria-vung-tau-2020", "II").lines[7].values[4] == Amount(1)
    Target.objects.get(plan=found, locality=district, indicator=indicator).delete()
    assert rolled("ba-ria-vung-tau-2020", "II").lines[7].values[4] == Amount(7)


def test_figure_by_facility_only_is_the_sum_over_facilities():
    figures = load_figures(plan("lao-cai-2021"))
    compulsory = Indicator.objects.get(code="compulsory").pk
    province = figures.plan.locality.path

    assert figures.at(province, Measure(compulsory)) == Amount(485)


@pytest.mark.parametrize(
    ("declared", "total", "kind", "value"),
    [
        pytest.param(Amount(850, None, Comparator.AT_LEAST), 650, GapKind.UNALLOCATED, 200, id="below-minimum"),
        pytest.param(Amount(850, None, Comparator.AT_LEAST), 900, GapKind.WITHIN, 0, id="above-minimum"),
        pytest.param(Amount(850), 850, GapKind.MATCHED, 0, id="exact"),
        pytest.param(Amount(850), 851, GapKind.OVER, -1, id="exact-over"),
        pytest.param(Amount(100, None, Comparator.AT_MOST), 80, GapKind.WITHIN, 0, id="below-maximum"),
        pytest.param(Amount(100, None, Comparator.AT_MOST), 120, GapKind.OVER, -20, id="above-maximum"),
        pytest.param(Amount(450, 500, Comparator.BETWEEN), 480, GapKind.WITHIN, 0, id="in-range"),
        pytest.param(Amount(450, 500, Comparator.BETWEEN), 400, GapKind.UNALLOCATED, 50, id="below-range"),
        pytest.param(Amount(450, 500, Comparator.BETWEEN), 510, GapKind.OVER, -10, id="above-range"),
        pytest.param(Amount(90, None, Comparator.MORE_THAN), 90, GapKind.UNALLOCATED, 1, id="more-than-is-strict"),
        pytest.param(Amount(90, None, Comparator.MORE_THAN), 91, GapKind.WITHIN, 0, id="more-than"),
        pytest.param(Amount(90, None, Comparator.LESS_THAN), 90, GapKind.OVER, -1, id="less-than-is-strict"),
        pytest.param(Amount(90, None, Comparator.LESS_THAN), 89, GapKind.WITHIN, 0, id="less-than"),
    ],
)
def test_gap_between(declared, total, kind, value):
    gap = gap_between(declared, Amount(total))

    assert (gap.kind, gap.value) == (kind, value)


def test_gap_looks_at_the_upper_end_of_a_sum_of_ranges():
    gap = gap_between(Amount(100, None, Comparator.AT_MOST), Amount(80, 120, Comparator.BETWEEN))

    assert (gap.kind, gap.value) == (GapKind.OVER, -20)
