"""One valid row of each model, with traits for the kinds that differ.

`XFactory(unsaved=True)` gives a row that is not stored yet, though all that it refers to is.
"""

import datetime
import uuid
from typing import Any

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts import second_factor
from accounts.enums import AuditKind, Role
from accounts.models import AuditEvent, User
from core.figures import Comparator
from localities.enums import AgencyKind, FacilityKind, Level, SuccessionKind
from localities.models import Agency, Facility, Locality, Succession
from plans.enums import BasisRelation, PlanKind, PlanState
from plans.models import Activity, Assignment, BudgetLine, LegalBasis, Plan, Recipient, Section
from targets.enums import (
    Axis,
    Channel,
    ColumnRole,
    IndicatorKind,
    PeriodKind,
    ResultState,
    RollUp,
    Stage,
    SubmissionState,
)
from targets.models import Annex, Column, Indicator, Period, Result, Row, Submission, Target, TargetChange

PASSWORD = "mat-khau-thu-nghiem"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FIRST_DAY = datetime.date(2004, 7, 8)
CODE_OF_FIXTURES = 3601
LAST_DAY_OF_DISTRICTS = datetime.date(2025, 6, 30)


class ModelFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[models.Model], *args: Any, unsaved: bool = False, **values: Any) -> models.Model:
        return model_class(*args, **values) if unsaved else super()._create(model_class, *args, **values)


# Where and who


class LocalityFactory(ModelFactory):
    """A province, unless a trait says otherwise."""

    class Meta:
        model = Locality

    class Params:
        district = factory.Trait(
            level=Level.DISTRICT,
            name=factory.Sequence("Huyện Thử {}".format),
            parent=factory.SubFactory("tests.factories.LocalityFactory"),
        )
        commune = factory.Trait(
            level=Level.COMMUNE,
            name=factory.Sequence("Xã Thử {}".format),
            parent=factory.SubFactory("tests.factories.LocalityFactory", district=True),
        )
        ended = factory.Trait(valid_to=LAST_DAY_OF_DISTRICTS)

    # Provisional codes: there are too few official ones for a sequence. The fixtures hold one of them.
    code = factory.Sequence(lambda number: f"x{number + (number >= CODE_OF_FIXTURES):04d}")
    name = factory.Sequence("Tỉnh Thử {}".format)
    level = Level.PROVINCE
    valid_from = FIRST_DAY


class SuccessionFactory(ModelFactory):
    class Meta:
        model = Succession

    predecessor = factory.SubFactory(LocalityFactory, ended=True)
    successor = factory.SubFactory(LocalityFactory)
    kind = SuccessionKind.MERGE
    effective_on = datetime.date(2025, 7, 1)
    instrument = "Nghị quyết 202/2025/QH15"


class FacilityFactory(ModelFactory):
    class Meta:
        model = Facility

    class Params:
        methadone = factory.Trait(kind=FacilityKind.METHADONE, name=factory.Sequence("Cơ sở Methadone {}".format))

    code = factory.Sequence("co-so-{}".format)
    name = factory.Sequence("Cơ sở cai nghiện {}".format)
    kind = FacilityKind.REHABILITATION
    locality = factory.SubFactory(LocalityFactory)


class AgencyFactory(ModelFactory):
    class Meta:
        model = Agency

    class Params:
        police = factory.Trait(kind=AgencyKind.POLICE, name=factory.Sequence("Công an tỉnh {}".format))

    code = factory.Sequence("co-quan-{}".format)
    name = factory.Sequence("Ủy ban nhân dân {}".format)
    kind = AgencyKind.PEOPLES_COMMITTEE


# Accounts


