"""The entry grid saves as one types: nothing typed is lost, written twice or written under another name."""

import os
import re
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from playwright.sync_api import expect

from accounts.enums import Role
from accounts.sessions import SEEN
from plans.enums import PlanState
from plans.models import Plan
from targets.enums import Channel
from tests.browser.grid import PATIENCE, PLACE, POST, RATE, GridPage, exactly, sign_in, written
from tests.factories import PASSWORD

OFFLINE = re.compile("^Mất kết nối")


# The connection


def test_unreachable_server_keeps_cells_and_retries(grid, editor):
    grid.page.route(POST, lambda route: route.abort())
    grid.enter(*PLACE, "60").enter("Bắc Hà", RATE, "70")

    expect(grid.state).to_have_text("Mất kết nối, còn 2 ô chưa lưu")
    expect(grid.problems.get_by_role("alert")).to_contain_text("Số đã nhập vẫn còn trên trang này")
    grid.enter("Si Ma Cai", RATE, "80")
    expect(grid.state).to_have_text("Mất kết nối, còn 3 ô chưa lưu")
    assert grid.stored(*PLACE) is None

    grid.page.unroute(POST)
    grid.expect_saved()  # by itself

    expect(grid.problems).to_be_hidden()
    assert [grid.stored(row, RATE) for row in ("Sa Pa", "Bắc Hà", "Si Ma Cai")] == [
        exactly(600),
        exactly(700),
        exactly(800),
    ]
    assert written(grid) == [(editor, None, 600)]


def test_retry_by_hand(grid):
    grid.page.route(POST, lambda route: route.abort())
    grid.enter(*PLACE, "60")
    expect(grid.state).to_have_text(OFFLINE)
    grid.page.unroute(POST)

    grid.problems.get_by_role("button", name="Thử lại ngay").click()
    grid.expect_saved()

    assert grid.stored(*PLACE) == exactly(600)


def test_lost_answer_is_sent_again_and_written_once(grid, editor):
    """The server wrote, the answer did not arrive: the same batch again changes nothing twice."""
    lost = []

    def lose_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    grid.page.route(POST, lose_first)
    grid.enter(*PLACE, "60").enter("Sa Pa", "family", "25")
    expect(grid.state).to_have_text(OFFLINE)
    # The first figure at least: on a slow machine the second is typed after the first was sent.
    assert grid.stored(*PLACE) == exactly(600)
    grid.expect_saved()

    assert lost == [200]
    assert written(grid) == [(editor, None, 600)]
    assert written(grid, ("Sa Pa", "family")) == [(editor, 20, 25)]
    assert written(grid, ("Sa Pa", "treated-total")) == [(editor, 70, 75)]


def test_two_lost_answers_are_no_conflict_with_oneself(grid, editor):
    """Each try finds what an earlier one wrote."""
    lost = []

    def lose_two(route):
        if len(lost) == 2:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    grid.page.route(POST, lose_two)
    for text in ("60", "61"):
        grid.enter(*PLACE, text)
        expect(grid.state).to_have_text(OFFLINE)
        grid.page.wait_for_timeout(400)
    grid.enter(*PLACE, "62")
    grid.expect_saved()

    assert lost[0] == 200
    assert grid.stored(*PLACE) == exactly(620)


def test_half_a_number_is_not_saved(grid, editor):
    """A cell that waits to be saved is typed into again: what is not finished does not count, and Escape ends it."""
    grid.enter(*PLACE, "60").go(*PLACE).type("7")
    grid.page.wait_for_timeout(1_500)  # longer than a batch waits
    assert grid.stored(*PLACE) in (None, exactly(600))

    grid.press("Escape")
    grid.expect_saved()

    expect(grid.cell(*PLACE)).to_have_value("60%")
    assert written(grid) == [(editor, None, 600)]


def test_what_is_taken_back_while_sending_is_taken_back_on_the_server(grid, editor):
    """The cell shows what it held before, and the server holds something else by then."""
    held = []
    grid.page.route(POST, lambda route: held.append(route) if not held else route.continue_())
    grid.enter(*PLACE, "60")
    expect(grid.state).to_have_text(re.compile("^Đang lưu"))

    grid.press("Control+z")
    held[0].continue_()
    grid.expect_saved()

    assert grid.stored(*PLACE) is None
    assert written(grid) == [(editor, None, 600), (editor, 600, None)]


