"""Draws the icons of the buttons: ``python addin/icons/draw.py`` writes every PNG anew, 16 and 32 pixels.

An icon is a list of strokes and areas on a field of 32 by 32 units, in two colours, laid one over the other;
``CLEAR`` takes away what lies below.
Needs nothing but Python.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

SIZES = (16, 32)
FIELD = 32.0
SAMPLES = 4

BLUE = (31, 78, 121)
ORANGE = (197, 90, 17)
WHITE = (255, 255, 255)
CLEAR = None

Colour = tuple[int, int, int]
Inside = Callable[[float, float], bool]
Shape = tuple[Colour | None, Inside]
Point = tuple[float, float]


def box(left: float, top: float, right: float, bottom: float) -> Inside:
    """A rectangle."""
    return lambda x, y: left <= x <= right and top <= y <= bottom


def disc(x0: float, y0: float, radius: float) -> Inside:
    """A disc."""
    return lambda x, y: math.hypot(x - x0, y - y0) <= radius


def ring(x0: float, y0: float, radius: float, width: float) -> Inside:
    """A circle's line."""
    return lambda x, y: abs(math.hypot(x - x0, y - y0) - radius) <= width / 2


def arc(centre: Point, radius: float, width: float, start: float, end: float) -> Inside:
    """A part of a circle's line, clockwise from one angle to another (degrees; 0 is to the right)."""
    x0, y0 = centre

    def inside(x: float, y: float) -> bool:
        angle = math.degrees(math.atan2(y - y0, x - x0)) % 360
        turned = (angle - start) % 360
        return abs(math.hypot(x - x0, y - y0) - radius) <= width / 2 and turned <= (end - start) % 360

    return inside


def line(points: Sequence[Point], width: float) -> Inside:
    """A bent line with round ends."""

    def near(a: Point, b: Point, x: float, y: float) -> bool:
        dx, dy = b[0] - a[0], b[1] - a[1]
        along = max(0.0, min(1.0, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)))
        return math.hypot(x - a[0] - along * dx, y - a[1] - along * dy) <= width / 2

    return lambda x, y: any(near(a, b, x, y) for a, b in pairwise(points))


def area(points: Sequence[Point]) -> Inside:
    """A polygon."""

    def inside(x: float, y: float) -> bool:
        crossed = False
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                crossed = not crossed
        return crossed

    return inside


def sheet() -> list[Shape]:
    """A page with a few lines of text."""
    return [
        (BLUE, box(4, 2, 24, 30)),
        (WHITE, box(6, 4, 22, 28)),
        *((BLUE, box(8, y, 20, y + 2)) for y in (8, 12, 16)),
    ]


def arrow(left: float, right: float, y: float) -> list[Shape]:
    """A thick arrow from one x to another."""
    back = 7.0 if right > left else -7.0
    return [
        (ORANGE, line([(left, y), (right - back, y)], 4)),
        (ORANGE, area([(right - back, y - 6), (right, y), (right - back, y + 6)])),
    ]


def calculate() -> list[Shape]:
    """A pocket calculator."""
    keys = [(x, y) for y in (14, 19, 24) for x in (8, 14, 20)]
    return [
        (BLUE, box(4, 2, 28, 30)),
        (WHITE, box(8, 4, 24, 10)),
        *((ORANGE if x == 20 else WHITE, box(x, y, x + 4, y + 3)) for x, y in keys),
    ]


def preview() -> list[Shape]:
    """A page below a magnifying glass."""
    return [
        *sheet(),
        (WHITE, disc(20, 20, 6)),
        (CLEAR, ring(20, 20, 8.5, 2)),
        (ORANGE, ring(20, 20, 6, 3)),
        (ORANGE, line([(24.5, 24.5), (29, 29)], 4)),
    ]


def undo() -> list[Shape]:
    """An arrow that turns back."""
    return [(BLUE, arc((17, 18), 9, 4, 225, 120)), (ORANGE, area([(2, 12), (14, 4), (15, 17)]))]


def doctor() -> list[Shape]:
    """A heart-beat on a screen."""
    beat = [(5, 14), (11, 14), (14, 8), (18, 19), (21, 14), (27, 14)]
    return [
        (BLUE, box(2, 4, 30, 24)),
        (WHITE, box(4, 6, 28, 22)),
        (ORANGE, line([(float(x), float(y)) for x, y in beat], 2.4)),
        (BLUE, box(10, 26, 22, 29)),
    ]


