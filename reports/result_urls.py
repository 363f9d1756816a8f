from django.urls import path

from reports import period_report_views, result_views

PERIOD = "ke-hoach/<slug:code>/ky/<slug:period>/"

urlpatterns = [
    path(f"{PERIOD}ket-qua/", result_views.period_results, name="period-results"),
    path(f"{PERIOD}bao-cao-tong-hop/", period_report_views.period_report, name="period-report"),
]
