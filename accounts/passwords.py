"""Passwords that a stranger would try first in an office of this country, beside the list that Django has."""

import re
from collections.abc import Iterator
from itertools import chain

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.text import fold
from localities.models import Locality

# Without spaces and marks, as they are typed.
FAMILIAR = {
    "anhyeuem", "bacho", "cainghien", "chitieu", "chuyentrach", "coquan", "congan", "emyeuanh", "giadinh", "hanoi",
    "hethong", "hochiminh", "kehoach", "laodong", "matkhau", "matkhaumoi", "methadone", "password", "quantri",
    "quantrihethong", "saigon", "taikhoan", "thuonggiadinh", "tinhuy", "ubnd", "uybannhandan", "vietnam",
    "vietnamvodich", "xinchao", "yte",
}  # fmt: skip
FEWEST_LETTERS = 4


class FamiliarPasswordValidator:
    """Refuses familiar words, the own locality, those above it and the product's name, with digits and signs between.

    ASVS 5.0, 6.2.11: a list of words of the context in which the product is used.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        letters = re.sub(r"[\W\d_]", "", fold(password))
        words = set(chain(FAMILIAR, self._own_words(user)))
        rest = letters
        for word in sorted(words, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < FEWEST_LETTERS and rest != letters:
            raise ValidationError(_("Mật khẩu này dễ đoán vì gồm từ quen thuộc. Hãy ghép vài từ không liên quan nhau."))

    def get_help_text(self) -> str:
        return _("Không chỉ gồm tên địa bàn, tên hệ thống hoặc từ quen thuộc thêm vài chữ số.")

    def _own_words(self, user: User | None) -> list[str]:
        names = [name for place in _and_above(user) for name in (place.name, place.short_name)]
        return [word for name in names if len(word := fold(name).replace(" ", "")) >= FEWEST_LETTERS]


def _and_above(user: User | None) -> Iterator[Locality]:
    """The person's place, and those that it belongs to."""
    place = getattr(user, "locality", None)
    while place is not None:
        yield place
        place = place.parent