def validate() -> list[Shape]:
    """A page with a tick."""
    return [
        *sheet(),
        (CLEAR, line([(14, 21), (19, 26), (29, 14)], 8)),
        (ORANGE, line([(14, 21), (19, 26), (29, 14)], 4)),
    ]


def validate_table() -> list[Shape]:
    """A table with a tick."""
    return [
        (BLUE, box(2, 4, 28, 26)),
        *((WHITE, box(x, y, x + 6, y + 4)) for y in (10, 15, 20) for x in (4, 12, 20)),
        (CLEAR, line([(14, 22), (19, 27), (29, 15)], 8)),
        (ORANGE, line([(14, 22), (19, 27), (29, 15)], 4)),
    ]


def previous() -> list[Shape]:
    """An arrow to the left."""
    return [(BLUE, ring(16, 16, 13, 3)), *arrow(24, 7, 16)]


def following() -> list[Shape]:
    """An arrow to the right."""
    return [(BLUE, ring(16, 16, 13, 3)), *arrow(8, 25, 16)]


def report() -> list[Shape]:
    """A page with bars."""
    return [
        *sheet(),
        (WHITE, box(8, 15, 21, 27)),
        *((ORANGE, box(x, top, x + 3, 26)) for x, top in ((8, 22), (12.5, 17), (17, 20))),
    ]


def export() -> list[Shape]:
    """A page that leaves."""
    return [*sheet(), (CLEAR, box(13, 15, 32, 29)), *arrow(15, 30, 22)]


def load() -> list[Shape]:
    """A page that comes in."""
    return [*sheet(), (CLEAR, box(13, 15, 32, 29)), *arrow(30, 15, 22)]


def analyse() -> list[Shape]:
    """Bars with a line that falls and rises."""
    return [
        *((BLUE, box(x, top, x + 5, 28)) for x, top in ((4, 16), (11, 20), (18, 14), (25, 10))),
        (CLEAR, line([(4, 12), (13, 16), (20, 9), (29, 4)], 6)),
        (ORANGE, line([(4, 12), (13, 16), (20, 9), (29, 4)], 3)),
    ]


def narrate() -> list[Shape]:
    """A page with a pen."""
    return [
        *sheet(),
        (CLEAR, line([(15, 25), (28, 12)], 9)),
        (ORANGE, line([(17, 23), (27, 13)], 5)),
        (BLUE, area([(12, 28), (14, 22), (18, 26)])),
    ]


def restore() -> list[Shape]:
    """A page with an arrow that turns back."""
    return [
        *sheet(),
        (WHITE, box(8, 12, 20, 27)),
        (CLEAR, disc(21, 20, 10)),
        (BLUE, arc((21, 20), 6.5, 3, 225, 120)),
        (ORANGE, area([(10, 18), (18, 11), (19, 20)])),
    ]


def new() -> list[Shape]:
    """A page with a plus."""
    return [
        *sheet(),
        (CLEAR, disc(22, 22, 10)),
        (ORANGE, disc(22, 22, 8.5)),
        (WHITE, box(20.5, 17, 23.5, 27)),
        (WHITE, box(17, 20.5, 27, 23.5)),
    ]


def roll_forward() -> list[Shape]:
    """A calendar that is turned over to the next."""
    return [
        (BLUE, box(2, 5, 20, 25)),
        (WHITE, box(4, 11, 18, 23)),
        *((BLUE, box(x, 2, x + 3, 8)) for x in (6, 13)),
        *((BLUE, box(x, y, x + 3, y + 3)) for x in (5.5, 10.5) for y in (13, 18)),
        (CLEAR, box(14, 14, 32, 29)),
        *arrow(14, 31, 21),
    ]


def charts() -> list[Shape]:
    """A pie with a piece taken out."""
    return [
        (BLUE, disc(15, 17, 13)),
        (CLEAR, box(15, 0, 32, 17)),
        (ORANGE, lambda x, y: x >= 18 and y <= 14 and math.hypot(x - 18, y - 14) <= 12),
        (WHITE, line([(15, 17), (5.5, 26)], 2)),
    ]


def tie_out() -> list[Shape]:
    """A page and a table, with an equals sign between them."""
    return [
        (BLUE, box(2, 3, 15, 29)),
        (WHITE, box(4, 5, 13, 27)),
        *((BLUE, box(5.5, y, 11.5, y + 2)) for y in (9, 13, 17, 21)),
        (BLUE, box(18, 3, 30, 29)),
        (WHITE, box(20, 5, 28, 27)),
        *((BLUE, box(20, y, 28, y + 1.5)) for y in (10, 15, 20)),
        (CLEAR, box(9, 12, 24, 22)),
        *((ORANGE, box(10.5, y, 22.5, y + 3)) for y in (13, 18)),
    ]


