"""What people read on the second sheet of an entry workbook."""

from django.utils.translation import gettext as _

from targets.enums import Stage


def annex_guide(stage: Stage) -> list[str]:
    proposed = [_("Số nhập ở đây là đề xuất của địa bàn; cấp trên xem và quyết định giao.")]
    return [
        *(proposed if stage == Stage.PROPOSED else []),
        *_cells(),
        _("Ghi được như trên trang nhập: 1600; ≥ 850; ≤ 20; 450 - 500; giảm 10; không áp dụng thì gõ x."),
        _("Để trống là không giao chỉ tiêu; bằng 0 thì gõ 0. Xóa trống một ô đang có số là xóa chỉ tiêu ấy."),
        *_rules(),
        _("Dòng tổng và chênh lệch dưới bảng chỉ cộng ô ghi số; ô ghi chữ (≥, khoảng) không cộng trong tệp."),
        *_way_back(),
    ]


def report_guide() -> list[str]:
    return [
        *_cells(),
        _("Kết quả là một con số: 351; ước thực hiện thì gõ ước 351; không áp dụng thì gõ x."),
        _("Không có phát sinh thì gõ 0; để trống là chưa báo cáo. Xóa trống một ô đang có số là xóa số ấy."),
        *_rules(),
        _("Ô tổng trong tệp chỉ cộng ô ghi số; ô ghi “ước” được cộng đủ khi tải lên."),
        *_way_back(),
        _("Tải tệp lên chưa phải là nộp báo cáo: ghi nhận xong vẫn phải bấm “Nộp báo cáo” trên trang."),
    ]


def _cells() -> list[str]:
    return [_("Chỉ nhập vào ô nền vàng. Ô nền xám tự tính hoặc chỉ để xem; sửa ở đó không có tác dụng.")]


def _rules() -> list[str]:
    return [
        _("Tỷ lệ gõ số phần trăm, không gõ dấu %: 43,6."),
        _("Nếu Excel đổi nội dung vừa gõ thành ngày tháng thì định dạng ô là chữ (Text) rồi gõ lại."),
        _("Trang nhập được khóa để khỏi sửa nhầm, không có mật khẩu; bỏ khóa thì sắp xếp, lọc, ẩn, thêm dòng được."),
        _("Không xóa cột A và dòng 1 đang ẩn, không gộp ô nhập, không nhân đôi dòng hay trang nhập."),
    ]


def _way_back() -> list[str]:
    return [
        _(
            "Nhập xong, lưu tệp dạng .xlsx rồi bấm “Tải biểu đã điền lên” trên trang. Hệ thống cho xem trước rồi mới "
            "ghi."
        ),
        _("Ô nào người khác đã sửa trong lúc nhập, trang xem trước sẽ hỏi giữ số nào."),
    ]
