"""Why a package is not taken in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Refusal:
    """What stands in the way, and where: the part and the number of the row in it, "" and None for the whole file."""

    part: str = ""
    row: int | None = None
    reason: str = ""

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.place, self.reason)))

    @property
    def place(self) -> str:
        if self.row is None:
            return self.part
        return _("%(part)s, dòng %(row)s") % {"part": self.part, "row": self.row}

    def as_data(self) -> dict[str, Any]:
        return {"part": self.part, "row": self.row, "reason": self.reason}


class PackageRefused(Exception):
    """Nothing of the package is written; `refusals` name what stands in the way, the first of many."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = list(refusals)
        super().__init__(" ".join(map(str, self.refusals)))


class Stale(PackageRefused):
    """What is here is no longer what the preview showed; another look may be taken."""
