"""What is proposed for a row or a column of a file, how sure that is, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sureness(TextChoices):
    """Only the first three are preselected; an open question must be answered by a person."""

    REMEMBERED = "remembered", _("đã nhớ")
    SURE = "sure", _("chắc chắn")
    LIKELY = "likely", _("nên xem lại")
    ASKED = "asked", _("phải chọn")
    UNKNOWN = "unknown", _("không nhận ra")


# Choices of a row beside a row of the annex ("d12")
TOTAL, PART_TOTAL, HEADING, WHOLE_ROW = "tong", "nhom", "muc", "chung"
# ... of a column beside a column of the annex ("c12")
NAME, INDEX, UNIT, NOTE = "ten", "stt", "dvt", "ghi-chu"
# ... of both
IGNORED, OPEN = "bo", ""


def row_choice(row_id: int) -> str:
    return f"d{row_id}"


def column_choice(column_id: int) -> str:
    return f"c{column_id}"


def chosen_id(choice: str) -> int | None:
    """The id of the annex's row or column that a choice names; None for any other choice."""
    return int(choice[1:]) if choice[:1] in {"c", "d"} and choice[1:].isdecimal() else None


@dataclass(frozen=True)
class Guess:
    """A proposal: `choice` to preselect ("" asks), and the choices between which it could not be decided."""

    choice: str
    sureness: Sureness
    reason: str = ""
    candidates: Sequence[str] = ()

    @property
    def is_open(self) -> bool:
        return self.choice == OPEN

    @property
    def is_nothing_known(self) -> bool:
        return self.sureness == Sureness.UNKNOWN
