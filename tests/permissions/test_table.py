"""The table itself: it has every address and no other, it obeys the rule, and docs/permissions.md says the same."""

import pytest

from tests.permissions.document import COMMAND, PATH, document
from tests.permissions.matrix import MATRIX
from tests.permissions.matrix_accounts import OWN_ACCOUNT
from tests.permissions.notation import METHODS, PEOPLE, SENDS, Answer, Line, answers_by_name
from tests.permissions.routes import routes
from tests.permissions.world import SENT

LISTED = {line.route for line in MATRIX}
OPEN_LINK = "tai-khoan/loi-moi/<str:token>/"
END_OF_JOB = "cong-viec/<int:job>/ket-thuc/"
# Open to who is not signed in, or led to the page of signing in without a way back.
PUBLIC = {
    "login/",
    "tai-khoan/dang-nhap/",
    "tai-khoan/dang-xuat/",
    "tai-khoan/bi-khoa/",
    "tai-khoan/hai-lop/ma/",
    OPEN_LINK,
}
INDICATORS = "targets/indicator/"  # one catalogue for the whole installation


def codes(line: Line, who: str) -> set[str]:
    return {line.answers[who].get, line.answers[who].post}


def test_every_address_is_in_the_matrix():
    assert set(routes()) - LISTED == set()


def test_every_line_of_the_matrix_has_an_address():
    assert LISTED - set(routes()) == set()


def test_address_that_was_added_and_not_listed_is_found(settings):
    settings.ROOT_URLCONF = "tests.permissions.urls_with_one_more"

    assert set(routes()) - LISTED == {"bao-cao/<slug:code>/tai/"}


def test_no_line_stands_twice():
    assert len({str(line) for line in MATRIX}) == len(MATRIX)


def test_every_person_answers_in_every_line():
    assert [str(line) for line in MATRIX if list(line.answers) != list(PEOPLE)] == []


def test_everything_that_is_sent_is_described():
    assert SENDS.keys() == SENT.keys() == {line.posts for line in MATRIX}


# The rule


def test_anonymous_is_led_to_the_page_of_signing_in():
    assert [str(line) for line in MATRIX if codes(line, "anonymous") != {"login"} and line.route not in PUBLIC] == []
    assert PUBLIC <= LISTED


def test_row_of_another_province_is_not_there():
    """But for an address that is the same for every number, and a method that nobody may use."""
    rows = [
        line
        for line in MATRIX
        if any(part in line.route for part in ("object_id", "code")) and not line.route.startswith(INDICATORS)
    ]
    own = [line for line in rows if line.case == "own"]

    # Pages of a row in the lists, of a plan, of access, of the board, of results, of the calendar, of a report, of
    # entry workbooks.
    assert len(rows) == 22 * 4 + 7 + 2 + 5 + 4 + 5 + 4 + 4
    assert [
        str(line) for line in rows if not codes(line, "outsider") <= {"404", "405", "change"} and line not in own
    ] == []


def test_leader_writes_nothing_but_by_a_link_and_jobs_of_their_own():
    writing = {line.route for line in MATRIX for method in METHODS if line.answers["leader"].to(method).writes}

    assert writing == {OPEN_LINK, END_OF_JOB}


def test_reading_writes_nothing():
    assert [str(line) for line in MATRIX for who in PEOPLE if line.answers[who].to("GET").writes] == []


def test_nobody_but_an_administrator_reaches_accounts_and_logs():
    lines = [
        line
        for line in MATRIX
        if line.route.startswith(("accounts/", "admin/")) and "change" not in codes(line, "leader")
    ]

    for who in ("neighbour", "officer", "editor", "leader"):
        assert [str(line) for line in lines if not codes(line, who) <= {"403", "404"}] == []


def test_own_account_is_the_same_for_every_role_without_a_second_factor():
    without = [who for who in PEOPLE if who not in {"anonymous", "administrator", "outsider"}]

    assert [str(line) for line in OWN_ACCOUNT if len({line.answers[who] for who in without}) != 1] == []


# How it is written


def test_code_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="200/204"):
        Answer.read("200/204")


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("anonymous outsider\n/ 200 200", id="people are missing"),
        pytest.param(" ".join(PEOPLE) + "\n/ 200 200", id="answers are missing"),
        pytest.param(" ".join(PEOPLE) + "\n/ " + "200 " * 7 + "\n/ " + "404 " * 7, id="twice"),
    ],
)
def test_table_that_is_not_whole_is_refused(table):
    with pytest.raises(ValueError):
        answers_by_name(table)


def test_document_says_what_the_matrix_says():
    assert PATH.read_text(encoding="utf-8") == document(), f"docs/permissions.md is out of date; run: {COMMAND}"
