"""The admin site of the project: one shell for entry, lists, pages and downloads, its menu shaped by tasks."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PlanSite(AdminSite):
    site_title = _("Chỉ tiêu cai nghiện")
    site_header = _("Chỉ tiêu cai nghiện")
    index_title = _("Trang chính")
