"""The annex for machines: CSV and JSON say what the table says. Expected figures are typed from the sources."""

import csv
import datetime
import io
import json

import pytest

from localities.models import Locality
from plans.models import Plan
from reports.lookup import annexes_of, plan_by_code
from reports.paper import AnnexPaper, Variant
from targets.models import Column
from tests.reports.downloads.papers import annex_paper, results_paper, written
from tests.reports.test_annexes_as_in_the_sources import SOURCES, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

BOM = b"\xef\xbb\xbf"


def csv_rows(paper) -> list[list[str]]:
    data = written(paper, "csv")
    assert data.startswith(BOM)
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read(paper) -> dict:
    return json.loads(written(paper, "json"))


def raw(text: str, column: int) -> str:
    """A typed figure as machines have it: "1.600" is 1600, "05" is 5, "70%" is 70; the first columns are texts, before
    which an apostrophe stands where a program could take them for a formula."""
    number = text.replace(".", "").replace("%", "")
    if column > 1 and number.isdigit():
        return str(int(number))
    return f"'{text}" if text.startswith("-") else text


@pytest.mark.parametrize(("code", "number", "expected", "header"), SOURCES)
def test_csv_equals_source(code, number, expected, header):
    _head, *rows = csv_rows(annex_paper(code, number))

    assert rows == [[raw(text, column) for column, text in enumerate(row)] for row in rows_of(expected)]


def test_csv_names_each_column_by_the_labels_above_it():
    assert csv_rows(annex_paper("ba-ria-vung-tau-2020", 2))[0] == [
        "TT",
        "Địa phương",
        "Tổng số người nghiện ma túy có hồ sơ quản lý (tính đến tháng 10/2019)",
        "Chỉ tiêu giao kế hoạch (người) › Tổng số",
        "Chỉ tiêu giao kế hoạch (người) › Trong đó › Cai nghiện bắt buộc",
        "Chỉ tiêu giao kế hoạch (người) › Trong đó › Điều trị tại các Điểm tư vấn",
        "Hỗ trợ tạo việc làm cho người sau cai nghiện ma túy",
        "Ghi chú",
    ]


def test_csv_holds_no_formula():
    Column.objects.filter(annex__plan__code="lao-cai-2021", key="g-all").update(label='=HYPERLINK("x")')

    head = csv_rows(annex_paper("lao-cai-2021", 1))[0]

    assert head[2].startswith("'=HYPERLINK")


def test_csv_of_results_has_one_block_a_table(examples):
    rows = csv_rows(results_paper("lao-cai-2021", "6-thang"))

    starts = [0, *(number + 1 for number, row in enumerate(rows) if row == [])]
    assert [rows[start] for start in starts] == [
        ["1. Kết quả theo chỉ tiêu"],
        *([f"{number}. Kết quả theo địa bàn (bảng {number - 1}/4)"] for number in range(2, 6)),
    ]
    assert rows[2] == [
        "1",
        "Tổng số người được cai nghiện, điều trị nghiện năm 2021",
        "lượt người",
        "1600",
        "991",
        "61.9",
        "609",
    ]


@pytest.mark.parametrize(("code", "number", "expected", "header"), SOURCES)
def test_json_equals_source(code, number, expected, header):
    (table,) = read(annex_paper(code, number))["tables"]

    rows = [*table["rows"], *filter(None, [table["total"]])]
    assert [[cell["text"] for cell in row["cells"]] for row in rows] == rows_of(expected)
    spans = [[(cell["label"], cell["colspan"], cell["rowspan"]) for cell in cells] for cells in table["header"]]
    assert spans == header
    assert len(table["columns"]) == len(rows_of(expected)[0])


def test_json_says_what_it_is_of_and_of_when():
    data = read(annex_paper("ba-ria-vung-tau-2020", 2))

    when = datetime.datetime.fromisoformat(data.pop("as_of"))
    assert abs((datetime.datetime.now(tz=when.tzinfo) - when).total_seconds()) < 60
    assert {name: data[name] for name in ("shape", "version", "annex", "period", "extract", "notes")} == {
        "shape": "plan-targets/annex",
        "version": 1,
        "annex": {"number": 2, "roman": "II", "title": "Chỉ tiêu cai nghiện ma túy năm 2020"},
        "period": None,
        "extract": None,
        "notes": [],
    }
    assert data["plan"]["code"] == "ba-ria-vung-tau-2020"
    assert data["plan"]["reference"] == "160/KH-BCĐ"


def test_json_has_numbers_columns_and_checks():
    (table,) = read(annex_paper("ba-ria-vung-tau-2020", 2))["tables"]

    assert table["rows"][1]["cells"][6] == {"text": "05", "number": 5}
    assert table["rows"][0]["cells"][7] == {"text": "", "number": None}
    assert table["columns"][4] == {
        "key": table["columns"][4]["key"],
        "role": "figure",
        "path": ["Chỉ tiêu giao kế hoạch (người)", "Trong đó", "Cai nghiện bắt buộc"],
        "is_summed": True,
    }
    declared, gap = table["checks"]
    assert declared["cells"][3] == {"text": "≥ 850", "number": 850}
    assert gap["cells"][3] == {
        "text": "200",
        "number": 200,
        "gap": {"kind": "unallocated", "label": "chưa phân bổ"},
    }


def test_rate_is_not_summed():
    (table,) = read(annex_paper("lao-cai-2021", 1))["tables"]

    assert [column["is_summed"] for column in table["columns"]] == [False] * 2 + [True] * 12 + [False]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_extract_is_marked(form):
    plan = plan_by_code("lao-cai-2021", Plan.objects.all())
    (annex,) = annexes_of(plan)
    place = Locality.objects.get(parent=plan.locality, name="Huyện Bát Xát")

    text = written(AnnexPaper.of(annex, Variant.PAPER, is_only_one=True, extract=place), form).decode("utf-8-sig")

    if form == "csv":
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert [row[1] for row in rows[1:]] == ["Bát Xát", "Trích: chỉ gồm số liệu của Huyện Bát Xát"]
    else:
        data = json.loads(text)
        assert data["extract"]["name"] == "Huyện Bát Xát"
        assert (data["tables"][0]["total"], data["tables"][0]["checks"]) == (None, [])
