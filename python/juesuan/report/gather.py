"""From an open workbook to the pieces of its report, in the order of 情况说明; what cannot go in is a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from juesuan.analysis.analyse import Analysed
from juesuan.book.chart_blocks import AMOUNT, CHART_DATA, LABEL
from juesuan.book.facts import Facts, Project
from juesuan.book.grid import GridSource
from juesuan.book.layout import address
from juesuan.book.read import ReadBook
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.findings import Finding, Level
from juesuan.report.forms import form_table
from juesuan.report.pieces import Attached, Chart, Figure, Form, Front, Heading, Official, Piece, Report, Text
from juesuan.report.rows import LEVELS, Adopted, adopted_rows
from juesuan.report.tables import table_text
from juesuan.report.xml import ILLEGAL
from juesuan.spec.model import Cell, Format

TITLE = "title"
UNKNOWN_PROJECT = "（“绩效”中没有这个项目，没有表格。）"
NOTHING = "无。"
"""What stands in a part of the report that has nothing in it, such as 附件 of a unit without any."""
NO_ATTACHMENT = "【待填写：请在“附件”写出这个附件的正文，或者要插入的 Word 文件。】"


@dataclass
class Gathered:
    """``findings``: texts with characters that no document can hold, each with its cell."""

    report: Report
    findings: list[Finding] = field(default_factory=list)
    rows: tuple[tuple[Adopted, tuple[Piece, ...]], ...] = ()
    """The rows of 情况说明 and what each of them became; the title page is no piece."""


@dataclass(frozen=True)
class Book:
    """All that a report is made of: the workbook as read, its analysis, the amounts as they stand in 分."""

    source: GridSource
    read: ReadBook
    analysed: Analysed
    values: Mapping[Cell, int]
    section: SectionLayout
    folder: Path
    """Where a file is looked for that the workbook names without a folder."""

    @property
    def form(self) -> Format:
        """The format of the workbook."""
        return self.read.accounts.format

    @property
    def facts(self) -> Facts:
        """What the lists beside the tables say."""
        return self.analysed.numbers.facts


def gather(book: Book, day: date, *, draft: bool = False) -> Gathered:
    """Return the report of a workbook; ``day`` gives the line of the date."""
    gatherer = _Gatherer(book)
    rows: list[tuple[Adopted, tuple[Piece, ...]]] = []
    front = None
    for row in adopted_rows(book.source, book.section, book.form):
        gatherer.check(row.text, book.section.sheet, row.cell)
        if row.name == TITLE and front is None:
            front = gatherer.front(row.text, day, draft=draft)
            rows.append((row, ()))
        else:
            rows.append((row, tuple(gatherer.pieces(row))))
    rows = list(_no_empty_parts(rows))
    front = front or gatherer.front("", day, draft=draft)
    pieces = tuple(piece for _, made in rows for piece in made)
    report = Report(front, pieces, f"{front.unit}{front.title}")
    return Gathered(report, gatherer.findings, tuple(rows))


def _no_empty_parts(
    rows: Sequence[tuple[Adopted, tuple[Piece, ...]]],
) -> Iterator[tuple[Adopted, tuple[Piece, ...]]]:
    """Yield the rows; a part or an attachment with nothing in it says so: a title alone looks like a mistake."""
    for number, (row, made) in enumerate(rows):
        following = next((one for _, more in rows[number + 1 :] for one in more), None)
        yield row, (*made, *(_filler(made[-1], following) if made else ()))


def _filler(last: Piece, following: Piece | None) -> Iterator[Text]:
    """Yield what stands behind a title that nothing of its own follows."""
    if _is_part(last) and (following is None or _is_part(following)):
        yield Text(NOTHING, aside=True)
    elif isinstance(last, Heading) and last.attached and isinstance(following, Heading | Official | None):
        yield Text(NO_ATTACHMENT, missing=True, aside=True)


def _is_part(piece: Piece) -> bool:
    return isinstance(piece, Heading) and piece.level == 1


class _Gatherer:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.form = book.form
        self.info = book.read.accounts.info
        self.findings: list[Finding] = []
        self.projects = _projects(book.facts)
        self.sections = all_sections(book.form)

    def check(self, text: str, sheet: str, cell: str) -> None:
        found = ILLEGAL.search(text)
        if found is not None:
            message = f"第{found.start() + 1}个字符是Word文件不能存放的控制字符（U+{ord(found[0]):04X}），"
            self.findings.append(
                Finding(
                    "bad-character", Level.ERROR, sheet, cell, message, "请删去这个字符，或重新录入这段文字。"
                )
            )

    def front(self, text: str, day: date, *, draft: bool) -> Front:
        """Return the title page: the unit on one line, the rest of the title on the next."""
        unit = self.info.get("unit_name", "").strip()
        year = self.info.get("year", "").strip() or str(self.form.year)
        whole = " ".join(text.split("\n")) or f"{unit}{year}年度部门决算"
        mine = bool(unit) and whole.startswith(unit) and len(whole) > len(unit)
        title = whole[len(unit) :] if mine else whole
        return Front(unit if mine else "", title.strip(), f"{day.year}年{day.month}月", draft)

    def pieces(self, row: Adopted) -> Iterator[Piece]:
        if row.missing and row.kind != "attachment":
            yield Text(f"【待填写：{row.missing}】", missing=True)
        elif row.kind in LEVELS and row.name and self._each(row) == ("tables",):
            yield from self._table(row)
        elif row.kind in LEVELS:
            attached = bool(row.name) and self._each(row) == ("attachments",)
            yield Heading(row.text.strip(), LEVELS[row.kind], attached=attached)
        elif row.kind == "figure":
            yield self._figure(row)
        elif row.kind == "form":
            yield from self._form(row)
        elif row.kind == "attachment":
            yield from self._attachment(row)
        else:
            yield from _texts(row.text)

    def _each(self, row: Adopted) -> tuple[str, ...]:
        return next((tuple(one.each) for one in self.form.narrative.paragraphs if one.key == row.name), ())

    def _table(self, row: Adopted) -> Iterator[Piece]:
        tables = list(self.form)
        if not row.which.isdigit() or int(row.which) > len(tables):
            yield Heading(row.text.strip(), LEVELS[row.kind])
            return
        table = tables[int(row.which) - 1]
        layout, grid = self.book.read.layout[table.key], self.book.source.grid(table.sheet)
        known = self.book.read.places.get(table.key)
        places = dict(known.places) if known is not None else {}
        for at in places.values():
            for column in table.panels[0].columns:
                if not column.is_amount:
                    place = layout.column("", column.key)
                    self.check(grid.text(at, place), table.sheet, address(at, place))
        status = self.book.read.accounts.status.get(table.key, "")
        text = table_text(self.form, layout, places, self.book.values, grid, self.info, status)
        yield Official(row.text.strip(), text)

    def _figure(self, row: Adopted) -> Figure:
        key = row.key.rpartition(".")[2]
        known = self.form.analysis.charts.get(key)
        if known is None:
            return Figure(row.text, None, "没有这张图。")
        lines = [
            one
            for one in self.book.analysed.sheet.lines.get(CHART_DATA, {}).values()
            if one.key.rpartition(".")[0] == key
        ]
        labels = [str(one.fields[LABEL].value) for one in lines]
        amounts = [one.fields[AMOUNT].value for one in lines if AMOUNT in one.fields]
        drawn = [one for one in amounts if isinstance(one, int)]
        if len(drawn) != len(lines) or not lines:
            return Figure(row.text, None, labels[0] if labels else "两年的数都没有填报，没有画图。")
        if not any(drawn):
            return Figure(row.text, None, "两年都是零，没有可画的。")
        chart = Chart(key, known.title, tuple(labels), tuple(drawn), pie=bool(known.composition))
        return Figure(row.text, chart)

    def _form(self, row: Adopted) -> Iterator[Piece]:
        found = self.projects.get(row.which)
        if found is None:
            yield from _texts(row.text)
            yield Text(UNKNOWN_PROJECT, missing=True, aside=True)
            return
        indicators = [
            one for one in self.book.facts.indicators if one.project.strip() == found.project.strip()
        ]
        self._check_fields("projects", found, ("project", "objective", "result"))
        for one in indicators:
            self._check_fields("indicators", one, ("first", "second", "third", "unit", "target", "actual"))
        unit = self.info.get("unit_name", "").strip()
        yield Form(form_table(row.text, unit, found, indicators))

    def _check_fields(self, section: str, one: object, names: tuple[str, ...]) -> None:
        layout = self.sections[section]
        row = int(getattr(one, "row", 0))
        for name in names:
            self.check(str(getattr(one, name)), layout.sheet, address(row, layout.column(name)))

    def _attachment(self, row: Adopted) -> Iterator[Piece]:
        known = self.book.facts.attachments
        number = int(row.which) - 1 if row.which.isdigit() else len(known)
        one = known[number] if number < len(known) else None
        name = one.file.strip() if one is not None else ""
        if row.own or one is None or one.text.strip() or not name:
            yield from _texts(row.text)
        if one is not None and name:
            layout = self.sections["attachments"]
            path = self.book.folder / Path(name).expanduser()
            yield Attached(path, layout.sheet, address(one.row, layout.column("file")))


def _texts(text: str) -> Iterator[Text]:
    """Yield a text line by line: each is a paragraph."""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.strip():
            yield Text(line.strip(" \t\u3000"))


def _projects(facts: Facts) -> dict[str, Project]:
    """Return the projects by what names them in the key of a row; a name that stands twice carries its place."""
    found: dict[str, Project] = {}
    for place, one in enumerate(facts.projects, 1):
        name = one.project.strip() or str(place)
        found[name if name not in found else f"{name}.{place}"] = one
    return found
