from django.urls import path

from reports import period_report_views, result_views

PERIOD = "ke-hoach/<slug:code>/ky/<slug:period>/"

urlpatterns = [
    path(f"{PERIOD}ket-qua/", result_views.period_results, name="period-results"),
    path(f"{PERIOD}ket-qua/phu-luc/<str:number>.pdf", result_views.results_pdf, name="results-pdf"),
    path(f"{PERIOD}bao-cao-tong-hop/", period_report_views.period_report, name="period-report"),
    path(f"{PERIOD}bao-cao-tong-hop.pdf", period_report_views.period_report_pdf, name="period-report-pdf"),
]