class UserFactory(ModelFactory):
    """A leader, who may look at everything and change nothing, unless a trait says otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        editor = factory.Trait(role=Role.EDITOR)
        officer = factory.Trait(role=Role.OFFICER)
        administrator = factory.Trait(role=Role.ADMINISTRATOR, locality=None, is_staff=True)
        blocked = factory.Trait(is_active=False)

    username = factory.Sequence("nguoi-dung-{}".format)
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    role = Role.LEADER
    locality = factory.SubFactory(LocalityFactory)

    @factory.post_generation
    def second_factor(self, create, wanted, **kwargs):
        """Who must have one has one, unless the test says otherwise."""
        if create and self.pk and (second_factor.is_needed(self) if wanted is None else wanted):
            data = {"secret": encrypt(TOTP_SECRET)}
            Authenticator.objects.create(user=self, type=Authenticator.Type.TOTP, data=data)


class AuditEventFactory(ModelFactory):
    """A download, by somebody who works at the place."""

    class Meta:
        model = AuditEvent

    kind = AuditKind.DOWNLOADED
    place = factory.SubFactory(LocalityFactory)
    happened_by = factory.SubFactory(UserFactory, locality=factory.SelfAttribute("..place"))
    address = "203.0.113.7"
    subject = "lao-cai-2021, phụ lục I"
    path = "/ke-hoach/lao-cai-2021/phu-luc/I.pdf"


# The document


class PlanFactory(ModelFactory):
    """A draft, unless a trait says otherwise."""

    class Meta:
        model = Plan

    class Params:
        submitted = factory.Trait(state=PlanState.SUBMITTED)
        issued = factory.Trait(
            state=PlanState.ISSUED,
            number=factory.Sequence("{}".format),
            issued_on=datetime.date(2021, 2, 1),
            signer_name="Nguyễn Văn Thử",
        )
        closed = factory.Trait(state=PlanState.CLOSED)
        several_years = factory.Trait(kind=PlanKind.PERIOD, last_year=2025)

    code = factory.Sequence("ke-hoach-{}".format)
    subject = factory.Sequence("Cai nghiện ma túy năm 2021 ({})".format)
    year = 2021
    locality = factory.SubFactory(LocalityFactory)
    issuing_agency = factory.SubFactory(AgencyFactory, locality=factory.SelfAttribute("..locality"))
    symbol = "KH-UBND"


class PlanPartFactory(ModelFactory):
    class Meta:
        abstract = True

    plan = factory.SubFactory(PlanFactory)
    position = factory.Sequence(lambda n: n + 1)


class LegalBasisFactory(PlanPartFactory):
    class Meta:
        model = LegalBasis

    class Params:
        implemented = factory.Trait(relation=BasisRelation.IMPLEMENTS)

    title = "Luật Phòng, chống ma túy ngày 30 tháng 3 năm 2021"


class SectionFactory(PlanPartFactory):
    class Meta:
        model = Section

    number = "I"
    title = "MỤC TIÊU"


class ActivityFactory(PlanPartFactory):
    class Meta:
        model = Activity

    class Params:
        uncounted = factory.Trait(value=None, unit="")

    title = factory.Sequence("Mở lớp tập huấn {}".format)
    unit = "lớp"
    value = 5


class AssignmentFactory(PlanPartFactory):
    class Meta:
        model = Assignment

    agency = factory.SubFactory(AgencyFactory)


class BudgetLineFactory(PlanPartFactory):
    class Meta:
        model = BudgetLine

    source = "Ngân sách địa phương"
    amount = 3_823_340_000


class RecipientFactory(PlanPartFactory):
    class Meta:
        model = Recipient

    name = "Như trên"


# Figures


class IndicatorFactory(ModelFactory):
    """A count that sums over places and periods, unless a trait says otherwise."""

    class Meta:
        model = Indicator

    class Params:
        stock = factory.Trait(kind=IndicatorKind.STOCK, over_periods=RollUp.LAST)
        # Stated as such and never rolled up.
        ratio = factory.Trait(
            kind=IndicatorKind.RATIO, unit="%", decimals=1, over_places=RollUp.NONE, over_periods=RollUp.NONE
        )
        # Computed again from the sums of its parts.
        recomputed = factory.Trait(
            kind=IndicatorKind.RATIO,
            unit="%",
            decimals=1,
            over_places=RollUp.RATIO,
            over_periods=RollUp.RATIO,
            numerator=factory.SubFactory("tests.factories.IndicatorFactory"),
            denominator=factory.SubFactory("tests.factories.IndicatorFactory"),
        )

    code = factory.Sequence("chi-tieu-{}".format)
    name = factory.Sequence("Số người cai nghiện {}".format)
    unit = "người"
    kind = IndicatorKind.FLOW


class AnnexFactory(ModelFactory):
    """A table of localities, unless a trait says otherwise."""

    class Meta:
        model = Annex

    class Params:
        list = factory.Trait(axis=Axis.LIST, total_label="")

    plan = factory.SubFactory(PlanFactory)
    number = 1
    title = "Chỉ tiêu cai nghiện ma túy"


class ColumnFactory(ModelFactory):
    """A column of figures, unless a trait says otherwise."""

    class Meta:
        model = Column

    class Params:
        group = factory.Trait(role=ColumnRole.GROUP, indicator=None)
        name_column = factory.Trait(role=ColumnRole.NAME, indicator=None, width=25)

    annex = factory.SubFactory(AnnexFactory)
    position = factory.Sequence(lambda n: n + 1)
    key = factory.Sequence("cot-{}".format)
    label = "Tổng số"
    indicator = factory.SubFactory(IndicatorFactory)


class RowFactory(ModelFactory):
    """A locality of the plan, unless a trait says otherwise."""

    class Meta:
        model = Row

    class Params:
        heading = factory.Trait(is_heading=True, locality=None, label="Các huyện")
        of_indicator = factory.Trait(
            annex=factory.SubFactory(AnnexFactory, list=True),
            locality=None,
            indicator=factory.SubFactory(IndicatorFactory),
        )

    annex = factory.SubFactory(AnnexFactory)
    position = factory.Sequence(lambda n: n + 1)
    locality = factory.SubFactory(LocalityFactory, district=True, parent=factory.SelfAttribute("..annex.plan.locality"))


class TargetFactory(ModelFactory):
    """An exact figure for the plan's own locality. Past the door: no right is asked and no history kept."""

    class Meta:
        model = Target

    class Params:
        at_least = factory.Trait(comparator=Comparator.AT_LEAST)
        between = factory.Trait(comparator=Comparator.BETWEEN, value=65, upper=70)
        decrease = factory.Trait(comparator=Comparator.DECREASE, value=10, upper=20)
        not_applicable = factory.Trait(comparator=Comparator.NOT_APPLICABLE, value=None)
        proposed = factory.Trait(stage=Stage.PROPOSED)

    plan = factory.SubFactory(PlanFactory)
    locality = factory.SelfAttribute("plan.locality")
    indicator = factory.SubFactory(IndicatorFactory)
    value = 100
    stage = Stage.ASSIGNED


