"""A package that meets a plan which is here already, people without the right, rules of the data."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from core.figures import Amount
from localities.models import Locality
from plans.enums import PlanState
from plans.models import Activity, Plan, Section
from targets.actions import Edit, save_cells
from targets.cells import Cell
from targets.enums import Channel
from targets.models import Column, Row, Target, TargetChange
from targets.packages.content import content_of
from targets.packages.reading import read_package
from targets.packages.refusals import Stale
from targets.packages.showing import look_as_data
from targets.packages.taking_in import look_at, take_in
from tests.factories import LocalityFactory, PlanFactory, UserFactory
from tests.targets.packages.packing import changed
from tests.targets.packages.taking import look, of_target, refusals_of, set_value, take, target

pytestmark = pytest.mark.django_db


# A draft that is here


def test_figure_follows_the_package_through_the_door(lao_cai, here, editor):
    before = of_target()

    take(changed(lao_cai.data, set_value(before.value + 5)), editor)

    change = TargetChange.objects.latest("pk")
    assert of_target().value == before.value + 5
    assert (change.old_value, change.new_value) == (before.value, before.value + 5)
    assert (change.changed_by, change.channel) == (editor, "package")
    assert TargetChange.objects.count() == 124 + 1


def test_document_follows_the_package(lao_cai, here, editor):
    def change(parts):
        parts["plan"][0].update(subject="Trích yếu mới", signer_name="")
        parts["sections"][2].update(title="Đề mục mới")
        parts["activities"][0].update(value=7, unit="lớp", partners=sorted(parts["activities"][1]["partners"]))
        parts["recipients"].append({"position": 999, "name": "Sở Y tế"})

    take(changed(lao_cai.data, change), editor)

    here.refresh_from_db()
    assert (here.subject, here.signer_name) == ("Trích yếu mới", "")
    assert Section.objects.filter(title="Đề mục mới").count() == 1
    assert str(Activity.objects.get(position=10).quantity) == "07 lớp"
    assert here.recipient_set.get(position=999).name == "Sở Y tế"


def test_preview_says_old_and_new(lao_cai, here, editor):
    def change(parts):
        target(parts).update(value=1000, comparator="ge")
        parts["plan"][0].update(issued_on="2021-03-01", issuing_agency=parts["assignments"][0]["agency"])

    found = look_as_data(look(changed(lao_cai.data, change), editor))

    lines = {(line["kind"], line["row"], line["field"]): line for line in found["changed"]["lines"]}
    indicator = next(row["name"] for row in lao_cai.content["indicators"] if row["code"] == "family")
    figure = lines["Chỉ tiêu giao", f"Huyện Bát Xát, {indicator}", "con số"]
    assert (figure["here"], figure["there"]) == ("30", "ít nhất 1.000")
    [day] = [line for (kind, _row, field), line in lines.items() if (kind, field) == ("Kế hoạch", "ngày ban hành")]
    assert (day["here"], day["there"]) == ("01/02/2021", "01/3/2021")
    assert found["changed"]["total"] == 3
    assert not found["nothing"]
    assert not found["is_new"]


def test_rows_that_change_places(lao_cai, here, editor):
    """Two lines of an annex, and two columns: each wants the place of the other."""

    def change(parts):
        rows, columns = parts["rows"], parts["columns"]
        for name in ("locality", "number"):
            rows[0][name], rows[1][name] = rows[1][name], rows[0][name]
        columns[3]["position"], columns[4]["position"] = columns[4]["position"], columns[3]["position"]

    data = changed(lao_cai.data, change)
    take(data, editor)

    assert look(data, editor).changes_nothing
    assert content_of(here)["rows"][0]["locality"] == lao_cai.content["rows"][1]["locality"]
    assert Row.objects.count() == 9
    assert Column.objects.count() == 21


def test_what_is_only_here_stays(lao_cai, here, editor):
    def change(parts):
        parts["recipients"].pop()
        parts["targets"].remove(target(parts))

    data = changed(lao_cai.data, change)

    assert look(data, editor).changes_nothing
    assert look(data, editor).comparison.parts["targets"].only_here
    take(data, editor)
    assert (here.recipient_set.count(), Target.objects.count()) == (8, 124)


def test_draft_becomes_issued_as_the_package_says(lao_cai, here, editor):
    data = changed(lao_cai.data, lambda parts: parts["plan"][0].update(state="issued", number="45"))

    take(data, editor)

    here.refresh_from_db()
    assert (here.state, here.number) == ("issued", "45")
    event = AuditEvent.objects.get(kind="state_changed", subject="lao-cai-2021")
    assert event.details == {"state": ["draft", "issued"]}
    assert look(data, editor).changes_nothing


# What people changed here meanwhile


@pytest.fixture
def edited(here, editor) -> Target:
    """Somebody typed another figure after the export."""
    stored = of_target()
    cell = Cell(stored.locality_id, stored.indicator_id)
    save_cells(plan=here, edits=[Edit(cell, stored.amount(), Amount(77))], by=editor, channel=Channel.GRID)
    TargetChange.objects.update(changed_at=timezone.now() + datetime.timedelta(days=3650))
    return stored


def test_figure_that_somebody_changed_since_is_kept(lao_cai, edited, editor):
    found = look_as_data(look(lao_cai.data, editor))

    [line] = found["conflicts"]["lines"]
    assert (line["here"], line["there"], line["who"]) == ("77", str(edited.value), "can-bo-tinh")
    assert found["nothing"]
    take(lao_cai.data, editor)
    assert of_target().value == 77


def test_figure_that_somebody_changed_since_is_written_over_when_asked(lao_cai, edited, editor):
    take(lao_cai.data, editor, overwrite=True)

    assert of_target().value == edited.value
    assert look(lao_cai.data, editor).changes_nothing


def test_figure_that_somebody_took_away_since_stays_away(lao_cai, edited, editor, here):
    cell = Cell(edited.locality_id, edited.indicator_id)
    save_cells(plan=here, edits=[Edit(cell, Amount(77), None)], by=editor, channel=Channel.GRID)
    TargetChange.objects.update(changed_at=timezone.now() + datetime.timedelta(days=3650))

    found = look_as_data(look(lao_cai.data, editor))
    take(lao_cai.data, editor)

    assert [line["reason"] for line in found["left"]["lines"]] == [
        "chỉ tiêu này đã được bỏ ở đây sau khi xuất gói; giữ như ở đây"
    ]
    assert [(line["here"], line["who"]) for line in found["conflicts"]["lines"]] == [("chưa giao", "can-bo-tinh")]
    assert not Target.objects.filter(pk=edited.pk).exists()


def test_what_changed_after_the_preview_is_not_written_over(lao_cai, here, editor):
    data = changed(lao_cai.data, set_value(500))
    seen = look(data, editor).comparison.seen
    Section.objects.filter(plan=here, position=10).update(title="Vừa sửa")

    with pytest.raises(Stale, match="Dữ liệu ở đây đã thay đổi sau khi xem trước; chưa ghi gì."):
        take(data, editor, seen=seen)

    assert of_target().value != 500


def test_new_plan_that_somebody_made_after_the_preview(packages, admin):
    package = read_package(packages["nam-dinh-2024"].data)
    seen = look_at(package, by=admin).comparison.seen
    PlanFactory(code="nam-dinh-2024")

    with pytest.raises(Stale):
        take_in(package, by=admin, seen=seen)


# An issued plan


@pytest.mark.parametrize("state", [PlanState.ISSUED, PlanState.CLOSED])
def test_issued_plan_never_changes(lao_cai, here, editor, admin, state):
    Plan.objects.update(state=state)
    data = changed(lao_cai.data, lambda parts: [set_value(500)(parts), parts["plan"][0].update(state=str(state))])

    for by in (editor, admin, None):
        [reason] = refusals_of(data, by)
        assert reason == (
            f"Kế hoạch lao-cai-2021 ở đây {state.label}: không đổi bằng gói, chỉ bằng văn bản điều chỉnh."
        )


def test_issued_plan_with_the_same_content_changes_nothing(packages, admin):
    data = packages["ba-ria-vung-tau-2020"].data
    take(data, admin)

    assert look(data, admin).changes_nothing


# Who


def test_plan_of_another_province_is_refused(lao_cai, here):
    outsider = UserFactory(editor=True, locality=LocalityFactory(name="Tỉnh khác"))

    assert refusals_of(lao_cai.data, outsider) == ["Mã kế hoạch “lao-cai-2021” không dùng được ở đây."]
    other = changed(
        lao_cai.data, lambda parts: [parts["plan"][0].update(code="moi"), parts["manifest"].update(plan="moi")]
    )
    assert refusals_of(other, outsider) == ["plan.json, dòng 1: Kế hoạch của Tỉnh Lào Cai ngoài phạm vi của tài khoản."]


def test_own_plan_is_not_moved_to_another_province(lao_cai, here, editor):
    LocalityFactory(code="77", name="Tỉnh khác", valid_from=datetime.date(2004, 7, 8))

    def change(parts):
        parts["localities"].append({**parts["localities"][0], "code": "77", "parent": None, "level": "province"})
        parts["plan"][0]["locality"] = ["77", "2004-07-08"]

    [reason] = refusals_of(changed(lao_cai.data, change), editor)

    assert reason == "plan.json, dòng 1: Kế hoạch của Tỉnh khác ngoài phạm vi của tài khoản."


@pytest.mark.parametrize("role", ["officer", "leader"])
def test_who_does_not_edit_plans_imports_none(lao_cai, here, role):
    user = UserFactory(role=role, locality=here.locality)

    assert refusals_of(lao_cai.data, user) == ["Tài khoản không có quyền nhập kế hoạch."]


def test_refused_preview_shows_nothing_of_what_is_here(lao_cai, here):
    outsider = UserFactory(editor=True, locality=LocalityFactory(name="Tỉnh khác"))

    found = look_as_data(look(lao_cai.data, outsider))

    assert set(found) == {"code", "subject", "exported_at", "software", "refusals", "refusal_count"}


# Rules of the data


def test_plan_above_that_is_not_here_is_named(packages, admin):
    data = changed(packages["nam-dinh-2024"].data, lambda parts: parts["plan"][0].update(implements=["tinh-2024"]))

    found = look_as_data(look(data, admin))
    take(data, admin)

    assert found["notes"] == [
        "Kế hoạch cấp trên “tinh-2024” không có ở đây; kế hoạch được nhập không nối với kế hoạch đó."
    ]
    assert Plan.objects.get().implements is None
    assert look(data, admin).changes_nothing


def test_link_that_is_here_stays_where_the_package_names_a_plan_out_of_reach(lao_cai, here, editor):
    Plan.objects.filter(pk=here.pk).update(implements=PlanFactory(code="cua-tinh-khac"))
    PlanFactory(code="khac-nua")
    data = changed(lao_cai.data, lambda parts: parts["plan"][0].update(implements=["khac-nua"], signer_name="Mới"))

    take(data, editor)

    here.refresh_from_db()
    assert (here.implements.code, here.signer_name) == ("cua-tinh-khac", "Mới")


def test_plan_above_that_is_here_is_joined(packages, admin):
    above = PlanFactory(code="tinh-2024")

    take(
        changed(packages["nam-dinh-2024"].data, lambda parts: parts["plan"][0].update(implements=["tinh-2024"])), admin
    )

    assert Plan.objects.get(code="nam-dinh-2024").implements == above


BROKEN_RULES = {
    "constraint of a row": (
        lambda parts: parts["columns"][5].update(position=parts["columns"][6]["position"]),
        "columns.json, dòng ",
        "Thứ tự này đã dùng cho cột khác của phụ lục.",
    ),
    "rule of a model": (
        lambda parts: parts["rows"][2].update(locality=["10", "2004-07-08"]),
        "rows.json, dòng 3: ",
        "Địa bàn của kế hoạch đã có dòng tổng; không thêm thành một dòng.",
    ),
    "figure": (
        lambda parts: target(parts).update(value=-5),
        "targets.json, dòng ",
        "Giá trị không được âm",
    ),
    "result": (
        lambda parts: parts["results"][0].update(state="not_reported"),
        "results.json, dòng 1: ",
        "chưa báo cáo hoặc không áp dụng thì để trống.",
    ),
    "day far away": (
        lambda parts: parts["periods"][0].update(deadline="2099-01-01", kind="year"),
        "periods.json, dòng 1: ",
        "Ngày phải trong các năm từ 2020 đến 2022.",
    ),
    "locality": (
        lambda parts: parts["localities"][1].update(valid_to="2000-01-01"),
        "localities.json, dòng ",
        "Ngày hết hiệu lực không được trước ngày có hiệu lực.",
    ),
    "indicator": (
        lambda parts: next(row for row in parts["indicators"] if row["kind"] == "flow").update(kind="ratio"),
        "indicators.json, dòng ",
        "Tỷ lệ không được cộng",
    ),
    "plan": (
        lambda parts: parts["plan"][0].update(last_year=2020),
        "plan.json, dòng 1: ",
        "Năm cuối phải sau năm đầu",
    ),
}


@pytest.mark.parametrize(("change", "place", "reason"), BROKEN_RULES.values(), ids=BROKEN_RULES)
def test_broken_rule_names_the_row_and_nothing_is_written(lao_cai, admin, change, place, reason):
    said = refusals_of(changed(lao_cai.data, change), admin)

    assert said[0].startswith(place)
    assert reason in said[0]
    assert not Plan.objects.exists()
    assert not Locality.objects.exists()
