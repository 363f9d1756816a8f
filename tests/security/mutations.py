"""Real workbooks with something broken in them: in the bytes, in the list of parts, in the XML of a part."""

import re

from hypothesis import strategies as st

from tests.security.workbooks import packed, parts_of

_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_ATTRIBUTE = re.compile(r'(?<==")[^"]*(?=")')
_NUMBER = re.compile(r"[0-9]+")

NUMBERS = ["0", "1", "-1", "00", "1.5", "1e308", "-1e308", "1e309", "1e-320", "NaN", "INF", "-0", "1_000"]
NUMBERS += ["0x10", "1048576", "1048577", "16384", "16385", "2147483648", "", "true", "\u0663", "\uff11"]
NUMBERS += ["9" * length for length in (18, 19, 300)]
PLACES = ["A0", "A1", "B2", "XFD1048576", "ZZZ1", "AAAA1", "a1", "$A$1", "A1:B2", "A1:XFD1048576", "B2:A1"]
PLACES += ["A:A", "1:1"]
WORDS = ["n", "s", "b", "e", "d", "str", "inlineStr", "hidden", "veryHidden", "../../x", "/xl/workbook.xml"]
WORDS += ["rId1", "2026-07-01", "2026-13-41T99:99:99Z", "PT5H", "T", "#REF!", "_x0000_", "_xD800_"]
WORDS += ["dd/mm/yyyy", "0%", "[h]", "\u202e"]
TAGS = ["<v>", "</v>", "<v/>", "<f>1+1</f>", "<f/>", "<is><t>a</t></is>", "<is>", "<t>", "</t>", "<r>", "<c>"]
TAGS += ["</c>", "<c/>", "<row>", "</row>", "<row/>", "<a>", "</a>", "<sheetData>", "</sheetData>"]
TAGS += ["<sheetData/>", "<![CDATA[<v>1</v>]]>", "&#0;", "&lt;", "&x;", '<c r="B2">']
TAGS += ['<c r="IV10000"><v>1</v></c>', '<c t="s">', '<c t="e"><v>#N/A</v></c>', '<row r="9999">']
TAGS += ['<row r="1048576" hidden="1"/>', '<mergeCell ref="A1:XFD1048576"/>']
TAGS += ['<col min="1" max="16384" hidden="1"/>', '<sheet name="x" sheetId="9"/>', '<x xmlns="">', "<!-- -->"]
TAGS += ["<?x y?>", "<!DOCTYPE x>", "\ufffe", "\x01"]
VALUES = NUMBERS + PLACES + WORDS


@st.composite
def broken_bytes(draw, data: bytes) -> bytes:
    changed = bytearray(data)
    for _change in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(changed)))
        changed[start : start + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return bytes(changed[: draw(st.integers(0, len(changed)))]) if draw(st.integers(0, 3)) == 0 else bytes(changed)


@st.composite
def broken_list(draw, data: bytes) -> bytes:
    """Parts left out, under another name, in the place of another."""
    parts = parts_of(data)
    for _change in range(draw(st.integers(1, 3))):
        one, other = (draw(st.sampled_from(sorted(parts))) for _part in range(2))
        match draw(st.sampled_from(["leave out", "rename", "exchange", "empty", "copy"])):
            case "leave out" if len(parts) > 1:
                del parts[one]
            case "rename":
                parts[draw(st.sampled_from([other, f"{one}.xml", f"xl/worksheets/{one}", one.upper()]))] = parts.pop(
                    one
                )
            case "exchange":
                parts[one], parts[other] = parts[other], parts[one]
            case "empty":
                parts[one] = b""
            case "copy":
                parts[other] = parts[one]
    return packed(parts)


@st.composite
def broken_xml(draw, data: bytes) -> bytes:
    """The list of parts is whole, and what stands in one of them is not. Sheets are broken more often than others."""
    parts = parts_of(data)
    names = sorted(name for name in parts if name.endswith((".xml", ".rels")))
    names += 9 * [name for name in names if re.search(r"worksheets/sheet1|workbook\.xml$|sharedS|styles", name)]
    name = draw(st.sampled_from(names))
    tokens = _TOKEN.findall(parts[name].decode())
    for _change in range(draw(st.integers(1, 4))):
        _break(draw, tokens)
    return packed({**parts, name: "".join(tokens).encode("utf-8", "surrogatepass")})


def _break(draw, tokens: list[str]) -> None:
    if not tokens:
        return
    place, other = (draw(st.integers(0, len(tokens) - 1)) for _token in range(2))
    match draw(st.sampled_from(["attribute", "number", "delete", "insert", "repeat", "exchange", "cut out"])):
        case "attribute":
            tokens[place] = _with_one_changed(draw, _ATTRIBUTE, tokens[place])
        case "number":
            tokens[place] = _with_one_changed(draw, _NUMBER, tokens[place])
        case "delete":
            del tokens[place]
        case "insert":
            tokens.insert(place, draw(st.sampled_from(TAGS + VALUES)))
        case "repeat":
            tokens[place:place] = tokens[place : place + draw(st.integers(1, 9))] * draw(st.integers(1, 300))
        case "exchange":
            tokens[place], tokens[other] = tokens[other], tokens[place]
        case "cut out":
            del tokens[place : place + draw(st.integers(1, 20))]


def _with_one_changed(draw, pattern: re.Pattern, token: str) -> str:
    found = list(pattern.finditer(token))
    if not found:
        return token
    match = draw(st.sampled_from(found))
    return token[: match.start()] + draw(st.sampled_from(VALUES)) + token[match.end() :]


def broken(data: bytes) -> st.SearchStrategy[bytes]:
    return st.one_of(broken_bytes(data), broken_list(data), broken_xml(data), broken_xml(data))
