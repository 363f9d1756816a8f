"""Columns that several lists of figures share."""

from django.utils.translation import gettext_lazy

from core.admin import column

indicator_column = column(
    "indicator_name", gettext_lazy("chỉ tiêu"), lambda obj: obj.indicator.name, "indicator__sort_key"
)
unit_column = column("unit", gettext_lazy("đơn vị tính"), lambda obj: obj.indicator.unit, "indicator__unit")
place_column = column("place", gettext_lazy("địa bàn"), lambda obj: obj.locality.name, "locality__path")
facility_column = column("facility_name", gettext_lazy("cơ sở"), lambda obj: obj.facility or "", "facility__sort_key")
