"""Addresses of the board, of the review of a report and of the chase letter."""

from django.urls import path

from reports.board_views import board, period_close, period_extend
from reports.chase_views import letter_file
from reports.review_views import report_review

PERIOD = "ke-hoach/<slug:code>/ky/<slug:period>"

urlpatterns = [
    path("ke-hoach/<slug:code>/bao-cao/", board, name="board"),
    path(f"{PERIOD}/khoa/", period_close, name="period-close"),
    path(f"{PERIOD}/gia-han/", period_extend, name="period-extend"),
    path(f"{PERIOD}/don-doc.<str:form>", letter_file, name="chase-letter"),
    path(f"{PERIOD}/dia-ban/<int:locality>/duyet/", report_review, name="report-review"),
]
