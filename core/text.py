"""Vietnamese text: cleaning, search keys and dictionary order, independent of any database's collation."""

import re
import unicodedata

# The order of the alphabet (Decision 240/QĐ of 1984, as in CLDR's `vi`), with f j w z where foreign names need them.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"  # in CLDR's order, before digits and letters
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng
_DIGITS = "0123456789"
_NUMBER = "0"  # stands in the order for a whole run of digits
_CELLS = {character: f"{place:02d}" for place, character in enumerate(f" {_PUNCTUATION}{_NUMBER}{_ALPHABET}", start=1)}
_END_OF_LETTERS = "00"
_LONGEST_NUMBER = 99  # what a two-digit length can say

_CLUSTERS = re.compile(rf"[0-9]{{1,{_LONGEST_NUMBER}}}|[^\u0300-\u036f][\u0300-\u036f]*", re.DOTALL)
_SPACED_HYPHEN = re.compile(r" ?- ?")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Ð (Icelandic) and Ɖ (African) look like Đ and stand for it in text converted from old Vietnamese fonts.
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("ðɖ", "đ"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
        **dict.fromkeys("‘’‚‛′ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
    }
)


def without_invisible(text: str) -> str:
    """The text without the control and format characters (zero-width spaces, byte order marks) that pasting brings."""
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf"})


def for_xml(text: str) -> str:
    """The text without what no XML file may hold; Word and Excel files are XML."""
    return _NOT_XML.sub("", text)


def normalise(text: str) -> str:
    """One line of composed text (NFC): non-breaking spaces are spaces, runs of blanks one, invisible characters gone.

    Spelling is kept: case, dashes, quotes and the place of the tone mark (hoà, hòa) are the writer's.
    """
    return unicodedata.normalize("NFC", " ".join(without_invisible(text).split()))


def fold(text: str) -> str:
    """The search key: two texts that a reader takes for the same name have the same key.

    Lower case, no tones, no marks, đ as d, one kind of dash and quote, no blanks around a hyphen ("Bà Rịa - Vũng
    Tàu" and "Bà Rịa–Vũng Tàu"), blanks collapsed. NFC and NFD, hoà and hòa give one key. Folding twice changes nothing.
    """
    unmarked = "".join(c for c in _plain(text) if not unicodedata.combining(c))
    return _SPACED_HYPHEN.sub("-", " ".join(unmarked.replace("đ", "d").split()))


def sort_key(text: str) -> str:
    """A string of ASCII digits whose order is Vietnamese dictionary order, under any collation of any database.

    Letters first, over the whole text: blank, punctuation, numbers, then a ă â b c d đ e ê ...; two digits a
    character. Texts with the same letters are told apart by tone, word by word: ngang huyền hỏi ngã sắc nặng.
    This is the order of ICU's `vi` collation with three differences: the tone belongs to the word and not to one
    letter, so that hoà and hòa are equal; case is ignored; numbers compare by value ("Phường 2", "Phường 10").

    Cut at a length the key still sorts rightly, only less finely. It is two digits a character, three for each
    digit run on top, and at most two a word for the tones.
    """
    clusters = [_letter_and_tone(cluster) for cluster in _CLUSTERS.findall(_plain(text))]
    letters = "".join(_cell(letter) for letter, _tone in clusters)
    tones = "".join(tone if letter in _ALPHABET else "0" for letter, tone in clusters)
    return letters + _END_OF_LETTERS + tones.rstrip("0")


def _plain(text: str) -> str:
    """The text in lower case, decomposed, with look-alike characters replaced; marks are still there."""
    lowered = unicodedata.normalize("NFKD", normalise(text)).casefold()
    return " ".join(unicodedata.normalize("NFKD", lowered).translate(_LOOKALIKES).split())


def _letter_and_tone(cluster: str) -> tuple[str, str]:
    """A letter of the alphabet and the digit of its tone ("ấ" is â and "4"); the tone is empty for ngang."""
    base, marks = cluster[0], cluster[1:]
    if base in _DIGITS:
        return cluster, ""
    composed = (unicodedata.normalize("NFC", base + mark) for mark in marks)
    letter = next((c for c in composed if c in _ALPHABET), base)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "")
    return letter, tone


def _cell(letter: str) -> str:
    """The digits of one character, or of a run of digits: marker, length, value, so that 2 comes before 10."""
    if letter[0] in _DIGITS:
        value = letter.lstrip("0")
        return f"{_CELLS[_NUMBER]}{len(value):02d}{value}"
    return _CELLS.get(letter) or f"99{ord(letter):07d}"
