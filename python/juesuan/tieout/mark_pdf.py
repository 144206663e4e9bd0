"""The marked copy of a PDF report: highlights with notes, added behind the bytes of the file, which stay as they are."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from juesuan.findings import Level, StructureError
from juesuan.tieout.document import Box
from juesuan.tieout.issue import Issue
from juesuan.tieout.places import Places, Words, places_of
from juesuan.tieout.telling import message_of, quoted
from juesuan.tieout.tieout import TiedOut

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import DictionaryObject

AUTHOR = "决算簿文表核对"
COLOURS = {Level.ERROR: (1.0, 0.55, 0.5), Level.EXPLAIN: (1.0, 0.82, 0.35), Level.HINT: (0.6, 0.82, 1.0)}
NOTE = (20.0, 20.0)
"""Size of the sign of a note."""
GAP = 24.0
"""From one note to the next at the top of a page."""
PRINTED = 4
"""The flag of what is printed with the page."""
PROTECTED = "有编辑限制，不能加标注。请用没有限制的 PDF，或直接核对 Word 文件；核对结果见列出的各项。"
DAMAGED = "的结构不规范，不能加标注。请在 Word 或 WPS 里重新导出 PDF；核对结果见列出的各项。"
Quad = tuple[float, float, float, float]
"""Left, bottom, right, top in the coordinates of the page's content."""


@dataclass
class _Mark:
    """What is put on a page for an issue: boxes to highlight, or a note where there are none."""

    page: int
    boxes: list[Box]
    level: Level
    lines: list[str] = field(default_factory=list)


def mark_pdf(data: bytes, done: TiedOut, when: datetime) -> bytes:
    """Return the PDF with a highlight or a note for every issue. ``data`` are the bytes of the file that was tied out.

    Raises StructureError for a file that takes no annotations.
    """
    from pypdf import PdfWriter
    from pypdf.errors import PyPdfError

    name = done.document.name
    marks = list(_marks(done.issues, places_of(done)))
    if not marks:
        return data
    try:
        writer = PdfWriter(io.BytesIO(data), incremental=True)
        for one in marks:
            _put(writer, one, when, marks)
        target = io.BytesIO()
        writer.write(target)
    except NotImplementedError as error:  # what pypdf says of a file with restrictions
        raise StructureError("protected", f"“{name}”{PROTECTED}") from error
    except PyPdfError as error:
        raise StructureError("not-marked", f"“{name}”{DAMAGED}") from error
    return target.getvalue()


# What is marked


def _marks(issues: Sequence[Issue], places: Places) -> Iterator[_Mark]:
    """Yield the marks: issues about the same place share one, as do those without a place on one page."""
    found: dict[tuple[int, tuple[Box, ...]], _Mark] = {}
    for issue in issues:
        boxes = _boxes(issue, places)
        page = boxes[0][0] if boxes else max(places.page_of(issue), 1)
        mark = found.setdefault((page, tuple(boxes)), _Mark(page, boxes, issue.level))
        where = "" if boxes or not issue.place else f"附表{quoted(issue.place)}："
        mark.lines.append(f"【{issue.level.label}】{where}{message_of(issue)}")
    yield from found.values()


def _boxes(issue: Issue, places: Places) -> list[Box]:
    place = places.of(issue)
    if isinstance(place, Words):
        return lines_of_boxes(place.paragraph.boxes[place.start : place.end])
    if place is None or not place.exact or not place.table.boxes:
        return []
    box = place.table.boxes[place.row][place.column]
    return [box] if box is not None else []


