"""Lines of one table -> figures, code rows and what could not be placed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from juesuan.book.naming import shown
from juesuan.importing.heads import UNITS
from juesuan.importing.labels import is_amount
from juesuan.importing.layouts import Layouts
from juesuan.importing.lines import Entry, Line
from juesuan.importing.model import Figure, Place, Unplaced
from juesuan.importing.rowkeys import Named, RowFinder
from juesuan.importing.sections import TableBook
from juesuan.money import MoneyError, Unit, format_wan, parse
from juesuan.spec.classification import Classification
from juesuan.spec.model import Cell

STEP_WAN = 10_000
STEP_FEN = 1


@dataclass
class Placed:
    """What the lines of one table gave."""

    figures: dict[Cell, Figure] = field(default_factory=dict)
    rows: dict[str, None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    exact: bool = False

    @property
    def step(self) -> int:
        """What the figures were rounded to."""
        return STEP_FEN if self.exact else STEP_WAN


@dataclass
class Placer:
    """Places the lines of one table in the order of the source."""

    book: TableBook
    layouts: Layouts
    classification: Classification | None
    open_codes: bool = False

    def place(self, lines: Iterable[Line]) -> Placed:
        """Return what the lines give."""
        placed = Placed()
        finder = RowFinder(self.book.table, self.layouts, self.classification, self.open_codes)
        set_aside: dict[tuple[str, str, int], list[Entry]] = {}
        for line in lines:
            named = finder.find(line)
            if named.row:
                self._note_row(line, named, placed)
            for entry in line.entries:
                if entry.aside and not is_amount(entry.value):
                    continue
                if entry.aside:
                    set_aside.setdefault(
                        (entry.place.file, entry.place.sheet, entry.place.column), []
                    ).append(entry)
                else:
                    self._entry(line, named, entry, placed)
        placed.unplaced += [one for one in map(_set_aside, set_aside.values()) if one]
        return placed

    def _note_row(self, line: Line, named: Named, placed: Placed) -> None:
        if not named.code or (self.book.table.region is None and not self.open_codes):
            return
        if self.book.table.region is not None:
            placed.rows.setdefault(named.row, None)
        if line.name and named.row == named.code:
            placed.names.setdefault(named.code, line.name)

    def _entry(self, line: Line, named: Named, entry: Entry, placed: Placed) -> None:
        try:
            amount = _amount(entry.value, line.unit)
        except MoneyError as error:
            if named.row or named.reason:
                placed.unplaced.append(_unreadable(entry, error))
            return
        if amount is None:
            return
        column = self._by_line(line, named, entry) or entry.columns[named.panel]
        if named.row and column:
            self._put(Cell(self.book.table.key, named.row, column), amount, line.unit, entry, placed)
        elif amount:
            placed.unplaced.append(self._homeless(named, entry))

    def _by_line(self, line: Line, named: Named, entry: Entry) -> str | None:
        """The column when the row's name is part of its label: 三公经费 with one item a row."""
        found = self.book.table.fixed_rows.get(named.row)
        if found is None or found[1].label or line.label not in self.book.columns[named.panel].words():
            return None
        return self.book.column_of(named.panel, (line.label, *entry.path))

    def _put(self, cell: Cell, amount: int, unit: str, entry: Entry, placed: Placed) -> None:
        known = placed.figures.get(cell)
        if known is None:
            placed.figures[cell] = Figure(cell, amount, entry.place)
            placed.exact = placed.exact or unit != Unit.WAN.value or amount % STEP_WAN != 0
        elif known.amount != amount:
            reason = f"同一格已有另一个数{format_wan(known.amount, None)}万元（{known.place}），两数不一致"
            placed.unplaced.append(
                Unplaced(entry.place, shown(entry.value), reason, "请核对哪个数正确，删去另一个后再导入。")
            )

    def _homeless(self, named: Named, entry: Entry) -> Unplaced:
        reason, remedy = named.reason, named.remedy
        if not reason and not named.row:
            reason, remedy = "这一行没有可以识别的名称", "请补上这一行的名称或编码后再导入。"
        elif not reason:
            title = "—".join(entry.path)
            said = f"“{self.book.table.title}”没有“{title}”这一栏" if title else "这一栏没有表头"
            reason, remedy = said, "请核对表头文字，或手工录入这个数。"
        return Unplaced(entry.place, shown(entry.value), reason, remedy)


def _amount(value: object, unit: str) -> int | None:
    if isinstance(value, str) and value.lstrip().startswith("="):
        raise MoneyError("公式没有保存计算结果")
    return parse(value, Unit(unit) if unit in UNITS else Unit.YUAN)


def _unreadable(entry: Entry, error: MoneyError) -> Unplaced:
    if isinstance(entry.value, str) and entry.value.lstrip().startswith("="):
        remedy = "请在 Excel 或 WPS 中打开并保存来源文件后再导入。"
        return Unplaced(entry.place, shown(entry.value), str(error), remedy)
    reason = str(error).partition("，请")[0]
    return Unplaced(entry.place, shown(entry.value), reason, "请在来源中改成数字后再导入，或手工录入。")


def _set_aside(entries: Sequence[Entry]) -> Unplaced | None:
    """One notice for a column that the public table does not have by declaration."""
    nonzero = [one for one in entries if _is_nonzero(one.value)]
    if not nonzero:
        return None
    first: Place = nonzero[0].place
    reason = f"公开表没有“{'—'.join(nonzero[0].path)}”这一栏，{len(nonzero)}个数没有导入"
    return Unplaced(first, shown(nonzero[0].value), reason, "请确认不需要这一栏；需要时手工录入。")


def _is_nonzero(value: object) -> bool:
    try:
        return bool(_amount(value, ""))
    except MoneyError:
        return True
