import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import fold, normalise, sort_key, without_invisible

# Each list is in dictionary order; checked once against ICU 78 (`vi`), from which it differs only where said.
IN_ORDER = {
    "alphabet": list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"),
    "tones": ["ma", "mà", "mả", "mã", "má", "mạ"],
    "tones-on-marked-letters": ["an", "án", "ăn", "ằn", "ân", "ấn", "ận", "ba"],
    "letters-before-tones": ["da", "dạ", "dan", "đa", "đan", "e"],
    "words": ["ba", "bà", "bá", "ba lan", "bà lan", "bà lạn", "ban", "băn"],
    "tone-of-the-first-word-first": ["hoa bính", "hòa binh", "hòa bình", "hóa binh"],
    "districts": [
        "An Phú",
        "Bà Rịa",
        "Bảo Thắng",
        "Bảo Yên",
        "Bát Xát",
        "Bắc Hà",
        "Châu Đức",
        "Côn Đảo",
        "Đất Đỏ",
        "Long Điền",
        "Lý Nhân",
        "Mường Khương",
        "Sa Pa",
        "Si Ma Cai",
        "Văn Bàn",
        "Vũng Tàu",
        "Xuyên Mộc",
    ],
    "numbers-by-value": ["Phường", "Phường 1", "Phường 2", "Phường 10", "Phường 11 B", "Phường 100", "Phường A"],
    "shorter-first": ["Lào", "Lào Cai", "Lào Cai (cũ)", "Lào Cai 2", "Lào Cai mới"],
    "punctuation-before-letters": ["Bà Rịa", "Bà Rịa - Vũng Tàu", "Bà Rịa (cũ)", "Bà Rịa Vũng Tàu"],
}


@pytest.mark.parametrize("texts", IN_ORDER.values(), ids=IN_ORDER)
def test_sort_key_order(texts):
    shuffled = random.Random(7).sample(texts, len(texts))  # noqa: S311 - a fixed shuffle

    assert sorted(shuffled, key=sort_key) == texts
    assert len({sort_key(text) for text in texts}) == len(texts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Đà Nẵng", "đà nẵng", id="case"),
        pytest.param("Đà Nẵng", unicodedata.normalize("NFD", "Đà Nẵng"), id="decomposed"),
        pytest.param("hoà", "hòa", id="tone-placement"),
        pytest.param("Uỷ ban", "Ủy ban", id="tone-placement-in-a-phrase"),
        pytest.param("Lào\u00a0Cai ", "Lào Cai", id="blanks"),
        pytest.param("Rịa–Vũng", "Rịa-Vũng", id="dashes"),
        pytest.param("Ðà Nẵng", "Đà Nẵng", id="icelandic-letter"),
        pytest.param("Khu 02", "Khu 2", id="padded-number"),
    ],
)
def test_sort_key_equal(one, other):
    assert sort_key(one) == sort_key(other)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_sort_key_is_ascii_digits(text):
    key = sort_key(text)

    assert key.isascii()
    assert key.isdigit()


@settings(deadline=None)
@given(st.text(alphabet="aàăằâđd eê1-", max_size=8), st.text(alphabet="abàăđ 2", min_size=1, max_size=8))
def test_sort_key_longer_text_is_never_before_its_start(start, more):
    assert sort_key(start) <= sort_key(start + more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("Đắk Lắk", "dak lak", id="marks-and-tones"),
        pytest.param("THỪA THIÊN HUẾ", "thua thien hue", id="capitals"),
        pytest.param("người nghiện", "nguoi nghien", id="horns"),
        pytest.param("Hoà", "hoa", id="new-tone-placement"),
        pytest.param("Hòa", "hoa", id="old-tone-placement"),
        pytest.param("Ðà Nẵng", "da nang", id="icelandic-letter"),
        pytest.param("  Lào\u00a0 Cai\n", "lao cai", id="blanks"),
        pytest.param("Bà Rịa – Vũng Tàu", "ba ria-vung tau", id="spaced-dash"),
        pytest.param("Bà Rịa-Vũng Tàu", "ba ria-vung tau", id="hyphen"),
        pytest.param("“Phụ lục” ‘I’", "\"phu luc\" 'i'", id="quotes"),
        pytest.param("Lào\u200bCai", "laocai", id="zero-width"),
        pytest.param("05/KH-UBND", "05/kh-ubnd", id="number-of-a-plan"),
    ],
)
def test_fold(text, expected):
    assert fold(text) == expected
    assert fold(unicodedata.normalize("NFD", text)) == expected


@settings(deadline=None)
@given(st.text())
def test_fold_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text())
def test_fold_ignores_the_form_of_unicode(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  Lào\u00a0\u00a0Cai\t", "Lào Cai", id="blanks"),
        pytest.param(unicodedata.normalize("NFD", "Đắk Lắk"), "Đắk Lắk", id="composed"),
        pytest.param("Hoà", "Hoà", id="tone-placement-kept"),
        pytest.param("Bà Rịa – “A”", "Bà Rịa – “A”", id="dashes-and-quotes-kept"),
        pytest.param("\ufeffLào\u200b Cai\x00", "Lào Cai", id="invisible-characters"),
        pytest.param("một\r\nhai", "một hai", id="one-line"),
    ],
)
def test_normalise(text, expected):
    assert normalise(text) == expected


@settings(deadline=None)
@given(st.text())
def test_normalise_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


def test_without_invisible_keeps_blanks():
    assert without_invisible("a\u00a0b\n\u200bc") == "a\u00a0b\nc"
