import time
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.apps import apps
from targets.packages.content import content_of
from targets.packages.writing import write_package
from targets.packages.reading import read_package
from targets.packages.taking_in import look_at, take_in
from plans.models import *
from targets.models import *
from localities.models import *
import pytest
from tests.factories import UserFactory
def wipe():
    for plan in Plan.objects.all():
        for m in (ResultChange, Result): m.objects.filter(submission__period__plan=plan).delete()
    Column.objects.update(period=None, parent=None)
    Row.objects.all().delete(); 
    Column.objects.all().delete()
    Activity.objects.all().delete(); Section.objects.all().delete()
    Target.objects.all().delete()
    TargetChange.objects.all().delete()
    Submission.objects.all().delete()
    Plan.objects.all().delete()
    StockTerm.objects.all().delete()
    Indicator.objects.update(parent=None, numerator=None, denominator=None, over_places='none', over_periods='none')
    Indicator.objects.all().delete()
    Facility.objects.all().delete()
    Agency.objects.update(superior=None); Agency.objects.all().delete()
    Succession.objects.all().delete()
    for level in ("commune","district","province"): Locality.objects.filter(level=level).delete()
def test_x(five_plans, db):
    admin = UserFactory(administrator=True)
    packs = {plan.code: (write_package(plan, with_history=False), content_of(plan)) for plan in Plan.objects.all()}
    wipe()
    for code, (data, content) in packs.items():
        t1=time.time()
        p = read_package(data)
        with CaptureQueriesContext(connection) as q:
            look = look_at(p, by=admin)
        assert look.refusals == [], [str(x) for x in look.refusals]
        t2 = time.time()
        with CaptureQueriesContext(connection) as q2:
            done = take_in(p, by=admin, seen=look.comparison.seen)
        print(code, len(q), len(q2), t2-t1, time.time()-t2)
        plan = Plan.objects.get(code=code)
        assert content_of(plan) == content
        again = look_at(p, by=admin)
        assert again.changes_nothing
