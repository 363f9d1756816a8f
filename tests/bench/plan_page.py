"""The page of a plan: its queries, and its template against a bare loop over the same cells."""

from collections.abc import Iterator
from unittest.mock import patch

from django.db import connection
from django.template import Context, engines
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plans.models import Plan
from reports import views
from tests.bench.measure import Line, alternate, compared, limited, median
from tests.bench.pages import address, signed_in

GOAL, TYPICAL = 2, 170
BARE = """<table>{% for row in rows %}<tr>{% for text in row %}<td class="num">{{ text }}</td>{% endfor %}</tr>
{% endfor %}</table>"""


def lines(plans: dict[int, Plan]) -> Iterator[Line]:
    client = signed_in()
    queries = {}
    for size, plan in plans.items():
        queries[size] = _queries(client, plan)
        # Around ten rows the shell of the page is all there is to see.
        goal = GOAL if size >= TYPICAL else None
        yield compared("Khuôn trang kế hoạch", f"{size} dòng", _template_times(client, plan), goal)
    for size, plan in plans.items():
        url = address("plan", plan)
        yield limited("Trang kế hoạch (cả yêu cầu)", f"{size} dòng", median(lambda url=url: client.get(url)))
    sizes, counts = (" / ".join(map(str, numbers)) for numbers in (queries, queries.values()))
    is_constant = len(set(queries.values())) == 1
    yield Line("Số truy vấn của trang kế hoạch", f"{sizes} dòng", counts, "", "", "bằng nhau", is_constant)


def _queries(client: Client, plan: Plan) -> int:
    client.get(address("plan", plan))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address("plan", plan))
    if response.status_code != 200:
        raise RuntimeError(f"{plan.code}: {response.status_code}")
    return len(queries)


def _template_times(client: Client, plan: Plan) -> tuple[float, float]:
    """Both from data that are ready: the view's own context, and the texts of its cells."""
    request = client.get(address("plan", plan)).wsgi_request
    with patch.object(views, "render") as render:
        views.plan_page(request, plan.code)
    _request, template, context = render.call_args.args
    rows = [[cell.text for cell in row.cells] for sheet in context["sheets"] for row in sheet["table"].rows]
    loop = engines["django"].from_string(BARE).template
    return alternate(
        lambda: render_to_string(template, context, request=request), lambda: loop.render(Context({"rows": rows}))
    )
