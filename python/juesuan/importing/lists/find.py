"""Where lists stand on a sheet: their rows are taken out, what is left is looked through for tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from juesuan.book.grid import GridSource
from juesuan.book.naming import plain
from juesuan.book.sheets import CONTENTS, COVER
from juesuan.findings import Finding, Level
from juesuan.importing.grid import Grid
from juesuan.importing.heads import units
from juesuan.importing.layouts import load_layouts
from juesuan.importing.lists import values
from juesuan.importing.lists.form import FormReader
from juesuan.importing.lists.known import ITEMS, Known, known_to, with_rows
from juesuan.importing.lists.model import FoundList, FoundLists, ListRow
from juesuan.importing.lists.regions import ABOVE, Region, RegionFinder
from juesuan.importing.lists.rows import NO_UNIT, UNIT_REMEDY, UNITS, RowReader
from juesuan.importing.lists.sums import Checker, without_parents
from juesuan.importing.lists.traits import TRAITS
from juesuan.importing.lists.words import Family, load_words, unit_of
from juesuan.importing.model import SourceSheet, Unplaced
from juesuan.importing.telling import other_name
from juesuan.importing.titles import TitleBook
from juesuan.spec.model import Format

OWN_BOOK = "own-book"
"""The rule of the hint that a source is one of our own workbooks."""


class ListFinder:
    """Takes the lists out of sheets; ``book`` is the workbook that they are for."""

    def __init__(self, form: Format, book: GridSource | None = None, unit: str = "") -> None:
        self.form = form
        self.book = book
        self.unit = unit
        self.words = load_words(form)
        self.titles = TitleBook(form, load_layouts())
        self.known = known_to(form, book)
        self.own_files: list[str] = []
        sheets = (*form.sheets.before, *form.sheets.after)
        self._with_lists = {one.sheet for one in sheets if any(s.key in TRAITS for s in one.sections)}
        self._beside = {COVER, CONTENTS, *(one.sheet for one in sheets)}

    def take(self, sheet: SourceSheet) -> tuple[FoundLists, SourceSheet | None]:
        """Return the lists of a sheet and the sheet without them, None when nothing is left to look through."""
        beside = sheet.own and sheet.sheet in self._beside
        if sheet.own and sheet.file not in self.own_files:
            self.own_files.append(sheet.file)
        if beside and sheet.sheet not in self._with_lists:
            return FoundLists(), None
        taking = _Sheet(self, Grid(sheet))
        found = taking.read()
        if beside or not taking.taken:
            return found, None if beside else sheet
        rows = [() if number in taking.taken else row for number, row in enumerate(sheet.rows, 1)]
        left = replace(sheet, rows=rows)
        return found, left if any(any(one is not None for one in row) for row in rows) else None

    def known_by(self, family: Family) -> Known:
        """Return the codes and names that rows of a family can have."""
        return with_rows(self.known, family, self.book)

    def hints(self) -> Iterator[Finding]:
        """Tell what of our own workbooks is not imported."""
        for file in self.own_files:
            message = f"来源 {file} 是决算簿的工作簿，封面、核对数、上年数、审核结果等页没有导入，"
            yield Finding(
                OWN_BOOK, Level.HINT, "", "", message, "请核对是否需要；核对数由各表的合计重新列出。"
            )


class _Sheet:
    """One sheet on its way."""

    def __init__(self, finder: ListFinder, grid: Grid) -> None:
        self.finder = finder
        self.grid = grid
        self.words = finder.words
        self.taken: set[int] = set()
        self.bodies: set[int] = set()
        self.lists: list[FoundList] = []
        self.unplaced: list[Unplaced] = []
        self.findings: list[Finding] = []

    def read(self) -> FoundLists:
        regions = RegionFinder(self.grid, self.finder.titles, self.words, self.finder.known_by).find()
        self.bodies = {row for one in regions for row in range(one.row, one.end + 1)}
        for group in _groups(regions):
            if group[0].head is None:
                self._form(group[0])
            else:
                self._list(group)
        for one in regions:
            self.taken.update(range(one.top, one.end + 1))
        return FoundLists(tuple(self.lists), tuple(self.unplaced), tuple(self.findings))

    def _unit(self, start: Region) -> str:
        """The unit that is stated nearest above a header, in no other list; our own lists are in 万元."""
        own = start.head is not None and start.head.own
        for row in range(start.row - 1, 0, -1):
            found = self._stated(row) if row not in self.bodies else ""
            if found and (not own or row >= start.row - ABOVE):
                return found
        return UNITS[0] if own else self.finder.unit

    def _stated(self, row: int) -> str:
        """The unit that a row states: in so many words, or a heading at its end."""
        texts = self.grid.texts(row)
        heading = unit_of(texts[0]) if len(texts) == 1 else ""
        return next(iter(units(texts)), heading)

    def _list(self, pages: Sequence[Region]) -> None:
        head = pages[0].head
        if head is None:
            return
        reader = RowReader(self.grid, head, self.words, self.finder.known_by(head.family), "")
        for page in pages:
            unit = self._unit(page)
            reader.unit = unit if unit in UNITS else ""
            reader.read(page.rows)
            reader.unplaced += reader.unknown_columns(page.rows)
            self._asides(reader, page.rows)
        self._keep(reader, whole=head.family.key == "facts")

    def _asides(self, reader: RowReader, rows: Sequence[int]) -> None:
        """One hint for the columns that the list has no place for and that nobody misses."""
        head = reader.head
        held = [c for c in head.aside if any(self.grid.value(row, c) is not None for row in rows)]
        if not held:
            return
        names = "”“".join(head.labels[c] for c in held)
        source = self.grid.source
        message = f"清单 {source.file}“{source.sheet}”的“{names}”栏，本簿的清单没有，没有导入，"
        self.findings.append(
            Finding("list-aside", Level.HINT, "", "", message, "请确认不需要；需要的内容请写在“说明”栏。")
        )

    def _keep(self, reader: RowReader, *, whole: bool) -> None:
        rows, parents = without_parents(reader.found)
        self.unplaced += reader.unplaced
        place = reader.no_unit
        if place is not None:
            what = "金额没有导入" if whole else "这张清单没有导入"
            text = values.show(reader.grid.value(place.row, place.column))
            self.unplaced.append(Unplaced(place, text, f"{NO_UNIT}，{what}", UNIT_REMEDY))
            if not whole:
                return
        elif not reader.unplaced:
            self.findings += Checker(rows, reader.sums, parents).findings()
        self.findings += _other_names(rows, reader.known)
        rows = [row for row in rows if len(row.cells) > 1]
        fields = frozenset({*reader.head.columns, "code", *(key for row in rows for key in row.cells)})
        if rows:
            self.lists.append(FoundList(rows[0].place, fields, tuple(rows)))

    def _form(self, start: Region) -> None:
        cells = (self.grid.value(row, c) for row in start.rows for c in self.grid.filled(row))
        stated = (unit_of(one) for one in cells if isinstance(one, str))
        unit = next((one for one in (*map(self._stated, start.rows), *stated) if one), "")
        form = FormReader(self.grid, self.words, unit or self._unit(start)).read(start.row, start.end)
        if form is None:
            return
        self.unplaced += form.unplaced
        self.findings += form.findings
        if form.rows:
            fields = frozenset(key for row in form.rows for key in row.cells)
            self.lists.append(FoundList(form.rows[0].place, fields, form.rows))
        if form.head is not None:
            given = {"project": form.project}
            reader = RowReader(self.grid, form.head, self.words, self.finder.known, unit, given)
            rows = range(form.head.rows[-1] + 1, start.end + 1)
            reader.read(rows)
            reader.unplaced += reader.unknown_columns(rows)
            self._keep(reader, whole=False)


def _groups(regions: Sequence[Region]) -> Iterator[list[Region]]:
    """Join the pages of one list: the same header again."""
    group: list[Region] = []
    for one in regions:
        last = group[-1].head if group else None
        same = one.head is not None and last is not None and one.head.family is last.family
        if same and one.head is not None and last is not None and one.head.columns == last.columns:
            group.append(one)
            continue
        if group:
            yield group
        group = [one]
    if group:
        yield group


def _other_names(rows: Sequence[ListRow], known: Known) -> Iterator[Finding]:
    for row in rows:
        code, name = (str(row.value(key) or "") for key in ("code", "name"))
        ours = known.codes.get(code, "") if row.list == ITEMS else ""
        if ours and plain(name) != plain(ours):
            yield other_name(code, name, ours)
