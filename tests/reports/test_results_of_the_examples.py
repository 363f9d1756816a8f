"""The invented half-years of Lào Cai 2021 in commands, on the page and on paper; the figures were added by hand."""

import csv
import io
import json

import pdfplumber
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AuditEvent, User
from localities.models import Locality
from plans.models import Plan
from reports.lookup import annexes_of, period_by_code
from reports.paper import Variant
from reports.pdf import render_pdf
from reports.result_paper import ResultPaper
from targets.examples import load_examples
from targets.models import Submission
from tests.entering import enter
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans", "examples")]

CODE = "lao-cai-2021"
# Total; institutional; bắt buộc and tự nguyện of centre 1, of the city's centre; community; houses; family; Methadone
# carried over, new, all; rate.
FIRST_HALF = [991, 251, 109, 17, 111, 14, 218, 122, 96, 500, 22, 522, None]
PERCENT = [61.9, 45.6, 44.5, 48.6, 46.3, 46.7, 43.6, 40.7, 48.0, 100.0, 44.0, 94.9, None]


@pytest.fixture(scope="module")
def examples(five_plans, django_db_blocker):
    """Loaded once, within what `five_plans` undoes."""
    path = settings.BASE_DIR / "fixtures" / "examples" / "lao-cai-2021.json"
    with django_db_blocker.unblock():
        load_examples(path, by=UserFactory(editor=True, username="nguoi-nap", locality=province()))


