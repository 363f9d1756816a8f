"""The entry grid: its template against a bare loop over the same inputs, its request and its queries."""

from collections.abc import Iterator
from unittest.mock import patch

from django.db import connection
from django.template import Context, engines
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plans.models import Plan
from reports import grid_views
from reports.grid import ENTRY
from tests.bench.measure import Line, alternate, compared, limited, median
from tests.bench.pages import address, signed_in
from tests.bench.plans import FIGURES

GOAL, TYPICAL = 2, 170
# The same attributes, and the fastest lookup that templates have: plain dicts.
BARE = """<table>{% for row in rows %}<tr>{% for cell in row %}<td><input name="{{ cell.key }}" value="{{ cell.text }}"\
 aria-labelledby="{{ cell.heads }}" inputmode="decimal"></td>{% endfor %}</tr>
{% endfor %}</table>"""


def lines(plans: dict[int, Plan]) -> Iterator[Line]:
    client = signed_in()
    queries = {}
    for size, plan in plans.items():
        queries[size] = _queries(client, plan)
        # Around ten rows the shell of the page is all there is to see.
        goal = GOAL if size >= TYPICAL else None
        yield compared("Khuôn trang nhập", _size(size), _template_times(client, plan), goal)
    for size, plan in plans.items():
        url = grid_address(plan)
        yield limited("Trang nhập (cả yêu cầu)", _size(size), median(lambda url=url: client.get(url)))
    sizes, counts = (" / ".join(map(str, numbers)) for numbers in (queries, queries.values()))
    is_constant = len(set(queries.values())) == 1
    yield Line("Số truy vấn của trang nhập", f"{sizes} dòng", counts, "", "", "bằng nhau", is_constant)


def grid_address(plan: Plan) -> str:
    return address("annex-grid", plan, "I")


def _size(rows: int) -> str:
    return f"{rows} × {len(FIGURES)}"


def _queries(client: Client, plan: Plan) -> int:
    client.get(grid_address(plan))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(grid_address(plan))
    if response.status_code != 200:
        raise RuntimeError(f"{plan.code}: {response.status_code}")
    return len(queries)


def _template_times(client: Client, plan: Plan) -> tuple[float, float]:
    """Both from data that are ready: the view's own context, and the attributes of its inputs."""
    request = client.get(grid_address(plan)).wsgi_request
    with patch.object(grid_views, "render", wraps=grid_views.render) as render:
        grid_views.annex_grid(request, plan.code, "I")
    _request, template, context = render.call_args.args
    grid = context["grid"]
    rows = [
        [{"key": cell.key, "text": cell.text, "heads": cell.heads} for cell in row.cells if cell.kind == ENTRY]
        for row in [*grid.rows, grid.whole]
    ]
    loop = engines["django"].from_string(BARE).template
    return alternate(
        lambda: render_to_string(template, context, request=request), lambda: loop.render(Context({"rows": rows}))
    )
