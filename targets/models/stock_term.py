"""What a stock at the end of a period is made of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.natural_keys import NaturalKeyManager, NaturalKeyModel
from targets.enums import StockPart
from targets.models.indicator import Indicator


class StockTerm(NaturalKeyModel):
    """One term of a balance: closing stock = opening + in - out.

    Rule (stock-closes): a stock with terms must equal what its terms say. Without an opening term the opening is the
    stock's own figure of the period before.
    """

    NATURAL_KEY = ("stock", "term")

    stock = models.ForeignKey(
        Indicator, verbose_name=gettext_lazy("số cuối kỳ"), on_delete=models.CASCADE, related_name="terms"
    )
    term = models.ForeignKey(
        Indicator, verbose_name=gettext_lazy("thành phần"), on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(gettext_lazy("vai trò"), max_length=10, choices=StockPart.choices)

    objects = NaturalKeyManager()

    class Meta:
        verbose_name = gettext_lazy("thành phần của số cuối kỳ")
        verbose_name_plural = gettext_lazy("cân đối: cuối kỳ = đầu kỳ + vào − ra")
        ordering = ["stock", "part", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="stockterm_once",
                fields=["stock", "term"],
                violation_error_message=gettext_lazy("Chỉ tiêu này đã là thành phần của số cuối kỳ."),
            ),
            models.UniqueConstraint(
                name="stockterm_one_opening",
                fields=["stock"],
                condition=Q(part=StockPart.OPENING),
                violation_error_message=gettext_lazy("Mỗi số cuối kỳ chỉ có một số đầu kỳ."),
            ),
            models.CheckConstraint(
                name="stockterm_is_not_its_own",
                condition=~Q(stock=F("term")),
                violation_error_message=gettext_lazy("Số cuối kỳ không thể là thành phần của chính nó."),
            ),
            models.CheckConstraint(
                name="stockterm_part_known",
                condition=Q(part__in=StockPart.values),
                violation_error_message=gettext_lazy("Vai trò không có trong danh mục."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.term.name}"

    def clean(self) -> None:
        if self.stock_id and self.term_id and self.stock.decimals != self.term.decimals:
            raise ValidationError({"term": _("Thành phần phải có cùng số chữ số thập phân với số cuối kỳ.")})
