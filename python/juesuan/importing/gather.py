"""All sheets, block by block: which table each belongs to, with its lines, its unit, and what its head says.

A block without a title goes on with the table before it when its header, or its rows, are that table's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from juesuan.book.naming import shown
from juesuan.importing.grid import Grid
from juesuan.importing.heads import UNITS, is_meta, stated_units, unit_in_label, unit_name, year
from juesuan.importing.labels import is_amount, norm, squeeze
from juesuan.importing.layouts import LayoutFile, Layouts
from juesuan.importing.lines import Line, lines
from juesuan.importing.model import Place, SourceSheet, Unplaced
from juesuan.importing.rowkeys import RowFinder, code_names
from juesuan.importing.sections import Section, TableBook, is_complete, moved, sections, table_book
from juesuan.importing.titles import Block, Title, TitleBook, blocks, find_titles
from juesuan.spec.model import Format

_FOREIGN = "这张表不在本套公开表中"
_NO_HEADER = "认不出这张表的表头，整张表没有导入"
_NO_ROWS = "认不出这一部分的表头，其下各行没有导入"
_NO_TITLE = "没有找到表的标题，也不是上一张表的续页"
_RATIO = 0.6


@dataclass
class Gathered:
    """What all blocks of one table gave."""

    book: TableBook
    title: str
    place: Place
    lines: list[Line] = field(default_factory=list)
    sheets: dict[tuple[str, str], None] = field(default_factory=dict)
    unit: str = ""
    empty: bool = False
    last: Section | None = None


def gather(
    form: Format, layouts: Layouts, sheets: Sequence[SourceSheet], *, open_codes: bool = False
) -> tuple[dict[str, Gathered], dict[str, str], list[Unplaced]]:
    """Return what was found of each table, what the heads say, and what belongs to none."""
    gatherer = _Gatherer(form, layouts, open_codes=open_codes)
    for sheet in sheets:
        gatherer.sheet(sheet)
    return gatherer.found, gatherer.info, gatherer.unplaced


class _Gatherer:
    def __init__(self, form: Format, layouts: Layouts, *, open_codes: bool) -> None:
        self.form = form
        self.layouts = layouts
        self.open_codes = open_codes
        self.titles = TitleBook(form, layouts)
        self.found: dict[str, Gathered] = {}
        self.info: dict[str, str] = {}
        self.unplaced: list[Unplaced] = []
        self.current: Gathered | None = None
        self._file_units: dict[str, str] = {}
        self._books: dict[tuple[str, str], TableBook] = {}

    def sheet(self, sheet: SourceSheet) -> None:
        """Take in one sheet."""
        grid = Grid(sheet)
        titles = find_titles(grid, self.titles)
        above = ""
        if _is_contents(grid, titles):
            return
        for block in blocks(grid, titles):
            stated = self._unit(block)
            unit = stated or above or self._file_units.get(sheet.file, "")
            above = stated or above
            if block.title is None:
                self._untitled(block, unit, alone=not titles)
            elif block.title.table:
                self._titled(block, block.title, unit)
            else:
                self._foreign(block, block.title)
        if above and not any(_has_amounts(grid, row) for row in grid.rows()):
            self._file_units[sheet.file] = above  # a cover that states the unit of the tables behind it

    def _unit(self, block: Block) -> str:
        """The unit that a block states: around it, or in its header labels; "?" when it states two."""
        rows = range(block.top, block.bottom + 1)
        around = set(stated_units(block.grid, (row for row in rows if block.grid.filled(row))))
        if not around:
            cells = (block.grid.text(row, c) for row in rows for c in block.grid.filled(row))
            around = {one for one in map(unit_in_label, cells) if one}
        if len(around) > 1 or not around <= set(UNITS):
            return "?"
        return around.pop() if around else ""

    def _book(self, table: str, layout: LayoutFile | None) -> TableBook:
        key = table, layout.name if layout else ""
        if key not in self._books:
            one = self.form.tables[table]
            names = code_names(one, self.form.classification_of(one) if one.region else None)
            known = frozenset(map(norm, names.values()))
            self._books[key] = table_book(one, self.layouts, known, layout)
        return self._books[key]

    def _titled(self, block: Block, title: Title, unit: str) -> None:
        book = self._book(title.table, title.layout)
        cuts = sections(block.grid, block.body, book)
        gathered = self.found.get(title.table) or Gathered(book, shown(title.text), title.place)
        if cuts and self._take(gathered, cuts, block, unit):
            self.found[title.table] = self.current = gathered
            gathered.empty = gathered.empty or title.empty
            self._info(block)
            return
        if title.table not in self.found:
            self.current = None
        if any(_has_amounts(block.grid, row) for row in block.body):
            self._tell(title.place, title.text, _NO_HEADER, "请核对表头各栏名称，或手工录入这张表。")

    def _foreign(self, block: Block, title: Title) -> None:
        self.current = None
        if any(_has_amounts(block.grid, row) for row in block.body):
            layout = title.layout
            reason = f"{_FOREIGN}（{layout.name}）" if layout else _FOREIGN
            self._tell(title.place, title.text, reason, "请确认不需要导入；需要的数请手工录入。")

    def _untitled(self, block: Block, unit: str, *, alone: bool) -> None:
        rows = [row for row in block.grid.rows(block.top, block.bottom) if not is_meta(block.grid, row)]
        if alone and rows and self._by_name(block, unit):
            return
        if not any(_has_amounts(block.grid, row) for row in rows):
            self._info(block)
            return
        if self.current is not None:
            cuts = sections(block.grid, range(block.top, block.bottom + 1), self.current.book)
            first = cuts[0] if cuts else None
            fits = first is not None and (not first.header or is_complete(first, self.current.book))
            if fits and self._take(self.current, cuts, block, unit, strict=True):
                return
        self._tell(
            block.grid.place(rows[0], block.grid.filled(rows[0])[0]),
            str(block.grid.value(rows[0], block.grid.filled(rows[0])[0])),
            _NO_TITLE,
            "请在表的上方写上标题后再导入。",
        )

    def _by_name(self, block: Block, unit: str) -> bool:
        """The last resort: the sheet's name, or the file's, is a title or begins one; the header has to fit."""
        source = block.grid.source
        stem = source.file.rpartition("/")[2].rpartition(".")[0]
        for name in (source.sheet, stem):
            fitting: list[tuple[TableBook, list[Section]]] = []
            for table in self.titles.by_name(name):
                book = self._book(table, None)
                cuts = sections(block.grid, range(block.top, block.bottom + 1), book)
                if cuts and cuts[0].header and is_complete(cuts[0], book):
                    fitting.append((book, cuts))
            if len(fitting) == 1:
                book, cuts = fitting[0]
                key = book.table.key
                gathered = self.found.get(key) or Gathered(book, name, block.grid.place(1, 1))
                if self._take(gathered, cuts, block, unit):
                    self.found[key] = self.current = gathered
                    self._info(block)
                    return True
        return False

    def _take(
        self, gathered: Gathered, cuts: Sequence[Section], block: Block, unit: str, *, strict: bool = False
    ) -> bool:
        """Add the lines of a block; False when its header (or, without one, its rows) are not the table's."""
        found: list[Line] = []
        last = gathered.last
        for cut in cuts:
            section = cut if cut.header else self._continued(gathered, cut, last)
            if section is None:
                if strict or not (found or gathered.lines):
                    return False
                self._lost(cut)
                continue
            if not _has_roles(section, gathered.book):
                if strict or not (found or gathered.lines):
                    return False
                self._lost(section)
                continue
            found += lines(section, gathered.book)
            last = section
        own = self._unit(block) or gathered.unit or unit
        gathered.lines += [replace(one, unit=own) for one in found]
        gathered.unit = gathered.unit or own
        gathered.last = last
        gathered.sheets.setdefault((block.grid.source.file, block.grid.source.sheet), None)
        gathered.empty = gathered.empty or any(
            "无数据" in text for row in block.body for text in _texts(block, row)
        )
        return last is not None

    def _lost(self, section: Section) -> None:
        """Tell of rows whose header is not the table's, or that have none and are not its rows."""
        rows = [row for row in section.body if _has_amounts(section.grid, row)]
        if rows:
            at = (section.header or tuple(rows))[0]
            column = section.grid.filled(at)[0]
            text = str(section.grid.value(at, column))
            self._tell(
                section.grid.place(at, column), text, _NO_ROWS, "请核对表头各栏名称，或手工录入这一部分。"
            )

    def _continued(self, gathered: Gathered, cut: Section, last: Section | None) -> Section | None:
        """Read rows without header by the columns of the section before: where they stood, or moved sidewards."""
        if last is None or not last.groups:
            return None
        first = min(one.column for group in last.groups for one in group.columns)
        own = min(column for row in cut.body for column in cut.grid.filled(row))
        best: tuple[float, Section] | None = None
        for by in dict.fromkeys((0, own - first)):
            section = replace(cut, groups=moved(last.groups, by))
            share = self._known_share(gathered, section)
            if best is None or share > best[0]:
                best = share, section
        return best[1] if best and best[0] >= _RATIO else None

    def _known_share(self, gathered: Gathered, section: Section) -> float:
        table = gathered.book.table
        classification = self.form.classification_of(table) if table.region else None
        finder = RowFinder(table, self.layouts, classification, self.open_codes)
        candidates = [one for one in lines(section, gathered.book) if one.has_code or one.name or one.entries]
        named = [finder.find(one) for one in candidates]
        hits = sum(bool(one.row) for one in named)
        return hits / len(named) if named else 0.0

    def _info(self, block: Block) -> None:
        """Keep what the head says of the unit and the year; another year than before is told."""
        grid = block.grid
        for row in grid.rows(block.top, min(block.bottom, block.top + 8)):
            title_row = block.title is not None and row == block.title.top
            if not title_row and not is_meta(grid, row):
                continue
            if not self.info.get("unit_name") and (name := unit_name(_raw_texts(grid, row))):
                self.info["unit_name"] = name
            for column in grid.filled(row):
                found = year(grid.text(row, column))
                if found and self.info.setdefault("year", found) != found:
                    reason = f"这张表写的年度{found}与前面的{self.info['year']}不一致"
                    text = shown(grid.value(row, column))
                    self._tell(grid.place(row, column), text, reason, "请核对这张表是不是本年度的表。")

    def _tell(self, place: Place, text: str, reason: str, remedy: str) -> None:
        self.unplaced.append(Unplaced(place, shown(text), reason, remedy))