class TargetChangeFactory(ModelFactory):
    """The first figure of a cell."""

    class Meta:
        model = TargetChange

    plan = factory.SubFactory(PlanFactory)
    locality = factory.SelfAttribute("plan.locality")
    indicator = factory.SubFactory(IndicatorFactory)
    stage = Stage.ASSIGNED
    new_comparator = Comparator.EXACTLY
    new_value = 100
    changed_at = factory.LazyFunction(timezone.now)
    changed_by = factory.SubFactory(UserFactory, editor=True, locality=factory.SelfAttribute("..plan.locality"))
    channel = Channel.GRID
    batch = factory.LazyFunction(uuid.uuid4)


# Reports


class PeriodFactory(ModelFactory):
    class Meta:
        model = Period

    class Params:
        baseline = factory.Trait(kind=PeriodKind.BASELINE, name="Năm 2020")

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence("ky-{}".format)
    kind = PeriodKind.HALF
    name = "6 tháng đầu năm 2021"
    window_from = datetime.date(2021, 1, 1)
    window_to = datetime.date(2021, 6, 30)


class SubmissionFactory(ModelFactory):
    class Meta:
        model = Submission

    class Params:
        locked = factory.Trait(state=SubmissionState.LOCKED)

    period = factory.SubFactory(PeriodFactory)
    locality = factory.SelfAttribute("period.plan.locality")


class ResultFactory(ModelFactory):
    class Meta:
        model = Result

    class Params:
        not_reported = factory.Trait(state=ResultState.NOT_REPORTED, value=None)
        estimate = factory.Trait(is_estimate=True)

    submission = factory.SubFactory(SubmissionFactory, state=SubmissionState.ACCEPTED)
    indicator = factory.SubFactory(IndicatorFactory)
    value = 50
