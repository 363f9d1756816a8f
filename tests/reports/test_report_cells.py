"""What the script of a report sends and is answered, and the history of a cell."""

import json

import pytest

from tests.reports.report_page import ReportPage
from tests.targets.report_world import ReportWorld, exactly

pytestmark = pytest.mark.django_db
PART = {"headers": {"X-Requested-With": "XMLHttpRequest"}}


@pytest.fixture
def world(db):
    return ReportWorld()


@pytest.fixture
def page(world):
    return ReportPage(world)


def test_batch_is_written_and_answered_by_cell(world, page):
    response = page.send(["2.1", "", "ước 30"], ["5.1", "", "43,6"], ["4.2", "", " Chờ số "])

    assert response.status_code == 200
    assert response.json() == {
        "saved": {"2.1": ["est:30:", "ước 30"], "5.1": ["eq:436:", "43,6%"], "4.2": ["Chờ số", "Chờ số"]}
    }
    assert world.stored()["stock"] == ("not_reported", None, False, "Chờ số")


def test_same_batch_twice_changes_once(world, page):
    cells = [["2.1", "", "30"], ["2.2", "", "Đã đối chiếu"]]

    first, second = page.send(*cells), page.send(*cells)

    assert first.json() == second.json()
    assert world.changes() == 1


def test_carried_figure_says_so(world):
    world.hand_in(stock=500)
    page = ReportPage(world, period=world.second)

    assert page.send(["4.1", "", "500", True]).status_code == 200
    assert world.stored()["stock"] == ("carried", 500, False, "")


@pytest.mark.parametrize(
    ("key", "line", "typed"),
    [
        pytest.param("2.1", "compulsory", "30", id="flow"),
        pytest.param("4.1", "stock", "501", id="another figure"),
        pytest.param("4.1", "stock", "ước 500", id="estimate of an exact one"),
        pytest.param("5.1", "share", "43,6", id="share"),
    ],
)
def test_figure_that_was_not_offered_is_not_carried(world, key, line, typed):
    world.hand_in(stock=500, compulsory=30, share=436)
    page = ReportPage(world, period=world.second)

    assert page.send([key, "", typed, True]).status_code == 200
    assert world.stored()[line][0] == "reported"


def test_blank_is_not_carried(world):
    page = ReportPage(world, period=world.second)
    page.send(["4.1", "", "500"])

    assert page.send(["4.1", "eq:500:", "", True]).status_code == 200
    assert world.stored() == {}


def test_conflict_tells_who_when_and_what_the_row_holds(world, page):
    world.save(world.edit("compulsory", exactly(35)), world.note("compulsory", "Theo sổ"), by=world.colleague)

    response = page.send(["2.1", "", "30"], ["3.1", "", "10"])

    body = response.json()
    verdict = body["refused"]["2.1"]
    assert response.status_code == 422
    assert list(body["refused"]) == ["2.1"]
    assert (verdict["conflict"], verdict["seen"], verdict["text"], verdict["who"]) == (
        True,
        "eq:35:",
        "35",
        "dong-nghiep",
    )
    assert verdict["reason"] == "Ô đã được người khác sửa thành “35”."
    assert body["now"] == {"2.1": ["eq:35:", "35"], "2.2": ["Theo sổ", "Theo sổ"]}
    assert "voluntary" not in world.stored()


