"""Invented reports on a real plan, to try the reporting year with. Their periods say in their names that they are."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from accounts.models import User
from core.typed_figures import read_result
from localities.models import Locality
from plans.models import Plan
from targets.enums import Channel, SubmissionState
from targets.models import Column, Period, Submission
from targets.results import Part, ResultEdit, save_results
from targets.submissions import accept, grant_extension, send_back, submit


@transaction.atomic
def load_examples(path: Path, *, by: User) -> int:
    """Load a file of examples through the same doors as people's reports; returns how many reports there are now.

    `by` enters and judges them all: an editor of the plan's own locality. A plan that has reports already is left as it
    is (0). The moments of the steps are those of the file, in the time of Vietnam.
    """
    found = json.loads(path.read_text(encoding="utf-8"))
    plan = Plan.objects.select_related("locality").get(code=found["plan"])
    codes = [period["code"] for period in found["periods"]]
    if Submission.objects.filter(period__plan=plan, period__code__in=codes).exists():
        return 0
    periods = {period["code"]: _period(plan, period) for period in found["periods"]}
    columns = {column.key: column for column in Column.objects.filter(annex__plan=plan).select_related("indicator")}
    for report in found["reports"]:
        _report(report, periods[report["period"]], columns, by)
    return len(found["reports"])


def _period(plan: Plan, fields: dict[str, str]) -> Period:
    days = {name: parse_date(text) for name, text in fields.items() if name not in ("code", "kind", "name")}
    texts = {"kind": fields["kind"], "name": fields["name"]}
    period, _created = Period.objects.update_or_create(plan=plan, code=fields["code"], defaults={**texts, **days})
    return period


def _report(report: dict[str, Any], period: Period, columns: dict[str, Column], by: User) -> None:
    locality = Locality.objects.get_by_natural_key(*report["locality"])
    edits = [_edit(columns[key], text) for key, text in report["figures"].items()]
    edits += [_note(columns[key], text) for key, text in report.get("notes", {}).items()]
    save_results(period=period, locality=locality, edits=edits, by=by, channel=Channel.FIXTURE)
    if extension := report.get("extension"):
        until = parse_date(extension["until"])
        asked = _moment(report["submitted"]) - datetime.timedelta(days=7)
        grant_extension(period=period, locality=locality, until=until, reason=extension["reason"], by=by, at=asked)
    _steps(report, period, locality, by)


def _steps(report: dict[str, Any], period: Period, locality: Locality, by: User) -> None:
    if "submitted" not in report:
        return
    seen = SubmissionState.OPEN
    handed_in = submit(period=period, locality=locality, seen=seen, by=by, at=_moment(report["submitted"]))
    seen = SubmissionState.SUBMITTED
    if returned := report.get("returned"):
        moment = _moment(returned["at"])
        handed_in = send_back(submission=handed_in, seen=seen, by=by, reason=returned["reason"], at=moment)
    if again := report.get("again"):
        seen = SubmissionState.RETURNED
        handed_in = submit(period=period, locality=locality, seen=seen, by=by, at=_moment(again))
    if accepted := report.get("accepted"):
        accept(submission=handed_in, seen=SubmissionState.SUBMITTED, by=by, at=_moment(accepted))


def _edit(column: Column, text: str) -> ResultEdit:
    amount = read_result(text, decimals=column.indicator.decimals, suffix=column.indicator.suffix)
    return ResultEdit(column.indicator_id, column.facility_id, figure=Part(None, amount))


def _note(column: Column, text: str) -> ResultEdit:
    return ResultEdit(column.indicator_id, column.facility_id, note=Part("", text))


def _moment(text: str) -> datetime.datetime:
    return timezone.make_aware(parse_datetime(text))
