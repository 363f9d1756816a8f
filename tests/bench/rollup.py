"""Roll-ups: from the ORM to plain data, against the bare GROUP BY over exactly the same facts."""

from collections.abc import Iterator

from django.db import connection

from plans.models import Plan
from reports.figures import load_figures
from reports.lookup import annexes_of
from reports.rollups import annex_rollup, row_paths
from targets.enums import Stage
from tests.bench.database import analyze
from tests.bench.measure import Line, alternate, compared
from tests.bench.plans import FIGURES, make_plan, wide_figures

GOAL = 1.8
COMMUNES, DISTRICTS = 1000, 10
WIDE = 170


def lines(plans: dict[int, Plan]) -> Iterator[Line]:
    """The goal holds where the database sums.

    Where every row of the annex is one fact, the floor only carries rows out of C, and the ratio says what a Python
    object for each cell costs.
    """
    for count, plan in plans.items():
        size = f"{count} × {len(FIGURES)}"
        yield compared("Tổng hợp, mỗi ô một số", size, _times(plan, "target.locality_id"))
    figures = wide_figures()
    wide, province = make_plan(20, WIDE, figures), make_plan(21, COMMUNES, figures, districts=DISTRICTS)
    analyze()
    size = f"{WIDE} × {len(figures)}"
    yield compared("Tổng hợp, mỗi ô một số", size, _times(wide, "target.locality_id"))
    size = f"{COMMUNES} xã trong {DISTRICTS} huyện × {len(figures)}"
    yield compared("Tổng hợp tỉnh theo huyện", size, _times(province, "locality.parent_id"), GOAL)


def _times(plan: Plan, place: str) -> tuple[float, float]:
    (annex,) = annexes_of(plan)
    paths = row_paths([annex])

    def ours():
        return annex_rollup(load_figures(plan, paths), annex)

    keys = f"{place}, target.indicator_id, target.facility_id, target.comparator"
    sql = (
        f"SELECT {keys}, SUM(target.value), SUM(target.upper), COUNT(*)"  # noqa: S608 - names of ours
        " FROM targets_target target JOIN localities_locality locality ON locality.id = target.locality_id"
        f" WHERE target.plan_id = %s AND target.stage = %s GROUP BY {keys}"
    )

    def bare():
        with connection.cursor() as cursor:
            cursor.execute(sql, [plan.pk, Stage.ASSIGNED.value])
            return cursor.fetchall()

    return alternate(ours, bare)
