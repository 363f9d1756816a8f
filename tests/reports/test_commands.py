import csv
import errno
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from targets.models import Column

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]


def output(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        output(*arguments)
    return caught.value


def test_rollup_json_has_the_agreed_shape():
    data = json.loads(output("rollup", "ba-ria-vung-tau-2020", "--annex", "II", "--format", "json"))

    assert list(data) == ["plan", "annex", "columns", "rows", "total", "declared", "gap"]
    assert (data["plan"], data["annex"]) == ("ba-ria-vung-tau-2020", "II")
    assert data["rows"][0] == {
        "locality": {"code": "747", "name": "Thành phố Vũng Tàu"},
        "values": [714, 235, 220, 15, 15],
    }


def test_rollup_takes_the_only_annex_by_default():
    assert json.loads(output("rollup", "lao-cai-2021", "--format", "json"))["annex"] == "I"


@pytest.mark.parametrize("code", ["ba-ria-vung-tau-2020", "an-giang-2011"])
def test_rollup_without_one_annex_covers_the_plan(code):
    data = json.loads(output("rollup", code, "--format", "json"))

    assert data["annex"] is None
    assert len(data["columns"]) == len(data["total"]) == len(data["declared"]) == len(data["gap"]) > 10


def test_rollup_csv():
    rows = list(csv.reader(io.StringIO(output("rollup", "ba-ria-vung-tau-2020", "--annex", "2", "--format", "csv"))))

    assert rows[1] == ["747", "Thành phố Vũng Tàu", "714", "235", "220", "15", "15"]
    assert rows[-3:] == [
        ["", "Tổng các địa bàn", "2171", "650", "590", "60", "50"],
        ["", "Mức giao chung", "2171", "850", "590", "60", "50"],
        ["", "Chênh lệch", "0", "200", "0", "0", "0"],
    ]


def test_rollup_table_names_the_gap():
    text = output("rollup", "ba-ria-vung-tau-2020", "--annex", "II")

    assert "Chỉ tiêu giao kế hoạch (người) › Tổng số: chưa phân bổ 200" in text
    assert "Mức giao chung      2.171  ≥ 850  590   60   50" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["rollup", "lao-cai-2012"],
            "Không có kế hoạch “lao-cai-2012”. Mã gần giống: lao-cai-2021.",
            id="plan",
        ),
        pytest.param(
            ["rollup", "ba-ria-vung-tau-2020", "--annex", "III"],
            "Kế hoạch không có phụ lục III. Các phụ lục hiện có: I, II.",
            id="annex",
        ),
        pytest.param(
            ["rollup", "an-giang-2011", "--annex", "I"],
            "Kế hoạch không có phụ lục I. Kế hoạch này không có phụ lục nào.",
            id="no-annex",
        ),
        pytest.param(["rollup", "lao-cai-2021", "--format", "xml"], "Không có định dạng “xml”.", id="format"),
        pytest.param(["rollup"], "Thiếu mã kế hoạch. Các mã hiện có: an-giang-2011, ba-ria", id="no-plan"),
        pytest.param(["annex", "ba-ria-vung-tau-2020"], "Thiếu số phụ lục. Các phụ lục hiện có: I, II", id="no-number"),
        pytest.param(["rollup", "\udcff\udcfe"], "Không có kế hoạch “??”", id="not-unicode"),
        pytest.param(["rollup", "lao-cai-2021", "--annex", ""], "Thiếu số phụ lục.", id="empty-annex"),
        pytest.param(["annex", "lao-cai", "I"], "Mã gần giống: lao-cai-2021", id="annex-plan"),
        pytest.param(["annex", "lao-cai-2021", "II"], "Các phụ lục hiện có: I.", id="annex-number"),
        pytest.param(["annex", "lao-cai-2021", "x1"], "Các phụ lục hiện có: I.", id="annex-not-a-number"),
        pytest.param(
            ["annex", "lao-cai-2021", "I", "--format", "doc"],
            "Chọn: pdf, html, xlsx, docx, csv, json.",
            id="annex-format",
        ),
        pytest.param(["annex", "lao-cai-2021", "I", "--variant", "x"], "Chọn: paper, electronic.", id="annex-variant"),
    ],
)
def test_unknown_input_exits_with_2_and_says_what_there_is(arguments, message):
    error = refusal(*arguments)

    assert message in str(error)
    assert error.returncode == 2


@pytest.mark.parametrize("name", ["rollup", "annex", "load_plans"])
def test_help_is_in_vietnamese(capsys, name):
    with pytest.raises(SystemExit) as caught:
        call_command(name, "--help")

    text = capsys.readouterr().out
    assert caught.value.code == 0
    assert "tùy chọn:" in text
    assert "show this help" not in text
    assert "--pythonpath" not in text


def test_text_that_looks_like_a_formula_stays_text():
    Column.objects.filter(annex__plan__code="lao-cai-2021", key="g-all").update(label='=HYPERLINK("x")')

    header = output("rollup", "lao-cai-2021", "--format", "csv").splitlines()[0]

    assert "'=HYPERLINK" in header


def test_missing_tables_are_a_message(monkeypatch):
    def missing(*arguments):
        raise OperationalError("no such table: plans_plan")

    monkeypatch.setattr("reports.management.commands.rollup.plan_by_code", missing)

    error = refusal("rollup", "lao-cai-2021")

    assert "Cơ sở dữ liệu chưa sẵn sàng (no such table: plans_plan). Hãy chạy make run" in str(error)
    assert error.returncode == 3


def test_annex_writes_the_file(tmp_path):
    target = tmp_path / "annex.pdf"

    call_command("annex", "lao-cai-2021", "I", "-o", str(target), stderr=io.StringIO())

    assert target.read_bytes().startswith(b"%PDF-1.7")


def test_annex_html_stands_alone(tmp_path):
    target = tmp_path / "annex.html"

    call_command("annex", "lao-cai-2021", "1", "--format", "html", "-o", str(target), stderr=io.StringIO())

    html = target.read_text(encoding="utf-8")
    assert "<style>" in html
    assert '<html lang="vi"' in html
    assert "CHỈ TIÊU CAI NGHIỆN MA TUÝ NĂM 2021" in html


@pytest.mark.parametrize(
    ("place", "reason"), [("missing/a.html", "thư mục không có"), ("", "đó là một thư mục")], ids=["missing", "folder"]
)
def test_annex_that_cannot_be_written_says_why(tmp_path, place, reason):
    error = refusal("annex", "lao-cai-2021", "I", "--format", "html", "-o", str(tmp_path / place))

    assert str(error).startswith("Không ghi được tệp")
    assert str(error).endswith(f"{reason}.")
    assert error.returncode == 1


def test_output_that_cannot_be_written_says_why():
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(CommandError) as caught:
        call_command("rollup", "lao-cai-2021", stdout=Full())

    assert str(caught.value) == "Không ghi được kết quả: hết chỗ trên đĩa."
    assert caught.value.returncode == 1
