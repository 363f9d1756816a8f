"""Batches from the grid's script: what a well-formed one gets, and what every other one is told."""

import json

import pytest
from django.test import Client

from targets.enums import Channel, Stage
from targets.models import TargetChange
from tests.entering import enter
from tests.targets.sheet import Sheet
from tests.targets.world import history, stored

pytestmark = pytest.mark.django_db

UNREADABLE = "Dữ liệu gửi lên không đọc được. Hãy tải lại trang."
MISSHAPEN = "Dữ liệu gửi lên không đúng cấu trúc. Hãy tải lại trang."
TOO_LARGE = "Lần ghi quá lớn; hãy ghi từng phần."
TOO_MANY = "Mỗi lần ghi nhiều nhất 5000 ô."
OTHER_ACCOUNT = "Trình duyệt đang đăng nhập bằng tài khoản khác. Hãy tải lại trang trước khi ghi."
OUTSIDE = "Địa bàn ngoài phạm vi của kế hoạch hoặc của tài khoản."
ISSUED = "Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh."
NOT_OF_THIS_ANNEX = "Ô không thuộc phụ lục này."
PLAIN = {"conflict": False, "seen": "", "text": "", "who": "", "when": ""}


@pytest.fixture
def sheet(db):
    return Sheet()


def post(sheet, body, *, by=None, client: Client | None = None, **options):
    """A batch as the script sends it: `body` a list of cells, a whole body, or bytes."""
    user = by or sheet.cast.editor
    client = client or Client()
    enter(client, user)
    if isinstance(body, list):
        body = {"by": user.pk, "cells": body}
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(f"{sheet.page}o/", data, content_type="application/json", **options)


def told(response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


# What is taken


def test_batch_is_saved_and_told_back(sheet):
    count, share, whole = sheet.key("district"), sheet.key("district", "share"), sheet.key("whole")

    response = post(sheet, [[count, "", " 1.600 "], [share, "", "65-70"], [whole, "", ""]])

    assert response.status_code == 200
    assert response.json() == {
        "saved": {count: ["eq:1600:", "1.600"], share: ["between:650:700", "65 - 70%"], whole: ["", ""]}
    }
    assert {amount.value for amount in stored().values()} == {1600, 650}
    assert {change.channel for change in TargetChange.objects.all()} == {Channel.GRID}
    assert TargetChange.objects.values("batch").distinct().count() == 1
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_saved_figure_is_what_the_next_batch_saw(sheet):
    key = sheet.key("district")
    packed, text = post(sheet, [[key, "", "≥ 850"]]).json()["saved"][key]

    response = post(sheet, [[key, packed, "900"]])

    assert (packed, text) == ("ge:850:", "≥ 850")
    assert response.status_code == 200
    assert history()[-1] == (("ge", 850, None), ("eq", 900, None))


def test_same_request_twice_changes_nothing_twice(sheet):
    batch = [[sheet.key("district"), "", "5"], [sheet.key("neighbour"), "", "x"]]

    first, second = post(sheet, batch), post(sheet, batch)

    assert (second.status_code, second.json()) == (200, first.json())
    assert len(history()) == 2


def test_empty_batch_is_taken(sheet):
    assert post(sheet, []).json() == {"saved": {}}


def test_officer_saves_proposals(sheet):
    response = post(sheet, [[sheet.key("district"), "", "5"]], by=sheet.cast.officer)

    assert response.status_code == 200
    assert [cell.stage for cell in stored()] == [Stage.PROPOSED]


# What is refused, by cell


def test_refusal_names_the_cell_and_writes_nothing(sheet):
    bad = sheet.key("district")

    response = post(sheet, [[bad, "", "-5"], [sheet.key("neighbour"), "", "20"]])

    assert response.status_code == 422
    assert response.json() == {
        "refused": {bad: {**PLAIN, "reason": "Giá trị không được âm; mức giảm thì gõ “giảm 10”."}},
        "now": {},
    }
    assert stored() == {}


def test_conflict_tells_what_stands_who_and_when(sheet):
    key = sheet.key("district")
    share = sheet.key("district", "share")
    post(sheet, [[key, "", "450-500"], [share, "", "70"]], by=sheet.cast.administrator)
    TargetChange.objects.update(changed_at="2026-03-07T01:30:00+07:00")

    response = post(sheet, [[key, "eq:1:", "80"]])

    assert response.status_code == 422
    assert response.json()["refused"] == {
        key: {
            "reason": "Ô đã được người khác sửa thành 450 - 500.",
            "conflict": True,
            "seen": "between:450:500",
            "text": "450 - 500",
            "who": "quan-tri",
            "when": "01:30 07/03/2026",
        }
    }
    # The rest of the row comes along, that sums may be made of what stands now.
    assert response.json()["now"] == {key: ["between:450:500", "450 - 500"], share: ["eq:700:", "70%"]}


@pytest.mark.parametrize("seen", [None, 5, 1.5, True, [], {}, ["eq:5:"]], ids=repr)
def test_missing_or_odd_figure_seen_is_the_cells_own_fault(sheet, seen):
    key = sheet.key("district")

    response = post(sheet, [[key, seen, "80"]])

    assert response.status_code == 422
    assert response.json()["refused"] == {key: {**PLAIN, "reason": "Thiếu giá trị đã thấy trước khi sửa."}}


@pytest.mark.parametrize("key", ["", "9.9", "\x00", "\ud800", "<b>", "x" * 5000], ids=lambda key: repr(key[:20]))
def test_unknown_cell_is_refused_under_its_own_name(sheet, key):
    response = post(sheet, [[key, "", "80"]])

    assert response.status_code == 422
    assert response.json()["refused"] == {key: {**PLAIN, "reason": NOT_OF_THIS_ANNEX}}


def test_text_of_a_megabyte_is_refused(sheet):
    key = sheet.key("district")

    response = post(sheet, [[key, "", "9" * 2**20], [sheet.key("neighbour"), "", "5"]])

    assert response.status_code == 422
    assert list(response.json()["refused"]) == [key]
    assert len(response.content) < 1_000


def test_officer_cannot_write_another_district(sheet):
    key = sheet.key("neighbour")

    response = post(sheet, [[key, "", "5"], [sheet.key("district"), "", "5"]], by=sheet.cast.officer)

    assert response.status_code == 422
    assert response.json()["refused"] == {key: {**PLAIN, "reason": OUTSIDE}}
    assert stored() == {}


def test_issued_plan_refuses_each_cell():
    sheet = Sheet(issued=True)
    key = sheet.key("district")

    response = post(sheet, [[key, "", "5"]])

    assert response.status_code == 422
    assert response.json()["refused"] == {key: {**PLAIN, "reason": ISSUED}}


# What is refused as a whole


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half"),
        pytest.param(b"by=1&cells=", id="a form"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b"\xc3\x28", id="broken utf-8"),
        pytest.param(b"[" * 100_000, id="deep lists"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="deep and closed lists"),
        pytest.param(b'{"a":' * 50_000, id="deep objects"),
        pytest.param(b'{"by": ' + b"9" * 5_000 + b', "cells": []}', id="number of 5,000 digits"),
    ],
)
def test_body_that_is_no_json_is_refused(sheet, body):
    assert told(post(sheet, body)) == (400, UNREADABLE)


