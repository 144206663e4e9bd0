"""One list of the workbook during an import: which row is meant, what is written, what a person is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from juesuan import money
from juesuan.book.layout import address
from juesuan.book.naming import plain, shown
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import SectionLayout
from juesuan.findings import Finding, Level
from juesuan.importing.labels import norm
from juesuan.importing.lists.model import FoundList, Given, ListRow, Value
from juesuan.importing.lists.traits import TRAITS, Trait
from juesuan.importing.model import Unplaced
from juesuan.money import MoneyError
from juesuan.template.entries import EXCEL_EPOCH, full, put_entry
from juesuan.template.lists import ListEdits

MEASURE = "measure"


@dataclass(frozen=True)
class Written:
    """A cell that changes."""

    sheet: str
    cell: str
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class ImportedList:
    """What came of one list: rows that were added, that changed, that stood there just so."""

    list: str
    sheet: str
    title: str
    added: int = 0
    changed: int = 0
    same: int = 0

    def __str__(self) -> str:
        counts = {"新增": self.added, "改动": self.changed, "与本簿相同": self.same}
        told = "，".join(f"{name}{number}行" for name, number in counts.items() if number)
        where = self.sheet if self.title == self.sheet else f"{self.sheet}·{self.title}"
        return f"{where}：{told}"


@dataclass
class _Slot:
    """A row of the workbook's list: what stands there, and what was given for it."""

    row: int
    ident: dict[str, str]
    added: bool = False
    given: dict[str, Given] = field(default_factory=dict)


