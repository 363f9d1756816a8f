"""The links from data cells to header cells in a tagged PDF.

WeasyPrint 70 links cells to the wrong headers where a header has several levels and row spans, so the attributes are
computed again from the spans. Source: ISO 32000-1, 14.8.5.7 (table attributes Scope, Headers, RowSpan, ColSpan).
"""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String


def link_headers(data: bytes) -> bytes:
    """The same PDF with `/Scope` on every header cell and `/Headers` on every data cell of its tables.

    A table that runs over several pages is one structure table a page, each with the repeated header.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root.get("/StructTreeRoot")
        identified: dict[str, Object] = {}
        for number, table in enumerate(_elements(root, "/Table") if root is not None else ()):
            _link_table(table, number, identified)
        if identified:
            names = [part for key in sorted(identified) for part in (String(key), identified[key])]
            root.IDTree = pdf.make_indirect(Dictionary(Names=Array(names)))
        file = io.BytesIO()
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _elements(node: Object, kind: str) -> Iterator[Object]:
    """Structure elements of that kind below `node`, in document order."""
    for child in _children(node):
        if child.get("/S") == kind:
            yield child
        else:
            yield from _elements(child, kind)


def _children(node: Object) -> list[Object]:
    kids = node.get("/K")
    if kids is None:
        return []
    found = list(kids) if isinstance(kids, Array) else [kids]
    return [kid for kid in found if isinstance(kid, Dictionary) and "/S" in kid]


def _link_table(table: Object, number: int, identified: dict[str, Object]) -> None:
    above: dict[int, list[tuple[int, str]]] = {}
    taken: set[tuple[int, int]] = set()
    header_rows = {row.objgen for head in _elements(table, "/THead") for row in _elements(head, "/TR")}
    for row_index, row in enumerate(_elements(table, "/TR")):
        in_head = row.objgen in header_rows
        cells = list(_placed(row, row_index, taken))
        beside: list[str] = []
        for cell, first, span in cells:
            if cell.S != Name.TH:
                continue
            key = f"table{number}-row{row_index}-column{first}"
            cell.ID, identified[key] = String(key), cell
            _set_scope(cell, Name.Column if in_head else Name.Row)
            _set_headers(cell, _over(above, first, span))
            if not in_head:
                beside.append(key)
                continue
            for column in range(first, first + span):
                above.setdefault(column, []).append((row_index, key))
        for cell, first, span in cells:
            if cell.S == Name.TD:
                _set_headers(cell, [*beside, *_over(above, first, span)])


def _placed(row: Object, row_index: int, taken: set[tuple[int, int]]) -> Iterator[tuple[Object, int, int]]:
    """Each cell of a row with its first column and its column span; spans from rows above push cells to the right."""
    column = 0
    for cell in _children(row):
        while (row_index, column) in taken:
            column += 1
        rows, columns = _attribute(cell, "/RowSpan", 1), _attribute(cell, "/ColSpan", 1)
        taken.update((row_index + down, column + right) for down in range(rows) for right in range(columns))
        yield cell, column, columns
        column += columns


def _over(above: dict[int, list[tuple[int, str]]], first: int, span: int) -> list[str]:
    """Ids of the header cells over these columns, from the top, each once."""
    pairs = {pair for column in range(first, first + span) for pair in above.get(column, [])}
    return [key for _, key in sorted(pairs)]


def _table_attributes(cell: Object) -> Object | None:
    attributes = cell.get("/A")
    if attributes is None:
        return None
    found = list(attributes) if isinstance(attributes, Array) else [attributes]
    return next((item for item in found if isinstance(item, Dictionary) and item.get("/O") == Name.Table), None)


def _attribute(cell: Object, name: str, default: int) -> int:
    attributes = _table_attributes(cell)
    value = None if attributes is None else attributes.get(name)
    return default if value is None else int(value)


def _writable_attributes(cell: Object) -> Object:
    attributes = _table_attributes(cell)
    if attributes is None:
        cell.A = attributes = Dictionary(O=Name.Table)
        attributes = cell.A
    return attributes


def _set_scope(cell: Object, scope: Name) -> None:
    _writable_attributes(cell)[Name.Scope] = scope


def _set_headers(cell: Object, keys: list[str]) -> None:
    attributes = _writable_attributes(cell)
    if keys:
        attributes[Name.Headers] = Array([String(key) for key in keys])
    elif Name.Headers in attributes:
        del attributes[Name.Headers]
