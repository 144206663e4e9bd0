"""PDF -> document: lines from the place of every character, paragraphs from the lines, ruled tables by their lines.

The digits of many of these files stand on another base line than the Chinese around them; a line is therefore what
overlaps in height, read from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from juesuan.findings import StructureError
from juesuan.tieout.document import Block, Box, Document, Paragraph, RawTable, clean_cells, is_numbered

if TYPE_CHECKING:
    from pdfplumber.page import Page

OVERLAP = 0.5
"""A character belongs to a line when so much of its height lies within it."""
INDENT = 0.7
SHORT = 2.5
"""In widths of a character: what starts a paragraph, and what ends one before the right edge."""
FAR = 2.2
"""In heights of a character: a gap between lines that parts paragraphs."""
_OF_ALL = re.compile(r"\d{1,4}(?:页[，,/]?共|[/／])\d{1,4}")
"""第3页共9页, 3/9 between their marks."""
EDGE = 2.0
"""In points: the lines of a table do not meet exactly."""
LONG = 20
"""So many characters have more than a heading."""
ENDS = "。！？；：:;"
LEAST_TEXT = 20
"""A page with fewer characters than this has no text to speak of."""
NO_TEXT = (
    "的页面上没有文字，像是扫描件或图片，无法核对。请用从 Word 或 WPS 另存得到的 PDF，或直接核对 Word 文件。"
)
LOCKED = "有打开密码，无法读取。请先取消密码再核对。"
BROKEN = "不是完整的 PDF 文件，无法读取。请重新导出后再核对。"


@dataclass
class _Line:
    page: int
    top: float
    bottom: float
    chars: list[dict[str, Any]] = field(default_factory=list)

    @property
    def left(self) -> float:
        return float(self.chars[0]["x0"])

    @property
    def right(self) -> float:
        return float(self.chars[-1]["x1"])

    @property
    def size(self) -> float:
        sizes = sorted(float(one["size"]) for one in self.chars)
        return sizes[len(sizes) // 2]

    @property
    def text(self) -> str:
        return "".join(one["text"] for one in self.chars)


def read_pdf(path: Path) -> Document:
    """Read a PDF file. Raises StructureError for what has a password, holds no text or is no PDF."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFSyntaxError
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as pdf:
            blocks, bare = _blocks(pdf.pages)
            count = len(pdf.pages)
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise StructureError("encrypted", f"“{path.name}”{LOCKED}") from error
        raise StructureError("not-pdf", f"“{path.name}”{BROKEN}") from error
    except PDFSyntaxError as error:
        raise StructureError("not-pdf", f"“{path.name}”{BROKEN}") from error
    if not blocks or len(bare) == count:
        raise StructureError("no-text", f"“{path.name}”{NO_TEXT}")
    notes: tuple[str, ...] = ()
    if bare:
        pages = "、".join(map(str, bare[:10])) + ("等" if len(bare) > 10 else "")
        notes = (f"第{pages}页（共{len(bare)}页）没有文字，可能是图片或扫描页，其中的数没有核对。",)
    return Document("pdf", path.name, tuple(blocks), count, notes)


def _blocks(pages: Sequence[Page]) -> tuple[list[Block], list[int]]:
    blocks: list[Block] = []
    bare = []
    for number, page in enumerate(pages, 1):
        upright = [one for one in page.chars if one.get("upright", True)]
        if len("".join(one["text"] for one in upright).strip()) < LEAST_TEXT and page.images:
            bare.append(number)
        blocks += _page(number, page, upright)
        page.close()
    return _joined(blocks), bare


def _page(number: int, page: Page, chars: list[dict[str, Any]]) -> list[Block]:
    tables = [one for one in page.find_tables() if len(one.rows) > 1 and any(map(_filled, one.extract()))]
    boxes = [one.bbox for one in tables]
    outside = [one for one in chars if not any(_within(one, box) for box in boxes)]
    pieces: list[tuple[float, Block]] = [(one.bbox[1], _table(number, one)) for one in tables]
    for paragraph, top in _paragraphs(number, _lines(number, outside), boxes):
        pieces.append((top, paragraph))
    return [block for _, block in sorted(pieces, key=lambda one: one[0])]


def _filled(row: Sequence[str | None]) -> bool:
    return any(row)


