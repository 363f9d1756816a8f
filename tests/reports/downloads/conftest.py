import pytest
from django.conf import settings

from plans.models import Plan
from targets.examples import load_examples
from tests.factories import UserFactory


@pytest.fixture(scope="module")
def examples(five_plans, django_db_blocker):
    """The invented reports of Lào Cai 2021, loaded once, within what `five_plans` undoes."""
    path = settings.BASE_DIR / "fixtures" / "examples" / "lao-cai-2021.json"
    with django_db_blocker.unblock():
        province = Plan.objects.get(code="lao-cai-2021").locality
        load_examples(path, by=UserFactory(editor=True, username="nguoi-nap", locality=province))
