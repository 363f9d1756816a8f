"""Names as tables write them, and the locality that each means: certain, to be looked at, or asked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.free_workbooks.places import Gazetteer, Place
from targets.free_workbooks.proposal import IGNORED, OPEN, Sureness, chosen_id
from tests.targets.free_workbooks.sheets import LAO_CAI, places

SURE, LIKELY, ASKED, UNKNOWN = Sureness.SURE, Sureness.LIKELY, Sureness.ASKED, Sureness.UNKNOWN
BA_RIA = [
    "Thành phố Vũng Tàu",
    "Thành phố Bà Rịa",
    "Thị xã Phú Mỹ",
    "Huyện Long Điền",
    "Huyện Châu Đức",
    "Huyện Xuyên Mộc",
    "Huyện Đất Đỏ",
    "Huyện Côn Đảo",
]
LAI_CHAU = ["Thành phố Lai Châu", "Huyện Tân Uyên", "Huyện Than Uyên", "Huyện Mường Tè", "Huyện Sìn Hồ"]
DONG_THAP = ["Thành phố Cao Lãnh", "Huyện Cao Lãnh", "Thành phố Hồng Ngự", "Huyện Hồng Ngự", "Huyện Châu Thành"]
COMMUNES = ["Phường 1", "Phường 2", "Xã Hoà Bình", "Xã Mỹ An", "Xã Mỹ Ân", "Huyện Quan Hóa", "Quận Hóa", "Xã Ý Yên"]

CASES = [
    # (localities, what the table says, which one is meant, how sure)
    (LAO_CAI, "M. Khương", "Huyện Mường Khương", LIKELY),
    (LAO_CAI, "M Khương", "Huyện Mường Khương", LIKELY),
    (LAO_CAI, "H. Bắc Hà", "Huyện Bắc Hà", SURE),
    (LAO_CAI, "H.Bắc Hà", "Huyện Bắc Hà", SURE),
    (LAO_CAI, "H Bắc Hà", "Huyện Bắc Hà", SURE),
    (LAO_CAI, "TX Sa Pa", "Thị xã Sa Pa", SURE),
    (LAO_CAI, "Tx. Sa Pa", "Thị xã Sa Pa", SURE),
    (LAO_CAI, "Sapa", "Thị xã Sa Pa", SURE),
    (LAO_CAI, "SA  PA", "Thị xã Sa Pa", SURE),
    (LAO_CAI, "Simacai", "Huyện Si Ma Cai", SURE),
    (LAO_CAI, "Si-ma-cai", "Huyện Si Ma Cai", SURE),
    (LAO_CAI, "1. Bát Xát", "Huyện Bát Xát", SURE),
    (LAO_CAI, "- Bát Xát (*)", "Huyện Bát Xát", SURE),
    (LAO_CAI, "UBND huyện Văn Bàn", "Huyện Văn Bàn", SURE),
    (LAO_CAI, "T.P Lào Cai", "Thành phố Lào Cai", SURE),
    (LAO_CAI, "Lào Cai", "Thành phố Lào Cai", LIKELY),  # the province has the name too
    (LAO_CAI, "Bảo Y.", "Huyện Bảo Yên", LIKELY),
    (LAO_CAI, "Si Ma Kai", None, ASKED),  # a slip of the pen is asked about
    (LAO_CAI, "Huyện Sa Pa", None, ASKED),  # another type of unit
    (LAO_CAI, "B. Y.", "Huyện Bảo Yên", LIKELY),
    (LAO_CAI, "Khương Mường", None, UNKNOWN),
    (LAO_CAI, "Huyện Chợ Mới", None, UNKNOWN),
    (BA_RIA, "Tp. Vũng Tàu", "Thành phố Vũng Tàu", SURE),
    (BA_RIA, "TP.VT", "Thành phố Vũng Tàu", LIKELY),
    (BA_RIA, "VT", None, UNKNOWN),
    (BA_RIA, "Bà rịa", "Thành phố Bà Rịa", SURE),
    (BA_RIA, "Tx. Phú Mỹ", "Thị xã Phú Mỹ", SURE),
    (BA_RIA, unicodedata.normalize("NFD", "Huyện Đất Đỏ"), "Huyện Đất Đỏ", SURE),
    (BA_RIA, "dat do", "Huyện Đất Đỏ", SURE),
    (BA_RIA, "Ðất Ðỏ", "Huyện Đất Đỏ", SURE),  # Icelandic letters of an old font
    (LAI_CHAU, "T. Uyên", None, ASKED),
    (LAI_CHAU, "Th. Uyên", "Huyện Than Uyên", LIKELY),
    (LAI_CHAU, "Tân Uyên", "Huyện Tân Uyên", SURE),
    (DONG_THAP, "Cao Lãnh", None, ASKED),
    (DONG_THAP, "TP Cao Lãnh", "Thành phố Cao Lãnh", SURE),
    (DONG_THAP, "H. Cao Lãnh", "Huyện Cao Lãnh", SURE),
    (DONG_THAP, "Thị xã Hồng Ngự", None, ASKED),
    (COMMUNES, "P.1", "Phường 1", SURE),
    (COMMUNES, "Phường 02", "Phường 2", SURE),
    (COMMUNES, "Hòa Bình", "Xã Hoà Bình", SURE),
    (COMMUNES, "Mỹ Ân", "Xã Mỹ Ân", SURE),
    (COMMUNES, "My An", None, ASKED),
    (COMMUNES, "Quan Hóa", "Huyện Quan Hóa", SURE),
    (COMMUNES, "Quận Hóa", "Quận Hóa", SURE),
    (COMMUNES, "quan hoa", None, ASKED),
    (COMMUNES, "Q. Hóa", None, ASKED),
    (COMMUNES, "Ý Yên", "Xã Ý Yên", SURE),
]


@pytest.mark.parametrize(("names", "text", "meant", "sureness"), CASES, ids=lambda value: str(value)[:40])
def test_name_means(names, text, meant, sureness):
    guess = Gazetteer(places(*names), "Tỉnh Lào Cai").propose(text)

    assert (guess.choice, guess.sureness) == (
        f"d{names.index(meant) + 1}" if meant else OPEN if sureness == ASKED else IGNORED,
        sureness,
    )
    assert guess.reason


def test_asked_names_say_between_which():
    guess = Gazetteer(places(*DONG_THAP)).propose("Cao Lãnh")

    assert set(guess.candidates) == {"d1", "d2"}
    assert guess.reason == "Có thể là: Thành phố Cao Lãnh, Huyện Cao Lãnh."


def test_type_of_another_time_is_the_same_place():
    sa_pa = Place("Thị xã Sa Pa", 1, other_types=frozenset({"Huyện", "Thị xã"}))

    guess = Gazetteer([sa_pa]).propose("Huyện Sa Pa")

    assert (guess.choice, guess.sureness) == ("d1", LIKELY)


def test_locality_without_a_row_is_told_and_not_taken_for_another():
    """The annex has a row for the district alone; the name without type may still mean the city."""
    gazetteer = Gazetteer([Place("Huyện Cao Lãnh", 1), Place("Thành phố Cao Lãnh", None)])

    assert gazetteer.propose("Cao Lãnh").choice == OPEN
    assert gazetteer.propose("TP Cao Lãnh") == gazetteer.propose("tp. cao lanh")
    assert gazetteer.propose("TP Cao Lãnh").choice == IGNORED
    assert "Phụ lục không có dòng cho Thành phố Cao Lãnh." in gazetteer.propose("TP Cao Lãnh").reason


def test_label_of_the_row_is_known():
    gazetteer = Gazetteer([Place("Huyện Si Ma Cai", 1, label="Bắc Hà II")])

    assert gazetteer.propose("Bắc Hà II").choice == "d1"


# Whatever a table makes of a name, it is never taken for another place

SHORT = {"Thành phố": "TP", "Thị xã": "TX", "Thị trấn": "TT", "Huyện": "H", "Quận": "Q", "Phường": "P", "Xã": "X"}
ALL = sorted({*LAO_CAI, *BA_RIA, *LAI_CHAU, *DONG_THAP, *COMMUNES})


@st.composite
def written(draw):
    """(places of a plan, the one that is meant, how a table writes it)."""
    names = draw(st.lists(st.sampled_from(ALL), min_size=1, max_size=12, unique=True))
    kept = draw(st.sets(st.sampled_from(names)))
    known = [Place(name, number if name in kept else None) for number, name in enumerate(names, start=1)]
    meant = draw(st.sampled_from(known))
    words = meant.short.split()
    if len(words) > 1 and draw(st.booleans()):
        place = draw(st.integers(0, len(words) - 1))
        words[place] = words[place][: draw(st.integers(1, 2))] + "."
    kind = draw(
        st.sampled_from(["", meant.type, SHORT[meant.type], SHORT[meant.type] + ".", SHORT[meant.type].title()])
    )
    blank = draw(st.sampled_from([" ", "  ", "\u00a0"]))
    text = blank.join([*([kind] if kind else []), *words])
    text = draw(
        st.sampled_from([text, text.upper(), text.lower(), f"3. {text}", f"- {text}", f"{text} (*)", f"{text} "])
    )
    text = _swapped(text) if draw(st.booleans()) else text
    if draw(st.booleans()):
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        text = text.replace("Đ", "D").replace("đ", "d")
    return known, meant, unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)


def _swapped(text: str) -> str:
    """The tone on the other vowel."""
    for one, other in (("oà", "òa"), ("óa", "oá"), ("Óa", "Oá"), ("Oà", "Òa")):
        text = text.replace(one, other)
    return text


@given(written())
def test_no_name_is_taken_for_another_place(example):
    known, meant, text = example

    guess = Gazetteer(known, "Tỉnh Lào Cai").propose(text)

    assert chosen_id(guess.choice) in {None, meant.row_id}