def output(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def reader(client, **who) -> User:
    user = UserFactory(**who)
    enter(client, user)
    return user


def province() -> Locality:
    return Locality.objects.get(code="10", valid_from="2004-07-08")


def city() -> Locality:
    return Locality.objects.get(code="080", valid_from="2004-07-08")


# Commands


def test_rollup_adds_results_and_percent_beside_declared():
    data = json.loads(output("rollup", CODE, "--results", "6-thang", "--format", "json"))

    assert (data["results"], data["percent"]) == (FIRST_HALF, PERCENT)
    assert data["declared"][:2] == [1600, 550]
    assert data["rows"][8]["locality"]["name"] == "Thành phố Lào Cai"
    assert data["rows"][8]["results"] == [691, 53, 0, None, 49, 4, 116, 100, 16, 500, 22, 522, 66.5]
    assert data["coverage"] == {
        "reported": 9,
        "expected": 9,
        "missing": [],
        "missing_before": [],
        "not_accepted": 0,
    }


def test_rollup_of_the_year_is_cumulative_and_names_who_is_missing():
    data = json.loads(output("rollup", CODE, "--results", "12-thang", "--format", "json"))

    # Houses: 22 + 100, then 25 of Văn Bàn; the city's second report was sent back.
    assert data["results"][7] == 147
    assert [place["name"] for place in data["coverage"]["missing"]] == [
        "Huyện Si Ma Cai",
        "Huyện Bát Xát",
        "Thành phố Lào Cai",
    ]
    assert data["coverage"]["not_accepted"] == 3
    # The whole year is the period itself, also where its last report is missing.
    assert data["in_period"] == data["results"]
    assert data["in_period"][9] == 500


def test_rollup_says_what_is_estimated_and_what_lacks_a_figure():
    data = json.loads(output("rollup", CODE, "--results", "6-thang-cuoi", "--format", "json"))

    assert [place for place, shown in enumerate(data["estimated"]) if shown] == [0, 6, 7, 8]
    by_name = {row["locality"]["name"]: row for row in data["rows"]}
    assert [place for place, shown in enumerate(by_name["Huyện Văn Bàn"]["estimated"]) if shown] == [0, 6, 7]
    # Tự nguyện at centre 1, and the sums that it belongs to.
    assert data["silent"] == [1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert "silent" not in data["rows"][0]


def test_rollup_names_whose_earlier_report_is_missing():
    Submission.objects.filter(period__code="6-thang", locality__name="Huyện Bảo Yên").update(state="returned")

    data = json.loads(output("rollup", CODE, "--results", "6-thang-cuoi", "--format", "json"))

    assert data["coverage"]["missing_before"] == [{"code": "087", "name": "Huyện Bảo Yên"}]


def test_rollup_without_results_keeps_its_shape():
    data = json.loads(output("rollup", CODE, "--format", "json"))

    assert list(data) == ["plan", "annex", "columns", "rows", "total", "declared", "gap"]


def test_rollup_csv_has_two_lines_more_for_each_place():
    rows = list(csv.reader(io.StringIO(output("rollup", CODE, "--results", "6-thang", "--format", "csv"))))

    assert rows[1][:4] == ["088", "Thị xã Sa Pa", "70", "50"]
    assert rows[2][:4] == ["088", "Thị xã Sa Pa, kết quả lũy kế", "35", "25"]
    assert rows[3][:4] == ["088", "Thị xã Sa Pa, đạt (%)", "50.0", "50.0"]
    assert rows[-2][:4] == ["", "kết quả lũy kế", "991", "251"]


def test_rollup_csv_ends_with_what_it_rests_on():
    rows = list(csv.reader(io.StringIO(output("rollup", CODE, "--results", "6-thang-cuoi", "--format", "csv"))))

    assert rows[-5] == [
        "",
        "Số liệu tổng hợp từ 6/9 địa bàn; chưa báo cáo: Huyện Si Ma Cai, Huyện Bát Xát, Thành phố Lào Cai.",
    ]
    assert rows[-6][:3] == ["", "đạt (%)", "78.5"]


def test_rollup_table_says_what_it_rests_on():
    shown = output("rollup", CODE, "--results", "6-thang-cuoi")

    assert "kết quả lũy kế      ước 1.256    421    241" in shown
    assert "chưa báo cáo: Huyện Si Ma Cai, Huyện Bát Xát, Thành phố Lào Cai." in shown


@pytest.mark.parametrize("command", [["rollup", CODE], ["annex", CODE, "I"]], ids=["rollup", "annex"])
def test_unknown_period_is_refused_with_those_there_are(command):
    with pytest.raises(CommandError) as caught:
        output(*command, "--results", "quy-9")

    assert str(caught.value).startswith("Không có kỳ “quy-9”. Các kỳ hiện có: 6-thang")


def test_annex_command_writes_the_results(tmp_path):
    file = tmp_path / "ket-qua.pdf"

    call_command("annex", CODE, "I", "--results", "6-thang", "-o", str(file), stderr=io.StringIO())

    with pdfplumber.open(file) as pdf:
        assert "KẾT QUẢ THỰC HIỆN 6 THÁNG ĐẦU NĂM 2021" in pdf.pages[0].extract_text()


# Paper


def paper(period: str, variant: Variant = Variant.PAPER) -> ResultPaper:
    plan = Plan.objects.select_related("locality", "issuing_agency").get(code=CODE)
    return ResultPaper.of(annexes_of(plan)[0], period_by_code(plan, period), variant, is_only_one=True)


def test_printed_results_are_those_of_the_table():
    with pdfplumber.open(io.BytesIO(render_pdf(paper("6-thang")))) as pdf:
        first = pdf.pages[0].extract_table()
        text = "\n".join(page.extract_text() for page in pdf.pages)

    assert first[0] == ["TT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Kết quả", "Đạt (%)", "Còn lại"]
    assert first[1][2:] == ["lượt người", "1.600", "991", "61,9", "609"]
    assert "6 tháng đầu năm 2021 (số liệu ví dụ)".upper() in text
    assert text.rstrip().endswith("./.")


def test_printed_total_says_from_how_many_places_it_comes():
    with pdfplumber.open(io.BytesIO(render_pdf(paper("6-thang-cuoi")))) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)

    assert "từ 6/9" in text
    assert "Có 3 báo cáo đã nộp, chưa được chấp nhận." in text


def test_results_belong_to_the_report_on_the_period():
    blank = "\xa0" * 5

    assert paper("6-thang").attached_to == (
        f"Kèm theo Báo cáo số {blank}/BC-UBND ngày {blank} tháng {blank} năm {blank}"
    )


# Pages


def test_page_shows_each_figure_beside_its_target(client):
    reader(client, locality=province())

    page = client.get(reverse("period-results", args=[CODE, "6-thang"]))

    (part,) = page.context["parts"]
    rows = [[cell.text for cell in row.cells] for row in part["by_indicator"].rows if not row.is_heading]
    assert rows[0][2:] == ["lượt người", "1.600", "991", "61,9", "609"]
    assert rows[-1][2:] == ["%", "70%", "", "", ""]
    assert len(part["by_locality"]) == 4
    assert "Số liệu tổng hợp" not in page.content.decode()


def test_page_of_an_incomplete_period_says_so(client):
    reader(client, locality=province())

    shown = client.get(reverse("period-results", args=[CODE, "6-thang-cuoi"])).content.decode()

    assert "Số liệu tổng hợp từ 6/9 địa bàn." in shown
    assert "Tổng cộng (từ 6/9 địa bàn)" in shown


def test_officer_sees_the_results_of_the_own_district_alone(client):
    reader(client, officer=True, locality=city())

    page = client.get(reverse("period-results", args=[CODE, "6-thang"]))

    shown = page.content.decode()
    assert "Thành phố Lào Cai" in shown
    assert "Huyện Bát Xát" not in shown
    assert "Tổng cộng" not in shown
    rows = [row for row in page.context["parts"][0]["by_indicator"].rows if not row.is_heading]
    assert [cell.text for cell in rows[0].cells][3:5] == ["940", "691"]
    assert [cell.text for cell in rows[-1].cells][3:] == ["70%", "66,5%", "95", "3,5 điểm"]


def test_unknown_period_is_not_found(client):
    reader(client, locality=province())

    assert client.get(reverse("period-results", args=[CODE, "nam-2020"])).status_code == 404  # a baseline


def test_results_that_the_plan_states_stay_on_its_page_alone(client):
    reader(client, locality=province())

    shown = client.get(reverse("plan", args=[CODE])).content.decode()

    assert "Năm 2020" in shown
    assert "số liệu ví dụ" not in shown.split('id="ket-qua"')[1].split("</section>")[0]


def test_download_is_remembered(client):
    leader = reader(client, locality=province())

    response = client.get(reverse("results-pdf", args=[CODE, "6-thang", "I"]))

    assert response["Content-Disposition"] == 'attachment; filename="lao-cai-2021-ket-qua-6-thang-phu-luc-I.pdf"'
    event = AuditEvent.objects.filter(kind="downloaded").get()
    assert (event.subject, event.happened_by) == ("lao-cai-2021, kết quả 6-thang, phụ lục I", leader)