def read_back() -> list[Shape]:
    """A page with an arrow that comes in from the right."""
    return [*sheet(), (CLEAR, box(11, 13, 32, 29)), *arrow(31, 13, 21)]


def pdf() -> list[Shape]:
    """A page with a folded corner and a band."""
    return [
        (BLUE, area([(4, 2), (18, 2), (26, 10), (26, 30), (4, 30)])),
        (WHITE, area([(6, 4), (17, 4), (24, 11), (24, 28), (6, 28)])),
        (BLUE, area([(17, 3), (25, 11), (17, 11)])),
        (ORANGE, box(2, 15, 30, 25)),
        *((WHITE, box(x, 17, x + 2, 23)) for x in (6, 14, 22)),
        *((WHITE, box(x, 17, x + 4, 18.6)) for x in (6, 14, 22)),
        (WHITE, box(6, 20, 10, 21.4)),
        (WHITE, box(9, 17, 10.4, 21.4)),
        (WHITE, box(14, 21.4, 18, 23)),
        (WHITE, box(17, 17.6, 18.6, 22.4)),
        (WHITE, box(22, 19.6, 25.4, 21)),
    ]


def log() -> list[Shape]:
    """A list with a clock."""
    return [
        (BLUE, box(3, 2, 23, 30)),
        (WHITE, box(5, 4, 21, 28)),
        *((ORANGE, box(7, y, 9.5, y + 2.5)) for y in (7, 12, 17, 22)),
        *((BLUE, box(11, y, 19, y + 2)) for y in (7, 12, 17, 22)),
        (CLEAR, disc(23, 22, 10)),
        (ORANGE, disc(23, 22, 8.5)),
        (WHITE, disc(23, 22, 6)),
        (BLUE, line([(23, 18), (23, 22.5), (26, 22.5)], 2)),
    ]


def about() -> list[Shape]:
    """The letter i in a disc."""
    return [(BLUE, disc(16, 16, 14)), (WHITE, box(14, 14, 18, 24)), (ORANGE, disc(16, 9, 2.8))]


ICONS: dict[str, Callable[[], list[Shape]]] = {
    "calculate": calculate,
    "preview": preview,
    "undo": undo,
    "doctor": doctor,
    "validate": validate,
    "validate_table": validate_table,
    "previous": previous,
    "next": following,
    "report": report,
    "export": export,
    "analyse": analyse,
    "narrate": narrate,
    "restore": restore,
    "import": load,
    "about": about,
    "new": new,
    "rollforward": roll_forward,
    "charts": charts,
    "pdf": pdf,
    "log": log,
    "tieout": tie_out,
    "readback": read_back,
}


def pixels(shapes: Sequence[Shape], size: int) -> bytes:
    """Return the picture: rows of red, green, blue, opacity."""
    return b"".join(
        _pixel(shapes, FIELD / size, column, row) for row in range(size) for column in range(size)
    )


def _pixel(shapes: Sequence[Shape], unit: float, column: int, row: int) -> bytes:
    """The mean of a pixel's samples."""
    seen: list[Colour | None] = []
    for number in range(SAMPLES * SAMPLES):
        x = (column + (number % SAMPLES + 0.5) / SAMPLES) * unit
        y = (row + (number // SAMPLES + 0.5) / SAMPLES) * unit
        seen += [colour for colour, inside in shapes if inside(x, y)][-1:]
    painted = [colour for colour in seen if colour is not CLEAR]
    if not painted:
        return bytes(4)
    mean = [round(sum(colour[part] for colour in painted) / len(painted)) for part in range(3)]
    return bytes([*mean, round(255 * len(painted) / SAMPLES**2)])


def png(picture: bytes, size: int) -> bytes:
    """Return a PNG file."""
    width = 4 * size
    rows = b"".join(b"\0" + picture[start : start + width] for start in range(0, len(picture), width))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> None:
    """Write all icons beside this file."""
    folder = Path(__file__).resolve().parent
    for name, draw in ICONS.items():
        for size in SIZES:
            (folder / f"{name}_{size}.png").write_bytes(png(pixels(draw(), size), size))


if __name__ == "__main__":
    main()
