from django.urls import path

from reports.report_urls import REPORT
from reports.workbooks import views

GRID = "ke-hoach/<slug:code>/phu-luc/<str:number>/nhap/"

urlpatterns = [
    path(f"{GRID}bieu-nhap.xlsx", views.annex_workbook, name="annex-workbook"),
    path(f"{GRID}tu-tep/", views.annex_upload, name="annex-workbook-upload"),
    path(f"{REPORT}bieu-nhap.xlsx", views.report_workbook, name="report-workbook"),
    path(f"{REPORT}tu-tep/", views.report_upload, name="report-workbook-upload"),
    path("cong-viec/<int:job>/bieu-nhap/", views.workbook_preview, name="workbook-preview"),
]
