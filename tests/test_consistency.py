"""Rules about the repository itself: a remark made twice becomes a test here."""

import json
import re
import unicodedata
from itertools import accumulate
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.conftest import ONE_DATABASE

ROOT = settings.BASE_DIR
APPS = ["config", "reports", "targets", "plans", "accounts", "localities", "core"]
MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]
PRINT = ROOT / "templates" / "print"

# A child that has no meaning without its parent goes with it; everything else protects what it refers to.
CASCADES = {
    "accounts.Invitation.user",
    "reports.Job.created_by",
    "reports.JobFile.job",
    "plans.LegalBasis.plan",
    "plans.Section.plan",
    "plans.Section.parent",
    "plans.Activity.plan",
    "plans.Assignment.plan",
    "plans.BudgetLine.plan",
    "plans.Recipient.plan",
    "targets.Annex.plan",
    "targets.Column.annex",
    "targets.Column.parent",
    "targets.Row.annex",
    "targets.Target.plan",
    "targets.TargetChange.plan",
    "targets.Period.plan",
    "targets.Extension.period",
    "targets.Narrative.period",
    "targets.Reminder.period",
    "targets.Submission.period",
    "targets.Result.submission",
    "targets.ResultChange.submission",
    "targets.StockTerm.stock",
}


def files(folder: str, *suffixes: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)


def each(items, name=lambda path: str(path.relative_to(ROOT))):
    return [pytest.param(item, id=name(item)) for item in items]


each_model = pytest.mark.parametrize("model", each(MODELS, name=lambda model: model._meta.label))
each_template = pytest.mark.parametrize("path", each(files("templates", ".html", ".svg")))
each_screen_template = pytest.mark.parametrize(
    "path", each(path for path in files("templates", ".html", ".svg") if PRINT not in path.parents)
)


def found(pattern: str, path: Path) -> list[str]:
    """The lines of a file in which the pattern stands, with their numbers; comments of templates do not count."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))
    lines = enumerate(text.splitlines(), start=1)
    return [f"{number}: {line.strip()}" for number, line in lines if re.search(pattern, line, re.IGNORECASE)]


# Models


@each_model
def test_model_is_named_in_vietnamese(model):
    """Django's own names are the English class name, and the plural with an s."""
    english = re.sub(r"(?<!^)([A-Z])", r" \1", model.__name__).lower()

    assert str(model._meta.verbose_name) != english
    assert str(model._meta.verbose_name_plural) != f"{model._meta.verbose_name}s"


@each_model
def test_fields_are_named_in_vietnamese(model):
    """Fields that people never see (ids, derived columns) may keep the English name."""
    shown = [field for field in model._meta.local_fields if field.editable and not field.primary_key]

    unnamed = [field.name for field in shown if str(field.verbose_name) == field.name.replace("_", " ")]

    assert unnamed == []


@each_model
def test_constraints_explain_themselves(model):
    default = models.BaseConstraint.default_violation_error_message

    silent = [c.name for c in model._meta.constraints if str(c.violation_error_message) in ("", str(default))]

    assert silent == []


def test_cascades_are_those_of_the_table():
    keys = [field for model in MODELS for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]
    cascading = {str(field) for field in keys if field.remote_field.on_delete is models.CASCADE}
    other = {str(field): field.remote_field.on_delete.__name__ for field in keys if str(field) not in cascading}

    assert cascading == CASCADES
    assert {name: kind for name, kind in other.items() if kind != "PROTECT"} == {}


# A sign of life of the machine that runs a job; no person gives it.
BY_NOBODY = {"reports.Job.alive_at"}


@each_model
def test_every_moment_has_its_person(model):
    """`*_at` and `*_by` come in pairs."""
    names = {field.name for field in model._meta.local_fields}
    moments = [field.name for field in model._meta.local_fields if isinstance(field, models.DateTimeField)]
    pairs = {name: f"{name.removesuffix('_at')}_by" for name in moments if name.endswith("_at")}
    pairs = {name: person for name, person in pairs.items() if f"{model._meta.label}.{name}" not in BY_NOBODY}
    people = {name for name in names if name.endswith("_by") and model._meta.get_field(name).is_relation}

    assert set(pairs.values()) == people


def test_moments_of_our_models_end_in_at():
    own = [field for model in MODELS for field in model._meta.local_fields if isinstance(field, models.DateTimeField)]
    inherited = {"accounts.User.last_login", "accounts.User.date_joined"}  # of Django's AbstractUser

    assert {str(field) for field in own if not field.name.endswith("_at")} == inherited


# Files


