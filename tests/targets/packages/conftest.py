import datetime
from dataclasses import dataclass
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from localities.models import Locality
from plans.models import Plan
from targets.examples import load_examples
from targets.loading import fixture_files, load
from targets.models import TargetChange
from targets.packages.content import content_of
from targets.packages.reading import read_package
from targets.packages.taking_in import take_in
from targets.packages.writing import write_package
from tests.factories import UserFactory
from tests.targets.packages.packing import MOMENT

EXAMPLES = settings.BASE_DIR / "fixtures" / "examples" / "lao-cai-2021.json"


@dataclass(frozen=True)
class Packed:
    data: bytes  # without history
    with_history: bytes
    content: dict
    rollups: list[str]  # as the command prints them


def rollups_of(plan: Plan) -> list[str]:
    """What the plan's figures come to: its targets, and the results of each period that is reported on."""
    periods = [period.code for period in plan.periods.all() if not period.is_baseline]
    return [_rollup(plan)] + [_rollup(plan, "--results", code) for code in sorted(periods)]


def _rollup(plan: Plan, *options: str) -> str:
    out = StringIO()
    call_command("rollup", plan.code, "--format", "json", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def packages(django_db_setup, django_db_blocker) -> dict[str, Packed]:
    """The five real plans as packages, with the invented reports; nothing of them stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(fixture_files())
        place = Locality.objects.get(code="10", valid_from="2004-07-08")
        load_examples(EXAMPLES, by=UserFactory(editor=True, username="canbo", locality=place))
        found = {plan.code: _packed(plan) for plan in Plan.objects.select_related("locality")}
        transaction.set_rollback(True)
    return found


def _packed(plan: Plan) -> Packed:
    return Packed(
        write_package(plan, with_history=False, at=MOMENT),
        write_package(plan, at=MOMENT),
        content_of(plan),
        rollups_of(plan),
    )


@pytest.fixture
def admin(db):
    """Of the whole installation: a package brings lists along into an empty one."""
    return UserFactory(administrator=True, username="quan-tri")


@pytest.fixture
def lao_cai(packages) -> Packed:
    return packages["lao-cai-2021"]


@pytest.fixture
def here(lao_cai, admin) -> Plan:
    """The plan is here, as a draft, since before the package was exported."""
    take_in(read_package(lao_cai.data), by=admin)
    TargetChange.objects.update(changed_at=MOMENT - datetime.timedelta(days=1))
    return Plan.objects.select_related("locality").get()


@pytest.fixture
def editor(here) -> User:
    return UserFactory(editor=True, username="can-bo-tinh", locality=here.locality)
