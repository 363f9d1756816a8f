"""The periodic report: words that refer to figures, who writes them, and how it is printed."""

import io

import pdfplumber
import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from reports.pdf import render_pdf
from reports.period_report import PeriodReport
from reports.references import References
from targets.models import Narrative
from targets.narratives import NarrativeRefused, save_narrative, stamp
from tests.entering import enter
from tests.factories import FacilityFactory, IndicatorFactory, TargetFactory, UserFactory
from tests.report_factories import NarrativeFactory
from tests.reports.reported import Reported

pytestmark = pytest.mark.django_db


class Office(Reported):
    """Two districts, one of which has reported 40 of 100 in the first half and 30 in the second."""

    def __init__(self) -> None:
        super().__init__("Huyện Bát Xát", "Huyện Bắc Hà")
        self.indicator = IndicatorFactory(code="compulsory", name="Cai nghiện bắt buộc")
        self.column(self.indicator, label="Bắt buộc")
        TargetFactory(plan=self.plan, locality=self.province, indicator=self.indicator, value=100)
        self.report("Huyện Bát Xát", self.first, self.indicator, "40")
        self.report("Huyện Bát Xát", self.second, self.indicator, "ước 30")
        self.editor = UserFactory(editor=True, locality=self.province, username="can-bo-tinh")

    @property
    def references(self) -> References:
        return References([self.rollup()])

    @property
    def url(self) -> str:
        return reverse("period-report", args=[self.plan.code, self.second.code])

    def form(self, summary: str, seen: str = "") -> dict[str, str]:
        return {"number": "7", "symbol": "BC-UBND", "issued_on": "05/12/2021", "summary": summary, "seen": seen}


@pytest.fixture
def office():
    return Office()


# References


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("[compulsory:ky]", "ước 30", id="in-period"),
        pytest.param("[compulsory:luy-ke] người", "ước 70 người", id="cumulative"),
        pytest.param("[compulsory:luy-ke]/[compulsory:ke-hoach]", "ước 70/100", id="two"),
        pytest.param("đạt [compulsory:dat]", "đạt 70%", id="percent"),
        pytest.param("còn [compulsory:con-lai]", "còn 30", id="remaining"),
        pytest.param("[compulsory:cung-ky]", "(chưa có số liệu)", id="no-year-before"),
        pytest.param("[dia-ban:da-bao-cao]/[dia-ban:tat-ca]", "01/02", id="places"),
        pytest.param("[dia-ban:chua-bao-cao] địa bàn", "01 địa bàn", id="missing"),
        pytest.param("Điều [3] và [a, b]", "Điều [3] và [a, b]", id="no-reference"),
        pytest.param("[Ghi chú: xem phụ lục]", "[Ghi chú: xem phụ lục]", id="words-in-brackets"),
        pytest.param("[Nguồn:\nSở Y tế]", "[Nguồn:\nSở Y tế]", id="two-lines-in-brackets"),
    ],
)
def test_reference_reads_as_its_figure(office, text, shown):
    assert office.references.resolve(text) == shown
    assert office.references.unknown(text) == []


def test_reference_to_one_facility(office):
    facility = FacilityFactory(code="co-so-1")
    office.column(office.indicator, label="Cơ sở 1", facility=facility)
    office.report("Huyện Bắc Hà", office.second, office.indicator, "9", facility=facility)

    assert office.references.resolve("[compulsory.co-so-1:ky]") == "9"


@pytest.mark.parametrize(
    "text", ["[compulsory:xyz]", "[khong-co:ky]", "[Compulsory:ky]", "[dia-ban:ky]", "[:ky]", "[ compulsory:ky ]"]
)
def test_reference_that_leads_nowhere_is_told(office, text):
    assert office.references.unknown(f"Kết quả {text}; {text}.") == [text]


def test_draft_refers_to_every_figure_and_to_nothing_else(office):
    draft = office.references.draft()

    assert office.references.unknown(draft) == []
    assert "lũy kế ước 70/100, đạt 70% kế hoạch năm." in office.references.resolve(draft)


@pytest.mark.parametrize("label", ["Bắt buộc [Ghi chú:xem]", "[compulsory:ky]", "[Nhóm: A]"])
def test_label_in_the_draft_is_no_reference(office, label):
    office.column(IndicatorFactory(code="khac"), label=label)

    draft = office.references.draft()

    assert office.references.unknown(draft) == []
    assert label.replace("[", "(").replace("]", ")") in office.references.resolve(draft)


# Writing


def test_editor_writes_the_report(client, office):
    enter(client, office.editor)

    response = client.post(office.url, office.form("Lũy kế [compulsory:luy-ke] người."))

    assert (response.status_code, response.headers["Location"]) == (302, office.url)
    stored = Narrative.objects.get()
    assert (stored.number, stored.summary, stored.edited_by) == (
        "7",
        "Lũy kế [compulsory:luy-ke] người.",
        office.editor,
    )
    assert "Lũy kế ước 70 người./." in client.get(office.url).content.decode()


