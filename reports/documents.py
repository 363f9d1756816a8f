"""The parts of a plan that are lists, read for its page: one query each, whatever their length."""

import datetime
from functools import cached_property

from django.db.models import QuerySet

from core.scope import within
from plans.models import Activity, Assignment, BudgetLine, LegalBasis, Plan, Recipient, Section
from targets.enums import PeriodKind
from targets.models import Period, Result, Target


class PlanDocument:
    """What a plan says beside its annexes; each part is read when the page asks for it, once.

    `top`: the path to which figures by place are cut, "" for all of them. Text is not cut.
    """

    def __init__(self, plan: Plan, top: str = "") -> None:
        self.plan, self.top = plan, top

    @cached_property
    def targets(self) -> list[Target]:
        """What the plan sets for its locality as a whole, in catalogue order."""
        if self.top:
            return []
        rows = Target.objects.assigned().filter(plan=self.plan, locality=self.plan.locality)
        return list(rows.select_related("indicator", "facility").order_by("indicator__position", "facility", "pk"))

    @cached_property
    def activities(self) -> list[Activity]:
        return list(self._parts(Activity).select_related("lead_agency", "section"))

    @cached_property
    def bases(self) -> list[LegalBasis]:
        return list(self._parts(LegalBasis))

    @cached_property
    def sections(self) -> list[Section]:
        """The headings in order, each with its `depth` in the tree, from 0."""
        sections = list(self._parts(Section))
        depths: dict[int | None, int] = {None: -1}
        for section in sections:
            section.depth = depths[section.pk] = depths.get(section.parent_id, -1) + 1
        return sections

    @cached_property
    def assignments(self) -> list[Assignment]:
        return list(self._parts(Assignment).select_related("agency"))

    @cached_property
    def budget(self) -> list[BudgetLine]:
        return list(self._parts(BudgetLine))

    @cached_property
    def recipients(self) -> list[Recipient]:
        return list(self._parts(Recipient))

    @cached_property
    def periods(self) -> list[Period]:
        """The periods in which the plan is reported on; those that only hold earlier figures are left out."""
        periods = [period for period in self.plan.periods.all() if not period.is_baseline]
        kinds = PeriodKind.values
        return sorted(periods, key=lambda period: (period.deadline or datetime.date.max, kinds.index(period.kind)))

    @cached_property
    def results(self) -> list[Result]:
        """Results that the plan itself states, mostly of the year before; those of an annex column stand there."""
        cut = within(self.top, "submission__locality__path")
        rows = Result.objects.filter(cut, submission__period__plan=self.plan, submission__period__column=None)
        # Those of the reporting year stand on pages of their own.
        rows = rows.filter(submission__period__kind=PeriodKind.BASELINE)
        rows = rows.select_related("submission__period", "submission__locality", "indicator", "facility")
        return list(
            rows.order_by("submission__period__window_to", "submission__locality__path", "indicator__position", "pk")
        )

    def _parts(self, model) -> QuerySet:
        return model.objects.filter(plan=self.plan).order_by("position")
