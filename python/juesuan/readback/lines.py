"""The paragraphs of both sides: those that 情况说明 gives, each with its row, and those that stand in a Word file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from juesuan.findings import StructureError
from juesuan.readback.align import Line, squeezed
from juesuan.report.document import DRAFT
from juesuan.report.gather import TITLE, Gathered
from juesuan.report.pieces import Attached, Figure, Form, Heading, Official, Piece, Text
from juesuan.tieout.document import Document, Paragraph
from juesuan.tieout.lexicon import load_lexicon
from juesuan.tieout.read_docx import read_docx
from juesuan.tieout.sections import located

DATE, CAPTION, NOTE, FILE, MARK = (
    "封面上的日期",
    "图的位置上的说明",
    "附表下面的注",
    "附件文件里的文字",
    "草稿的字样",
)
_DATE = re.compile(
    r"[\d〇零一二三四五六七八九十]{2,4}年[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?"
)
_CONTENTS = re.compile(r"目录")
MOST_FRONT = 80
"""The contents begin within so many paragraphs."""


@dataclass(frozen=True)
class Expected:
    """A paragraph that the report has. ``row``: the number of its row among the rows of 情况说明.

    ``other`` says what it is where no text of 情况说明 stands in it; ``row`` is then the row that it follows.
    """

    line: Line
    row: int
    other: str = ""


@dataclass(frozen=True)
class Found:
    """A paragraph of the Word file; ``title`` is the heading above it, ``front``: it stands before the first one."""

    line: Line
    paragraph: Paragraph
    title: str = ""
    front: bool = False


def expected_lines(gathered: Gathered) -> tuple[Expected, ...]:
    """Return the paragraphs of the report of a workbook, without contents and tables, in order."""
    return tuple(one for one in _expected(gathered) if squeezed(one.line.text))


def _expected(gathered: Gathered) -> Iterator[Expected]:
    title = next((n for n, (row, _) in enumerate(gathered.rows) if row.name == TITLE), None)
    if title is not None:
        front = gathered.report.front
        yield Expected(Line(front.unit), title)
        yield Expected(Line(front.title), title)
        yield Expected(Line(front.date), title, DATE)
    for number, (_, pieces) in enumerate(gathered.rows):
        for piece in pieces:
            yield from _of_piece(piece, number)


def _of_piece(piece: Piece, row: int) -> Iterator[Expected]:
    match piece:
        case Heading():
            yield Expected(Line(piece.text, heading=True), row)
        case Text():
            other = NOTE if piece.aside else ""
            yield Expected(Line(piece.text, open=piece.missing and not other), row, other)
        case Figure():
            yield Expected(Line(piece.why), row, CAPTION)
            yield Expected(Line(piece.caption), row)
        case Official():
            yield Expected(Line(piece.title, heading=True), row)
            yield from (Expected(Line(one), row, NOTE) for one in piece.text.notes)
        case Attached():
            yield from (Expected(Line(one), row, FILE) for one in _attached(piece.path))
        case Form():
            return


def _attached(path: Path) -> list[str]:
    """Return the paragraphs of a file that the report takes in; none where it cannot be read."""
    try:
        return [one.text for one in read_docx(path).paragraphs] if path.is_file() else []
    except StructureError:
        return []


def is_closed(pieces: Sequence[Piece]) -> bool:
    """Tell whether a row brings a table or a file: a text behind it may be part of that."""
    return any(isinstance(one, Attached | Official | Form) for one in pieces)


def found_lines(document: Document) -> tuple[Found, ...]:
    """Return the paragraphs of a report's front page and text; contents, tables and blank lines left out."""
    body = located(document, load_lexicon())
    front = list(_front(document)) if body else []
    last = front[-1].paragraph.line if front else 0
    return (
        *front,
        *(
            Found(
                Line(one.paragraph.text.strip(), heading=one.heading or one.paragraph.level > 0),
                one.paragraph,
                one.title,
                front=not one.path,
            )
            for one in body
            if one.paragraph.line > last
        ),
    )


def _front(document: Document) -> Iterator[Found]:
    """Yield the paragraphs before the contents; none where there are no contents."""
    heads = list(document.paragraphs)[:MOST_FRONT]
    end = next((n for n, one in enumerate(heads) if _CONTENTS.fullmatch(squeezed(one.text))), 0)
    for one in heads[:end]:
        if squeezed(one.text):
            yield Found(Line(one.text.strip()), one, "封面", front=True)


def is_free(text: str) -> bool:
    """Tell whether a paragraph of the front page is none of 情况说明: a date, the word for a draft."""
    bare = squeezed(text)
    return bare == squeezed(DRAFT) or _DATE.fullmatch(bare) is not None
