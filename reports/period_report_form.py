"""The form of a periodic report: its number, its day, and its words with references to figures."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.references import References
from targets.models import Narrative


class PeriodReportForm(forms.ModelForm):
    """`seen` says which state of the text was opened, see `targets.narratives.stamp`."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Narrative
        fields = ["number", "symbol", "issued_on", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 22})}
        labels = {"summary": gettext_lazy("Nội dung báo cáo")}

    def __init__(self, *args: Any, references: References, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.references = references

    def clean_summary(self) -> str:
        """Rule (references-lead-somewhere): a reference that names no figure is told, not printed."""
        text = self.cleaned_data["summary"].replace("\r\n", "\n").strip()
        if unknown := self.references.unknown(text):
            raise ValidationError(
                _("Không có số liệu nào ứng với %s. Hãy chép đúng mã trong bảng “Số liệu có thể dẫn” bên dưới.")
                % ", ".join(unknown[:5])
            )
        return text
