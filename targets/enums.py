from django.db import models
from django.utils.translation import gettext_lazy as _


class IndicatorKind(models.TextChoices):
    """What kind of quantity it is; the kind says what may be summed (see docs/calculations.md)."""

    FLOW = "flow", _("phát sinh trong kỳ")
    STOCK = "stock", _("có tại thời điểm")
    RATIO = "ratio", _("tỷ lệ")
    COMPOSITE = "composite", _("tổng hợp từ các chỉ tiêu khác")
    YES_NO = "yes_no", _("có/không")


class RollUp(models.TextChoices):
    """How an indicator rolls up over places or over periods."""

    SUM = "sum", _("cộng")
    LAST = "last", _("lấy kỳ cuối")
    RATIO = "ratio", _("tính lại từ tử số và mẫu số")
    NONE = "none", _("không tổng hợp")


class TreatmentForm(models.TextChoices):
    COMPULSORY = "compulsory", _("bắt buộc")
    VOLUNTARY = "voluntary", _("tự nguyện tại cơ sở")
    FAMILY = "family", _("tại gia đình")
    COMMUNITY = "community", _("tại cộng đồng")
    COUNSELLING = "counselling", _("điểm tư vấn")
    METHADONE = "methadone", _("Methadone")
    NONE = "none", _("không theo hình thức")


class Axis(models.TextChoices):
    LOCALITIES = "localities", _("địa bàn × chỉ tiêu")
    LIST = "list", _("danh sách chỉ tiêu")


class Orientation(models.TextChoices):
    PORTRAIT = "portrait", _("khổ dọc")
    LANDSCAPE = "landscape", _("khổ ngang")


class ColumnRole(models.TextChoices):
    """What a column of an annex holds."""

    GROUP = "group", _("nhóm cột")
    INDEX = "index", _("số thứ tự")
    NAME = "name", _("tên địa bàn hoặc nội dung")
    UNIT = "unit", _("đơn vị tính")
    FIGURE = "figure", _("số liệu")
    NOTE = "note", _("ghi chú")


class Stage(models.TextChoices):
    """A locality proposes, the province assigns; the two figures stand side by side."""

    PROPOSED = "proposed", _("địa bàn đề xuất")
    ASSIGNED = "assigned", _("tỉnh giao")


class Channel(models.TextChoices):
    """The way by which a figure came in."""

    GRID = "grid", _("lưới nhập")
    FORM = "form", _("biểu mẫu")
    WORKBOOK = "workbook", _("tệp Excel")
    FIXTURE = "fixture", _("nạp dữ liệu gốc")
    PACKAGE = "package", _("gói kế hoạch")
    API = "api", _("giao diện lập trình")


class TablePart(models.TextChoices):
    """What of an uploaded table is recognised by its words."""

    ROW = "row", _("dòng")
    COLUMN = "column", _("cột")


# A document that comes in whole: it keeps what it says, also a share of 121,3%.
LOADED = (Channel.FIXTURE, Channel.PACKAGE)


class PeriodKind(models.TextChoices):
    BASELINE = "baseline", _("số liệu kỳ trước nêu trong kế hoạch")
    MONTH = "month", _("tháng")
    QUARTER = "quarter", _("quý")
    HALF = "half", _("6 tháng")
    YEAR = "year", _("năm")
    AD_HOC = "ad_hoc", _("đột xuất")


class CalendarPreset(models.TextChoices):
    """A reporting calendar that makes periods; several exist side by side."""

    DECREE_09 = "decree_09", _("Nghị định 09/2019/NĐ-CP (từ ngày 15 đến ngày 14)")
    STATISTICS = "statistics", _("theo tháng, 6 tháng và năm dương lịch")
    METHADONE = "methadone", _("báo cáo Methadone (từ ngày 15 đến ngày 14)")
    OWN = "own", _("theo hạn ghi trong kế hoạch")


class SubmissionState(models.TextChoices):
    OPEN = "open", _("đang nhập")
    SUBMITTED = "submitted", _("đã nộp")
    RETURNED = "returned", _("trả lại")
    ACCEPTED = "accepted", _("đã chấp nhận")
    LOCKED = "locked", _("đã khóa")


# A total rests on these.
COUNTED_STATES = (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED, SubmissionState.LOCKED)


class StockPart(models.TextChoices):
    """What a term does in "closing = opening + in - out"."""

    OPENING = "opening", _("đầu kỳ")
    INFLOW = "inflow", _("vào trong kỳ")
    OUTFLOW = "outflow", _("ra trong kỳ")


class ResultState(models.TextChoices):
    REPORTED = "reported", _("có số liệu")
    NOT_REPORTED = "not_reported", _("chưa báo cáo")
    NOT_APPLICABLE = "not_applicable", _("không áp dụng")
    CARRIED = "carried", _("chuyển từ kỳ trước")
