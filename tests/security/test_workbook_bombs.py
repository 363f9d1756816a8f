"""Workbooks made to break their reader: each is refused in words, soon, and without filling the memory."""

import json
import random
import subprocess
import sys

from django.conf import settings

from tests.security.workbooks import (
    BOOK,
    BOOK_RELATIONS,
    MAIN,
    MEGA,
    SHEET,
    STYLES,
    TEXTS,
    TYPES,
    edited,
    good,
    nested_zip,
    packed,
    parts_of,
    raw_entry,
    raw_zip,
    sheet_of,
    with_doctype,
    with_parts,
    zeros_zip,
)

MOST_MEMORY = 60 * MEGA  # above what the process holds with a good workbook open
MOST_SECONDS = 5

DOCTYPE = "chứa khai báo DOCTYPE"
UNPACKS = "bung ra quá lớn"
COMPLEX = "quá phức tạp"
DAMAGED = "Tệp hỏng"
CELL = "<c><v>1</v></c>"
RANGES = f'<conditionalFormatting sqref="{"A1 " * 10_000}"/>'
MERGED = '<mergeCell ref="A1:B2"/>'
HIDDEN = '<col min="1" max="16384" hidden="1"/>'
LONG = f"<si><t>{'ab' * 40_000}</t></si>"
WIDE = '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")
QUADRATIC = f'<!ENTITY a "{"a" * 100_000}">'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def longest_list() -> bytes:
    """As many rows as may be, of 12 columns, each text another."""
    row = "".join(f'<c t="s"><v>{{{column}}}</v></c>' for column in range(12))
    rows = "".join(f"<row>{row}</row>".format(*range(12 * number, 12 * number + 12)) for number in range(10_000))
    texts = "".join(f"<si><t>Địa bàn số {number}</t></si>" for number in range(120_000))
    return with_parts({SHEET: parts_of(sheet_of(rows))[SHEET], TEXTS: f"<sst {MAIN}>{texts}</sst>"})


def corners() -> bytes:
    """Each sheet holds one figure and is as large as a sheet may be."""
    corner = f'<worksheet {MAIN}><sheetData><row r="10000"><c r="IV10000"><v>1</v></c></row></sheetData></worksheet>'
    return with_parts({f"xl/worksheets/sheet{number}.xml": corner for number in (1, 2)})


def columns(count: int) -> str:
    return f'<row r="1">{"<c><v>1</v></c>" * count}</row>'


def with_many(part: str, root: str, element: str, count: int) -> bytes:
    return with_parts({part: f"<{root} {MAIN}>{element * count}</{root}>"})


def more_sheets(text: str) -> str:
    one = f'<sheet xmlns:q="{RELATION}" name="a" sheetId="9" q:id="rId1"/>'
    return text.replace("</sheets>", f"{one * 3}</sheets>")


