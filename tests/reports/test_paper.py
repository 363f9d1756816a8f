"""The printed annex against Decree 30/2020/NĐ-CP, annex I. Sizes in points, places in points from the top left."""

import datetime
import io

import pdfplumber
import pikepdf
import pytest
from weasyprint.urls import URLFetchingError

from plans.models import Plan
from reports.fetching import OwnFilesFetcher
from reports.lookup import annexes_of
from reports.paper import AnnexPaper, Variant
from reports.pdf import html_to_pdf, render_pdf
from targets.models import Annex, Target

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("five_plans")]

MM = 72 / 25.4
BLANK = "\xa0" * 5


def paper(code: str, number: int, variant: Variant = Variant.PAPER) -> AnnexPaper:
    annexes = annexes_of(Plan.objects.select_related("locality", "issuing_agency").get(code=code))
    annex = next(annex for annex in annexes if annex.number == number)
    return AnnexPaper.of(annex, variant, is_only_one=len(annexes) == 1)


def opened(found: AnnexPaper):
    return pdfplumber.open(io.BytesIO(render_pdf(found)))


def styles(page, text: str) -> set[tuple[str, float]]:
    """(font, size) of the characters of a line of the page that holds `text`."""
    lines = [line for line in page.extract_text_lines(return_chars=True) if text in line["text"]]
    assert lines, f"{text!r} is not on the page"
    inked = [char for char in lines[0]["chars"] if char["text"].strip()]
    return {(char["fontname"].split("+")[-1], round(char["size"], 1)) for char in inked}


def test_several_annexes_have_roman_numbers_and_one_has_none():
    assert paper("ba-ria-vung-tau-2020", 2).heading == "Phụ lục II"
    assert paper("lao-cai-2021", 1).heading == ""


@pytest.mark.parametrize(
    ("code", "variant", "line"),
    [
        ("ba-ria-vung-tau-2020", Variant.PAPER, "Kèm theo Kế hoạch số 160/KH-BCĐ ngày 19 tháng 12 năm 2019"),
        (
            "ba-ria-vung-tau-2020",
            Variant.ELECTRONIC,
            f"Kèm theo Kế hoạch số {BLANK}/KH-BCĐ ngày {BLANK} tháng {BLANK} năm {BLANK}",
        ),
        ("lao-cai-2021", Variant.PAPER, f"Kèm theo Kế hoạch số {BLANK}/KH-UBND ngày {BLANK} tháng 02 năm 2021"),
    ],
)
def test_line_that_names_the_plan(code, variant, line):
    assert paper(code, 1, variant).attached_to == line


def test_a_document_number_below_ten_is_padded():
    found = paper("lao-cai-2021", 1)
    found.annex.plan.number = "5"
    found.annex.plan.issued_on = datetime.date(2021, 3, 2)
    found.annex.plan.issued_precision = "day"

    assert found.attached_to == "Kèm theo Kế hoạch số 05/KH-UBND ngày 02 tháng 3 năm 2021"


def test_typeface_and_sizes():
    with opened(paper("ba-ria-vung-tau-2020", 2)) as pdf:
        page = pdf.pages[0]
        assert styles(page, "Phụ lục II") == {("Liberation-Serif-Bold", 14.0)}
        assert styles(page, "CHỈ TIÊU CAI NGHIỆN MA TÚY NĂM 2020") == {("Liberation-Serif-Bold", 14.0)}
        assert styles(page, "(Kèm theo Kế hoạch số 160/KH-BCĐ") == {("Liberation-Serif-Italic", 13.0)}
        assert styles(page, "Tp. Vũng Tàu") == {("Liberation-Serif", 12.0)}
        assert styles(page, "./.") == {("Liberation-Serif", 13.0)}


@pytest.mark.parametrize(
    ("code", "number", "width", "height"),
    [("ba-ria-vung-tau-2020", 2, 210, 297), ("lao-cai-2021", 1, 297, 210)],
)
def test_a4_and_margins(code, number, width, height):
    """Top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm, in either orientation."""
    with opened(paper(code, number)) as pdf:
        page = pdf.pages[0]
        assert (round(page.width / MM), round(page.height / MM)) == (width, height)
        left, right = (
            min(line["x0"] for line in page.rects + page.lines),
            max(line["x1"] for line in page.rects + page.lines),
        )
        assert 30 <= left / MM <= 35
        assert 15 <= (page.width - right) / MM <= 20.1
        assert min(char["top"] for char in page.chars) / MM >= 20
        assert (page.height - max(char["bottom"] for char in page.chars)) / MM >= 20


def test_page_number_top_centre_from_the_second_page():
    with opened(paper("ba-ria-vung-tau-2020", 1)) as pdf:
        first, second = pdf.pages
        margin = [char for char in second.chars if char["bottom"] < 20 * MM]
        assert "".join(char["text"] for char in margin) == "2"
        assert [round(char["size"]) for char in margin] == [13]
        text_centre = (32 + (210 - 32 - 17) / 2) * MM
        assert abs((margin[0]["x0"] + margin[0]["x1"]) / 2 - text_centre) < 3
        assert not [char for char in first.chars if char["bottom"] < 20 * MM]


