"""Every cell of the matrix is asked: each address × each person × reading and writing."""

import io
import re
import zipfile
from urllib.parse import quote

import pytest
from django.urls import resolve

from accounts.second_factor import OPEN
from tests.factories import UserFactory
from tests.permissions.matrix import MATRIX
from tests.permissions.notation import PEOPLE
from tests.permissions.world import SUBJECT, tables_written

pytestmark = pytest.mark.django_db

each_line = pytest.mark.parametrize("line", MATRIX, ids=str)
# What is said before a view is reached is the same on every database.
before_the_view = pytest.mark.one_database
each_person = pytest.mark.parametrize("who", PEOPLE)


def leads_to(response, pattern: str, address: str) -> bool:
    """Whether the answer leads where the matrix says; "" is nowhere."""
    pattern = pattern.replace("{quoted}", re.escape(quote(address))).replace("{address}", re.escape(address))
    return re.fullmatch(pattern, response.headers.get("Location", "")) is not None


def said_by(response) -> str:
    """The text of an answer; of a workbook, that of all its parts."""
    data = response.content
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            data = b"".join(parts.read(name) for name in parts.namelist())
    return data.decode(errors="replace")


@each_person
@each_line
def test_get(line, who, world):
    expected, address = line.answers[who].to("GET"), world.address(line, who)

    response = world.ask(line, who, "GET")

    assert response.status_code == expected.status
    assert leads_to(response, expected.to, address)
    assert world.shows_row(line, response) in {None, not expected.lacks_row}
    if who == "outsider":
        assert not {text for text in (SUBJECT, world.place) if text in said_by(response)}
    assert world.ask(line, who, "HEAD").status_code == expected.status


@each_person
@each_line
def test_post(line, who, world):
    expected, address = line.answers[who].to("POST"), world.address(line, who)

    with tables_written() as written:
        response = world.ask(line, who, "POST")

    assert response.status_code == expected.status
    assert leads_to(response, expected.to, address)
    assert bool(written) == expected.writes, written


@each_line
def test_other_methods_do_no_more_than_post(line, world):
    """Views of our own name the methods that they take; Django's take others for GET or for POST."""
    address, may_write = world.address(line, "administrator"), line.answers["administrator"].to("POST").writes
    is_own = resolve(address.split("?")[0]).func.__module__.split(".")[0] in {"accounts", "reports"}

    for method in ("PUT", "PATCH", "DELETE"):
        with tables_written() as written:
            status = world.ask(line, "administrator", method).status_code

        assert not written or may_write
        assert status == 405 if is_own else status < 500


@before_the_view
@each_line
def test_who_lacks_the_second_factor_is_led_to_it_from_everywhere(line, world):
    newcomer = UserFactory(administrator=True, locality=world.plan.locality, second_factor=False)
    world.let_in("newcomer", newcomer)
    name = resolve(world.address(line, "newcomer").split("?")[0]).view_name

    led = [world.ask(line, "newcomer", method).headers.get("Location") for method in ("GET", "POST")]

    assert (led == ["/tai-khoan/hai-lop/bat/"] * 2) == (name not in OPEN)


@before_the_view
@each_line
def test_order_from_a_foreign_page_is_refused_everywhere(line, world):
    """Without the token that only our own pages carry, nothing is done for anybody, whatever they may."""
    with tables_written() as written:
        response = world.ask(line, "administrator", "POST", is_forged=True)

    assert response.status_code == 403
    assert not written
