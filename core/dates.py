"""Dates as official documents write them (Decree 30/2020/NĐ-CP, annex I).

Days under 10 and the months 1 and 2, and only these, are written with a zero: 07/3/2022, 05/02/2021.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core import InputError

# Room to write a day by hand. Non-breaking, so that neither HTML nor a justified line closes it up.
BLANK = "\u00a0" * 5
_LAST_PADDED_DAY = 9
_LAST_PADDED_MONTH = 2
# A leap year and a long month stand in for what is not known yet, so that 29/02 and 31 are possible.
_ANY_YEAR, _ANY_MONTH, _ANY_DAY = 2000, 1, 1


class ImpossibleDate(InputError):
    """A day that the calendar does not have, such as 31/4."""


def format_date(value: date | None) -> str:
    """The short form, "07/3/2022"; empty for None."""
    if value is None:
        return ""
    return f"{_day(value.day)}/{_month(value.month)}/{value.year}"


def format_date_long(value: date | None) -> str:
    """The form of documents, "ngày 07 tháng 3 năm 2022"; empty for None."""
    if value is None:
        return ""
    return date_phrase(value.day, value.month, value.year)


def date_phrase(day: int | None, month: int | None, year: int | None) -> str:
    """The long form with a blank for each unknown part; raises ImpossibleDate for a day that cannot be.

    A document that waits for its date of issue is printed "ngày      tháng 02 năm 2021" and completed by hand.
    """
    _refuse_impossible(day, month, year)
    return (
        f"ngày {BLANK if day is None else _day(day)} "
        f"tháng {BLANK if month is None else _month(month)} "
        f"năm {BLANK if year is None else year}"
    )


def format_place_and_date(place: str, day: int | None, month: int | None, year: int | None) -> str:
    """The line of place and date, "Lào Cai, ngày 07 tháng 3 năm 2022"; blanks and errors as in date_phrase."""
    return f"{place}, {date_phrase(day, month, year)}"


def _day(day: int) -> str:
    return f"{day:02d}" if day <= _LAST_PADDED_DAY else str(day)


def _month(month: int) -> str:
    return f"{month:02d}" if month <= _LAST_PADDED_MONTH else str(month)


def _refuse_impossible(day: int | None, month: int | None, year: int | None) -> None:
    """Raises ImpossibleDate unless some date has these parts."""
    stand_ins = zip((year, month, day), (_ANY_YEAR, _ANY_MONTH, _ANY_DAY), strict=True)
    try:
        date(*(stand_in if part is None else part for part, stand_in in stand_ins))
    except ValueError as error:
        written = "/".join("…" if part is None else str(part) for part in (day, month, year))
        raise ImpossibleDate(
            _("Không có ngày %(date)s. Hãy kiểm tra lại ngày, tháng, năm."), {"date": written}
        ) from error
