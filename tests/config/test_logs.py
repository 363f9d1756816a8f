"""The server's log: every line is JSON, and none holds a secret or what people typed."""

import json
import logging
import logging.config
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import DataError, OperationalError
from django.test import Client

from config import logs
from targets.enums import ColumnRole
from targets.models import Target
from tests.cast import gather
from tests.entering import enter
from tests.factories import PASSWORD, AnnexFactory, ColumnFactory, PlanFactory, RowFactory, UserFactory


@pytest.fixture(params=["json", "text"])
def form(request):
    return request.param


@pytest.fixture
def log(form, capsys):
    """What was written to standard output since the test began, with every logger at its most talkative."""
    loud = logs.configuration(form)
    loud["root"]["level"] = "DEBUG"
    for logger in loud["loggers"].values():
        logger["level"] = "DEBUG"
    logging.config.dictConfig(loud)
    yield lambda: capsys.readouterr().out
    logging.config.dictConfig(settings.LOGGING)


only_json = pytest.mark.parametrize("form", ["json"], indirect=True)


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


@only_json
@pytest.mark.django_db
def test_line_of_a_request(log, client):
    cast = gather()
    enter(client, cast.leader)

    response = client.get("/plans/plan/?q=bi-mat", REMOTE_ADDR="203.0.113.7")

    (line,) = [line for line in lines(log()) if line["logger"] == "request"]
    assert line["time"][10] == "T"
    assert line["time"].endswith(("+07:00", "Z", "+00:00"))
    assert line.pop("ms") >= 0
    assert {name: line[name] for name in line if name != "time"} == {
        "level": "INFO",
        "logger": "request",
        "message": line["message"],
        "request_id": response.wsgi_request.id,
        "method": "GET",
        "path": "/plans/plan/",
        "route": "admin:plans_plan_changelist",
        "status": 200,
        "user_id": cast.leader.pk,
        "address": "203.0.113.7",
    }
    assert line["message"].startswith("GET /plans/plan/ 200 ")


