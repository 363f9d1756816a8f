"""The admin site of the project: one shell for entry, lists, pages and downloads, its menu shaped by tasks."""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from core.admin import ScopedAutocomplete
from core.text import fold
from plans.models import Plan
from reports.report_home import home_of

# Every list, in the group of the task that it serves; tests/shell/test_shell_site.py finds a list that is missing here.
MENU = (
    (
        _("Kế hoạch"),
        (
            "plans.Plan",
            "plans.Section",
            "plans.Activity",
            "plans.Assignment",
            "plans.BudgetLine",
            "plans.LegalBasis",
            "plans.Recipient",
        ),
    ),
    (_("Chỉ tiêu"), ("targets.Target", "targets.Annex", "targets.Column", "targets.Row", "targets.TargetChange")),
    (_("Báo cáo"), ("targets.Period", "targets.Submission", "targets.Result")),
    (
        _("Danh mục"),
        (
            "localities.Locality",
            "localities.Succession",
            "localities.Facility",
            "localities.Agency",
            "targets.Indicator",
        ),
    ),
    (_("Hệ thống"), ("accounts.User", "accounts.AuditEvent", "admin.LogEntry")),
)


class PlanSite(AdminSite):
    site_title = _("Chỉ tiêu cai nghiện")
    site_header = _("Chỉ tiêu cai nghiện")
    index_title = _("Trang chính")
    site_url = None
    empty_value_display = "—"

    def has_permission(self, request: HttpRequest) -> bool:
        """Every role works here; what a role may do is asked list by list."""
        return request.user.is_authenticated and request.user.is_active

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The menu by tasks, without what the user may not see; an app's own page keeps Django's order."""
        if not self.has_permission(request):
            return []
        if app_label:
            return super().get_app_list(request, app_label)
        entries = {entry["model"]: entry for app in super().get_app_list(request) for entry in app["models"]}
        groups = [self._group(name, [entries.get(apps.get_model(label)) for label in labels]) for name, labels in MENU]
        return [group for group in groups if group["models"]]

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The home page starts with what the user has to report, then the plans within their reach."""
        may_see = request.user.may(Permission.VIEW_PLANS)
        plans = Plan.objects.visible_to(request.user) if may_see else Plan.objects.none()
        plans = plans.select_related("locality", "issuing_agency")
        return super().index(request, {"plans": plans, "home": home_of(request.user), **(extra_context or {})})

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict | None = None) -> HttpResponse:
        """Django says of an app of which the user may see no list that it is not there."""
        if not self.get_app_list(request, app_label):
            raise PermissionDenied
        return super().app_index(request, app_label, extra_context)

    def get_urls(self) -> list:
        """Without some of Django's own pages.

        Those of signing out and of passwords: the ones of `accounts.urls` take their place. The one that leads to the
        page of any row by its id: it asks for no right, and would tell codes of plans out of reach.
        """
        left_out = {"logout", "password_change", "password_change_done", "view_on_site"}
        return [url for url in super().get_urls() if getattr(url, "name", None) not in left_out]

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Signing in is one page for all; this address stays for links that people kept."""
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))

    def autocomplete_view(self, request: HttpRequest) -> JsonResponse:
        return ScopedAutocomplete.as_view(admin_site=self)(request)

    def _group(self, name: str, entries: list[dict | None]) -> dict[str, Any]:
        """In the shape of Django's list of apps, which its templates read."""
        label = slugify(fold(str(name)))
        url = f"{reverse('admin:index')}#{label}"
        shown = [entry for entry in entries if entry]
        return {"name": name, "app_label": label, "app_url": url, "has_module_perms": True, "models": shown}
