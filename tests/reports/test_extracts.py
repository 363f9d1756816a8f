"""A plan of a level above as those below it read it: the document, with the figures of their own subtree."""

import io
import re

import pdfplumber
import pytest
from django.test import Client

from localities.models import Locality
from reports.figures import load_figures
from reports.paper import AnnexPaper, Variant
from reports.pdf import _cache_key
from reports.rollups import annex_rollup, plan_rollup, row_paths
from targets.enums import Stage
from targets.models import Annex, Column
from tests.entering import enter
from tests.factories import (
    ActivityFactory,
    AnnexFactory,
    BudgetLineFactory,
    ColumnFactory,
    FacilityFactory,
    IndicatorFactory,
    LocalityFactory,
    PeriodFactory,
    PlanFactory,
    RowFactory,
    SectionFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories import ResultFactory as Reported
from tests.targets.sheet import Sheet

pytestmark = pytest.mark.django_db

ABOUT_THE_WHOLE = "Phụ lục này nêu chỉ tiêu, hoạt động chung, không theo địa bàn, nên không có trong bản trích."
MARK = "Trích: chỉ gồm số liệu của Huyện Bát Xát"
# Each figure that is not the district's own, so that any of them on a page is told from all else.
FOREIGN = ("7.001", "7.002", "20.003", "20.004", "7.005", "20.006", "20.007", "20.008")


@pytest.fixture
def sheet(db):
    """The district has 41 persons, its neighbour and the province figures that nobody below may read."""
    sheet = Sheet()
    persons = sheet.indicators["persons"]
    sheet.plan.source_note = "Bản gốc ghi tổng 20.008 người."
    sheet.plan.save()
    Annex.objects.filter(plan=sheet.plan).update(notes="Toàn tỉnh 20.007 người.", total_label="Tổng cộng")
    Column.objects.filter(annex__plan=sheet.plan, key="persons").update(declared_total=20_006)
    period = PeriodFactory(baseline=True, plan=sheet.plan, name="Năm 2020")
    for place, target, result in ((sheet.cast.district, 41, 42), (sheet.neighbour, 7001, 7005)):
        TargetFactory(plan=sheet.plan, locality=place, indicator=persons, value=target)
        Reported(submission__period=period, submission__locality=place, indicator=persons, value=result)
    TargetFactory(plan=sheet.plan, locality=sheet.neighbour, indicator=persons, value=7002, stage=Stage.PROPOSED)
    TargetFactory(plan=sheet.plan, locality=sheet.cast.province, indicator=persons, value=20_003)
    TargetFactory(plan=sheet.plan, locality=sheet.cast.province, indicator=persons, value=20_004, stage=Stage.PROPOSED)
    SectionFactory(plan=sheet.plan, title="MỤC TIÊU CHUNG")
    ActivityFactory(plan=sheet.plan, title="Tập huấn cán bộ", value=83)
    BudgetLineFactory(plan=sheet.plan, amount=3_823_340_000)
    return sheet


def signed_in(user) -> Client:
    client = Client()
    enter(client, user)
    return client


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def pdf_text(response) -> str:
    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def extract_paper(sheet, place: Locality | None) -> AnnexPaper:
    return AnnexPaper.of(sheet.annex, Variant.PAPER, is_only_one=True, extract=place)


# The page


def test_page_below_has_own_figures_and_the_whole_text(sheet):
    text = text_of(signed_in(sheet.cast.officer).get(sheet.plan.get_absolute_url()))

    assert MARK in text
    assert [figure for figure in FOREIGN if figure in text] == []
    assert "Huyện Sa Pa" not in text
    assert "1 Huyện Bát Xát 41" in text
    assert "MỤC TIÊU CHUNG" in text
    assert "Tập huấn cán bộ" in text
    assert "3.823.340.000" in text
    assert "Mức giao chung" not in text
    assert "Tổng cộng" not in text
    assert "Chỉ tiêu đặt ra chung cho Tỉnh Lào Cai không có trong bản trích." in text


def test_page_below_has_own_results_only(sheet):
    text = text_of(signed_in(sheet.cast.officer).get(sheet.plan.get_absolute_url()))

    assert "(Huyện Bát Xát) 42" in text


@pytest.mark.parametrize("who", ["editor", "leader", "administrator"])
def test_page_of_the_own_level_has_everything(sheet, who):
    text = text_of(signed_in(getattr(sheet.cast, who)).get(sheet.plan.get_absolute_url()))

    assert "Trích" not in text
    assert [figure for figure in FOREIGN if figure not in text] == ["7.002", "20.004"]  # proposals
    assert "Mức giao chung" in text


def test_editor_of_a_district_reads_an_extract_too(sheet):
    mine = UserFactory(editor=True, locality=sheet.neighbour)

    text = text_of(signed_in(mine).get(sheet.plan.get_absolute_url()))

    assert "Trích: chỉ gồm số liệu của Huyện Sa Pa" in text
    assert "7.001" in text
    assert "Huyện Bát Xát" not in text


def test_place_without_a_row_is_told_so(sheet):
    """Rows are districts; what stands on a commune must not pass for the figure of its district."""
    persons = sheet.indicators["persons"]
    TargetFactory(plan=sheet.plan, locality=sheet.cast.commune, indicator=persons, value=13)
    mine = UserFactory(officer=True, locality=sheet.cast.commune)

    text = text_of(signed_in(mine).get(sheet.plan.get_absolute_url()))

    assert "Phụ lục này không có dòng nào thuộc địa bàn được trích." in text
    assert "Huyện Bát Xát" not in text


def test_list_of_indicators_says_why_it_has_no_figures(sheet):
    annex = AnnexFactory(plan=sheet.plan, number=2, list=True, title="Chỉ tiêu khác")
    ColumnFactory(annex=annex, name_column=True, label="Nội dung")
    ColumnFactory(annex=annex, label="Số lượng", indicator=None)
    RowFactory(annex=annex, locality=None, indicator=sheet.indicators["persons"], label="Người cai nghiện")
    said = ABOUT_THE_WHOLE
    client, url = signed_in(sheet.cast.officer), sheet.plan.get_absolute_url()

    page, paper = client.get(url), client.get(f"{url}phu-luc/II.pdf")

    assert said in text_of(page)
    assert page.content.decode().count('<table class="figures">') == 1
    assert said in pdf_text(paper)
    assert "20.003" not in pdf_text(paper)
    assert said not in text_of(signed_in(sheet.cast.leader).get(url))


def test_list_of_activities_does_not_pass_for_those_of_the_place(sheet):
    """Their quantities are the whole plan's: they stand on the page among its activities, not under the mark."""
    annex = AnnexFactory(plan=sheet.plan, number=2, list=True, title="Hoạt động khác")
    ColumnFactory(annex=annex, name_column=True, label="Nội dung")
    ColumnFactory(annex=annex, label="Số lượng", indicator=None)
    activity = ActivityFactory(plan=sheet.plan, title="Nói chuyện chuyên đề", value=77)
    RowFactory(annex=annex, locality=None, activity=activity)

    client, url = signed_in(sheet.cast.officer), sheet.plan.get_absolute_url()

    paper, page = pdf_text(client.get(f"{url}phu-luc/II.pdf")), text_of(client.get(url))

    assert ABOUT_THE_WHOLE in paper
    assert "Nói chuyện" not in paper
    assert "Nói chuyện chuyên đề 77 lớp" in page


# Paper


def test_paper_below_is_marked_named_and_cut(sheet):
    response = signed_in(sheet.cast.officer).get(f"{sheet.plan.get_absolute_url()}phu-luc/I.pdf?ban=dien-tu")
    text = pdf_text(response)

    name = f"lao-cai-thu-phu-luc-I-ban-dien-tu-trich-{sheet.cast.district.code}.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert f"({MARK})" in text
    assert [figure for figure in FOREIGN if figure in text] == []
    assert "Tổng cộng" not in text
    assert "Huyện Bát Xát 41" in text


def test_whole_paper_after_an_extract_is_whole(sheet):
    """One render of an annex is kept; it must not be given to the other reader."""
    url = f"{sheet.plan.get_absolute_url()}phu-luc/I.pdf"

    texts = [pdf_text(signed_in(who).get(url)) for who in (sheet.cast.officer, sheet.cast.leader, sheet.cast.officer)]

    assert ["7.001" in text for text in texts] == [False, True, False]
    assert [MARK in text for text in texts] == [True, False, True]


def test_cache_key_tells_extracts_apart(sheet):
    places = [None, sheet.cast.district, sheet.neighbour, sheet.cast.commune]

    assert len({_cache_key(extract_paper(sheet, place)) for place in places}) == 4


def test_title_of_the_file_says_that_it_is_an_extract(sheet):
    paper = extract_paper(sheet, sheet.cast.district)

    assert paper.document_title == f"Chỉ tiêu cai nghiện ma túy ({MARK})"
    assert extract_paper(sheet, None).document_title == "Chỉ tiêu cai nghiện ma túy"


# Figures


def test_rollup_of_an_extract_has_no_whole(sheet):
    annex, top = sheet.annex, sheet.cast.district.path

    rollup = annex_rollup(load_figures(annex.plan, row_paths([annex]), top=top), annex)

    assert [(line.locality, [amount and amount.value for amount in line.values]) for line in rollup.lines] == [
        (sheet.cast.district, [41, None])
    ]
    assert (rollup.total, rollup.declared, rollup.gap) == ((None, None), (None, None), (None, None))
    assert rollup.findings == ()


def test_rollup_of_all_targets_is_cut_at_the_place_itself(sheet):
    TargetFactory(plan=sheet.plan, locality=sheet.cast.commune, indicator=sheet.indicators["persons"], value=13)

    rollup = plan_rollup(load_figures(sheet.plan, top=sheet.cast.commune.path))

    assert [(line.locality, [amount.value for amount in line.values]) for line in rollup.lines] == [
        (sheet.cast.commune, [13])
    ]


def test_figure_of_an_extract_is_the_one_of_the_whole_plan(sheet):
    """The whole plan breaks a sum down into two parts; the district has one of them, and it counts as the sum there."""
    whole = IndicatorFactory(code="tong", sums_children=True)
    parts = [IndicatorFactory(code=code, parent=whole) for code in ("phan-1", "phan-2")]
    for place, indicator, value in (
        (sheet.cast.district, whole, 9),
        (sheet.cast.district, parts[0], 4),
        (sheet.neighbour, parts[1], 6),
    ):
        TargetFactory(plan=sheet.plan, locality=place, indicator=indicator, value=value)
    district = sheet.cast.district.path

    figures = [load_figures(sheet.plan, [district], top=top) for top in ("", district)]

    measure = next(measure for measure in figures[0].measures() if measure.indicator_id == whole.pk)
    assert [one.at(district, measure).value for one in figures] == [4, 4]


def test_queries_of_an_extract_do_not_grow(sheet, django_assert_max_num_queries):
    client, url = signed_in(sheet.cast.officer), sheet.plan.get_absolute_url()

    def count() -> int:
        with django_assert_max_num_queries(30) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = count()
    annex = Annex.objects.get(plan=sheet.plan)
    for _number in range(20):
        commune = LocalityFactory(commune=True, parent=sheet.cast.district)
        RowFactory(annex=annex, locality=commune)
        TargetFactory(plan=sheet.plan, locality=commune, indicator=sheet.indicators["persons"], value=3)

    assert count() == few


# The grid of proposals


def test_grid_below_carries_no_figure_of_others(sheet):
    """Nor does the model that its script computes with: proposals by facility count in it without being cells."""
    for place, value in ((sheet.cast.province, 20_010), (sheet.neighbour, 7_010)):
        TargetFactory(
            plan=sheet.plan,
            locality=place,
            indicator=sheet.indicators["persons"],
            facility=FacilityFactory(locality=sheet.cast.province),
            value=value,
            stage=Stage.PROPOSED,
        )

    response = signed_in(sheet.cast.officer).get(sheet.page)
    page = response.content.decode()

    assert [figure for figure in FOREIGN if figure in page] == []
    numbers = {"7001", "7002", "20003", "20004", "7005", "20006", "20010", "7010"}
    assert [number for number in sorted(numbers) if number in page] == []
    assert {column["printed"] for column in response.context["grid"].model["columns"].values()} == {""}


def test_grid_of_a_list_below_shows_no_results_of_the_whole(sheet):
    period = PeriodFactory(baseline=True, plan=sheet.plan, name="Năm 2019")
    annex = AnnexFactory(plan=sheet.plan, number=2, list=True)
    ColumnFactory(annex=annex, label="Kết quả", indicator=None, period=period)
    RowFactory(annex=annex, locality=None, indicator=sheet.indicators["persons"], label="Người cai nghiện")
    Reported(
        submission__period=period,
        submission__locality=sheet.cast.province,
        indicator=sheet.indicators["persons"],
        value=20_009,
    )

    response = signed_in(sheet.cast.officer).get(sheet.page.replace("/I/", "/II/"))

    assert response.status_code == 200
    assert "20.009" not in response.content.decode()
    assert response.context["grid"].rows == []


def test_plan_out_of_reach_that_is_carried_out_is_not_named(sheet):
    sheet.plan.implements = PlanFactory(locality=sheet.cast.other_province, subject="Kế hoạch của tỉnh khác")
    sheet.plan.save()
    url = sheet.plan.get_absolute_url()

    assert "Kế hoạch của tỉnh khác" not in text_of(signed_in(sheet.cast.leader).get(url))
    assert "Kế hoạch của tỉnh khác" in text_of(signed_in(sheet.cast.administrator).get(url))
