"""A small province that reports: what the tests of results share."""

import datetime

from core.typed_figures import read_result
from localities.models import Locality
from reports.lookup import annexes_of
from reports.results import ResultRollup, roll_up_results
from targets.enums import PeriodKind, ResultState, SubmissionState
from targets.models import Indicator, Period, Result, Submission
from tests.factories import AnnexFactory, ColumnFactory, LocalityFactory, PeriodFactory, PlanFactory, RowFactory

NOT_HANDED_IN = "–"
WITHOUT_FIGURE = "trống"


class Reported:
    """A plan with an annex of localities and two half-years; `province` of 2021 unless another year is asked for."""

    def __init__(self, *names: str, year: int = 2021, province: Locality | None = None) -> None:
        self.province = province or LocalityFactory()
        self.plan = PlanFactory(locality=self.province, year=year)
        self.annex = AnnexFactory(plan=self.plan)
        self.places = {name: self._place(name) for name in names}
        for number, place in enumerate(self.places.values(), 1):
            RowFactory(annex=self.annex, position=number, locality=place)
        self.first = self._half("6-thang-dau", "6 tháng đầu", (1, 1), (6, 30))
        self.second = self._half("6-thang-cuoi", "6 tháng cuối", (7, 1), (12, 31))

    def _place(self, name: str) -> Locality:
        known = Locality.objects.filter(name=name, parent=self.province).first()
        return known or LocalityFactory(district=True, parent=self.province, name=name)

    def _half(self, code: str, name: str, first: tuple[int, int], last: tuple[int, int]) -> Period:
        year = self.plan.year
        window = {"window_from": datetime.date(year, *first), "window_to": datetime.date(year, *last)}
        return PeriodFactory(plan=self.plan, code=code, name=name, kind=PeriodKind.HALF, **window)

    def year(self) -> Period:
        days = {"window_from": datetime.date(self.plan.year, 1, 1), "window_to": datetime.date(self.plan.year, 12, 31)}
        return PeriodFactory(plan=self.plan, code="nam", name="Cả năm", kind=PeriodKind.YEAR, **days)

    def column(self, indicator: Indicator, **fields) -> None:
        ColumnFactory(annex=self.annex, indicator=indicator, position=self.annex.columns.count() + 1, **fields)

    def report(
        self, place: str, period: Period, indicator: Indicator, text: str, *, state=SubmissionState.ACCEPTED, **where
    ) -> None:
        """Put a figure, written as in the worked tables, into the report of a place."""
        if text in (NOT_HANDED_IN, ""):
            return
        locality = self.places.get(place, self.province)
        submission, _ = Submission.objects.get_or_create(period=period, locality=locality, defaults={"state": state})
        if text == WITHOUT_FIGURE:
            fields = {"state": ResultState.NOT_REPORTED, "note": "Chưa có sổ theo dõi"}
        else:
            amount = read_result(text, decimals=indicator.decimals)
            fields = {"value": amount.value, "is_estimate": amount.comparator == "est"}
            fields |= {"state": ResultState.NOT_APPLICABLE} if amount.value is None else {}
        Result.objects.create(submission=submission, indicator=indicator, **fields, **where)

    def rollup(self, period: Period | None = None, **options) -> ResultRollup:
        period = Period.objects.select_related("plan__locality").get(pk=(period or self.second).pk)
        return roll_up_results(period.plan, period, annexes_of(period.plan)[:1], **options)[0]


def texts(rollup: ResultRollup, column: int = 0) -> dict[str, tuple[str, str]]:
    """{place, "toàn tỉnh" for the whole: (in the period, cumulative)} of one column, as the worked tables write it."""
    suffix = rollup.columns[column].suffix
    cells = {line.locality.name: line.cells[column] for line in rollup.lines}
    cells["toàn tỉnh"] = rollup.total[column]
    return {
        name: tuple("" if one is None else one.format(suffix=suffix) for one in (cell.result, cell.cumulative))
        for name, cell in cells.items()
    }