class Board:
    """One list of the workbook; ``words`` are how it spells the measures of 变动原因."""

    def __init__(self, edits: ListEdits, section: SectionLayout, words: Mapping[str, str]) -> None:
        self.edits = edits
        self.section = section
        self.words = words
        self.trait: Trait = TRAITS[section.section.key]
        self.kinds = {one.key: one.kind for one in section.section.columns}
        self.grid = edits.source.grid(section.sheet)
        self.first, self.last = entry_rows(edits.source, section)
        typed = [section.column(key) for key, kind in self.kinds.items() if kind != "derived"]
        rows = range(self.first, self.last + 1)
        taken = [row for row in rows if any(self._holds(row, column) for column in typed)]
        self.slots = [_Slot(row, self._standing(row)) for row in taken]
        behind = max(taken, default=self.first - 1) + 1
        free = [*range(behind, self.last + 1), *(row for row in rows if row < behind and row not in taken)]
        self.free = iter(free)
        self.missing = 0
        self.changes: list[Written] = []
        self.unplaced: list[Unplaced] = []
        self._changed: set[int] = set()

    # which row

    def enter(self, found: FoundList, rows: Sequence[ListRow]) -> None:
        """Take in the rows of one list of a source."""
        keys = tuple(key for key in self.trait.identity if key in found.fields)
        waiting: dict[tuple[str, ...], list[_Slot]] = {}
        for slot in self.slots:
            waiting.setdefault(tuple(slot.ident.get(key, "") for key in keys), []).append(slot)
        named = [(row, self._ident(row)) for row in rows]
        left = Counter(tuple(ident[key] for key in keys) for _, ident in named)
        for row, ident in named:
            called = tuple(ident[key] for key in keys)
            standing = waiting.setdefault(called, [])
            meant = self._pick(standing, row, left[called]) if standing else self._new(row, ident, standing)
            left[called] -= 1
            if meant is None:
                continue
            if self.trait.repeats:
                standing.remove(meant)
            self._give(meant, row)

    def _ident(self, row: ListRow) -> dict[str, str]:
        return {key: _plain(self._spelt(key, row.value(key))) for key in self.trait.identity}

    def _pick(self, standing: Sequence[_Slot], row: ListRow, left: int) -> _Slot | None:
        """The row that is meant; None, which is told, where several could be and none says just the same."""
        if not self.trait.repeats or len(standing) <= left:
            return standing[0]
        same = next((one for one in standing if self._says(one, row)), None)
        if same is None:
            reason = f"本簿有{len(standing)}行都是这个对象，看不出是哪一行"
            remedy = "请在清单中补上日期和人次，或手工改正本簿的那一行。"
            self.unplaced.append(Unplaced(row.place, shown(_text(row.value("subject"))), reason, remedy))
        return same

    def _says(self, slot: _Slot, row: ListRow) -> bool:
        return all(
            slot.given[key].value == given.value
            if key in slot.given
            else self._stands(slot.row, key, given.value)
            for key, given in row.cells.items()
        )

    def _new(self, row: ListRow, ident: dict[str, str], standing: list[_Slot]) -> _Slot | None:
        if self.trait.fixed:
            text = str(row.value("code"))
            reason, remedy = "本簿的清单里没有这一行", "请在本簿的清单中补上这个代号的行再导入。"
            self.unplaced.append(Unplaced(row.place, text, reason, remedy))
            return None
        at = next(self.free, 0)
        self.missing += not at
        slot = _Slot(at, ident, added=True)
        self.slots.append(slot)
        standing.append(slot)
        return slot

    def _give(self, slot: _Slot, row: ListRow) -> None:
        for key, given in row.cells.items():
            if key in self.kinds and self.kinds[key] != "derived":
                if key in self.trait.kept and key in slot.given:
                    continue
                before = slot.given.setdefault(key, given)
                if before.value != given.value:
                    reason = f"与 {before.place} 说的是同一行，内容却是“{self._shown(key, before.value)}”"
                    text = self._shown(key, given.value)
                    remedy = "请核对哪一个正确，删去另一个后再导入。"
                    self.unplaced.append(Unplaced(given.place, shown(text), reason, remedy))

    def full(self) -> list[Finding]:
        """The finding that the list has no room."""
        return [full(self.section, self.last, self.missing)] if self.missing else []

    def hints(self) -> Iterator[Finding]:
        """Yield what is worth a look: measures of 变动原因 that the drop-down list does not have."""
        column = self.section.column(MEASURE) if self.words else 0
        for slot in self.slots if self.words else ():
            given = slot.given.get(MEASURE)
            if given is not None and norm(given.value) not in self.words:
                message = f"指标“{shown(given.value)}”不在下拉列表中，"
                at = address(slot.row, column)
                remedy = "请改选列表中的指标，否则分析不会用到这个原因。"
                yield Finding("other-measure", Level.HINT, self.section.sheet, at, message, remedy)

    # what is written

    def put(self) -> None:
        """Put what was given into the edits, where it is not there already."""
        for slot in self.slots:
            entry: dict[str, object] = {}
            for key, given in slot.given.items():
                value = self._spelt(key, given.value)
                if key in self.trait.kept and self._holds(slot.row, self.section.column(key)):
                    continue
                if not self._stands(slot.row, key, value):
                    entry[key] = value
            if entry:
                self._changed.add(slot.row)
                self._note(slot, entry)
                put_entry(self.edits, self.section, slot.row, entry)

    def _note(self, slot: _Slot, entry: Mapping[str, object]) -> None:
        who = next(
            (_text(slot.given[k].value) for k in ("name", *self.trait.identity) if k in slot.given), ""
        )
        labels = {one.key: one.label for one in self.section.section.columns}
        for key, value in entry.items():
            column = self.section.column(key)
            old = self.grid.value(slot.row, column)
            cell, name = address(slot.row, column), f"{shown(who)}·{labels[key]}"
            read = self._read(slot.row, key)
            before = self._shown(key, old if read is None else read)
            self.changes.append(Written(self.section.sheet, cell, name, before, self._shown(key, value)))

    def told(self) -> ImportedList:
        """Return the counts."""
        given = [slot for slot in self.slots if slot.given]
        added = sum(slot.added for slot in given)
        changed = sum(not slot.added and slot.row in self._changed for slot in given)
        section = self.section
        title = section.section.heading.partition("、")[2].partition("（")[0] or section.sheet
        same = len(given) - added - changed
        return ImportedList(section.section.key, section.sheet, title, added, changed, same)

    # single cells

    def _standing(self, row: int) -> dict[str, str]:
        return {key: _plain(self._read(row, key)) for key in self.trait.identity}

    def _read(self, row: int, key: str) -> Value | None:
        """What a cell of the workbook says; None when blank, its text when it is not what its column wants."""
        value = self.grid.value(row, self.section.column(key))
        kind = self.kinds[key]
        if value is None:
            return None
        if kind == "money":
            calculated = (row, self.section.column(key)) in self.grid.formulas
            try:
                return money.parse(round(value, 6) if calculated and isinstance(value, float) else value)
            except MoneyError:
                return str(value)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, float | int) and kind == "date":
            return EXCEL_EPOCH + timedelta(days=int(value))
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return value if isinstance(value, int) and kind == "count" else str(value).strip()

    def _holds(self, row: int, column: int) -> bool:
        return self.grid.value(row, column) is not None or (row, column) in self.grid.formulas

    def _stands(self, row: int, key: str, value: Value) -> bool:
        found = self._read(row, key)
        if self.kinds[key] in ("money", "count"):
            return found == value
        return found is not None and _text(found) == _text(value)

    def _spelt(self, key: str, value: Value | None) -> Value:
        if key == MEASURE and isinstance(value, str):
            return self.words.get(norm(value), value)
        return "" if value is None else value

    def _shown(self, key: str, value: object) -> str:
        if self.kinds[key] == "money" and isinstance(value, int):
            return money.format_wan(value, None)
        return _text(value)


def _plain(value: object) -> str:
    return plain(_text(value))


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat()[:10] if isinstance(value, date) else str(value).strip()
