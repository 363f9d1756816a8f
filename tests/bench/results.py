"""Roll-up of results: from the ORM to plain data, against the bare GROUP BY over exactly the same facts."""

import datetime
from collections.abc import Iterator
from itertools import product

from django.db import connection

from plans.models import Plan
from reports.figures import Measure, load_figures
from reports.lookup import annexes_of
from reports.result_figures import Scope, load_results, span_of
from reports.rollups import row_paths
from targets.enums import COUNTED_STATES, PeriodKind, SubmissionState
from targets.models import Period, Result, Submission
from tests.bench.database import analyze
from tests.bench.measure import Line, alternate, compared
from tests.bench.plans import make_plan, wide_figures

GOAL = 1.5
SIZE, PERIODS = 170, 12


def lines() -> Iterator[Line]:
    figures = wide_figures()
    plan = make_plan(30, SIZE, figures)
    report_on(plan)
    analyze()
    size = f"{SIZE} × {len(figures)} × {PERIODS} kỳ"
    loading, reading = _times(plan)
    yield compared("Tổng hợp kết quả tỉnh", size, loading, GOAL)
    yield compared("Tổng hợp kết quả tỉnh, đọc mọi ô", size, reading)


def report_on(plan: Plan, periods: int = PERIODS) -> None:
    """Accepted reports of every commune for so many months, with a figure in every cell."""
    (annex,) = annexes_of(plan)
    cells = [(column.indicator_id, column.facility_id) for column in annex.columns.all() if column.indicator_id]
    places = [row.locality_id for row in annex.rows.all()]
    for number in range(1, periods + 1):
        period = month(plan, number)
        reports = Submission.objects.bulk_create(
            Submission(period=period, locality_id=place, state=SubmissionState.ACCEPTED) for place in places
        )
        Result.objects.bulk_create(
            (
                Result(
                    submission=report,
                    indicator_id=indicator,
                    facility_id=facility,
                    value=(place + indicator + number) % 50,
                )
                for report, place in zip(reports, places, strict=True)
                for indicator, facility in cells
            ),
            batch_size=5000,
        )


def month(plan: Plan, number: int) -> Period:
    first = datetime.date(plan.year, number, 1)
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    return Period.objects.create(
        plan=plan,
        code=f"thang-{number:02}",
        kind=PeriodKind.MONTH,
        name=f"Tháng {number}",
        window_from=first,
        window_to=last,
    )


def _times(plan: Plan) -> tuple[tuple[float, float], tuple[float, float]]:
    """Of the figures folded; and of those with each figure of both scopes read, for every place, column and whole."""
    (annex,) = annexes_of(plan)
    paths = row_paths([annex])
    periods = list(plan.periods.all())
    catalogue = load_figures(plan, paths).catalogue
    states = ", ".join(f"'{state}'" for state in COUNTED_STATES)
    sql = (
        "SELECT report.locality_id, result.indicator_id, result.facility_id, SUM(result.value)"  # noqa: S608 - names of ours
        " FROM targets_result result JOIN targets_submission report ON report.id = result.submission_id"
        " JOIN targets_period period ON period.id = report.period_id"
        f" WHERE period.plan_id = %s AND report.state IN ({states})"
        " GROUP BY report.locality_id, result.indicator_id, result.facility_id"
    )

    def ours():
        return load_results(plan, span_of(periods[-1], periods), catalogue)

    def bare():
        with connection.cursor() as cursor:
            cursor.execute(sql, [plan.pk])
            return cursor.fetchall()

    measures = [
        Measure(column.indicator_id, column.facility_id) for column in annex.columns.all() if column.indicator_id
    ]

    def read():
        results = ours()
        for measure, scope in product(measures, Scope):
            for path in paths:
                results.at(path, measure, scope)
            results.whole(paths, measure, scope)

    return alternate(ours, bare), alternate(read, bare)