def _has_roles(section: Section, book: TableBook) -> bool:
    """Whether a header names at least one column of the table."""
    return any(
        any(book.column_of(panel, one.path) for panel in range(len(book.columns)))
        or _transposed(one.path, book)
        for group in section.groups
        for one in group.of("amount")
    )


def _transposed(path: Sequence[str], book: TableBook) -> bool:
    rows = list(book.table.fixed_rows.values())
    return len(rows) == 1 and not rows[0][1].label and any(one in book.columns[0].words() for one in path)


def _has_amounts(grid: Grid, row: int) -> bool:
    return any(is_amount(grid.value(row, column)) for column in grid.filled(row))


def _is_filled(grid: Grid, row: int) -> bool:
    """Whether a row holds amounts, and not just the number of a page behind an entry of a table of contents."""
    numbers = [squeeze(grid.value(row, c)) for c in grid.filled(row) if is_amount(grid.value(row, c))]
    return len(numbers) > 1 or any("." in one or "," in one for one in numbers)


def _is_contents(grid: Grid, titles: Sequence[Title]) -> bool:
    """Whether a sheet only lists titles: a table of contents, perhaps with page numbers."""
    rows = list(grid.rows())
    return (
        len(titles) >= 3
        and len(rows) <= 2 * len(titles) + 3
        and not any(_is_filled(grid, row) for row in rows)
    )


def _texts(block: Block, row: int) -> list[str]:
    return block.grid.texts(row) if 1 <= row <= block.grid.height else []


def _raw_texts(grid: Grid, row: int) -> list[str]:
    return [squeeze(grid.value(row, column)) for column in grid.filled(row)]
