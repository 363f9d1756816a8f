from django.urls import path

from reports.packages.export_views import package_export
from reports.packages.import_views import package_import, package_preview

urlpatterns = [
    path("ke-hoach/<slug:code>/goi/", package_export, name="package-export"),
    path("goi-ke-hoach/nhap/", package_import, name="package-import"),
    path("goi-ke-hoach/nhap/<int:job>/", package_preview, name="package-preview"),
]
