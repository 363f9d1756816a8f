"""The catalogue of indicators as a file."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from core.lists.resource import ListResource
from targets.models import Indicator


class IndicatorResource(ListResource):
    """One catalogue for all provinces: only who works for the whole installation changes it."""

    slug = "chi-tieu"
    view_permission = Permission.VIEW_LISTS
    edit_permission = Permission.EDIT_LISTS
    headings = {
        "name": (gettext_lazy("Tên chỉ tiêu"), gettext_lazy("tên")),
        "unit": (gettext_lazy("Đơn vị tính"), gettext_lazy("ĐVT")),
        "parent": (gettext_lazy("Mã chỉ tiêu cấp trên"), gettext_lazy("thuộc chỉ tiêu")),
        "numerator": (gettext_lazy("Mã tử số"),),
        "denominator": (gettext_lazy("Mã mẫu số"),),
    }

    class Meta:
        model = Indicator
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "unit",
            "decimals",
            "theme",
            "treatment_form",
            "kind",
            "over_places",
            "over_periods",
            "parent",
            "sums_children",
            "is_change",
            "numerator",
            "denominator",
            "position",
        )

    def visible(self) -> QuerySet:
        return self.get_queryset()

    def rows_named(self, parts: set[str]) -> QuerySet:
        """All of them: rules ask for what an indicator belongs to, and for what belongs to it."""
        return self.get_queryset()

    def is_within_reach(self, instance: Indicator) -> bool:
        return not self.top

    def before_checks(self) -> None:
        """The catalogue as it will be: each row with its children."""
        rows = [*self.known.values(), *self.fresh.values()]
        children: dict[int, list[Indicator]] = {id(row): [] for row in rows}
        for row in rows:
            parent = self.fields["parent"].value(row)
            if id(parent) in children:
                children[id(parent)].append(row)
        for row in rows:
            row._prefetched_objects_cache = {"children": children[id(row)]}
