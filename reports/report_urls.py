"""Addresses of the local officer: their home, and the report of one locality for one period."""

from django.urls import path

from reports import report_home_views, report_submit, report_views

REPORT = "ke-hoach/<slug:code>/ky/<slug:period>/dia-ban/<int:locality>/"

urlpatterns = [
    path("bao-cao/", report_home_views.report_home, name="report-home"),
    path(REPORT, report_views.report, name="report"),
    path(f"{REPORT}o/", report_views.report_cells, name="report-cells"),
    path(f"{REPORT}nop/", report_submit.report_submit, name="report-submit"),
    path(f"{REPORT}lich-su/", report_views.report_history, name="report-history"),
]
