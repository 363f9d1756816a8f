"""Timing in pairs, and the lines of the report."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

# Enough rounds for a steady median, few enough for a render that takes ten seconds.
SECONDS, FEWEST, MOST = 3, 3, 25


@dataclass(frozen=True)
class Line:
    """One line of the report, as text; `is_met` None where there is no goal."""

    what: str
    size: str
    ours: str
    bare: str
    result: str
    goal: str
    is_met: bool | None

    def texts(self) -> tuple[str, ...]:
        verdict = {None: "", True: "đạt", False: "chưa đạt"}[self.is_met]
        return self.what, self.size, self.ours, self.bare, self.result, self.goal, verdict


def alternate(ours: Callable, bare: Callable) -> tuple[float, float]:
    """Medians in milliseconds of A B A B ... after one of each to warm up: a busy moment hits both."""
    warm = _seconds(ours) + _seconds(bare)
    pairs = [(_seconds(ours), _seconds(bare)) for _ in range(_rounds(warm))]
    return tuple(1000 * statistics.median(times) for times in zip(*pairs, strict=True))


def median(work: Callable) -> float:
    """The median in milliseconds, after one run to warm up."""
    warm = _seconds(work)
    return 1000 * statistics.median(_seconds(work) for _ in range(_rounds(warm)))


def compared(what: str, size: str, times: tuple[float, float], goal: float | None = None) -> Line:
    """Ours against the floor; the goal is a ratio."""
    ours, bare = times
    ratio = ours / bare
    shown = "" if goal is None else f"≤ {goal:g}"
    return Line(what, size, _ms(ours), _ms(bare), f"× {ratio:.2f}", shown, None if goal is None else ratio <= goal)


def limited(what: str, size: str, ours: float, most: float | None = None) -> Line:
    """Ours alone; the goal is in milliseconds."""
    shown = "" if most is None else f"≤ {most:g} ms"
    return Line(what, size, _ms(ours), "", "", shown, None if most is None else ours <= most)


def _ms(value: float) -> str:
    return f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"


def _rounds(warm: float) -> int:
    return max(FEWEST, min(MOST, int(SECONDS / warm)))


def _seconds(work: Callable) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
