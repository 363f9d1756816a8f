from django.urls import path

from reports import views

urlpatterns = [
    path("ke-hoach/<slug:code>/", views.plan_page, name="plan"),
    path("ke-hoach/<slug:code>/phu-luc/<str:number>.pdf", views.annex_pdf, name="annex-pdf"),
]