@pytest.mark.parametrize(
    "body",
    [
        None,
        5,
        "cells",
        {},
        {"cells": None},
        {"cells": {}},
        {"cells": "1.1"},
        {"cells": [1]},
        {"cells": ["abc"]},
        {"cells": [["1.1", ""]]},
        {"cells": [["1.1", "", "5", "6"]]},
        {"cells": [[1, "", "5"]]},
        {"cells": [["1.1", "", 5]]},
        {"cells": [["1.1", "", None]]},
        {"cells": [[["1.1"], "", "5"]]},
        {"cells": [{"0": "1.1", "1": "", "2": "5"}]},
    ],
    ids=repr,
)
def test_body_of_another_shape_is_refused(sheet, body):
    assert told(post(sheet, body)) == (400, MISSHAPEN)


@pytest.mark.parametrize("body", [b"[]", b"NaN", b'{"cells": [["1.1", "", "5"]'])
def test_list_for_a_body_and_half_a_body_are_refused(sheet, body):
    assert post(sheet, body).status_code == 400


@pytest.mark.parametrize("by", [None, 0, "", "editor", [], 10**30, "own id as text"], ids=repr)
def test_batch_of_another_account_is_refused(sheet, by):
    """A tab that was opened before somebody else signed in."""
    by = str(sheet.cast.editor.pk) if by == "own id as text" else by

    response = post(sheet, {"by": by, "cells": [[sheet.key("district"), "", "5"]]})

    assert told(response) == (409, OTHER_ACCOUNT)
    assert stored() == {}


def test_batch_of_the_account_signed_in_before_is_refused(sheet):
    body = {"by": sheet.cast.editor.pk, "cells": [[sheet.key("district"), "", "5"]]}

    assert told(post(sheet, body, by=sheet.cast.administrator)) == (409, OTHER_ACCOUNT)


def test_batch_without_an_account_is_refused(sheet):
    assert told(post(sheet, {"cells": []})) == (409, OTHER_ACCOUNT)


def test_batch_of_more_than_five_thousand_cells_is_refused(sheet):
    cell = [sheet.key("district"), "", "5"]

    assert told(post(sheet, [cell] * 5_001)) == (413, TOO_MANY)
    assert post(sheet, [["9.9", "", "5"]] * 5_000).status_code == 422


def test_body_above_the_limit_is_refused(sheet, settings):
    key = sheet.key("district")

    response = post(sheet, [[key, "", "9" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE]])

    assert told(response) == (413, TOO_LARGE)


def test_batch_without_a_token_is_refused(sheet):
    client = Client(enforce_csrf_checks=True)

    response = post(sheet, [[sheet.key("district"), "", "5"]], client=client)

    assert response.status_code == 403
    assert stored() == {}


def test_batch_with_the_pages_token_is_taken(sheet):
    client = Client(enforce_csrf_checks=True)
    enter(client, sheet.cast.editor)
    html = client.get(sheet.page).content.decode()
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    response = client.post(
        f"{sheet.page}o/",
        json.dumps({"by": sheet.cast.editor.pk, "cells": [[sheet.key("district"), "", "5"]]}),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert response.status_code == 200


# Who may


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("leader", 403), ("officer", 200), ("editor", 200), ("administrator", 200)]
)
def test_who_saves_a_batch(sheet, who, status):
    response = post(sheet, [[sheet.key("district"), "", "5"]], by=getattr(sheet.cast, who))

    assert response.status_code == status
    assert len(stored()) == (1 if status == 200 else 0)


def test_anonymous_batch_is_asked_to_sign_in(sheet, client):
    response = client.post(f"{sheet.page}o/", "{}", content_type="application/json")

    assert response.status_code == 302
    assert response.url.startswith("/tai-khoan/dang-nhap/")


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_cells_are_posted_and_nothing_else(sheet, client, method):
    enter(client, sheet.cast.editor)

    assert getattr(client, method)(f"{sheet.page}o/").status_code == 405
