from django.urls import path

from reports import board_urls, grid_views, result_urls, views
from reports.allocation_views import allocation
from reports.calendar_urls import calendar_urls
from reports.jobs import urls as job_urls
from reports.lists import urls as list_urls
from reports.report_urls import urlpatterns as report_pages
from reports.state_views import plan_state

urlpatterns = [
    path("ke-hoach/<slug:code>/", views.plan_page, name="plan"),
    path("ke-hoach/<slug:code>/trang-thai/", plan_state, name="plan-state"),
    path("ke-hoach/<slug:code>/phu-luc/<str:number>.pdf", views.annex_pdf, name="annex-pdf"),
    path("ke-hoach/<slug:code>/phu-luc/<str:number>/nhap/", grid_views.annex_grid, name="annex-grid"),
    path("ke-hoach/<slug:code>/phu-luc/<str:number>/nhap/o/", grid_views.grid_cells, name="grid-cells"),
    path("ke-hoach/<slug:code>/phu-luc/<str:number>/nhap/lich-su/", grid_views.cell_history, name="cell-history"),
    path("ke-hoach/<slug:code>/phu-luc/<str:number>/nhap/phan-bo/", allocation, name="grid-allocation"),
    *board_urls.urlpatterns,
    *result_urls.urlpatterns,
    *calendar_urls,
    *report_pages,
    *job_urls.urlpatterns,
    *list_urls.urlpatterns,
]
