"""Where a figure stands."""

from typing import NamedTuple

from targets.enums import Stage


class Cell(NamedTuple):
    """Where a figure stands. Ids of localities, indicators and facilities (None: no facility)."""

    locality_id: int
    indicator_id: int
    facility_id: int | None = None
    stage: str = Stage.ASSIGNED