def test_header_repeats_on_each_page_and_the_end_stands_once():
    with opened(paper("ba-ria-vung-tau-2020", 1)) as pdf:
        assert [page.extract_table()[0] for page in pdf.pages] == [["TT", "Nội dung", "ĐVT", "Chỉ tiêu"]] * 2
        assert ["./." in page.extract_text() for page in pdf.pages] == [False, True]


def test_title_language_and_archive_profile():
    with pikepdf.open(io.BytesIO(render_pdf(paper("ba-ria-vung-tau-2020", 2)))) as pdf:
        assert pdf.Root.Lang == "vi"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.docinfo["/Title"] == "Phụ lục II: Chỉ tiêu cai nghiện ma túy năm 2020"
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")


def test_every_font_is_embedded():
    with pikepdf.open(io.BytesIO(render_pdf(paper("lao-cai-2021", 1)))) as pdf:
        objects = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        descriptors = [item for item in objects if item.get("/Type") == "/FontDescriptor"]
        assert descriptors
        assert all("/FontFile2" in item or "/FontFile3" in item for item in descriptors)


def headers_by_cell(data: bytes) -> list[list[list[str]]]:
    """For each data row: for each cell the texts' ids of its headers, read from the structure tree."""
    rows = []

    def walk(node, kind):
        kids = node.get("/K")
        for child in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if not isinstance(child, pikepdf.Dictionary):
                continue
            if child.get("/S") == "/TR" and kind == "body":
                cells = [cell for cell in child.K if isinstance(cell, pikepdf.Dictionary)]
                rows.append([[str(key) for key in cell.A.get("/Headers", [])] for cell in cells])
            elif child.get("/S") != "/TR":
                walk(child, {"/THead": "head", "/TBody": "body"}.get(str(child.get("/S")), kind))

    with pikepdf.open(io.BytesIO(data)) as pdf:
        walk(pdf.Root.StructTreeRoot, "")
        names = pdf.Root.StructTreeRoot.IDTree.Names
        known = {str(names[index]) for index in range(0, len(names), 2)}
    assert {key for row in rows for cell in row for key in cell} <= known
    return rows


def test_each_data_cell_names_its_own_headers():
    """Under four header levels: the cell "Bắt buộc" of the city's centre is under its centre, its group, the whole."""
    first_row = headers_by_cell(render_pdf(paper("lao-cai-2021", 1)))[0]

    assert first_row[6] == [
        "table0-row4-column1",  # Sa Pa
        "table0-row0-column2",  # Chỉ tiêu cai nghiện ma túy năm 2021
        "table0-row1-column3",  # Cai nghiện tập trung tại các cơ sở
        "table0-row2-column6",  # Cơ sở cai nghiện ma túy TP. Lào Cai
        "table0-row3-column6",  # Bắt buộc
    ]
    assert first_row[2] == ["table0-row4-column1", "table0-row0-column2", "table0-row1-column2"]


def test_electronic_variant_keeps_the_corner_free_for_the_signature():
    with opened(paper("ba-ria-vung-tau-2020", 2, Variant.ELECTRONIC)) as pdf:
        page = pdf.pages[0]
        corner = [char for char in page.chars if char["x0"] > page.width / 2 and char["top"] < 30 * MM]
        assert corner == []


def test_markup_in_names_is_printed_as_text():
    title, notes = '<img src="file:///etc/passwd"> & <b>x</b>', "<script>1</script>"
    Annex.objects.filter(plan__code="lao-cai-2021").update(title=title, notes=notes)

    html = paper("lao-cai-2021", 1).html()

    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;IMG SRC=" in html


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1:1/x", "data:image/png;base64,AAAA"])
def test_nothing_is_ever_fetched(url):
    with pytest.raises(URLFetchingError):
        OwnFilesFetcher().fetch(url)
    assert html_to_pdf(f'<html lang="vi"><title>x</title><img alt="x" src="{url}"><p>x</p></html>').startswith(b"%PDF")


def test_same_annex_is_rendered_once(monkeypatch):
    calls = []
    monkeypatch.setattr("reports.pdf.html_to_pdf", lambda html: calls.append(html) or html_to_pdf(html))

    first, second = (render_pdf(paper("lao-cai-2021", 1)) for _ in range(2))

    assert first == second
    assert len(calls) == 1


def test_changed_figure_is_rendered_again():
    first = render_pdf(paper("lao-cai-2021", 1))
    Target.objects.filter(plan__code="lao-cai-2021", locality__code="088", indicator__code="family").update(value=21)

    assert render_pdf(paper("lao-cai-2021", 1)) != first
