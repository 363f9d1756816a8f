"""A plan that two districts report on: a sum of two counts, a stock and a share, in two half-years."""

import datetime

from accounts.models import User
from core.figures import Amount, Comparator
from plans.models import Plan
from targets.enums import Channel
from targets.models import Indicator, Period, Result, ResultChange, Submission
from targets.reporting import report_lines
from targets.results import Part, ResultEdit, save_results
from targets.submissions import submit
from tests.cast import gather
from tests.factories import (
    AnnexFactory,
    ColumnFactory,
    IndicatorFactory,
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    RowFactory,
    TargetFactory,
    UserFactory,
)

# Lines of the form, by the number that stands in the keys of their cells.
TOTAL, COMPULSORY, VOLUNTARY, STOCK, SHARE = range(1, 6)
FULL = {"compulsory": 30, "voluntary": 10, "stock": 500, "share": 436}


class ReportWorld:
    """The cast, an issued plan of its province with annex I, and who reports for its districts."""

    def __init__(self) -> None:
        self.cast = gather()
        self.neighbour = LocalityFactory(district=True, parent=self.cast.province, name="Huyện Sa Pa")
        self.stranger = UserFactory(officer=True, username="can-bo-sa-pa", locality=self.neighbour)
        self.colleague = UserFactory(officer=True, username="dong-nghiep", locality=self.cast.district)
        self.officer = self.cast.officer
        self.plan: Plan = PlanFactory(code="lao-cai-thu", locality=self.cast.province, issued=True)
        self.indicators = self._indicators()
        self._annex()
        self.first = self._period("dau", "6 tháng đầu năm 2021", 1, 6, deadline=datetime.date(2021, 7, 10))
        self.second = self._period("cuoi", "6 tháng cuối năm 2021", 7, 12, deadline=datetime.date(2022, 1, 10))

    def _indicators(self) -> dict[str, Indicator]:
        total = IndicatorFactory(code="tong", name="Tổng số người cai nghiện", sums_children=True)
        return {
            "total": total,
            "compulsory": IndicatorFactory(code="bat-buoc", name="Cai nghiện bắt buộc", parent=total),
            "voluntary": IndicatorFactory(code="tu-nguyen", name="Cai nghiện tự nguyện", parent=total),
            "stock": IndicatorFactory(code="quan-ly", name="Đang quản lý", stock=True),
            "share": IndicatorFactory(code="ty-le", name="Tỷ lệ duy trì", ratio=True),
        }

    def sums_the_stock(self) -> None:
        """From now on the stock is a part of the total."""
        self.indicators["stock"].parent = self.indicators["total"]
        self.indicators["stock"].save()

    def _annex(self) -> None:
        annex = AnnexFactory(plan=self.plan)
        ColumnFactory(annex=annex, key="ten", label="Địa bàn", name_column=True)
        group = ColumnFactory(annex=annex, key="nhom", label="Cai nghiện", group=True)
        for key, label in (("total", "Tổng số"), ("compulsory", "Bắt buộc"), ("voluntary", "Tự nguyện")):
            ColumnFactory(annex=annex, key=key, label=label, parent=group, indicator=self.indicators[key])
        for key, label in (("stock", "Đang quản lý"), ("share", "Tỷ lệ duy trì")):
            ColumnFactory(annex=annex, key=key, label=label, indicator=self.indicators[key])
        RowFactory(annex=annex, number="1", locality=self.cast.district)
        RowFactory(annex=annex, number="2", locality=self.neighbour)

    def _period(self, code: str, name: str, first: int, last: int, **values) -> Period:
        window = {"window_from": datetime.date(2021, first, 1), "window_to": datetime.date(2021, last, 30)}
        return PeriodFactory(plan=self.plan, code=code, name=name, **{**window, **values})

    def target(self, key: str, value: int, **values):
        where = {"plan": self.plan, "locality": self.cast.district, "indicator": self.indicators[key]}
        return TargetFactory(**where, value=value, **values)

    # Writing

    def edit(self, key: str, new: Amount | None, seen: Amount | None = None, **values) -> ResultEdit:
        return ResultEdit(self.indicators[key].pk, None, Part(seen, new), **values)

    def note(self, key: str, new: str, seen: str = "") -> ResultEdit:
        return ResultEdit(self.indicators[key].pk, None, note=Part(seen, new))

    def save(self, *edits: ResultEdit, by: User | None = None, period: Period | None = None, locality=None):
        return save_results(
            period=period or self.first,
            locality=locality or self.cast.district,
            edits=edits,
            by=by or self.officer,
            channel=Channel.GRID,
        )

    def fill(self, period: Period | None = None, **figures: int | None) -> None:
        """Exact figures by name, all lines unless they are said to be None."""
        wanted = {**FULL, **figures}
        decimals = {"share": 1}
        amounts = {
            key: Amount(value, decimals=decimals.get(key, 0)) for key, value in wanted.items() if value is not None
        }
        self.save(*(self.edit(key, amount) for key, amount in amounts.items()), period=period)

    def submit(self, period: Period | None = None, seen: str = "open", by: User | None = None) -> Submission:
        return submit(period=period or self.first, locality=self.cast.district, seen=seen, by=by or self.officer)

    def hand_in(self, period: Period | None = None, **figures: int | None) -> Submission:
        self.fill(period, **figures)
        return self.submit(period)

    # Looking

    def report(self, period: Period | None = None) -> Submission:
        return Submission.objects.select_related("period__plan__locality", "locality").get(
            period=period or self.first, locality=self.cast.district
        )

    def stored(self) -> dict[str, tuple]:
        """{key: (state, value, whether it is an estimate, note)} of every stored cell."""
        names = {indicator.pk: key for key, indicator in self.indicators.items()}
        rows = Result.objects.order_by("pk")
        return {names[row.indicator_id]: (row.state, row.value, row.is_estimate, row.note) for row in rows}

    def changes(self) -> int:
        return ResultChange.objects.count()

    def lines(self):
        return report_lines(self.plan)


def exactly(value: int, decimals: int = 0) -> Amount:
    return Amount(value, decimals=decimals)


def estimate(value: int, decimals: int = 0) -> Amount:
    return Amount(value, None, Comparator.ESTIMATE, decimals)


NOT_APPLICABLE = Amount(None, comparator=Comparator.NOT_APPLICABLE)
