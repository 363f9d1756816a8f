from django.urls import path

from reports.jobs import views

urlpatterns = [
    path("cong-viec/", views.jobs, name="jobs"),
    path("cong-viec/<int:job>/", views.job_page, name="job"),
    path("cong-viec/<int:job>/tien-do/", views.job_progress, name="job-progress"),
    path("cong-viec/<int:job>/tep/", views.job_file, name="job-file"),
    path("cong-viec/<int:job>/ket-thuc/", views.job_end, name="job-end"),
]
