from django.urls import path

from reports.free_workbooks import views

urlpatterns = [
    path(
        "ke-hoach/<slug:code>/phu-luc/<str:number>/nhap/bang/",
        views.free_workbook_upload,
        name="free-workbook-upload",
    ),
    path("cong-viec/<int:job>/bang/", views.free_workbook, name="free-workbook"),
    path("cong-viec/<int:job>/bang/xem-truoc/", views.free_workbook_preview, name="free-workbook-preview"),
]
