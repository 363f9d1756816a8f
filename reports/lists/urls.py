from django.urls import path

from reports.lists import views

urlpatterns = [
    path("cong-viec/<int:job>/danh-sach/", views.list_import_preview, name="list-import-preview"),
    path("danh-sach/<slug:name>/nhap/", views.list_import, name="list-import"),
    path("danh-sach/<slug:name>/mau.xlsx", views.list_template, name="list-template"),
    path("danh-sach/<slug:name>/xuat.xlsx", views.list_export, {"form": "xlsx"}, name="list-xlsx"),
    path("danh-sach/<slug:name>/xuat.csv", views.list_export, {"form": "csv"}, name="list-csv"),
]
