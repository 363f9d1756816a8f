from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Levels of administrative units; districts exist until 30 June 2025 only."""

    PROVINCE = "province", _("tỉnh")
    DISTRICT = "district", _("huyện")
    COMMUNE = "commune", _("xã")


class SuccessionKind(models.TextChoices):
    MERGE = "merge", _("nhập")
    SPLIT = "split", _("chia, tách")
    RENAME = "rename", _("đổi tên, đổi loại")
    DISSOLVE = "dissolve", _("giải thể")


class FacilityKind(models.TextChoices):
    REHABILITATION = "rehabilitation", _("cơ sở cai nghiện ma túy")
    METHADONE = "methadone", _("cơ sở điều trị Methadone")
    COMMUNITY_HOUSE = "community_house", _("nhà cai nghiện, cơ sở cai nghiện cấp xã")
    COUNSELLING = "counselling", _("điểm tư vấn, chăm sóc, hỗ trợ điều trị")
    SHELTER = "shelter", _("nhà tạm lánh, cơ sở hỗ trợ nạn nhân")


class AgencyKind(models.TextChoices):
    PEOPLES_COMMITTEE = "peoples_committee", _("ủy ban nhân dân")
    STEERING_COMMITTEE = "steering_committee", _("ban chỉ đạo")
    DEPARTMENT = "department", _("cơ quan chuyên môn")
    POLICE = "police", _("công an")
    MILITARY = "military", _("quân đội, biên phòng")
    HEALTH = "health", _("y tế")
    PARTY = "party", _("cơ quan Đảng")
    UNION = "union", _("mặt trận, đoàn thể")
    COURT = "court", _("tòa án, viện kiểm sát")
    OTHER = "other", _("đơn vị khác")
