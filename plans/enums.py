from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanKind(models.TextChoices):
    ANNUAL = "annual", _("kế hoạch năm")
    PERIOD = "period", _("kế hoạch giai đoạn")


class PlanState(models.TextChoices):
    DRAFT = "draft", _("dự thảo")
    SUBMITTED = "submitted", _("đã trình")
    ISSUED = "issued", _("đã ban hành")
    CLOSED = "closed", _("đã kết thúc")


class DatePrecision(models.TextChoices):
    """How much of the date a document states: an unsigned copy often has "ngày ... tháng 02 năm 2021"."""

    DAY = "day", _("đủ ngày, tháng, năm")
    MONTH = "month", _("chỉ có tháng, năm")
    YEAR = "year", _("chỉ có năm")


class Theme(models.TextChoices):
    REHABILITATION = "rehabilitation", _("cai nghiện ma túy")
    PROSTITUTION = "prostitution", _("phòng, chống mại dâm")
    TRAFFICKING = "trafficking", _("hỗ trợ nạn nhân bị mua bán")
    COMMON = "common", _("chung")


class BasisRelation(models.TextChoices):
    BASED_ON = "based_on", _("căn cứ")
    IMPLEMENTS = "implements", _("thực hiện")
