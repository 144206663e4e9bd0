"""The rows below a header: cells as they are meant, sums set aside, everything that cannot be read told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from juesuan.book.naming import plain, shown
from juesuan.book.sheets import SectionLayout
from juesuan.importing.grid import Grid
from juesuan.importing.labels import is_note, norm, split_code
from juesuan.importing.lists import values
from juesuan.importing.lists.heads import Head
from juesuan.importing.lists.known import ITEMS, Known
from juesuan.importing.lists.model import Given, ListRow, Value
from juesuan.importing.lists.traits import MARKS, TRAITS, Trait
from juesuan.importing.lists.values import RefusedError
from juesuan.importing.lists.words import Words, row_word, unit_of
from juesuan.importing.model import Place, Unplaced

UNITS = ("万元", "元")
NO_UNIT = "清单没有写明金额的单位是元还是万元"
UNIT_REMEDY = "请在金额的表头或清单上方写明“单位：元”或“单位：万元”，或在命令中加 --unit 元（或万元）。"
_BEHIND_TOTAL = re.compile(r"(?:\([^()]*\)|:)$")
_RATE = re.compile(r"[%％]|率|满意度|比例")
SEPARATOR = "，"


@dataclass(frozen=True)
class Sum:
    """A row that adds up others: ``codes`` of the rows, none: those above it."""

    row: int
    amounts: Mapping[str, Given]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Row:
    """A row of the sheet on its way."""

    row: int
    list: str
    trait: Trait
    layout: SectionLayout


class RowReader:
    """Reads the rows of one list one by one.

    ``unit`` is that of money whose column states none; ``given`` are cells that hold for all rows.
    """

    def __init__(  # noqa: PLR0913 - a list and what it is read with
        self,
        grid: Grid,
        head: Head,
        words: Words,
        known: Known,
        unit: str,
        given: Mapping[str, Given] | None = None,
    ) -> None:
        self.grid = grid
        self.head = head
        self.family = head.family
        self.words = words
        self.known = known
        self.unit = unit
        self.found: list[ListRow] = []
        self.sums: list[Sum] = []
        self.unplaced: list[Unplaced] = []
        self.no_unit: Place | None = None
        self._carried: dict[str, Given] = dict(given or {})
        self._layouts = {one.section.key: one for one in self.family.lists}

    def read(self, rows: Iterable[int]) -> None:
        """Read some rows."""
        for row in rows:
            if not self._skip(row) and (one := self._row(row)) is not None:
                self.found.append(one)

    # what is no entry

    def is_total(self, row: int) -> bool:
        """Whether a row says that it adds up others."""
        texts = (self.grid.text(row, column) for column in self.grid.filled(row))
        return any(_BEHIND_TOTAL.sub("", text) in self.words.totals for text in texts)

    def is_note(self, row: int) -> bool:
        """Whether a row holds only a note or signatures."""
        texts = self.grid.texts(row)
        return self.family.key != "attachments" and all(map(is_note, texts))

    def _skip(self, row: int) -> bool:
        if not self.grid.filled(row) or self.is_note(row):
            return True
        if self.is_total(row):
            if not self.family.named or ITEMS in self._layouts:
                self.sums.append(Sum(row, self._amounts(row)))
            return True
        codes = self.family.sums.get(row_word(self.value(row, "name") or ""))
        if codes is not None:
            self.sums.append(Sum(row, self._amounts(row), codes))
        return codes is not None

    def _amounts(self, row: int) -> dict[str, Given]:
        found: dict[str, Given] = {}
        for key in self.head.columns:
            kind = self.family.kind(key)
            if kind not in ("money", "count"):
                continue
            try:
                value = self._money(row, key) if kind == "money" else values.count(self.value(row, key))
            except RefusedError:
                continue
            if value is not None:
                found[key] = Given(value, self.place(row, key))
        return found

    # entries

    def _row(self, row: int) -> ListRow | None:
        if self.family.named:
            return self._named(row)
        layout = self.family.lists[0]
        return self._entry(_Row(row, layout.section.key, TRAITS[layout.section.key], layout), {})

    def _named(self, row: int) -> ListRow | None:
        code, name = plain(self.value(row, "code")), str(self.value(row, "name") or "").strip()
        others = [key for key in self.head.columns if key not in ("code", "name", "unit")]
        if all(self.value(row, key) is None for key in others):
            return None  # a prepared row that nobody filled, or a heading
        found = self.known.find(self.family, code, name)
        if found is None:
            reason = "本簿没有这个科目或项目" if ITEMS in self._layouts else "本簿的清单里没有这个项目"
            key = "name" if name and not code else "code"
            self._tell(row, key, reason, "请核对编码和名称；不需要导入的行不必处理。", code or name)
            return None
        key, own_code = found
        place = self.place(row, "code" if code else "name")
        given = {"code": Given(own_code, place)}
        if key == ITEMS:
            given["name"] = Given(split_code(name)[1] or self.known.codes.get(own_code, ""), place)
        layout = self._layouts[key]
        return self._entry(_Row(row, key, TRAITS[key], layout), given)

    def _entry(self, at: _Row, given: Mapping[str, Given]) -> ListRow | None:
        cells = dict(given)
        told = len(self.unplaced)
        refused: set[str] = set()
        for one in at.layout.section.columns:
            if one.key in self.head.columns and one.key not in given and one.kind != "derived":
                if at.trait.fixed and one.key == "name":
                    continue
                try:
                    value = self._cell(at, one.key, one.kind)
                except RefusedError as error:
                    refused.add(one.key)
                    self._tell(at.row, one.key, error.reason, error.remedy)
                    continue
                if value is not None:
                    cells[one.key] = Given(value, self.place(at.row, one.key))
        heads_rows = bool(cells) and cells.keys() <= set(at.trait.carried)
        if not cells and not refused:
            return None
        self._carry(at.trait, cells, refused)
        if refused & set(at.trait.identity):
            self._also(told, "，这一行没有导入")
            return None
        if heads_rows and not refused:
            return None  # what it says is carried into the rows below
        missing = next((one for one in at.trait.required if not _one_of(one, cells, refused)), None)
        if missing is not None:
            self._missing(at, missing)
            return None
        return ListRow(at.list, self.place(at.row, next(iter(self.head.columns))), cells)

    def _carry(self, trait: Trait, cells: dict[str, Given], refused: set[str]) -> None:
        """Fill what is as in the row above; below another project nothing of the former one goes on."""
        for number, key in enumerate(trait.carried):
            if key in cells or key in refused:
                if cells.get(key) != self._carried.get(key):
                    for later in trait.carried[number + 1 :]:
                        self._carried.pop(later, None)
                if key in cells:
                    self._carried[key] = cells[key]
                else:
                    self._carried.pop(key, None)
            elif key in self._carried and cells:
                cells[key] = self._carried[key]

    def _missing(self, at: _Row, wanted: tuple[str, ...]) -> None:
        labels = {one.key: one.label for one in at.layout.section.columns}
        names = "”或“".join(labels[key] for key in wanted[:3])
        column = next((key for key in wanted if key in self.head.columns), next(iter(self.head.columns)))
        filled = self.grid.filled(at.row)
        text = values.show(self.grid.value(at.row, filled[0])) if filled else ""
        self._tell(at.row, column, f"这一行没有“{names}”", "请补填后再导入；只是分类标题的行不必处理。", text)

    # single cells

    def value(self, row: int, key: str) -> object:
        """The value of a column; merged cells hold their text in every row."""
        column = self.head.columns.get(key)
        if column is None:
            return None
        if self.family.kind(key) in ("money", "count"):
            return self.grid.value(row, column)
        return self.grid.value(*self.grid.owner(row, column))

    def place(self, row: int, key: str) -> Place:
        """Where a cell stands."""
        return self.grid.place(row, self.head.columns.get(key, 1))

    def _cell(self, at: _Row, key: str, kind: str) -> Value | None:
        value = self.value(at.row, key)
        if kind == "money":
            return self._money(at.row, key)
        if kind == "count":
            return values.count(value)
        if kind == "date":
            return values.day(value)
        if key in MARKS and at.list == "managed":
            return values.mark(value, self.words)
        return self._joined(at.row, key, self._text(at.row, self.head.columns[key]))

    def _text(self, row: int, column: int) -> str | None:
        at = self.grid.owner(row, column)
        known = self.grid.source.percents
        rate = any(_RATE.search(text) for text in self.grid.texts(row))
        percent = None if known is None else at in known
        return values.text(self.grid.value(*at), percent=percent, rate=rate)

    def _joined(self, row: int, key: str, text: str | None) -> str | None:
        """A text with that of the columns behind it."""
        behind = [column for column, name in self.head.behind.items() if name == key]
        texts = [text, *(self._text(row, column) for column in behind)]
        return SEPARATOR.join(one for one in dict.fromkeys(texts) if one) or None

    def _money(self, row: int, key: str) -> int | None:
        value = self.value(row, key)
        unit = self._unit(row, key)
        amount = values.amount(value, unit or UNITS[0])
        if unit or not amount:
            return amount
        self.no_unit = self.no_unit or self.place(row, key)
        return None

    def _unit(self, row: int, key: str) -> str:
        column = self.head.columns.get(key, 0)
        stated = norm(self.value(row, "unit")) if self.family.key == "facts" else ""
        if stated.endswith("元") and stated not in UNITS:
            raise RefusedError(f"单位“{shown(stated)}”不是元或万元", "请把金额改成以元或万元为单位。")
        named = unit_of(self.value(row, "name")) if self.family.key == "facts" else ""
        own = stated if stated in UNITS else named
        return own or self.head.units.get(column, "") or self.unit

    # telling

    def _tell(self, row: int, key: str, reason: str, remedy: str, text: str | None = None) -> None:
        value = self.value(row, key)
        told = text if text is not None else values.show(value)
        self.unplaced.append(Unplaced(self.place(row, key), told, reason, remedy))

    def _also(self, since: int, more: str) -> None:
        self.unplaced[since:] = [
            Unplaced(one.place, one.text, one.reason + more, one.remedy) for one in self.unplaced[since:]
        ]

    def unknown_columns(self, rows: Iterable[int]) -> Iterator[Unplaced]:
        """Yield one notice for each column that the list does not have."""
        known = self.head.known
        held: dict[int, list[int]] = {}
        for row in rows:
            if self.is_total(row) or self.is_note(row):
                continue
            for column in self.grid.filled(row):
                if column not in known:
                    held.setdefault(column, []).append(row)
        for column, found in sorted(held.items()):
            name = self.head.labels.get(column, "")
            which = f"本簿的清单没有“{shown(name)}”这一栏" if name else "这一栏没有表头"
            reason = f"{which}，{len(found)}格没有导入"
            value = values.show(self.grid.value(found[0], column))
            remedy = "请核对表头文字；不需要这一栏时不必处理，需要时请手工录入。"
            yield Unplaced(self.grid.place(found[0], column), value, reason, remedy)


def _one_of(keys: Iterable[str], cells: Mapping[str, Given], refused: set[str]) -> bool:
    """Whether one of some columns is there, be it unreadable: that is told already."""
    return any(key in cells or key in refused for key in keys)
