"""Tables that are being made: half-defined annexes are drawn as far as they go, and what is missing is said."""

import pytest
from django.core.exceptions import ValidationError

from core.figures import Amount, Comparator
from reports.figures import load_figures
from reports.lookup import annexes_of
from reports.rollups import agree, row_paths
from reports.tables import annex_table
from targets.models import Target
from tests.entering import enter
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    IndicatorFactory,
    LocalityFactory,
    PlanFactory,
    RowFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def table_of(annex):
    (found,) = annexes_of(annex.plan)
    return annex_table(load_figures(annex.plan, row_paths([found])), found)


def column(annex, position, label, role, parent=None, **fields):
    return ColumnFactory(
        annex=annex, position=position, key=f"c{position}", label=label, role=role, parent=parent, **fields
    )


@pytest.fixture
def annex():
    """Two districts, one indicator under a group: 5 and 7 of 20."""
    plan = PlanFactory()
    annex = AnnexFactory(plan=plan, total_label="Tổng cộng")
    indicator = IndicatorFactory()
    column(annex, 1, "TT", "index", indicator=None)
    column(annex, 2, "Địa bàn", "name", indicator=None)
    group = column(annex, 3, "Nhóm", "group", indicator=None)
    column(annex, 4, "Cai nghiện", "figure", parent=group, indicator=indicator)
    for position, value in enumerate((5, 7), start=1):
        district = LocalityFactory(district=True, parent=plan.locality)
        RowFactory(annex=annex, position=position, locality=district, indicator=None)
        TargetFactory(plan=plan, locality=district, indicator=indicator, value=value)
    TargetFactory(plan=plan, locality=plan.locality, indicator=indicator, value=20)
    return annex


def test_checks_stand_under_their_columns(annex):
    table, _ = table_of(annex)

    assert [[cell.text for cell in row.cells] for row in table.checks] == [
        ["", "Mức giao chung", "20"],
        ["", "Chênh lệch", "8"],
    ]
    assert table.checks[1].cells[2].gap.kind.label == "chưa phân bổ"


def test_checks_stand_also_where_the_paper_has_no_total_line(annex, client):
    annex.total_label = ""
    annex.save()
    enter(client, UserFactory(administrator=True))

    table, _ = table_of(annex)
    html = client.get(annex.plan.get_absolute_url()).content.decode()

    assert table.total is None
    assert "chưa phân bổ" in html[html.index("<tfoot>") :]


def test_group_without_columns_is_left_out_and_named(annex):
    empty = column(annex, 5, "Nhóm rỗng", "group", indicator=None)
    column(annex, 6, "Nhóm con rỗng", "group", parent=empty, indicator=None)

    table, _ = table_of(annex)

    assert [[cell.label for cell in row] for row in table.header] == [["TT", "Địa bàn", "Nhóm"], ["Cai nghiện"]]
    assert table.warnings == (
        "Nhóm cột “Nhóm rỗng” chưa có cột con nên không hiện.",
        "Nhóm cột “Nhóm con rỗng” chưa có cột con nên không hiện.",
    )


def test_groups_cannot_contain_each_other(annex):
    outer = column(annex, 5, "Ngoài", "group", indicator=None)
    inner = column(annex, 6, "Trong", "group", parent=outer, indicator=None)
    outer.parent = inner

    with pytest.raises(ValidationError) as caught:
        outer.full_clean()

    assert caught.value.message_dict["parent"] == ["Nhóm cột không thể thuộc chính nó hoặc nhóm con của nó."]


def test_groups_put_into_each_other_past_the_form_do_not_hang_the_page(annex, client):
    outer = column(annex, 5, "Ngoài", "group", indicator=None)
    inner = column(annex, 6, "Trong", "group", parent=outer, indicator=None)
    column(annex, 7, "Cột lạc", "figure", parent=inner, indicator=IndicatorFactory())
    type(outer).objects.filter(pk=outer.pk).update(parent=inner)
    enter(client, UserFactory(administrator=True))

    assert client.get(annex.plan.get_absolute_url()).status_code == 200


def test_row_whose_locality_is_still_to_be_chosen_stands_without_figures(annex):
    RowFactory(annex=annex, position=9, label="Chưa chọn", locality=None, indicator=None)

    table, _ = table_of(annex)

    assert [[cell.text for cell in row.cells][1:] for row in table.rows][-1] == ["Chưa chọn", ""]
    assert table.total.cells[2].text == "12"


def test_printed_total_of_a_column_without_indicator_is_no_failure(annex):
    column(annex, 8, "Chưa chọn chỉ tiêu", "figure", indicator=None, declared_total=5)

    table, _ = table_of(annex)

    assert [cell.text for cell in table.total.cells][1:] == ["Tổng cộng", "12", ""]


def test_change_has_no_gap(annex):
    """ "Giảm 10" is not a total that localities could add up to."""
    Target.objects.filter(locality=annex.plan.locality).update(comparator="decrease")

    _, rollup = table_of(annex)

    assert rollup.gap == (None,)


def test_annex_without_columns_or_rows_has_its_page_and_paper(client):
    annex = AnnexFactory()
    enter(client, UserFactory(administrator=True))

    page = client.get(annex.plan.get_absolute_url())
    paper = client.get(f"{annex.plan.get_absolute_url()}phu-luc/{annex.roman}.pdf")

    assert page.status_code == paper.status_code == 200
    assert "Phụ lục chưa có dòng nào." in page.content.decode()
    assert paper.content.startswith(b"%PDF")


def test_minimum_agrees_with_the_same_number():
    assert agree(Amount(850, None, Comparator.AT_LEAST), Amount(850))
    assert not agree(Amount(850, None, Comparator.AT_LEAST), Amount(849))
    assert not agree(Amount(65, 70, Comparator.BETWEEN), Amount(65))