@only_json
def test_line_with_facts_of_all_kinds(log):
    facts = {
        "when": {"password": "mat-khau", "nested": ["token=abcdef", 1, None, True]},
        "sessionid": "abcdef",
        "request": "abcdef",
        "thing": object(),
    }

    logging.getLogger("plans").warning("Tiếng Việt\nhai dòng", extra=facts)

    text = log()
    (line,) = lines(text)
    assert "Tiếng Việt" in text
    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "plans", "Tiếng Việt\nhai dòng")
    assert line["when"] == {"password": "***", "nested": ["token=***", 1, None, True]}
    assert (line["sessionid"], line["thing"]) == ("***", "object")
    assert "request" not in line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password=bi-mat", "password=***"),
        ("{'password1': 'bi mat', 'a': 1}", "{'password1': ***, 'a': 1}"),
        ('{"csrfmiddlewaretoken": "bimat"}', '{"csrfmiddlewaretoken": ***}'),
        ("Cookie: sessionid=bimat; csrftoken=bimat", "Cookie: ***; csrftoken=***"),
        ("Authorization: Bearer bimat.bimat", "Authorization: ***"),
        ("sent Bearer bimat.bimat", "sent Bearer ***"),
        ("access_token=bimat&x=1", "access_token=***&x=1"),
        ("GET /ke-hoach/a/?q=bimat HTTP/1.1", "GET /ke-hoach/a/ HTTP/1.1"),
        ("Not Found: /tai-khoan/loi-moi/bimat/", "Not Found: /tai-khoan/loi-moi/***/"),
        ("Không có gì bí mật: 850?", "Không có gì bí mật: 850?"),
    ],
)
def test_secrets_are_masked(text, shown, log):
    logging.getLogger("plans").info("%s", text)

    assert shown in log().replace('\\"', '"')


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (ValueError("invalid literal: '85017'"), "ValueError"),
        (KeyError("85017"), "KeyError"),
        (DataError("out of range\nDETAIL: 85017"), "DataError"),
        (OperationalError("no connection\nDETAIL: 85017"), "OperationalError: no connection"),
        (RuntimeError("broken"), "RuntimeError: broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_error_tells_where_and_repeats_no_value(error, shown, log):
    try:
        try:
            raise error
        except Exception as cause:
            raise LookupError("85017") from cause
    except LookupError:
        logging.getLogger("plans").exception("failed")

    text = log()
    assert "85017" not in text.replace('raise LookupError("85017")', "").replace('raise LookupError(\\"85017\\")', "")
    assert "test_logs.py" in text
    assert shown in text
    assert "LookupError" in text


@pytest.fixture
def sheet(db):
    """The save address of a grid with one cell, and the key of that cell."""
    cast = gather()
    annex = AnnexFactory(plan=PlanFactory(locality=cast.province, code="lao-cai-2021"))
    ColumnFactory(annex=annex, role=ColumnRole.NAME, indicator=None, width=25)
    column = ColumnFactory(annex=annex)
    row = RowFactory(annex=annex, locality=cast.district)
    client = Client(raise_request_exception=False)
    client.login(username=cast.editor.username, password=PASSWORD)
    return client, f"{row.pk}.{column.pk}", cast.editor


SAVE = "/ke-hoach/lao-cai-2021/phu-luc/1/nhap/o/"


def save(sheet, text):
    client, key, editor = sheet
    body = {"by": editor.pk, "cells": [[key, "", text]]}
    return client.post(f"{SAVE}?bi=85017", json.dumps(body), content_type="application/json").status_code


def test_typed_figures_stay_out_of_the_log(sheet, log, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert save(sheet, "85017") == 200
        assert save(sheet, "85017 người và hơn") == 422

    text = log()
    assert Target.objects.get().value == 85017
    assert "nhap/o/ 200" in text
    assert "nhap/o/ 422" in text
    assert "85017" not in text


def test_typed_figures_stay_out_of_the_log_of_a_failure(sheet, log, monkeypatch):
    def broken(spots, entries, *, by):
        raise ValueError(f"cannot read {[entry.text for entry in entries]}")

    monkeypatch.setattr("reports.grid_views.enter", broken)

    assert save(sheet, "85017") == 500

    text = log()
    assert "Internal Server Error" in text
    assert "broken" in text
    assert "85017" not in text


def test_signing_in_leaves_no_secret_in_the_log(log, db):
    UserFactory(username="coso", officer=True)
    client = Client()

    client.post("/tai-khoan/dang-nhap/", {"login": "coso", "password": "mat-khau-go-sai"})
    client.post("/tai-khoan/dang-nhap/?next=/%3Fbi=mat", {"login": "coso", "password": PASSWORD, "next": "/"})
    client.get("/")
    client.get("/tai-khoan/loi-moi/bi-mat-cua-loi-moi/")

    text = log()
    secrets = ["mat-khau-go-sai", PASSWORD, client.cookies["sessionid"].value, "bi-mat-cua-loi-moi", "bi=mat"]
    assert "/tai-khoan/dang-nhap/ 302" in text
    assert [secret for secret in secrets if secret in text] == []


@only_json
@pytest.mark.django_db
def test_failure_carries_the_id_of_its_request(log, sheet, monkeypatch):
    monkeypatch.setattr("reports.grid_views.enter", lambda *arguments, **options: 1 / 0)

    save(sheet, "1")

    written = lines(log())
    (failure,) = [line for line in written if line["level"] == "ERROR"]
    (request,) = [line for line in written if line["logger"] == "request"]
    assert failure["request_id"] == request["request_id"] != ""
    assert failure["exc_info"].endswith("ZeroDivisionError")


@only_json
def test_request_refused_early_has_no_id_of_another(log, client, db):
    client.get("/login/")
    client.get("/login/", headers={"host": "la.example"})

    (refused,) = [line for line in lines(log()) if line["logger"] == "django.security.DisallowedHost"]
    assert refused["request_id"] == ""


@pytest.mark.parametrize("form", ["text"], indirect=True)
def test_plain_line_keeps_the_name_of_its_logger(log):
    logging.getLogger("django.security.csrf").warning("Forbidden (%s): %s", "no cookie", "/login/?token=bimat")

    assert log().endswith(" WARNING django.security.csrf: Forbidden (no cookie): /login/\n")


def environment(**variables):
    return {"PATH": "/usr/bin:/bin", "SECRET_KEY": "x" * 50, "DATABASE_URL": "sqlite://:memory:", **variables}


def configured(tmp_path, **variables):
    code = "from config import settings; print(settings.LOGGING['handlers']['console']['formatter'])"
    process = subprocess.run(  # noqa: S603 - arguments of ours
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment(VAR_DIR=str(tmp_path), **variables),
        capture_output=True,
        text=True,
    )
    return process.stdout.strip() or process.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, "text"),
        ({"PRODUCTION": "1"}, "json"),
        ({"PRODUCTION": "1", "LOG_FORMAT": "text"}, "text"),
        ({"LOG_FORMAT": "json"}, "json"),
        ({"LOG_FORMAT": "xml"}, "django.core.exceptions.ImproperlyConfigured: LOG_FORMAT must be json or text."),
    ],
    ids=str,
)
def test_format_is_chosen_by_the_environment(variables, shown, tmp_path):
    assert configured(tmp_path, **variables) == shown


@pytest.mark.parametrize(
    ("arguments", "is_command"),
    [
        (["manage.py", "annex", "lao-cai-2021"], True),
        (["/srv/manage.py", "runserver"], False),
        (["/srv/.venv/bin/gunicorn", "config.wsgi"], False),
    ],
)
def test_output_of_a_command_is_data(arguments, is_command, monkeypatch):
    monkeypatch.setattr(sys, "argv", arguments)

    assert logs.StandardOutput().stream is (sys.stderr if is_command else sys.stdout)
