from django.urls import path

from reports.packages.export_views import package_export
from reports.packages.import_views import package_import, package_preview

urlpatterns = [
    path("ke-hoach/<slug:code>/goi/", package_export, name="package-export"),
    path("goi-ke-hoach/nhap/", package_import, name="package-import"),
    path("cong-viec/<int:job>/goi/", package_preview, name="package-preview"),
]
