from django.urls import path

from reports.downloads import views

ANNEX = "ke-hoach/<slug:code>/phu-luc/<str:number>"
PERIOD = "ke-hoach/<slug:code>/ky/<slug:period>/"
RESULTS = f"{PERIOD}ket-qua/phu-luc/<str:number>"
REPORT = f"{PERIOD}bao-cao-tong-hop"
PDF = {"form": "pdf"}

urlpatterns = [
    path(f"{ANNEX}.pdf", views.annex_file, PDF, name="annex-pdf"),
    path(f"{ANNEX}.<str:form>", views.annex_file, name="annex-file"),
    path(f"{ANNEX}/tep/", views.file_form, name="annex-file-form"),
    path(f"{RESULTS}.pdf", views.annex_file, PDF, name="results-pdf"),
    path(f"{RESULTS}.<str:form>", views.annex_file, name="results-file"),
    path(f"{RESULTS}/tep/", views.file_form, name="results-file-form"),
    path(f"{REPORT}.pdf", views.period_report_file, PDF, name="period-report-pdf"),
    path(f"{REPORT}.<str:form>", views.period_report_file, name="period-report-file"),
]
