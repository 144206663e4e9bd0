"""The published form of one project: label beside value, or above it, with a table of indicators at its foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from juesuan import money
from juesuan.findings import Finding, Level
from juesuan.importing.grid import Grid
from juesuan.importing.labels import is_amount
from juesuan.importing.lists import values
from juesuan.importing.lists.heads import Head, find_head
from juesuan.importing.lists.model import Given, ListRow
from juesuan.importing.lists.values import RefusedError
from juesuan.importing.lists.words import Words, word
from juesuan.importing.model import Place, Unplaced

DEPTH = 30
"""The labels that make a form stand within so many rows."""
PROJECT, APPROPRIATION, OTHER, AROUND, ASIDE = "project", "appropriation", "other", "around", "aside"
MONEY = ("budget", "actual")
TEXTS = ("objective", "result", "effect", "problem", "remedy")
At = tuple[int, int]


def indicator_head(grid: Grid, row: int, words: Words) -> Head | None:
    """Return the header of the indicators of a form: it has no column for the project."""
    family = next((one for one in words.families if one.key == "indicators"), None)
    if family is None:
        return None
    needs = tuple(one for one in family.needs if PROJECT not in one)
    return find_head(grid, row, replace(words, families=(replace(family, needs=needs),)))


def project_label(grid: Grid, row: int, words: Words, bottom: int) -> int | None:
    """Return the column of the label 项目名称 with which a form begins in a row, None when none begins."""
    for column in grid.filled(row):
        if not isinstance(grid.value(row, column), str) or _key(grid, (row, column), words) != PROJECT:
            continue
        inside = range(row, min(bottom, row + DEPTH) + 1)
        cells = [(one, c) for one in inside if one <= grid.height for c in grid.filled(one)]
        labels = {_key(grid, at, words) for at in cells}
        if _value_at(grid, (row, column), words) and len(labels & {*MONEY, *TEXTS}) >= 2:
            return column
    return None


def _label(grid: Grid, at: At) -> tuple[str, str]:
    """Split a cell into a label and a value that stands behind a colon in the same cell."""
    value = grid.value(*at)
    text = value if isinstance(value, str) else ""
    head, mark, rest = text.replace("：", ":").partition(":")
    return (head, rest.strip()) if mark and not head.strip().startswith("其中") else (text, "")


def _key(grid: Grid, at: At, words: Words) -> str:
    found = words.form.get(word(grid.value(*at)))
    head, rest = _label(grid, at)
    return found or (words.form.get(word(head), "") if rest else "")


def _value_at(grid: Grid, at: At, words: Words) -> At | None:
    """Where the value of a label stands: in the same cell, to the right, or below when labels stand side by side."""
    row, column = at
    if _label(grid, at)[1] and word(grid.value(*at)) not in words.form:
        return at
    right = next((one for one in grid.filled(row) if one > column), None)
    if right is not None and not _key(grid, (row, right), words):
        return row, right
    below = row + 1
    if below <= grid.height and grid.value(below, column) is not None:
        return (below, column) if not _key(grid, (below, column), words) else None
    return None


@dataclass(frozen=True)
class Form:
    """What one form gives."""

    rows: tuple[ListRow, ...]
    head: Head | None
    project: Given
    unplaced: tuple[Unplaced, ...]
    findings: tuple[Finding, ...]


class FormReader:
    """Reads the labels of one form, from ``top`` to the header of its indicators or to ``bottom``."""

    def __init__(self, grid: Grid, words: Words, unit: str) -> None:
        self.grid = grid
        self.words = words
        self.unit = unit
        self.cells: dict[str, Given] = {}
        self.amounts: dict[str, int] = {}
        """Money by what it is, 其他资金 too: the list has no place for it."""
        self.unplaced: list[Unplaced] = []
        self.used: set[At] = set()
        self.columns: dict[str, int] = {}
        self.below: dict[str, int] = {}
        self.no_unit: Place | None = None

    def read(self, top: int, bottom: int) -> Form | None:
        """Return what the rows of a form say; None when it names no project."""
        head = next((one for row in range(top, bottom + 1) if (one := self._head(row))), None)
        last = head.rows[0] - 1 if head is not None else bottom
        for row in range(top, last + 1):
            for column in self.grid.filled(row):
                self._cell((row, column))
        project = self.cells.get(PROJECT)
        if project is None:
            return None
        self._leftovers(range(top, last + 1))
        if self.no_unit is not None:
            reason = "没有写明金额的单位是元还是万元，金额没有导入"
            remedy = "请在“预算执行情况”后写明（万元）或（元），或在命令中加 --unit 元（或万元）。"
            self.unplaced.append(Unplaced(self.no_unit, str(project.value), reason, remedy))
        found = ListRow("projects", project.place, dict(self.cells))
        rows = (found,) if len(self.cells) > 1 else ()
        return Form(rows, head, project, tuple(self.unplaced), tuple(self._funds()))

    def _head(self, row: int) -> Head | None:
        return indicator_head(self.grid, row, self.words) if self.grid.filled(row) else None

    def _cell(self, at: At) -> None:
        key = _key(self.grid, at, self.words)
        if not key or at in self.used:
            return
        self.used.add(at)
        if key in MONEY:
            self.columns[key] = at[1]
        if key == ASIDE:
            self.below[str(at)] = at[1]
            return
        if key in (APPROPRIATION, OTHER):
            self._share(at, key)
            return
        value_at = _value_at(self.grid, at, self.words)
        if value_at is None:
            return
        self.used.add(value_at)
        if key in MONEY and value_at[0] > at[0]:
            self.below[key] = at[1]
        if key != AROUND:
            self._put(key, value_at)

    def _share(self, at: At, key: str) -> None:
        """A part of the budget, or of what was spent: below the label of the whole, or in the columns of a table."""
        if self.below.keys() & set(MONEY):
            for whole in MONEY:
                place = (at[0], self.below.get(whole, 0))
                if self.grid.value(*place) is not None:
                    self.used.add(place)
                    self._part(whole, key, place)
            return
        whole = next((one for one in MONEY if self.columns.get(one) == at[1]), "")
        value_at = _value_at(self.grid, at, self.words)
        if not whole or value_at is None:
            return
        self.used.add(value_at)
        self._part(whole, key, value_at)

    def _part(self, whole: str, key: str, at: At) -> None:
        if key == APPROPRIATION:
            self._put(f"{whole}_appropriation", at)
        elif (amount := self._money(at)) is not None:
            self.amounts[f"{whole}_other"] = amount

    def _put(self, key: str, at: At) -> None:
        """Keep what a cell says, once."""
        value = self._money(at) if key.startswith(MONEY) else self._text(at)
        if value is None:
            return
        given = Given(value, self.grid.place(*at))
        if self.cells.setdefault(key, given) is not given:
            remedy = "请核对哪一个正确，删去另一个后再导入。"
            self._tell(at, "这一项前面已有一个数，这一格没有导入", remedy)
        elif isinstance(value, int):
            self.amounts[key] = value

    def _text(self, at: At) -> str | None:
        known = self.grid.source.percents
        try:
            return values.text(self._value(at), percent=None if known is None else at in known)
        except RefusedError as error:
            self._tell(at, error.reason, error.remedy)
            return None

    def _money(self, at: At) -> int | None:
        try:
            amount = values.amount(self._value(at), self.unit or "万元")
        except RefusedError as error:
            self._tell(at, error.reason, error.remedy)
            return None
        if amount and not self.unit:
            self.no_unit = self.no_unit or self.grid.place(*at)
            return None
        return amount

    def _value(self, at: At) -> object:
        """The value of a cell, without the label that stands in it too."""
        value = self.grid.value(*at)
        return _label(self.grid, at)[1] or value if _key(self.grid, at, self.words) else value

    def _leftovers(self, rows: Sequence[int]) -> None:
        """Tell of values that stand beside no label that is known."""
        aside = {column for key, column in self.below.items() if key not in MONEY}
        for row in rows:
            columns = self.grid.filled(row)
            for column in columns[1:]:
                at = (row, column)
                skip = at in self.used or column in aside or _key(self.grid, at, self.words)
                if not skip and (
                    is_amount(self.grid.value(*at)) or (row, _before(columns, column)) not in self.used
                ):
                    self._tell(at, "认不出这一格是什么", "请核对它左边或上边的名称；不需要导入的不必处理。")

    def _tell(self, at: At, reason: str, remedy: str) -> None:
        self.unplaced.append(
            Unplaced(self.grid.place(*at), values.show(self.grid.value(*at)), reason, remedy)
        )

    def _funds(self) -> Iterator[Finding]:
        """The whole has to be 财政拨款 and other money."""
        for whole, name in {"budget": "预算数", "actual": "执行数"}.items():
            keys = (whole, f"{whole}_appropriation", f"{whole}_other")
            if any(key not in self.amounts for key in keys):
                continue
            printed, *parts = (self.amounts[key] for key in keys)
            if printed == sum(parts):
                continue
            told = [money.format_wan(one, None) for one in (printed, sum(parts))]
            message = (
                f"{self.cells[whole].place} 的{name}是{told[0]}万元，财政拨款与其他资金相加为{told[1]}万元，"
            )
            yield Finding(
                "list-total", Level.EXPLAIN, "", "", message, "请核对这三个数。",
                expected=printed, actual=sum(parts), difference=printed - sum(parts),
            )  # fmt: skip


def _before(columns: Sequence[int], column: int) -> int:
    return columns[columns.index(column) - 1]