def test_conflict_on_a_note(world, page):
    world.save(world.note("compulsory", "Theo sổ"), by=world.colleague)

    verdict = page.send(["2.2", "", "Chờ số"]).json()["refused"]["2.2"]

    assert (verdict["conflict"], verdict["text"], verdict["who"]) == (True, "Theo sổ", "dong-nghiep")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        pytest.param(["1.1", "", "5"], "Ô không thuộc biểu báo cáo này.", id="sum"),
        pytest.param(["9.1", "", "5"], "Ô không thuộc biểu báo cáo này.", id="no-cell"),
        pytest.param(
            ["2.1", "", "≥ 5"],
            "Kết quả phải là một con số, không phải “≥ 5”. Hãy gõ, ví dụ, “351” hoặc “ước 351”; không áp dụng thì "
            "gõ “x”.",
            id="bound",
        ),
        pytest.param(["5.1", "", "101"], "Kết quả không được quá 100%.", id="above-the-possible"),
        pytest.param(["2.1", "", "-5"], "Kết quả không được âm.", id="negative"),
        pytest.param(["2.1", None, "5"], "Thiếu giá trị đã thấy trước khi sửa.", id="not-seen"),
        pytest.param(
            ["2.1", "30", "5"],
            "Giá trị đã thấy trước khi sửa không đúng dạng. Hãy tải lại trang rồi nhập lại.",
            id="odd-seen",
        ),
        pytest.param(["2.2", "", "d" * 301], "Ghi chú dài quá 300 ký tự; hãy rút gọn.", id="long-note"),
        pytest.param(["2.2", "", "a\ud800"], "Ghi chú có ký tự không hợp lệ; hãy gõ lại.", id="half-a-pair"),
    ],
)
def test_cell_that_is_refused(world, page, cell, reason):
    response = page.send(cell)

    assert response.status_code == 422
    assert response.json()["refused"][cell[0]]["reason"] == reason
    assert world.stored() == {}


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        pytest.param("{", 400, "Dữ liệu gửi lên không đọc được. Hãy tải lại trang.", id="no-json"),
        pytest.param("[]", 400, "Dữ liệu gửi lên không đúng cấu trúc. Hãy tải lại trang.", id="no-object"),
        pytest.param(
            '{"cells": [["2.1", "", "5", false]]}',
            400,
            "Dữ liệu gửi lên không đúng cấu trúc. Hãy tải lại trang.",
            id="odd-fourth",
        ),
        pytest.param(
            json.dumps({"cells": [["2.1", "", "5"]] * 2001}), 413, "Mỗi lần ghi nhiều nhất 2000 ô.", id="too-many"
        ),
        pytest.param(
            '{"by": 0, "cells": []}',
            409,
            "Trình duyệt đang đăng nhập bằng tài khoản khác. Hãy tải lại trang trước khi ghi.",
            id="another-account",
        ),
    ],
)
def test_batch_that_is_refused(page, body, status, sentence):
    response = page.client.post(f"{page.cells_url}?bieu={page.mark()}", body, content_type="application/json")

    assert (response.status_code, response.json()) == (status, {"error": sentence})


def test_batch_of_another_form_is_refused(world, page):
    response = page.send(["2.1", "", "30"], mark="0123456789ab")

    assert response.status_code == 409
    assert response.json() == {"error": "Biểu báo cáo của kế hoạch vừa thay đổi; chưa ghi ô nào. Hãy tải lại trang."}
    assert world.stored() == {}


def test_batch_for_a_frozen_report_is_refused(world, page):
    world.hand_in()

    response = page.send(["2.1", "eq:30:", "31"])

    assert (response.status_code, response.json()) == (
        409,
        {"error": "Báo cáo đã nộp; muốn sửa phải được trả lại."},
    )


def test_right_is_told_to_the_script(world, page):
    leader = ReportPage(world, world.cast.leader)

    response = leader.client.post(page.cells_url, "{}", content_type="application/json", **PART)

    assert (response.status_code, response.json()) == (
        403,
        {"error": "Tài khoản không có quyền báo cáo kết quả của Huyện Bát Xát."},
    )


# History


@pytest.mark.parametrize("options", [{}, PART], ids=["page", "part"])
def test_history_of_a_figure_and_of_a_note(world, page, options):
    page.send(["2.1", "", "ước 30"])
    page.send(["2.1", "est:30:", "31"], ["2.2", "", "Đã đối chiếu"])

    figure = page.client.get(f"{page.history_url}?o=2.1", **options)
    note = page.client.get(f"{page.history_url}?o=2.2", **options)

    assert [(line["old"], line["new"]) for line in figure.context["lines"]] == [
        ("ước 30", "31"),
        ("để trống", "ước 30"),
    ]
    assert [(line["old"], line["new"]) for line in note.context["lines"]] == [("để trống", "Đã đối chiếu")]
    assert "can-bo-huyen" in figure.content.decode()


def test_older_figure_is_taken_back_without_script(world, page):
    page.send(["2.1", "", "30"])
    page.send(["2.1", "eq:30:", "31"])
    context = page.get(f"{page.history_url}?o=2.1").context
    older = context["lines"][1]["typed"]

    page.client.post(page.url, {"seen": context["seen"], "2.1": older})

    assert world.stored()["compulsory"][1] == 30


@pytest.mark.parametrize("key", ["", "1.1", "9.1", "x"])
def test_history_of_no_cell(page, key):
    assert page.get(f"{page.history_url}?o={key}").status_code == 404
