"""What somebody chooses before a file of a large annex is prepared."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.downloads.formats import FORMATS
from reports.paper import Variant

# As addresses name them.
VARIANTS = {"giay": Variant.PAPER, "dien-tu": Variant.ELECTRONIC}


class FileForm(forms.Form):
    """The names are those of the address of a small annex: `dinh-dang` its ending, `ban` its variant."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        formats = [(each.name, each.label) for each in FORMATS.values()]
        variants = [("giay", _("bản giấy, ghi đủ số và ngày")), ("dien-tu", _("bản điện tử, để trống số và ngày"))]
        self.fields["dinh-dang"] = forms.ChoiceField(label=_("Định dạng"), choices=formats, initial="pdf")
        self.fields["ban"] = forms.ChoiceField(label=_("Bản"), choices=variants, initial="giay")

    @property
    def format(self) -> str:
        return self.cleaned_data["dinh-dang"]

    @property
    def variant(self) -> Variant:
        return VARIANTS[self.cleaned_data["ban"]]
