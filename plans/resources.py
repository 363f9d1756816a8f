"""The activities of plans as a file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from core.lists.columns import NumberColumn
from core.lists.preview import Change
from core.lists.references import ReferenceColumn
from core.lists.resource import Key, ListResource
from localities.resources import AgencyResource
from plans.models import Activity, Plan, Section
from plans.permissions import may_edit


class SectionColumn(ReferenceColumn):
    """A heading of the same plan, by its place in the order."""

    width = 12

    @property
    def hint(self) -> str:
        return _("Số thứ tự của đề mục trong kế hoạch.")

    def typed(self, cell: Any) -> str:
        return str(NumberColumn.read(self, cell, None))

    def load(self, rows: QuerySet, codes: set[str]) -> None:
        found = rows.filter(position__in=codes) if codes else []
        self.places = {(section.plan_id, str(section.position)): section for section in found}

    def resolve(self, typed: str, instance: Activity) -> Section:
        if (section := self.places.get((instance.plan_id, typed))) is None:
            raise ValueError(_("Kế hoạch không có đề mục thứ %s.") % typed)
        return section

    def text_of(self, row: Section) -> str:
        return str(row.position)

    def cell(self, instance: Activity) -> int | None:
        section = self.value(instance)
        return section.position if section else None


class ActivityResource(ListResource):
    """Seen with the plan, changed by its own level until it is issued."""

    slug = "hoat-dong"
    view_permission = Permission.VIEW_PLANS
    edit_permission = Permission.EDIT_PLANS
    key_lookup = "plan__code"
    related = ("plan__locality",)
    column_kinds = {"section": SectionColumn}
    headings = {
        "plan": (gettext_lazy("Mã kế hoạch"), gettext_lazy("kế hoạch")),
        "position": (gettext_lazy("Thứ tự"), gettext_lazy("TT"), gettext_lazy("STT")),
        "section": (gettext_lazy("Thứ tự đề mục"), gettext_lazy("đề mục")),
        "title": (gettext_lazy("Nội dung"), gettext_lazy("tên hoạt động")),
        "value": (gettext_lazy("Số lượng"), gettext_lazy("giá trị")),
        "upper": (gettext_lazy("Đến"),),
        "lead_agency": (gettext_lazy("Mã cơ quan chủ trì"), gettext_lazy("cơ quan chủ trì")),
        "partners": (gettext_lazy("Mã cơ quan phối hợp"), gettext_lazy("cơ quan phối hợp")),
    }

    class Meta:
        model = Activity
        import_id_fields = ("plan", "position")
        fields = (
            "plan",
            "position",
            "section",
            "title",
            "theme",
            "comparator",
            "value",
            "upper",
            "unit",
            "lead_agency",
            "partners",
            "schedule",
            "place",
        )

    def visible(self) -> QuerySet:
        rows = self.get_queryset()
        return rows.filter(plan__in=Plan.objects.visible_to(self.user).order_by()) if self.top else rows

    def offered(self, name: str) -> QuerySet:
        """That a plan which the user sees is not theirs to change is said of the row."""
        if name in ("lead_agency", "partners"):
            return AgencyResource(self.user).visible()
        plans = Plan.objects.visible_to(self.user)
        if name == "plan":
            return plans.select_related("locality")
        codes = {key[0] for key in self.keys if not isinstance(key, ValidationError)}
        return Section.objects.filter(plan__in=plans.filter(code__in=codes).order_by())

    def rows_named(self, parts: set[str]) -> QuerySet:
        """Of plans that the user may know of: whether there are others is nobody's business."""
        return self.visible().filter(plan__code__in=parts)

    def is_open(self, instance: Activity) -> bool:
        return may_edit(self.user, instance.plan)

    def refusal(self, change: Change) -> str:
        plan = self.fields["plan"].value(change.instance)
        return "" if plan and may_edit(self.user, plan) else _("Kế hoạch này không sửa được bằng tài khoản này.")

    def begin(self, key: Key) -> Activity:
        return Activity(position=key[1])
