"""A plan goes out of one installation and into another, which is empty."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from localities.models import Locality
from plans.models import Plan
from targets.models import Result, ResultChange, Submission, SubmissionStep, Target, TargetChange
from targets.packages.content import content_of
from targets.packages.history import CHANGES
from targets.packages.kinds import BY_MODEL, KINDS
from targets.packages.reading import read_package
from targets.packages.taking_in import look_at, take_in
from targets.packages.writing import write_package
from tests.targets.packages.conftest import rollups_of
from tests.targets.packages.packing import MOMENT, content_in, unpacked

pytestmark = pytest.mark.django_db

FIVE = ["an-giang-2011", "ba-ria-vung-tau-2020", "lao-cai-2021", "nam-dinh-2024", "tp-lai-chau-2022"]


@pytest.mark.parametrize("code", FIVE)
def test_plan_in_an_empty_installation_is_the_same(packages, admin, code):
    take_in(read_package(packages[code].data), by=admin)

    plan = Plan.objects.get(code=code)
    assert content_of(plan) == packages[code].content
    assert write_package(plan, with_history=False, at=MOMENT) == packages[code].data
    assert rollups_of(plan) == packages[code].rollups


def test_all_five_stand_side_by_side(packages, admin):
    for code in FIVE:
        take_in(read_package(packages[code].data), by=admin)

    assert [plan.code for plan in Plan.objects.order_by("code")] == FIVE
    assert [write_package(plan, with_history=False, at=MOMENT) for plan in Plan.objects.order_by("code")] == [
        packages[code].data for code in FIVE
    ]


def test_issued_plan_comes_in_issued(packages, admin):
    take_in(read_package(packages["ba-ria-vung-tau-2020"].data), by=admin)

    plan = Plan.objects.get()
    assert (plan.state, plan.number, plan.symbol, str(plan.issued_on)) == ("issued", "160", "KH-BCĐ", "2019-12-19")


@pytest.mark.parametrize("code", FIVE)
def test_same_package_again_changes_nothing(packages, admin, code):
    package = read_package(packages[code].data)
    take_in(package, by=admin)
    before = everything()

    with CaptureQueriesContext(connection) as queries:
        look = look_at(package, by=admin)
        again = take_in(package, by=admin, seen=look.comparison.seen)

    assert look.changes_nothing
    assert again.changes_nothing
    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert everything() == before


def everything() -> dict[str, list]:
    labels = ("localities", "plans", "targets", "admin", "accounts")
    found = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in found}


def test_looking_writes_nothing(lao_cai, admin):
    before = everything()

    look = look_at(read_package(lao_cai.data), by=admin)

    assert look.refusals == []
    assert len(look.comparison.parts["targets"].new) == 124
    assert everything() == before


def test_what_came_in_is_the_importer_s_and_of_now(lao_cai, admin):
    """The history of the plan is no history of this installation: nobody here did it."""
    take_in(read_package(lao_cai.with_history), by=admin)

    changes = TargetChange.objects.values_list("changed_by__username", "channel", "old_value")
    assert set(changes) == {("quan-tri", "package", None)}
    assert TargetChange.objects.count() == Target.objects.count() == 124
    assert set(ResultChange.objects.values_list("changed_by__username", "channel")) == {("quan-tri", "package")}
    assert ResultChange.objects.count() == Result.objects.count()


def test_reports_keep_their_state_moment_and_reason(lao_cai, admin):
    take_in(read_package(lao_cai.data), by=admin)

    report = Submission.objects.get(period__code="6-thang-cuoi", locality__name="Thành phố Lào Cai")
    [step] = report.steps.all()
    assert (report.state, step.before, step.after, step.taken_by) == ("returned", "open", "returned", admin)
    assert step.reason == "Số tại các nhà cai nghiện mới là số ước; đề nghị rà soát lại với các phường."
    assert report.first_submitted_at.year == 2021
    assert report.first_submitted_by == admin
    stated = Submission.objects.filter(period__kind="baseline")
    assert not SubmissionStep.objects.filter(submission__in=stated).exists()


def test_import_is_a_row_of_the_log(packages, admin):
    take_in(read_package(packages["nam-dinh-2024"].data), by=admin)

    event = AuditEvent.objects.get()
    assert (event.kind, event.subject, event.happened_by) == ("imported", "nam-dinh-2024", admin)
    assert event.details["format"] == "package"


def test_system_imports_a_plan_without_handed_in_reports(packages, db):
    take_in(read_package(packages["an-giang-2011"].data), by=None)

    assert Plan.objects.get().state == "issued"
    assert set(TargetChange.objects.values_list("changed_by", "channel")) == {(None, "package")}


def test_localities_come_with_their_places_in_the_tree(lao_cai, admin):
    take_in(read_package(lao_cai.data), by=admin)

    assert Locality.objects.get(name="Huyện Bát Xát").path == "00010200407080008220040708"


# The file


def test_history_is_an_archive_beside_the_same_content(lao_cai):
    plain, full = unpacked(lao_cai.data), unpacked(lao_cai.with_history)

    assert sorted(full.keys() - plain.keys()) == sorted(f"history/{name}.json" for name in CHANGES)
    assert {name: full[name] for name in plain if name != "manifest.json"} == {
        name: content for name, content in plain.items() if name != "manifest.json"
    }
    history = content_in(lao_cai.with_history)
    assert len(history["history/target-changes"]) == 124
    assert {row["by"] for row in history["history/report-steps"]} == {"canbo"}


def test_people_stand_in_the_history_alone(lao_cai):
    assert b"canbo" not in b"".join(unpacked(lao_cai.data).values())


def test_rows_are_in_the_order_of_their_keys(lao_cai):
    codes = [row["code"] for row in content_in(lao_cai.data)["indicators"]]

    assert codes == sorted(codes)


# Everything that belongs to a plan


# Why a model that hangs on a plan has no part of its own.
ELSEWHERE = {
    "targets.TargetChange": "history",
    "targets.ResultChange": "history",
    "targets.SubmissionStep": "history; the last reason of a returned report goes with the report",
    "targets.Reminder": "letters to people of this installation, with their addresses",
}


def hanging_on(model: type[models.Model]) -> set[type[models.Model]]:
    found = {relation.related_model for relation in model._meta.related_objects if _is_part(relation)}
    return found | {deeper for each in found if each is not model for deeper in hanging_on(each)}


def _is_part(relation) -> bool:
    own = relation.related_model._meta.app_label in ("plans", "targets")
    return own and relation.on_delete is models.CASCADE and relation.related_model is not relation.model


def test_every_model_of_a_plan_is_in_the_package_or_says_why_not():
    parts = hanging_on(Plan) | {SubmissionStep}

    assert {model._meta.label for model in parts if model not in BY_MODEL} == set(ELSEWHERE)


# Columns that a package does not say: they follow from others, or belong to the installation.
DERIVED = {"id", "path", "search_key", "sort_key", "facility_key"}
OF_HERE = {"plan", "closed_by", "first_submitted_by", "granted_by", "edited_at", "edited_by"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_is_in_the_package(kind):
    fields = {field.name for field in [*kind.model._meta.fields, *kind.model._meta.many_to_many]}

    assert fields - set(kind.fields) - DERIVED - OF_HERE == set()
    assert set(kind.fields) - set(kind.extra) <= fields