def test_figures_in_the_text_follow_the_data(client, office):
    enter(client, office.editor)
    client.post(office.url, office.form("Lũy kế [compulsory:luy-ke] người."))

    office.report("Huyện Bắc Hà", office.second, office.indicator, "5")

    assert "Lũy kế ước 75 người./." in client.get(office.url).content.decode()


def test_unknown_reference_is_refused_and_what_was_typed_is_kept(client, office):
    enter(client, office.editor)

    response = client.post(office.url, office.form("Lũy kế [compulsory:luyke] người."))

    assert response.status_code == 422
    assert (
        "Không có số liệu nào ứng với [compulsory:luyke]. Hãy chép đúng mã trong bảng “Số liệu có thể dẫn” bên dưới."
        in response.content.decode()
    )
    assert "Lũy kế [compulsory:luyke] người." in response.content.decode()
    assert not Narrative.objects.exists()


def test_text_that_another_changed_meanwhile_is_not_overwritten(client, office):
    other = UserFactory(editor=True, locality=office.province, first_name="Lan")
    save_narrative(period=office.second, seen="", by=other, **_words("Của người khác"))
    enter(client, office.editor)

    response = client.post(office.url, office.form("Của tôi"))

    assert response.status_code == 422
    assert "Báo cáo vừa được Lan sửa." in response.content.decode()
    assert "Của tôi" in response.content.decode()
    assert Narrative.objects.get().summary == "Của người khác"


def test_text_as_it_was_seen_is_replaced(office):
    first = save_narrative(period=office.second, seen="", by=office.editor, **_words("Một"))

    save_narrative(period=office.second, seen=stamp(first), by=office.editor, **_words("Hai"))

    assert Narrative.objects.get().summary == "Hai"


def test_leader_reads_but_does_not_write(client, office):
    enter(client, UserFactory(locality=office.province))

    page = client.get(office.url)

    assert page.status_code == 200
    assert "Soạn báo cáo" not in page.content.decode()
    assert client.post(office.url, office.form("Của tôi")).status_code == 403
    assert not Narrative.objects.exists()


def test_writing_asks_for_the_right_itself(office):
    leader = UserFactory(locality=office.province)

    with pytest.raises(NarrativeRefused, match="Tài khoản không có quyền soạn báo cáo của kế hoạch này."):
        save_narrative(period=office.second, seen="", by=leader, **_words("Của tôi"))


def _words(summary: str) -> dict:
    return {"number": "", "symbol": "BC-UBND", "issued_on": None, "summary": summary}


# Paper


def report(office: Office) -> PeriodReport:
    narrative = Narrative.objects.filter(period=office.second).first()
    return PeriodReport(office.plan, office.second, (office.rollup(),), narrative)


def test_printed_report_has_the_form_of_documents(office):
    NarrativeFactory(
        period=office.second,
        number="7",
        issued_on="2021-12-05",
        summary="I. KẾT QUẢ THỰC HIỆN\n\n1. Cai nghiện bắt buộc\n\nLũy kế [compulsory:luy-ke] người",
    )

    with pdfplumber.open(io.BytesIO(render_pdf(report(office)))) as pdf:
        first, *rest = pdf.pages
        text, annex = first.extract_text(), rest[0].extract_text()
        sizes = [(round(page.width), round(page.height)) for page in pdf.pages]

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Số: 07/BC-UBND" in text
    assert "ngày 05 tháng 12 năm 2021" in text
    assert "Lũy kế ước 70 người./." in text
    assert "Nơi nhận:" in text
    assert "ước 70" in annex
    assert "(Kèm theo Báo cáo số 07/BC-UBND ngày 05 tháng 12 năm 2021" in annex
    assert sizes[:2] == [(595, 842), (842, 595)]


def test_annex_of_the_report_is_numbered_by_itself(office):
    with pdfplumber.open(io.BytesIO(render_pdf(report(office)))) as pdf:
        annex = next(page for page in pdf.pages if page.width > page.height)

    assert not annex.within_bbox((0, 0, annex.width, 55)).extract_text().strip()


def test_paragraphs_are_told_apart(office):
    NarrativeFactory(period=office.second, summary="I. KẾT QUẢ\n1. Cai nghiện\n2. Đã báo cáo đủ.\nNội dung")

    assert [paragraph.kind for paragraph in report(office).paragraphs] == ["section", "clause", "body", "body"]


def test_changed_figure_is_printed_anew(office):
    first = render_pdf(report(office))

    office.report("Huyện Bắc Hà", office.second, office.indicator, "5")

    assert render_pdf(report(office)) != first


def test_download_is_remembered(client, office):
    enter(client, office.editor)

    response = client.get(reverse("period-report-pdf", args=[office.plan.code, office.second.code]))

    assert response["Content-Disposition"] == f'attachment; filename="{office.plan.code}-bao-cao-6-thang-cuoi.pdf"'
    assert AuditEvent.objects.get(kind="downloaded").subject == f"{office.plan.code}, báo cáo 6-thang-cuoi"