def test_what_is_taken_back_after_a_lost_answer_is_no_conflict_with_oneself(grid, editor):
    lost = []

    def lose_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    grid.page.route(POST, lose_first)
    grid.enter(*PLACE, "60")
    expect(grid.state).to_have_text(OFFLINE)
    grid.press("Control+z")
    grid.expect_saved()

    assert grid.stored(*PLACE) is None
    assert written(grid) == [(editor, None, 600), (editor, 600, None)]


def test_what_is_typed_while_sending_is_sent_next(grid):
    held = []
    grid.page.route(POST, lambda route: held.append(route) if not held else route.continue_())
    grid.enter(*PLACE, "60")
    expect(grid.state).to_have_text(re.compile("^Đang lưu 1 ô"))

    grid.enter(*PLACE, "65").enter("Bắc Hà", RATE, "70")
    held[0].continue_()
    grid.expect_saved()

    assert [new for _who, _old, new in written(grid)] == [600, 650]
    assert grid.stored("Bắc Hà", RATE) == exactly(700)


# The server stops


class Server:
    """The installation's own server as a process of its own, which can be killed and started again."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "SECRET_KEY": settings.SECRET_KEY,
            "PYTHONWARNINGS": "ignore",
        }
        command = [sys.executable, "manage.py", "runserver", "--noreload", str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, **quiet)  # noqa: S603
        deadline = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, "The server did not start."
            assert time.monotonic() < deadline, "The server does not answer."
            time.sleep(0.1)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(editor):
    server = Server()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def own_grid(server, editor, browser, browser_context_args):
    """The grid of the server that can be killed, in a browser window of its own."""
    context = browser.new_context(**{**browser_context_args, "base_url": server.url})
    sign_in(context, editor, server.url)
    yield GridPage(context.new_page()).open()
    context.close()


def test_server_killed_while_it_saves(own_grid, server, editor):
    """The cells stay, are sent by themselves when the server is back, and are written once."""
    places = [("Sa Pa", RATE), ("Bắc Hà", RATE), ("Si Ma Cai", RATE)]
    with transaction.atomic():  # holds the lock of the database: the server waits in the middle of its work
        own_grid.select(places[0], places[-1]).type("60").press("Control+Enter")
        own_grid.go("Sa Pa", "family")
        expect(own_grid.state).to_have_text("Đang lưu 3 ô…")
        server.kill()

    expect(own_grid.state).to_have_text("Mất kết nối, còn 3 ô chưa lưu", timeout=PATIENCE)
    own_grid.enter("Sa Pa", "family", "25")
    expect(own_grid.state).to_have_text(OFFLINE)
    assert [own_grid.stored(*place) for place in places] == [None] * 3

    server.start()
    own_grid.expect_saved()

    for place in places:
        assert own_grid.stored(*place) == exactly(600)
        assert written(own_grid, place) == [(editor, None, 600)]
        assert [change.channel for change in own_grid.typed_changes(*place)] == [Channel.GRID]
    assert written(own_grid, ("Sa Pa", "family")) == [(editor, 20, 25)]
    assert written(own_grid, ("Sa Pa", "treated-total")) == [(editor, 70, 75)]


# Who is signed in


def idle_too_long(context):
    """The session is there, but nothing was done in it for longer than the server allows."""
    [key] = [cookie["value"] for cookie in context.cookies() if cookie["name"] == settings.SESSION_COOKIE_NAME]
    session = SessionStore(key)
    session[SEEN] -= settings.SESSION_IDLE_MINUTES * 60
    session.save()


def gone(context):
    Session.objects.all().delete()


@pytest.mark.parametrize("lose_session", [gone, idle_too_long])
def test_expired_session_asks_to_sign_in_and_loses_nothing(lose_session, grid, editor):
    lose_session(grid.page.context)
    grid.enter(*PLACE, "60")
    expect(grid.state).to_have_text("Phiên đã hết, còn 1 ô chưa lưu")
    assert grid.stored(*PLACE) is None

    with grid.page.expect_popup() as popup:
        grid.problems.get_by_role("link", name="Đăng nhập lại").click()
    sign_in_again(popup.value, editor)
    popup.value.close()
    grid.page.bring_to_front()
    grid.problems.get_by_role("button", name="Thử lại ngay").click()
    grid.expect_saved()

    expect(grid.cell(*PLACE)).to_have_value("60%")
    assert written(grid) == [(editor, None, 600)]


def sign_in_again(page, user) -> None:
    page.locator("[name=login]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.locator("[name=password]")).to_have_count(0)


def test_nothing_is_written_under_another_name(grid, colleague, editor, base_url):
    """A colleague signed in meanwhile in the same browser: the page says so and keeps the cells."""
    sign_in(grid.page.context, colleague, base_url)
    grid.enter(*PLACE, "60")

    expect(grid.problems.get_by_role("alert")).to_contain_text("đang đăng nhập bằng tài khoản khác")
    expect(grid.state).to_have_text("Không lưu được, còn 1 ô")
    expect(grid.cell(*PLACE)).to_have_value("60")
    assert written(grid) == []
    assert grid.stored(*PLACE) is None

    sign_in(grid.page.context, editor, base_url)
    grid.problems.get_by_role("button", name="Thử lại ngay").click()
    grid.expect_saved()

    assert written(grid) == [(editor, None, 600)]


def test_right_that_was_taken_away_is_named(grid, editor):
    """Not taken for a lost session: signing in again would help nobody."""
    sentence = "Tài khoản không có quyền nhập chỉ tiêu của kế hoạch này."
    type(editor).objects.filter(pk=editor.pk).update(role=Role.LEADER)
    grid.enter(*PLACE, "60")

    expect(grid.problems.get_by_role("alert")).to_contain_text(sentence)
    expect(grid.state).to_have_text("Không lưu được, còn 1 ô")
    grid.go(*PLACE).press("Shift+F2")
    expect(grid.page.get_by_role("dialog")).to_contain_text(sentence)
    grid.page.keyboard.press("Escape")
    assert grid.stored(*PLACE) is None

    type(editor).objects.filter(pk=editor.pk).update(role=Role.EDITOR)
    grid.problems.get_by_role("button", name="Thử lại ngay").click()
    grid.expect_saved()

    assert written(grid) == [(editor, None, 600)]


# Leaving and closing


def test_leaving_with_unsaved_cells_warns(grid):
    grid.page.route(POST, lambda route: route.abort())
    grid.enter(*PLACE, "60")
    expect(grid.state).to_have_text(OFFLINE)

    with grid.page.expect_event("dialog") as asked:
        grid.page.close(run_before_unload=True)
    kind = asked.value.type
    asked.value.dismiss()

    assert kind == "beforeunload"
    grid.page.unroute(POST)
    grid.expect_saved()
    assert grid.stored(*PLACE) == exactly(600)


def test_leaving_in_the_middle_of_typing_warns_and_saves(grid):
    """What is being typed counts as soon as one tries to leave."""
    grid.go(*PLACE).type("60")

    with grid.page.expect_event("dialog") as asked:
        grid.page.close(run_before_unload=True)
    asked.value.dismiss()
    grid.expect_saved()

    assert grid.stored(*PLACE) == exactly(600)


def test_leaving_with_all_saved_does_not_warn(grid):
    grid.enter(*PLACE, "60")
    grid.expect_saved()
    warnings = []
    grid.page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))

    with grid.page.expect_event("close"):
        grid.page.close(run_before_unload=True)

    assert warnings == []


def test_plan_issued_meanwhile_refuses_with_its_reason(grid):
    Plan.objects.filter(pk=grid.annex.plan.pk).update(state=PlanState.ISSUED, number="27")

    grid.enter(*PLACE, "60")

    expect(grid.state).to_have_text("Đã lưu, còn 1 ô chưa nhận")
    grid.expect_refused(*PLACE, "Kế hoạch đã ban hành; chỉ sửa được bằng văn bản điều chỉnh.")
    assert grid.stored(*PLACE) is None
    assert written(grid) == []
