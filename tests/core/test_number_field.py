"""Numbers typed into forms."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.forms import NumberField, WholeNumberField, in_units


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1.600", 1600), ("43,6", Decimal("43.6")), ("05", 5), (" 0 ", 0), ("", None), ("  ", None), (7, 7)],
)
def test_number_is_read_as_documents_write_it(typed, number):
    assert NumberField(required=False).clean(typed) == number


@pytest.mark.parametrize("typed", ["1,234", "1.5", "43,6%", "năm"])
def test_text_with_two_readings_or_none_is_refused(typed):
    with pytest.raises(ValidationError, match=typed):
        NumberField().clean(typed)


def test_required_number_is_asked_for():
    with pytest.raises(ValidationError):
        NumberField().clean("")


def test_limits_hold():
    field = NumberField(min_value=0, max_value=10)

    assert field.clean("10") == 10
    for typed in ("-1", "11"):
        with pytest.raises(ValidationError):
            field.clean(typed)


def test_whole_number_is_an_integer():
    number = WholeNumberField().clean("1.600")

    assert (number, type(number)) == (1600, int)


def test_whole_number_has_no_decimals():
    with pytest.raises(ValidationError, match="số nguyên"):
        WholeNumberField().clean("43,6")


@pytest.mark.parametrize(("value", "shown"), [(1600, "1.600"), (Decimal("43.6"), "43,6"), ("abc", "abc"), (None, None)])
def test_stored_number_is_shown_as_documents_write_it(value, shown):
    assert NumberField().prepare_value(value) == shown


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [
        (1600, "1.600", False),
        (1600, "1600", False),
        (None, "", False),
        (0, "", True),
        (None, "0", True),
        (5, "x", True),
    ],
)
def test_only_another_number_is_a_change(initial, typed, changed):
    assert NumberField(required=False).has_changed(initial, typed) is changed


@pytest.mark.parametrize(("number", "decimals", "units"), [(Decimal("43.6"), 1, 436), (70, 1, 700), (1600, 0, 1600)])
def test_units(number, decimals, units):
    assert in_units(number, decimals) == units


def test_units_are_not_rounded():
    with pytest.raises(ValidationError, match="quá 1 chữ số"):
        in_units(Decimal("43.65"), 1)
