"""A small annex to type figures into: two districts of the cast's province, a count and a share."""

from plans.models import Plan
from reports.lookup import annexes_of
from targets.entry import WHOLE, AnnexSpots, Entry, enter, key_of
from targets.enums import ColumnRole, Stage
from targets.models import Annex
from tests.cast import gather
from tests.factories import AnnexFactory, ColumnFactory, IndicatorFactory, LocalityFactory, PlanFactory, RowFactory


class Sheet:
    """The cast, a plan of its province, and annex I: rows "district" and "neighbour", columns "persons" and "share"."""

    def __init__(self, **plan):
        self.cast = gather()
        self.neighbour = LocalityFactory(district=True, parent=self.cast.province, name="Huyện Sa Pa")
        self.plan: Plan = PlanFactory(code="lao-cai-thu", locality=self.cast.province, **plan)
        annex = AnnexFactory(plan=self.plan)
        ColumnFactory(annex=annex, key="stt", label="STT", role=ColumnRole.INDEX, indicator=None)
        ColumnFactory(annex=annex, key="ten", label="Địa bàn", name_column=True)
        self.group = ColumnFactory(annex=annex, key="g-chi-tieu", label="Chỉ tiêu", group=True)
        self.indicators = {
            "persons": IndicatorFactory(code="so-nguoi", name="Số người cai nghiện"),
            "share": IndicatorFactory(code="ty-le", name="Tỷ lệ duy trì", ratio=True),
        }
        self.columns = {
            "persons": self._column("persons", "Số người"),
            "share": self._column("share", "Tỷ lệ"),
        }
        self.rows = {
            "district": RowFactory(annex=annex, number="1", locality=self.cast.district),
            "neighbour": RowFactory(annex=annex, number="2", locality=self.neighbour),
        }
        self.page = f"/ke-hoach/{self.plan.code}/phu-luc/I/nhap/"

    def _column(self, key: str, label: str):
        return ColumnFactory(
            annex=self.group.annex, key=key, label=label, parent=self.group, indicator=self.indicators[key]
        )

    @property
    def annex(self) -> Annex:
        """As a page reads it: with its columns and rows at hand."""
        return annexes_of(Plan.objects.select_related("locality").get(pk=self.plan.pk))[0]

    def spots(self, stage: Stage = Stage.ASSIGNED) -> AnnexSpots:
        return AnnexSpots(self.annex, stage)

    def key(self, row: str, column: str = "persons") -> str:
        return key_of(self.rows[row].pk if row in self.rows else WHOLE, self.columns[column].pk)

    def entry(self, row: str, text: str, seen: str | None = "", column: str = "persons") -> Entry:
        return Entry(self.key(row, column), text, seen)

    def enter(self, *entries: Entry, by=None, stage: Stage = Stage.ASSIGNED):
        return enter(self.spots(stage), entries, by=by or self.cast.editor)