def test_every_dependency_says_why():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in lists for line in block.splitlines()]

    assert len(lists) == 2
    assert [line for line in lines if not re.fullmatch(r'"[^"]+",\s+# \S.{5,}', line)] == []


@pytest.mark.parametrize(
    "path", each(path for app in APPS for path in files(app, ".py") if "migrations" not in path.parts)
)
def test_module_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450


@each_screen_template
def test_template_has_no_inline_style_or_script(path):
    """The Content-Security-Policy would refuse it in the browser, without a word to the user."""
    assert found(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", path) == []
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", path.read_text(encoding="utf-8"), re.DOTALL)
    assert [attributes for attributes, body in scripts if body.strip() or "src=" not in attributes] == []


@pytest.mark.parametrize("path", each(files("static", ".css")))
def test_style_sheet_has_no_stray_brace(path):
    """A browser drops the rule after one, without a word."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    depths = list(accumulate({"{": 1, "}": -1}[brace] for brace in re.findall("[{}]", text)))
    assert min(depths) == 0
    assert depths[-1] == 0


FOREIGN = r"(?:src|href|action|poster|srcset|data)\s*=\s*[\"']?\s*(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import"
FOREIGN_IN_SCRIPT = r"(?:https?:|[\"'])//(?!www\.w3\.org/)[a-z]"


@pytest.mark.parametrize("path", each([*files("templates", ".html", ".svg"), *files("static", ".css", ".svg")]))
def test_page_asks_nothing_of_another_host(path):
    assert found(FOREIGN, path) == []


@pytest.mark.parametrize("path", each(files("static", ".js")))
def test_script_asks_nothing_of_another_host(path):
    assert found(FOREIGN_IN_SCRIPT, path) == []


# Ways from a text to markup or to code. DOMParser runs no script, and what it reads is a part of a page of our own.
MARKUP_IN_SCRIPT = (
    r"\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc"
    r"|\beval\(|\bFunction\(|set(?:Timeout|Interval)\(\s*[\"'`]|setAttribute\(\s*[\"'`]on|javascript:"
)
READS_MARKUP = {"static/grid/server.js": 1}


@pytest.mark.parametrize("path", each(files("static", ".js")))
def test_script_makes_no_markup_of_text(path):
    allowed = READS_MARKUP.get(str(path.relative_to(ROOT)), 0)

    assert len(found(MARKUP_IN_SCRIPT, path)) == allowed


# Ways past the escaping of templates, of SQL and of the checks for them, each with the reason why it is none here.
PAST_THE_CHECKS = {
    "core/append_only.py": ["noqa: S"],  # the name of a table, from a migration
    "reports/grid.py": ["cell.key"],  # numbers of rows and columns; thousands of cells are drawn so
    "targets/history.py": ["noqa: S"],  # names of tables and columns from the models; values go as parameters
}
SAFE_IN_CODE = (
    r"mark_safe|SafeString\(|SafeText|__html__|autoescape=False|html_safe|\.raw\(|RawSQL|\.extra\(|noqa: *S\d"
)


@pytest.mark.parametrize("path", each(path for app in APPS for path in files(app, ".py")))
def test_code_goes_past_no_escaping(path):
    lines = found(SAFE_IN_CODE, path)
    reasons = PAST_THE_CHECKS.get(str(path.relative_to(ROOT)), [])

    assert len(lines) == len(reasons), lines
    assert [line for line, reason in zip(lines, reasons, strict=True) if reason not in line] == []


@pytest.mark.parametrize("path", each(path for app in APPS for path in files(app, ".py")))
def test_markup_is_composed_by_format_html_alone(path):
    """Its first argument is a text of the code: what is formatted or joined before is no longer escaped."""
    text = path.read_text(encoding="utf-8")

    calls = re.findall(r"\bformat_html(?:_join)?\(\s*(\S)(\S)?", text)

    assert [call for call in calls if call[0] not in "\"'"] == []


# Whoever opens an uploaded workbook, fetches for a print or writes CSV by another way than the one door goes past what
# the door checks.
DOORS = {
    r"load_workbook\(|ExcelReader|calamine": set(),
    r"\bZipFile\(|import zipfile|tarfile|unpack_archive": {"core/workbooks/package.py", "core/archives.py"},
    r"URLFetcher|\.write_pdf|(?:from|import) weasyprint": {"reports/fetching.py", "reports/pdf.py"},
    r"csv\.(?:D?w)riter": {"core/spreadsheets.py"},
    r"urlopen|requests\.|httpx|http\.client|import socket|ftplib": set(),
    r"xml\.(?:etree|dom|sax|parsers)|\blxml\b": {"core/workbooks/scans.py"},
    r"\bpickle\b|marshal|yaml\.load|\beval\(|\bexec\(|os\.system|subprocess": set(),
}


@pytest.mark.parametrize("door", DOORS)
def test_only_the_door_does_this(door):
    users = {str(path.relative_to(ROOT)) for app in APPS for path in files(app, ".py") if found(door, path)}

    assert users <= DOORS[door]
    assert users or not DOORS[door]


# Help texts are written by us, in the code, with markup; Django's own admin templates print them the same way.
# The style of a print is our own print.css.
SAFE = {
    "templates/components/plain_fields.html": ["{{ field.help_text|safe }}"],
    "templates/print/annex.html": ["{{ style|safe }}"],
    "templates/print/report.html": ["{{ style|safe }}"],
    "templates/print/results.html": ["{{ style|safe }}"],
}


@each_template
def test_template_escapes_everything(path):
    text = path.read_text(encoding="utf-8")
    allowed = SAFE.get(str(path.relative_to(ROOT)), [])

    raw = [mark for mark in re.findall(r"\{\{[^}]*\|\s*safe(?:seq)?\b[^}]*\}\}", text) if mark not in allowed]

    assert raw == []
    assert "{% autoescape off" not in text


@each_template
def test_template_is_composed_text(path):
    text = path.read_text(encoding="utf-8")

    assert text == unicodedata.normalize("NFC", text)


def test_tests_of_one_database_are_there():
    assert [name for name in ONE_DATABASE if not (ROOT / "tests" / name).is_file()] == []


# Fixtures


@pytest.mark.parametrize("path", each(files("fixtures", ".json")))
def test_fixture_is_composed_text(path):
    text = path.read_text(encoding="utf-8")

    assert text == unicodedata.normalize("NFC", text)
    assert "\\u" not in text


# Examples are not rows but reports, which pass the doors of people's own (`targets.examples`).
ROWS = [path for path in files("fixtures", ".json") if path.parent.name != "examples"]


@pytest.mark.parametrize("path", each(ROWS))
def test_fixture_names_rows_by_natural_key(path):
    rows = json.loads(path.read_text(encoding="utf-8"))

    assert [row for row in rows if set(row) != {"model", "fields"}] == []
    assert [row for row in rows if {"id", "pk"} & set(row["fields"])] == []


@pytest.mark.parametrize("path", each(ROWS))
def test_fixture_leaves_derived_columns_to_the_code(path):
    derived = {"search_key", "sort_key", "path", "facility_key"}

    rows = json.loads(path.read_text(encoding="utf-8"))

    assert [row for row in rows if derived & set(row["fields"])] == []


def test_no_module_is_a_drawer():
    """A module is named for what it holds; also, tests stand under the app they test."""
    drawers = {"utils.py", "helpers.py", "services.py", "common.py", "misc.py"}

    assert [path for app in APPS for path in files(app, ".py") if path.name in drawers] == []


# Whose rows somebody reaches is said in one module; elsewhere nothing is asked of a path but whether it is equal.
SCOPE = ROOT / "core" / "scope.py"
PATH_ARITHMETIC = (
    r"__startswith|path[\w.\]\[()]*\.startswith\(|\.startswith\([^)]*(?:path|reach|top)\b|\bpath\[\d*:|PATH_STEP"
)
# A provisional code starts with "x"; the column of the path has room for four levels; the path of an address.
NO_SCOPE = (
    'path.startswith(model["admin_url"])',
    'condition=Q(code__startswith="x")',
    "import PATH_STEP",
    "max_length=PATH_STEP * 4",
)


@pytest.mark.parametrize(
    "path", each(path for app in APPS for path in files(app, ".py") if "migrations" not in path.parts and path != SCOPE)
)
def test_scope_is_decided_in_one_module(path):
    assert [line for line in found(PATH_ARITHMETIC, path) if not any(other in line for other in NO_SCOPE)] == []


def test_rule_on_scope_finds_what_it_looks_for():
    lines = [
        "rows.filter(locality__path__startswith=user.locality.path)",
        "plan.locality.path.startswith(user.locality.path)",
        "places.get(pk, own.path).startswith(desk.top)",
        "above = [path[:end] for end in range(13, len(path), 13)]",
        "width = len(path) + PATH_STEP",
    ]

    assert [line for line in lines if not re.search(PATH_ARITHMETIC, line)] == []


def test_no_signals_but_the_one_of_derived_fields():
    """Rule 15 of the style; Django saves fixtures raw and skips Field.pre_save, so core/fields.py has no other way."""
    users = [
        path for app in APPS for path in files(app, ".py") if re.search(r"signals import|@receiver", path.read_text())
    ]

    assert users == [ROOT / "core" / "fields.py"]
