"""Workbooks of every kind of malice, made from a good one, and zips whose headers lie."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

MEGA = 1024 * 1024
SHEET, TEXTS, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
TYPES, BOOK_RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def good() -> bytes:
    """What people send: texts, figures, a format, a list of choices, a comment, a link, merged cells, two sheets."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Nhập chỉ tiêu"
    sheet.append(["TT", "Địa bàn", "Cai nghiện bắt buộc"])
    sheet.append([1, "Huyện Bát Xát", 25])
    sheet.append([2, "Thị xã Sa Pa", "≥ 850"])
    sheet["B1"].font = Font(bold=True)
    sheet["C2"].comment = Comment("kiểm tra lại", "cán bộ")
    sheet["B2"].hyperlink = "https://laocai.gov.vn/"
    sheet.merge_cells("A5:C5")
    choices = DataValidation(type="list", formula1='"x,0"', allow_blank=True)
    sheet.add_data_validation(choices)
    choices.add("C2:C3")
    book.create_sheet("Hướng dẫn")["A1"] = "Chỉ nhập cột C."
    return _with_shared_texts(_saved(book))


def _with_shared_texts(data: bytes) -> bytes:
    """As Excel writes it; openpyxl puts each text into its cell."""
    parts, texts = parts_of(data), []

    def shared(match: re.Match) -> str:
        texts.append(match[1])
        return f't="s"><v>{len(texts) - 1}</v></c>'

    for part in (SHEET, "xl/worksheets/sheet2.xml"):
        parts[part] = re.sub(r't="inlineStr"><is>(.*?)</is></c>', shared, parts[part].decode()).encode()
    items = "".join(f"<si>{text}</si>" for text in texts)
    kind = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
    kind += '.spreadsheetml.sharedStrings+xml"/></Types>'
    types = parts[TYPES].decode().replace("</Types>", kind)
    return packed({**parts, TEXTS: f"<sst {MAIN}>{items}</sst>", TYPES: types})


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_parts(parts: dict[str, bytes | str]) -> bytes:
    """The good workbook with parts put in the place of its own, or beside them."""
    return packed({**parts_of(good()), **parts})


def edited(part: str, change: Callable[[str], str]) -> bytes:
    return with_parts({part: change(parts_of(good())[part].decode())})


def sheet_of(rows: str, before: str = "", after: str = "") -> bytes:
    return with_parts({SHEET: f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"})


def with_doctype(part: str, entities: str = LAUGHS, system: str = "") -> bytes:
    """The part's own root behind a DOCTYPE."""

    def change(text: str) -> str:
        body = text.split("?>", 1)[1] if text.startswith("<?xml") else text
        return f'<?xml version="1.0"?><!DOCTYPE x {system} [{entities}]>{body}'

    return edited(part, change)


# Zips by hand


def deflated_zeros(megabytes: int) -> bytes:
    """A deflate stream of that many megabytes of zeros, made without making them: one block, said again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(MEGA)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + packer.flush(zlib.Z_FINISH)


def raw_entry(name: str, stream: bytes, size: int, *, method: int = 8, flags: int = 0, crc: int = 0) -> tuple:
    return name.encode(), stream, size, method, flags, crc


def raw_zip(entries: list[tuple]) -> bytes:
    """A zip that says of its parts whatever the entries say."""
    body, listed = b"", b""
    for name, stream, size, method, flags, crc in entries:
        head = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 33, crc, len(stream), size, len(name), 0)
        place = struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        listed += b"PK\x01\x02" + struct.pack("<H", 20) + head + place + name
        body += b"PK\x03\x04" + head + name + stream
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(listed), len(body), 0)
    return body + listed + b"PK\x05\x06" + end


def good_entries() -> list[tuple]:
    entries = []
    for name, content in parts_of(good()).items():
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        stream = packer.compress(content) + packer.flush()
        entries.append(raw_entry(name, stream, len(content), crc=zlib.crc32(content)))
    return entries


def zeros_zip(megabytes: int, *, declared: int, name: str = "xl/media/image1.png") -> bytes:
    return raw_zip([*good_entries(), raw_entry(name, deflated_zeros(megabytes), declared)])


def nested_zip(depth: int) -> bytes:
    """As 42.zip: a zip of zips of zips, of zeros at the end."""
    inner = raw_zip([raw_entry("0.xml", deflated_zeros(16), 16 * MEGA)])
    for _level in range(depth):
        inner = packed({f"{copy}.zip": inner for copy in range(8)})
    return inner
