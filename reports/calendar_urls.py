"""Addresses of a plan's calendar."""

from django.urls import path

from reports import calendar_views as views

CALENDAR = "ke-hoach/<slug:code>/lich-bao-cao/"

calendar_urls = [
    path(CALENDAR, views.calendar, name="calendar"),
    path(f"{CALENDAR}lap/", views.calendar_layout, name="calendar-layout"),
    path(f"{CALENDAR}them/", views.period_add, name="period-add"),
    path(f"{CALENDAR}<slug:period>/sua/", views.period_edit, name="period-edit"),
    path(f"{CALENDAR}<slug:period>/xoa/", views.period_delete, name="period-delete"),
]
