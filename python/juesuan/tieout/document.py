"""A finished report as read from a file: paragraphs and tables in reading order, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["docx", "pdf", "txt"]
Box = tuple[int, float, float, float, float]
"""A piece of a PDF page: page from 1, left, top, right, bottom in points from the upper left corner."""

_NUMBERED = re.compile(
    r"\s*(?:第[一二三四五六七八九十\d]{1,3}部分|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}(?:、|[.．](?!\d)))"
)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. ``page`` is 0 where the file does not tell (Word); ``line`` is its number in the file, from 1.

    ``boxes`` has the place of every character of ``text`` in a PDF, and is empty elsewhere. ``mark`` is what the
    reader needs to find the paragraph again (the number of a Word paragraph in document order). ``level`` is that of
    a heading style, 0 where there is none.
    """

    text: str
    page: int = 0
    line: int = 0
    boxes: tuple[Box, ...] = ()
    mark: int = -1
    level: int = 0


@dataclass(frozen=True)
class RawTable:
    """A table as it stands: rows of cell texts, None where a merged cell goes on.

    ``merged`` are the areas of merged cells: first row, first column, last row, last column, from 0.
    """

    rows: tuple[tuple[str | None, ...], ...]
    page: int = 0
    line: int = 0
    boxes: tuple[tuple[Box | None, ...], ...] = ()
    marks: tuple[tuple[int, ...], ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()


Block = Paragraph | RawTable


@dataclass(frozen=True)
class Document:
    """``name`` is the file's name; ``notes`` are what a person should know of how the file was read."""

    kind: Kind
    name: str
    blocks: tuple[Block, ...]
    pages: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs outside tables."""
        return (one for one in self.blocks if isinstance(one, Paragraph))

    @property
    def tables(self) -> Iterator[RawTable]:
        """The tables."""
        return (one for one in self.blocks if isinstance(one, RawTable))

    @property
    def text(self) -> str:
        """All paragraphs, a line each."""
        return "\n".join(one.text for one in self.paragraphs)


def place_of(kind: Kind, block: Block) -> str:
    """Say in Chinese where a block stands."""
    if kind == "pdf":
        return f"第{block.page}页"
    return f"第{block.line}行" if kind == "txt" else f"第{block.line}段"


def clean_cells(rows: Sequence[Sequence[str | None]]) -> tuple[tuple[str | None, ...], ...]:
    """Return the rows of a table with the line breaks inside its cells taken out."""
    return tuple(
        tuple(None if cell is None else cell.replace("\n", "").strip() for cell in row) for row in rows
    )


def is_numbered(text: str) -> bool:
    """Tell whether a text starts with the number of a heading or of an item."""
    return _NUMBERED.match(text) is not None
