"""The local officer's home."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.report_home import home_of


@require_safe
@never_cache
def report_home(request: HttpRequest) -> HttpResponse:
    """What is due, what was sent back and why, what is done; one button to each report."""
    home = home_of(request.user)
    if home is None:
        raise PermissionDenied(_("Trang này dành cho tài khoản báo cáo kết quả của một địa bàn."))
    context = {**admin.site.each_context(request), "title": _("Báo cáo của địa bàn"), "home": home}
    return render(request, "reports/report_home.html", context)
