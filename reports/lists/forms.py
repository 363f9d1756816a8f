"""The form by which a list is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayField
from core.workbooks import MOST_BYTES

SUFFIXES = (".xlsx", ".csv")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp danh sách"),
        help_text=_("Tệp .xlsx hoặc .csv (UTF-8), nhiều nhất 10.000 dòng kể cả tiêu đề và 5 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={"required": _("Hãy chọn tệp."), "empty": _("Tệp này rỗng.")},
    )
    day = DayField(
        label=_("Có hiệu lực từ ngày"),
        required=False,
        help_text=_(
            "Chỉ cần khi tệp không có cột ngày, như danh mục của Cục Thống kê: dòng nào đã có đơn vị mang mã ấy vào "
            "ngày này thì được sửa, chưa có thì được thêm từ ngày này."
        ),
    )

    def __init__(self, *args: Any, takes_day: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_day:
            del self.fields["day"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(SUFFIXES):
            raise forms.ValidationError(_("Chỉ nhận tệp .xlsx hoặc .csv."))
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 5 MB. Hãy chia thành nhiều tệp."))
        return file
