"""Why a workbook is refused: what is wrong, where, and what to do."""

from django.utils.translation import gettext as _

from core.numbers import format_number
from core.workbooks import bounds
from core.workbooks.bounds import MEGA, UploadRefused

LONGEST_NAME = 60  # characters of a name that somebody else chose


def _shown(name: str) -> str:
    """A foreign name in a sentence: short, on one line."""
    plain = "".join(character if character.isprintable() else "?" for character in name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"


def wrong_type(suffix: str) -> UploadRefused:
    text = _("Tệp không có đuôi; chỉ nhận sổ Excel đuôi .xlsx.")
    if suffix:
        text = _("Tệp có đuôi “%s”; chỉ nhận sổ Excel đuôi .xlsx.") % _shown(suffix)
    return UploadRefused(f"{text} {_way_to_xlsx(suffix)}")


def _way_to_xlsx(suffix: str) -> str:
    if suffix in {".csv", ".tsv", ".txt"}:
        return _(
            "Hãy mở tệp bằng Excel hoặc LibreOffice, kiểm tra chữ có dấu, số và các cột đã tách đúng, lưu thành dạng "
            "Excel Workbook (.xlsx) rồi tải lên lại."
        )
    if suffix in {".doc", ".docx", ".odt", ".pdf"}:
        return _("Hãy chép bảng sang một sổ Excel mới, lưu thành dạng Excel Workbook (.xlsx) rồi tải lên.")
    return _(
        "Hãy mở tệp bằng Excel hoặc LibreOffice, lưu thành dạng Excel Workbook (.xlsx) rồi tải lên lại; đổi tên tệp "
        "thôi thì không đủ."
    )


def not_a_workbook() -> UploadRefused:
    return UploadRefused(
        _("Nội dung tệp không phải sổ Excel .xlsx, dù tên tệp ghi như vậy. Hãy lưu lại thành .xlsx rồi tải lên.")
    )


def other_format(kind: str) -> UploadRefused:
    text = _(
        "Nội dung tệp là dạng %s, dù tên tệp ghi .xlsx. Hãy mở tệp, lưu thành Excel Workbook (.xlsx) rồi tải lên lại."
    )
    return UploadRefused(text % kind)


def locked() -> UploadRefused:
    return UploadRefused(_("Tệp đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu mở tệp, lưu lại rồi tải lên."))


def empty() -> UploadRefused:
    return UploadRefused(_("Tệp rỗng. Hãy chọn lại tệp rồi tải lên."))


def damaged(part: str = "") -> UploadRefused:
    where = _(" (ở phần “%s”)") % _shown(part) if part else ""
    text = _("Tệp hỏng hoặc tải lên chưa hết%s. Hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi tải lên.")
    return UploadRefused(text % where)


def damaged_sheet(sheet: str, cell: str) -> UploadRefused:
    text = _(
        "Tệp hỏng hoặc tải lên chưa hết: trang tính “%(sheet)s”, gần ô %(cell)s. Hãy mở tệp bằng Excel hoặc "
        "LibreOffice, lưu lại rồi tải lên."
    )
    return UploadRefused(text % {"sheet": _shown(sheet), "cell": cell})


def too_large() -> UploadRefused:
    text = _("Tệp lớn hơn %s MB. Hãy bỏ ảnh, trang tính không dùng rồi tải lên lại.")
    return UploadRefused(text % (bounds.MOST_BYTES // MEGA))


def too_many_parts() -> UploadRefused:
    text = _("Tệp gồm quá nhiều phần (nhiều nhất %s). Hãy chép các ô cần nhập sang một sổ mới rồi tải lên.")
    return UploadRefused(text % bounds.MOST_PARTS)


def unpacks_too_large(part: str) -> UploadRefused:
    text = _(
        "Tệp nén quá mức: phần “%s” bung ra quá lớn. Hãy chép các ô cần nhập sang một sổ mới rồi tải lên.",
    )
    return UploadRefused(text % _shown(part))


def odd_part(part: str) -> UploadRefused:
    text = _("Trong tệp có phần không thuộc sổ Excel: “%s”. Hãy chép các ô cần nhập sang một sổ mới rồi tải lên.")
    return UploadRefused(text % _shown(part))


def embedded(part: str) -> UploadRefused:
    text = _("Trong tệp có tệp khác được nhúng: “%s”. Hãy xóa đối tượng nhúng, lưu lại rồi tải lên.")
    return UploadRefused(text % _shown(part))


def macros() -> UploadRefused:
    return UploadRefused(_("Tệp có macro. Hãy lưu thành Excel Workbook (.xlsx), không kèm macro, rồi tải lên lại."))


def template() -> UploadRefused:
    return UploadRefused(
        _("Tệp là mẫu hoặc dạng khác của Excel. Hãy lưu thành Excel Workbook (.xlsx) thông thường rồi tải lên lại.")
    )


def foreign_link(target: str) -> UploadRefused:
    text = _("Tệp lấy dữ liệu từ nơi khác: “%s”. Hãy ngắt liên kết (Dữ liệu, Sửa liên kết), lưu lại rồi tải lên.")
    return UploadRefused(text % _shown(target))


def declares_entities(part: str) -> UploadRefused:
    text = _("Phần “%s” của tệp chứa khai báo DOCTYPE, là thứ sổ Excel không bao giờ có. Tệp này không được đọc.")
    return UploadRefused(text % _shown(part))


def too_deep(part: str) -> UploadRefused:
    text = _("Phần “%s” của tệp lồng nhau quá sâu. Hãy chép các ô cần nhập sang một sổ mới rồi tải lên.")
    return UploadRefused(text % _shown(part))


def too_complex(part: str) -> UploadRefused:
    text = _("Phần “%s” của tệp quá phức tạp. Hãy chép giá trị các ô cần nhập sang một sổ mới rồi tải lên.")
    return UploadRefused(text % _shown(part))


def no_sheets() -> UploadRefused:
    return UploadRefused(_("Sổ không có trang tính nào. Hãy kiểm tra lại tệp rồi tải lên."))


def too_many_sheets() -> UploadRefused:
    text = _("Sổ có quá nhiều trang tính (nhiều nhất %s). Hãy xóa các trang không dùng rồi tải lên lại.")
    return UploadRefused(text % bounds.MOST_SHEETS)


def too_many_rows(sheet: str, cell: str) -> UploadRefused:
    text = _(
        "Trang tính “%(sheet)s” có quá nhiều dòng (nhiều nhất %(most)s): xem ô %(cell)s. Hãy xóa các dòng thừa ở cuối "
        "trang."
    )
    return UploadRefused(text % {"sheet": _shown(sheet), "cell": cell, "most": format_number(bounds.MOST_ROWS)})


def too_many_columns(sheet: str, cell: str) -> UploadRefused:
    text = _(
        "Trang tính “%(sheet)s” có quá nhiều cột (nhiều nhất %(most)s): xem ô %(cell)s. Hãy xóa các cột thừa bên phải."
    )
    return UploadRefused(text % {"sheet": _shown(sheet), "cell": cell, "most": bounds.MOST_COLUMNS})


def too_many_cells(sheet: str) -> UploadRefused:
    text = _("Sổ có quá nhiều ô (nhiều nhất %(most)s), đếm đến trang tính “%(sheet)s”. Hãy bỏ bớt trang, dòng, cột.")
    return UploadRefused(text % {"sheet": _shown(sheet), "most": format_number(bounds.MOST_CELLS)})


def too_many_texts() -> UploadRefused:
    text = _("Sổ có quá nhiều đoạn chữ khác nhau (nhiều nhất %s). Hãy bỏ bớt trang tính không dùng rồi tải lên lại.")
    return UploadRefused(text % format_number(bounds.MOST_TEXTS))


def too_long_text(sheet: str, cell: str) -> UploadRefused:
    text = _("Trang tính “%(sheet)s”, ô %(cell)s: nội dung dài hơn %(most)s ký tự. Hãy rút ngắn rồi tải lên lại.")
    return UploadRefused(text % {"sheet": _shown(sheet), "cell": cell, "most": format_number(bounds.LONGEST_TEXT)})


def too_long_shared_text(begins: str) -> UploadRefused:
    text = _("Sổ có ô chữ dài hơn %(most)s ký tự, bắt đầu bằng “%(begins)s”. Hãy rút ngắn ô đó rồi tải lên lại.")
    return UploadRefused(text % {"begins": _shown(begins), "most": format_number(bounds.LONGEST_TEXT)})


def unreadable_cell(sheet: str, cell: str) -> UploadRefused:
    text = _("Trang tính “%(sheet)s”, ô %(cell)s: giá trị không đọc được. Hãy gõ lại ô đó, lưu rồi tải lên lại.")
    return UploadRefused(text % {"sheet": _shown(sheet), "cell": cell})