def lines_of_boxes(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes of characters put together, one for each line."""
    lines: list[Box] = []
    for page, left, top, right, bottom in boxes:
        last = lines[-1] if lines else None
        middle = (top + bottom) / 2
        if last is not None and last[0] == page and last[2] <= middle <= last[4] and left >= last[1]:
            lines[-1] = (page, last[1], min(last[2], top), max(last[3], right), max(last[4], bottom))
        else:
            lines.append((page, left, top, right, bottom))
    return lines


# How it is put on the page


def _put(writer: PdfWriter, mark: _Mark, when: datetime, marks: Sequence[_Mark]) -> None:
    """Put a mark on its page; words that go on overleaf are highlighted there as well."""
    if not mark.boxes:
        page = writer.pages[mark.page - 1]
        before = [one for one in marks if not one.boxes and one.page == mark.page]
        writer.add_annotation(page, _note(page, mark, before.index(mark), when))
        return
    for number in dict.fromkeys(one[0] for one in mark.boxes):
        page = writer.pages[number - 1]
        quads = [on_page(page, one) for one in mark.boxes if one[0] == number]
        writer.add_annotation(page, _highlight(quads, mark, when))


def _highlight(quads: Sequence[Quad], mark: _Mark, when: datetime) -> DictionaryObject:
    from pypdf.generic import ArrayObject, FloatObject, NameObject

    corners = [
        value
        for left, bottom, right, top in quads
        for value in (left, top, right, top, left, bottom, right, bottom)
    ]
    made = _annotation("/Highlight", _around(quads), mark, when)
    made[NameObject("/QuadPoints")] = ArrayObject([FloatObject(round(one, 2)) for one in corners])
    return made


def _note(page: PageObject, mark: _Mark, number: int, when: datetime) -> DictionaryObject:
    from pypdf.generic import NameObject

    _, left, top, _, _ = crop_box(page)
    box = (1, left + 12, top + 12 + number * GAP, left + 12 + NOTE[0], top + 12 + number * GAP + NOTE[1])
    made = _annotation("/Text", on_page(page, box), mark, when)
    made[NameObject("/Name")] = NameObject("/Comment")
    return made


def _annotation(kind: str, rectangle: Quad, mark: _Mark, when: datetime) -> DictionaryObject:
    from pypdf.generic import (
        ArrayObject,
        DictionaryObject,
        FloatObject,
        NameObject,
        NumberObject,
        TextStringObject,
    )

    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/Rect"): ArrayObject([FloatObject(round(one, 2)) for one in rectangle]),
            NameObject("/C"): ArrayObject([FloatObject(one) for one in COLOURS[mark.level]]),
            NameObject("/F"): NumberObject(PRINTED),
            NameObject("/T"): TextStringObject(AUTHOR),
            NameObject("/M"): TextStringObject(when.strftime("D:%Y%m%d%H%M%S")),
            NameObject("/Contents"): TextStringObject("\n".join(mark.lines)),
        }
    )


def _around(quads: Sequence[Quad]) -> Quad:
    lefts, bottoms, rights, tops = zip(*quads, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


# Coordinates


def _media_box(page: PageObject) -> tuple[float, float, float, float]:
    left, bottom, right, top = (float(one) for one in page.mediabox)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def on_page(page: PageObject, box: Box) -> Quad:
    """Return a box of the page as it is shown (from its upper left corner) in the coordinates of its content.

    The reader counts from the corner of the MediaBox as it lies once the page is turned by its /Rotate.
    """
    left, bottom, right, top = _media_box(page)
    turned = page.rotation % 360
    across, up = (bottom, left) if turned in (90, 270) else (left, bottom)
    height = right - left if turned in (90, 270) else top - bottom
    points = []
    for x, y in ((box[1], box[2]), (box[3], box[4])):
        shown_x, shown_y = x - across, height - up - y
        points.append(
            {
                90: (right - shown_y, shown_x + bottom),
                180: (right - shown_x, top - shown_y),
                270: (shown_y + left, top - shown_x),
            }.get(turned, (shown_x + left, shown_y + bottom))
        )
    (one_x, one_y), (other_x, other_y) = points
    return min(one_x, other_x), min(one_y, other_y), max(one_x, other_x), max(one_y, other_y)


def crop_box(page: PageObject) -> Box:
    """Return the part of a page that is shown, as the reader counts: page 0, left, top, right, bottom."""
    left, bottom, right, top = _media_box(page)
    turned = page.rotation % 360
    across, up = (bottom, left) if turned in (90, 270) else (left, bottom)
    height = right - left if turned in (90, 270) else top - bottom
    crop = tuple(float(one) for one in page.cropbox)
    points = []
    for x, y in ((crop[0], crop[1]), (crop[2], crop[3])):
        shown_x, shown_y = {
            90: (y - bottom, right - x),
            180: (right - x, top - y),
            270: (top - y, x - left),
        }.get(turned, (x - left, y - bottom))
        points.append((shown_x + across, height - up - shown_y))
    (one_x, one_y), (other_x, other_y) = points
    return 0, min(one_x, other_x), min(one_y, other_y), max(one_x, other_x), max(one_y, other_y)
