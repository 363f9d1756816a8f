from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("quản trị")
    EDITOR = "editor", _("cán bộ tỉnh")
    OFFICER = "officer", _("cán bộ cơ sở")
    LEADER = "leader", _("lãnh đạo")


class Permission(models.TextChoices):
    """What somebody may do. Code asks for these, never for a role."""

    VIEW_PLANS = "view_plans", _("xem kế hoạch và phụ lục")
    EDIT_PLANS = "edit_plans", _("soạn kế hoạch, phụ lục, chỉ tiêu")
    PROPOSE_TARGETS = "propose_targets", _("đề xuất chỉ tiêu của địa bàn mình")
    REPORT_RESULTS = "report_results", _("báo cáo kết quả của địa bàn mình")
    REVIEW_REPORTS = "review_reports", _("duyệt, trả lại, đôn đốc báo cáo")
    VIEW_LISTS = "view_lists", _("xem danh mục")
    EDIT_LISTS = "edit_lists", _("sửa danh mục")
    MANAGE_ACCOUNTS = "manage_accounts", _("quản lý tài khoản")


class AuditKind(models.TextChoices):
    """What the log of the system remembers."""

    SIGNED_IN = "signed_in", _("đăng nhập")
    SIGN_IN_FAILED = "sign_in_failed", _("đăng nhập không thành công")
    SIGN_IN_BLOCKED = "sign_in_blocked", _("bị chặn đăng nhập")
    SIGNED_OUT = "signed_out", _("đăng xuất")
    SESSIONS_ENDED = "sessions_ended", _("kết thúc phiên làm việc")
    PASSWORD_CHANGED = "password_changed", _("đổi mật khẩu")
    SECOND_FACTOR_ON = "second_factor_on", _("bật xác thực hai lớp")
    SECOND_FACTOR_OFF = "second_factor_off", _("tắt xác thực hai lớp")
    RECOVERY_CODES_MADE = "recovery_codes_made", _("tạo mã dự phòng")
    INVITED = "invited", _("gửi lời mời")
    INVITATION_USED = "invitation_used", _("dùng lời mời")
    ACCESS_REFUSED = "access_refused", _("bị từ chối truy cập")
    NOT_FOUND = "not_found", _("mở dòng không có hoặc ngoài phạm vi")
    DOWNLOADED = "downloaded", _("tải xuống")
    EXPORTED = "exported", _("xuất dữ liệu")
    IMPORTED = "imported", _("nhập dữ liệu từ tệp")
    STATE_CHANGED = "state_changed", _("đổi trạng thái")
    RIGHTS_CHANGED = "rights_changed", _("đổi quyền hạn")
    ACCOUNT_CHANGED = "account_changed", _("sửa tài khoản")
