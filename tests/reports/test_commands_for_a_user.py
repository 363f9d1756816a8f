"""`--user NAME`: a command shows what that account may see, and no more."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from accounts.permissions import ROLE_PERMISSIONS
from localities.models import Locality
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

PLAN = "ba-ria-vung-tau-2020"


def output(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refusal(*arguments: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        output(*arguments)
    return caught.value


@pytest.fixture(autouse=True)
def people(five_plans):
    province = Locality.objects.get(code="77", valid_from="2004-07-08")
    UserFactory(username="canbo", editor=True, locality=province)
    UserFactory(username="lanhdao", locality=province)
    UserFactory(username="coso", officer=True, locality=Locality.objects.get(code="747", level="district"))
    UserFactory(username="nghi", blocked=True, locality=province)
    UserFactory(username="quantri", administrator=True)


COMMANDS = [["rollup", PLAN, "--annex", "II"], ["annex", PLAN, "II", "-o", "-"]]


@pytest.mark.parametrize("command", COMMANDS, ids=["rollup", "annex"])
@pytest.mark.parametrize("name", ["ai-do", "nghi", ""])
def test_unknown_and_blocked_accounts_read_nothing(command, name):
    error = refusal(*command, "--user", name)

    assert str(error) == f"Không có tài khoản “{name}” đang dùng."
    assert error.returncode == 2


@pytest.mark.parametrize("command", COMMANDS, ids=["rollup", "annex"])
def test_account_without_the_right_is_told_so(command, monkeypatch):
    monkeypatch.setitem(ROLE_PERMISSIONS, "leader", frozenset())

    error = refusal(*command, "--user", "lanhdao")

    assert str(error) == "Tài khoản “lanhdao” không có quyền xem kế hoạch."
    assert error.returncode == 2


@pytest.mark.parametrize("command", [["rollup", "lao-cai-2021"], ["annex", "lao-cai-2021", "I"]])
def test_plan_out_of_reach_is_as_one_that_does_not_exist(command):
    error = refusal(*command, "--user", "canbo")

    assert str(error) == "Không có kế hoạch “lao-cai-2021”. Các mã hiện có: ba-ria-vung-tau-2020."
    assert error.returncode == 2


def test_codes_are_those_of_the_account():
    error = refusal("rollup", "--user", "coso")

    assert str(error) == "Thiếu mã kế hoạch. Các mã hiện có: ba-ria-vung-tau-2020."


@pytest.mark.parametrize("name", ["canbo", "lanhdao", "quantri"])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_own_plan_is_whole(name, form):
    whole = ["rollup", PLAN, "--annex", "II", "--format", form]

    assert output(*whole, "--user", name) == output(*whole)


def test_json_of_a_plan_above_is_an_extract():
    data = json.loads(output("rollup", PLAN, "--annex", "II", "--format", "json", "--user", "coso"))

    assert data["extract"] == {"code": "747", "name": "Thành phố Vũng Tàu"}
    assert data["rows"] == [
        {"locality": {"code": "747", "name": "Thành phố Vũng Tàu"}, "values": [714, 235, 220, 15, 15]}
    ]
    assert data["total"] == data["declared"] == data["gap"] == [None] * 5


def test_csv_of_a_plan_above_is_an_extract():
    rows = list(csv.reader(io.StringIO(output(*COMMANDS[0], "--format", "csv", "--user", "coso"))))

    assert rows[1:] == [
        ["747", "Thành phố Vũng Tàu", "714", "235", "220", "15", "15"],
        ["", "Trích: chỉ gồm số liệu của Thành phố Vũng Tàu"],
    ]


def test_table_of_a_plan_above_is_an_extract():
    text = output(*COMMANDS[0], "--user", "coso")

    assert text.startswith("Trích: chỉ gồm số liệu của Thành phố Vũng Tàu.\n")
    assert "Thành phố Vũng Tàu  714  235  220   15   15" in text
    assert "850" not in text
    assert "Mức giao chung" not in text
    assert "Tổng các địa bàn" not in text


def test_rollup_of_the_whole_plan_is_cut_too():
    data = json.loads(output("rollup", PLAN, "--format", "json", "--user", "coso"))

    assert {row["locality"]["code"] for row in data["rows"]} == {"747"}
    assert set(data["total"]) == {None}


def test_paper_of_a_plan_above_is_an_extract(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    output("annex", PLAN, "II", "--format", "html", "--user", "coso")

    (file,) = tmp_path.iterdir()
    html = file.read_text(encoding="utf-8")
    assert file.name == "ba-ria-vung-tau-2020-phu-luc-II-trich-747.html"
    assert "(Trích: chỉ gồm số liệu của Thành phố Vũng Tàu)" in html
    assert "235" in html
    assert "650" not in html.split("<body")[1]


@pytest.mark.parametrize("name", ["rollup", "annex"])
def test_help_names_the_option_in_vietnamese(name, capsys):
    with pytest.raises(SystemExit):
        call_command(name, "--help")

    assert "--user NAME" in (text := capsys.readouterr().out)
    assert "tên đăng nhập" in text


@pytest.mark.parametrize(("command", "form"), [(COMMANDS[0], "table"), (COMMANDS[1], "pdf")], ids=["rollup", "annex"])
def test_taking_out_for_an_account_is_a_row_of_the_log(command, form, capfdbinary):
    output(*command)
    assert not AuditEvent.objects.exists()

    output(*command, "--user", "coso")

    event = AuditEvent.objects.get()
    assert (event.kind, event.happened_by.username, event.subject) == ("exported", "coso", PLAN)
    assert event.details == {"format": form}
