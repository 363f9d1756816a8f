"""The invented reports that `make run` loads."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from localities.models import Locality
from plans.models import Plan
from targets.enums import SubmissionState
from targets.examples import load_examples
from targets.models import Extension, Period, Result, ResultChange, Submission, SubmissionStep
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

FILE = settings.BASE_DIR / "fixtures" / "examples" / "lao-cai-2021.json"


@pytest.fixture
def editor():
    return UserFactory(editor=True, username="canbo", locality=Locality.objects.get(code="10", valid_from="2004-07-08"))


def states(period: str) -> dict[str, str]:
    rows = Submission.objects.filter(period__code=period, period__plan__code="lao-cai-2021").select_related("locality")
    return {row.locality.name: row.state for row in rows}


def test_examples_make_a_living_board(editor):
    assert load_examples(FILE, by=editor) == 17

    assert set(states("6-thang").values()) == {SubmissionState.ACCEPTED}
    assert states("6-thang-cuoi") == {
        "Thị xã Sa Pa": "accepted",
        "Huyện Bắc Hà": "accepted",
        "Huyện Si Ma Cai": "open",
        "Huyện Mường Khương": "submitted",
        "Huyện Văn Bàn": "submitted",
        "Huyện Bảo Yên": "accepted",
        "Huyện Bảo Thắng": "submitted",
        "Thành phố Lào Cai": "returned",
    }
    assert Extension.objects.get().reason == "Mưa lũ chia cắt đường liên xã"
    assert SubmissionStep.objects.filter(after="returned").count() == 2


def test_every_period_with_examples_says_so(editor):
    load_examples(FILE, by=editor)

    touched = Period.objects.filter(submission__result__note__isnull=False, plan__code="lao-cai-2021")
    names = set(touched.exclude(kind="baseline").values_list("name", flat=True))
    assert names
    assert all(name.endswith("(số liệu ví dụ)") for name in names)


def test_every_example_left_a_change(editor):
    load_examples(FILE, by=editor)

    reported = Result.objects.filter(
        submission__period__code__startswith="6-thang", submission__period__plan__year=2021
    )
    assert ResultChange.objects.count() == reported.count() > 100


def test_examples_are_loaded_once(editor):
    load_examples(FILE, by=editor)

    assert load_examples(FILE, by=editor) == 0
    assert Submission.objects.filter(period__code="6-thang").count() == 9


def test_real_results_of_the_year_before_stay_as_they_are(editor):
    before = list(Result.objects.filter(submission__period__code="nam-2020").values_list("indicator", "value"))

    load_examples(FILE, by=editor)

    assert list(Result.objects.filter(submission__period__code="nam-2020").values_list("indicator", "value")) == before


def test_command_says_what_it_did(editor):
    out = io.StringIO()

    call_command("demo_results", stdout=out)
    call_command("demo_results", stdout=out)

    assert out.getvalue() == (
        "Đã nạp 17 báo cáo ví dụ của lao-cai-2021.\nKế hoạch lao-cai-2021 đã có báo cáo; không nạp số liệu ví dụ.\n"
    )


def test_command_needs_the_trial_account():
    with pytest.raises(CommandError, match="Hãy chạy lệnh demo_accounts trước."):
        call_command("demo_results")

    assert Plan.objects.filter(code="lao-cai-2021").exists()
