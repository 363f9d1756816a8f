"""A text as a QR code that a template draws: a picture in a `data:` address is what browsers are told to refuse."""

from dataclasses import dataclass

from qrcode import QRCode


@dataclass(frozen=True)
class Qr:
    """`size`: modules a side, with the quiet border; `path`: the dark ones, as the `d` of an SVG path."""

    size: int
    path: str


def qr_of(text: str) -> Qr:
    code = QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Qr(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