# name: (how it is made, words of the refusal)
BOMBS = {
    "four gigabytes of zeros": (lambda: zeros_zip(4096, declared=0xFFFFFFF0), UNPACKS),
    "zeros that the header calls short": (lambda: zeros_zip(4096, declared=1000), DAMAGED),
    "zeros as the sheet itself": (lambda: packed({**sheetless(), SHEET: bytes(15 * MEGA)}), DAMAGED),
    "blanks inside the sheet": (lambda: sheet_of(" " * 15 * MEGA), UNPACKS),
    "noise beyond all bounds": (lambda: with_parts({f"xl/media/image{n}.png": noise(n) for n in range(5)}), UNPACKS),
    "zip of zips as a picture": (lambda: with_parts({"xl/media/image1.png": nested_zip(3)}), "nhúng"),
    "zip of zips": (lambda: nested_zip(3), "không thuộc sổ Excel"),
    "laughs in the texts": (lambda: with_doctype(TEXTS), DOCTYPE),
    "laughs in the styles": (lambda: with_doctype(STYLES), DOCTYPE),
    "laughs in the workbook": (lambda: with_doctype(BOOK), DOCTYPE),
    "laughs in the sheet": (lambda: with_doctype(SHEET), DOCTYPE),
    "laughs in the types": (lambda: with_doctype(TYPES), DOCTYPE),
    "laughs in the relations": (lambda: with_doctype(BOOK_RELATIONS), DOCTYPE),
    "laughs in the properties": (lambda: with_doctype("docProps/core.xml"), DOCTYPE),
    "laughs in a part that nobody reads": (
        lambda: with_parts({"customXml/item1.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
        DOCTYPE,
    ),
    "quadratic blowup": (lambda: with_doctype(STYLES, QUADRATIC), DOCTYPE),
    "entity of a file": (lambda: with_doctype(TEXTS, '<!ENTITY p SYSTEM "file:///etc/passwd">'), DOCTYPE),
    "entity of an address": (lambda: with_doctype(TEXTS, "", 'SYSTEM "http://127.0.0.1:1/x.dtd"'), DOCTYPE),
    "doctype in UTF-16": (lambda: with_parts({STYLES: WIDE}), DOCTYPE),
    "doctype in UTF-7": (
        lambda: with_parts({STYLES: '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'}),
        DAMAGED,
    ),
    "a million rows": (lambda: sheet_of("<row/>" * 1_000_000), "quá nhiều dòng"),
    "a million rows of a figure": (lambda: sheet_of(f"<row>{CELL}</row>" * 500_000), "quá nhiều dòng"),
    "a figure in row 1,048,576": (lambda: sheet_of('<row r="1048576"><c><v>1</v></c></row>'), "quá nhiều dòng"),
    "16,384 columns": (lambda: sheet_of(columns(16_384)), "quá nhiều cột"),
    "a figure in column XFD": (lambda: sheet_of('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "quá nhiều cột"),
    "a million blank cells": (lambda: sheet_of(f"<row>{'<c/>' * 1000}</row>" * 1000), "quá nhiều ô"),
    "a million blank cells in a row": (lambda: sheet_of(f"<row>{'<c/>' * 1_000_000}</row>"), "quá nhiều cột"),
    "figures in the last corners of all sheets": (corners, "quá nhiều ô"),
    "a million ranges": (lambda: sheet_of("", after=RANGES * 100), COMPLEX),
    "a million hidden columns": (lambda: sheet_of("", before=f"<cols>{HIDDEN * 300_000}</cols>"), COMPLEX),
    "a million rules": (
        lambda: sheet_of("", after="<dataValidations><formula1/></dataValidations>" * 200_000),
        COMPLEX,
    ),
    "depth of 100,000": (lambda: sheet_of("", after="<a>" * 100_000), "lồng nhau quá sâu"),
    "depth of 100,000 in the styles": (lambda: with_parts({STYLES: "<a>" * 100_000}), "lồng nhau quá sâu"),
    "a million merged cells": (lambda: sheet_of("", after=f"<mergeCells>{MERGED * 500_000}</mergeCells>"), COMPLEX),
    "a tag of nine million characters": (lambda: sheet_of(f'<row a="{digits(9)}"/>'), COMPLEX),
    "a comment of nine million characters": (lambda: sheet_of(f"<!--{digits(9)}-->"), COMPLEX),
    "a thousand sheets": (lambda: with_many(BOOK, "workbook", '<sheet name="a"/>', 1000), "quá nhiều trang tính"),
    "one sheet under many names": (lambda: edited(BOOK, more_sheets), DAMAGED),
    "ten thousand parts": (lambda: packed({f"xl/media/{n}.png": b"" for n in range(10_000)}), "quá nhiều phần"),
    "a figure of 30,000 digits": (lambda: sheet_of(f"<row><c><v>{'9' * 30_000}</v></c></row>"), "ô A1"),
    "a figure of a million digits": (lambda: sheet_of(f"<row><c><v>{digits(1)}</v></c></row>"), "ký tự"),
    "a text that is not there": (lambda: sheet_of('<row><c t="s"><v>99</v></c></row>'), "ô A1"),
    "a sheet outside its folder": (
        lambda: edited(BOOK_RELATIONS, lambda text: text.replace("worksheets/sheet1.xml", "styles.xml")),
        DAMAGED,
    ),
    "texts outside their place": (lambda: edited(TYPES, lambda text: text.replace(TEXTS, "xl/other.xml")), DAMAGED),
    "a sheet by another relation": (
        lambda: edited(BOOK_RELATIONS, lambda text: text.replace('Id="rId1"', 'Id="rId1" type="chartsheet"')),
        DAMAGED,
    ),
    "a packer nobody uses": (lambda: raw_zip([raw_entry("xl/a.xml", b"", 0, method=12)]), "không thuộc sổ Excel"),
}


def sheetless() -> dict[str, bytes]:
    return {name: content for name, content in parts_of(good()).items() if name != SHEET}


def noise(seed: int) -> bytes:
    """Eight megabytes that pack well, though not suspiciously well."""
    return random.Random(seed).randbytes(8192) * 1024  # noqa: S311 - the same bytes every time


def digits(millions: int) -> str:
    """Text that does not pack away to nothing."""
    return "".join(map(str, range(10**6, 10**6 + 150_000 * millions)))


MEASURE = '''
import json, sys, time
from pathlib import Path
import django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from core.workbooks import UploadRefused, read_workbook

def tried(path):
    start = time.monotonic()
    try:
        with open(path, "rb") as file:
            read_workbook(file)
        reason = ""
    except UploadRefused as error:
        reason = error.reason
    return reason, time.monotonic() - start, peak() if sys.platform == "linux" else 0

def peak():
    """Of this program; what getrusage says begins with the memory of the one that started it."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024

good, *bombs = sys.argv[1:]
print(json.dumps([tried(good), *map(tried, bombs)]))
'''


def words_for(name: str) -> str:
    return BOMBS[name][1] if name in BOMBS else ""


def opened_by_another_process(folder) -> dict[str, tuple[str, float, int]]:
    """{name: (reason, seconds, peak of the memory so far)} of one process that opens all in turn."""
    makers = {"good": good, **{name: make for name, (make, _words) in BOMBS.items()}, "list": longest_list}
    for name, make in makers.items():
        (folder / f"{name}.xlsx").write_bytes(make())
    command = [sys.executable, "-c", MEASURE, *(str(folder / f"{name}.xlsx") for name in makers)]
    run = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr
    return dict(zip(makers, json.loads(run.stdout), strict=True))


def test_bombs_are_refused_in_words_soon_and_without_filling_the_memory(tmp_path):
    """One test: the bombs take longer to make than to refuse, and the peak of a process only grows."""
    outcomes = opened_by_another_process(tmp_path)
    reason, _seconds, baseline = outcomes.pop("good")

    assert (reason, outcomes["list"][0]) == ("", "")
    assert {name: reason for name, (reason, *_rest) in outcomes.items() if words_for(name) not in reason} == {}
    assert {name: seconds for name, (_reason, seconds, _peak) in outcomes.items() if seconds > MOST_SECONDS} == {}
    peaks = {name: round((peak - baseline) / MEGA) for name, (_reason, _seconds, peak) in outcomes.items()}
    assert max(peaks.values()) * MEGA <= MOST_MEMORY, peaks
