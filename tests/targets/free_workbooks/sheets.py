"""Sheets as plain data, and a small province to recognise in them: no file, no database."""

from openpyxl.utils import range_boundaries

from core.workbooks import Sheet
from targets.free_workbooks.columns import Leaf
from targets.free_workbooks.lines import Lore
from targets.free_workbooks.places import Gazetteer, Place
from targets.free_workbooks.recognition import Knowledge, recognise

LAO_CAI = [
    "Thị xã Sa Pa",
    "Huyện Bắc Hà",
    "Huyện Si Ma Cai",
    "Huyện Mường Khương",
    "Huyện Văn Bàn",
    "Huyện Bảo Yên",
    "Huyện Bảo Thắng",
    "Huyện Bát Xát",
    "Thành phố Lào Cai",
]
COUNTS = [("Số người cai nghiện", "Bắt buộc"), ("Số người cai nghiện", "Tự nguyện"), ("Hỗ trợ việc làm",)]


def sheet_of(*rows, merged=(), **marks) -> Sheet:
    width = max(map(len, rows))
    areas = [range_boundaries(area) for area in merged]
    return Sheet(
        "Bang",
        rows=[[*row, *[None] * (width - len(row))] for row in rows],
        width=width,
        merged=[(top - 1, left - 1, bottom - 1, right - 1) for left, top, right, bottom in areas],
        **marks,
    )


def places(*names: str, rows: bool = True) -> list[Place]:
    """Row ids from 1, in order; `rows` False: localities that the annex has no row for."""
    return [Place(name, number if rows else None) for number, name in enumerate(names, start=1)]


def knowledge(names=LAO_CAI, leaves=COUNTS, own="Tỉnh Lào Cai", rows=None, columns=None) -> Knowledge:
    lore = Lore(Gazetteer(places(*names), own), (own,), rows or {})
    return Knowledge(lore, [Leaf(number, path) for number, path in enumerate(leaves, start=1)], columns or {})


def read(*rows, merged=(), corrections=None, **known):
    return recognise(sheet_of(*rows, merged=merged), knowledge(**known), corrections)


def lines_of(found) -> dict[int, str]:
    """{row as people count: what is proposed}."""
    return {line.row + 1: line.guess.choice for line in found.lines}


def columns_of(found) -> dict[str, str]:
    return {chr(65 + column): guess.choice for column, guess in found.columns.items()}
