"""Which tables are too large to be written while somebody waits for the answer."""

from localities.models import Locality
from reports.extracts import top_of
from reports.rollups import shown_rows
from targets.enums import ColumnRole
from targets.models import Annex

# Some five seconds of printing: 700 localities by 14 columns.
MOST_FIGURES = 10_000
FACETS = 3  # of each figure of the results, at least: target, result, percentage


def is_long(annex: Annex, extract: Locality | None, *, of_results: bool = False) -> bool:
    """Whether a file of the annex is made by a job. `annex` comes from `reports.lookup.annexes_of`: no query."""
    figures = sum(column.role == ColumnRole.FIGURE for column in annex.columns.all())
    return len(shown_rows(annex, top_of(extract))) * figures * (FACETS if of_results else 1) > MOST_FIGURES
