from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("tai-khoan/", include("accounts.urls")),
    path("", include("reports.urls")),
    path("", admin.site.urls),
]