def _within(char: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _table(number: int, table: Any) -> RawTable:
    rows = clean_cells(table.extract())
    boxes = tuple(
        tuple(None if cell is None else _box(number, cell) for cell in row.cells) for row in table.rows
    )
    return RawTable(rows, page=number, line=number, boxes=boxes, merged=tuple(_merged(boxes)))


def _merged(boxes: Sequence[Sequence[Box | None]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the areas of merged cells: a cell reaches over every column and row that begins within it."""
    lefts: dict[int, float] = {}
    tops: dict[int, float] = {}
    cells = [(r, c, box) for r, row in enumerate(boxes) for c, box in enumerate(row) if box is not None]
    for row, column, box in cells:
        lefts[column] = min(box[1], lefts.get(column, box[1]))
        tops[row] = min(box[2], tops.get(row, box[2]))
    for row, column, box in cells:
        right = max(one for one, left in lefts.items() if left < box[3] - EDGE)
        bottom = max(one for one, top in tops.items() if top < box[4] - EDGE)
        if right > column or bottom > row:
            yield row, column, max(bottom, row), max(right, column)


def _box(number: int, cell: Sequence[float]) -> Box:
    left, top, right, bottom = map(float, cell)
    return number, left, top, right, bottom


def _lines(number: int, chars: list[dict[str, Any]]) -> list[_Line]:
    """Return the lines of a page from top to bottom: the tall characters make them, the others join."""
    lines: list[_Line] = []
    for char in sorted(chars, key=lambda one: (float(one["top"]), float(one["x0"]))):
        height = float(char["bottom"]) - float(char["top"])
        for line in reversed(lines[-4:]):
            common = min(line.bottom, float(char["bottom"])) - max(line.top, float(char["top"]))
            if common >= OVERLAP * min(height, line.bottom - line.top):
                line.chars.append(char)
                break
        else:
            lines.append(_Line(number, float(char["top"]), float(char["bottom"]), [char]))
    for line in lines:
        line.chars.sort(key=lambda one: float(one["x0"]))
        while line.chars and not line.chars[0]["text"].strip():
            line.chars.pop(0)
        while line.chars and not line.chars[-1]["text"].strip():
            line.chars.pop()
    return sorted((one for one in lines if one.chars), key=lambda one: one.top)


def _paragraphs(
    number: int, lines: list[_Line], tables: Sequence[tuple[float, float, float, float]]
) -> Iterator[tuple[Paragraph, float]]:
    if not lines:
        return
    left, right = min(one.left for one in lines), max(one.right for one in lines)
    group: list[_Line] = []
    for line in lines:
        if group and _starts(line, group[-1], left, right, tables):
            yield _paragraph(number, group), group[0].top
            group = []
        group.append(line)
    yield _paragraph(number, group), group[0].top


def _starts(
    line: _Line,
    before: _Line,
    left: float,
    right: float,
    tables: Sequence[tuple[float, float, float, float]],
) -> bool:
    """Tell whether a line starts a paragraph: lines end early inside one as well, before a word that is not parted."""
    size = max(line.size, before.size)
    if line.top - before.bottom > FAR * size:
        return True
    if any(before.bottom <= box[1] + 1 and box[3] <= line.bottom for box in tables):
        return True
    ended = before.text[-1] in ENDS
    short = before.right < right - SHORT * size
    indented = line.left > left + INDENT * size
    if indented or is_numbered(line.text):
        return ended or short
    return ended and short


def _paragraph(number: int, lines: list[_Line]) -> Paragraph:
    text, boxes = [], []
    for line in lines:
        for char in line.chars:
            box: Box = (
                number,
                float(char["x0"]),
                float(char["top"]),
                float(char["x1"]),
                float(char["bottom"]),
            )
            for letter in char["text"]:  # a ligature has several
                text.append(letter)
                boxes.append(box)
    return Paragraph("".join(text), page=number, line=number, boxes=tuple(boxes))


def _joined(blocks: list[Block]) -> list[Block]:
    """Drop page numbers; join a paragraph that goes on overleaf."""
    found: list[Block] = []
    for one in blocks:
        if isinstance(one, Paragraph) and _is_page_number(one.text):
            continue
        last = found[-1] if found else None
        if isinstance(one, Paragraph) and isinstance(last, Paragraph) and _goes_on(last, one):
            found[-1] = Paragraph(last.text + one.text, last.page, last.line, last.boxes + one.boxes)
        else:
            found.append(one)
    return found


def _goes_on(last: Paragraph, one: Paragraph) -> bool:
    overleaf = one.page == last.boxes[-1][0] + 1
    return overleaf and len(last.text) > LONG and last.text[-1] not in ENDS and not is_numbered(one.text)


def _is_page_number(text: str) -> bool:
    bare = re.sub(r"\s", "", text).strip("-—–－·第页共/")
    return (bare.isdigit() and len(bare) <= 4) or _OF_ALL.fullmatch(bare) is not None
