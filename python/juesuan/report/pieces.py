"""What a report is made of, before anything is written: titles, paragraphs, figures, tables, files of the user."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from juesuan.report.grid import Table
from juesuan.report.tables import TableText


@dataclass(frozen=True)
class Front:
    """The title page. ``draft``: marked as 草稿."""

    unit: str
    title: str
    date: str
    draft: bool = False


@dataclass(frozen=True)
class Heading:
    """``level`` 1 to 4: part, heading, subheading, minor; ``attached``: that of an attachment, which begins a page."""

    text: str
    level: int
    attached: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph. ``missing``: it says what is still to be written; ``aside``: it is no text of 情况说明."""

    text: str
    missing: bool = False
    aside: bool = False


@dataclass(frozen=True)
class Chart:
    """What a figure draws: texts beside slices or columns, amounts in 分."""

    key: str
    title: str
    labels: tuple[str, ...]
    amounts: tuple[int, ...]
    pie: bool


@dataclass(frozen=True)
class Figure:
    """A figure and the line below it; without ``chart`` the reason ``why`` nothing is drawn stands in its place."""

    caption: str
    chart: Chart | None
    why: str = ""


@dataclass(frozen=True)
class Form:
    """The form of a project: a native table, its title in the first row."""

    table: Table


@dataclass(frozen=True)
class Official:
    """An official table with its title."""

    title: str
    text: TableText


@dataclass(frozen=True)
class Attached:
    """A Word file of the user; ``place`` is the cell that names it."""

    path: Path
    sheet: str
    cell: str


Piece = Heading | Text | Figure | Form | Official | Attached


@dataclass(frozen=True)
class Report:
    """A whole report; ``subject`` names it in the properties of the document."""

    front: Front
    pieces: tuple[Piece, ...]
    subject: str = ""
