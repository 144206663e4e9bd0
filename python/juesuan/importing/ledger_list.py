"""A long list of expenditure - codes, 基本/项目, project, fund, amount - into the typed cells of the expenditure tables.

Columns are found by what their heads are called, in any order; a row that cannot be read is listed, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from juesuan import money
from juesuan.book.accounts import DETAIL_MARK, FILLED, NOT_FILLED, Accounts, amount_cells
from juesuan.book.naming import plain, shown
from juesuan.compute.recompute import Evaluator
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding, Level
from juesuan.importing.into import EXACT, STEP, ImportedTable, Merged
from juesuan.importing.model import Place, SourceSheet, Unplaced
from juesuan.importing.telling import place_of
from juesuan.ledger.entry import APPROPRIATIONS, Entry
from juesuan.ledger.fill import Pivot, leaf_rows, selector_of
from juesuan.money import MoneyError, Unit
from juesuan.spec.classification import ancestors
from juesuan.spec.model import Cell, CellKind, Column, Format, RowKind, Table
from juesuan.template.lists import cell_name

_CODE_HEAD = "(分类)?(科目)?(编码|代码)?"
HEADS: Final = {
    "functional": re.compile(f"(支出)?功能{_CODE_HEAD}"),
    "economic": re.compile(f"(部门)?(预算)?(支出)?经济{_CODE_HEAD}"),
    "nature": re.compile("基本(支出)?[/、或]?项目(支出)?|(支出)?(性质|类型|类别)"),
    "project": re.compile("项目(名称)?"),
    "fund": re.compile("资金(来源|性质|类型|类别)?|预算类型|经费来源"),
    "amount": re.compile("(支出|合计)?金额|支出数|(支出)?决算数|发生额|(本年)?支出(合计)?"),
}
"""How the heads of the columns are called; 政府预算支出经济分类 is another list of codes and is not meant."""
NEEDED = {"functional": "功能科目编码", "nature": "基本/项目", "fund": "资金来源", "amount": "金额"}
FUNDS: Final = (
    ("capital", ("国有资本经营",)),
    ("fund", ("政府性基金", "基金预算")),
    ("general", ("一般公共预算", "一般预算", "公共财政预算")),
    ("superior", ("上级补助",)),
    ("affiliated", ("附属单位", "附属上缴")),
    ("operating", ("经营收入", "经营资金")),
    ("business", ("事业收入", "财政专户", "事业资金")),
    ("other", ("其他收入", "其他资金", "单位资金")),
)
"""What the words for a fund contain; the first that fits."""
NATURES: Final = (
    ("remittance", ("上缴上级",)),
    ("subsidy", ("对附属单位补助", "附属单位补助")),
    ("operating", ("经营支出",)),
    ("basic", ("基本",)),
    ("project", ("项目",)),
)
TOTALS = ("合计", "总计", "小计", "本页合计", "累计")
_UNIT_IN_HEAD = re.compile(r"[(:,、]?(单位)?[:]?(万元|元)\)?$")
DEPTH = 15
"""The heads stand within so many rows."""


@dataclass(frozen=True)
class LedgerList:
    """The bookings of a list, whether it has economic codes, and the rows that could not be read."""

    entries: tuple[Entry, ...]
    economic: bool
    places: tuple[Place, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    findings: tuple[Finding, ...] = ()

    def joined(self, other: LedgerList) -> LedgerList:
        """Return this list and another as one."""
        return LedgerList(
            self.entries + other.entries,
            self.economic and other.economic,
            self.places + other.places,
            self.unplaced + other.unplaced,
            self.findings + other.findings,
        )


def read_ledger_list(form: Format, sheet: SourceSheet, *, unit: str = "") -> LedgerList | None:
    """Read a sheet as a long list; None when it is none."""
    for number, row in enumerate(sheet.rows[:DEPTH], 1):
        if is_ledger_head(row):
            return _Reader(form, sheet, number, _heads(row), unit).read()
    return None


def is_ledger_head(row: Sequence[object]) -> bool:
    """Tell whether a row is the header of a long list."""
    heads = _heads(row).keys()
    return {"functional", "amount"} <= heads and len(heads & {"economic", "nature", "fund"}) >= 2


def _heads(row: Sequence[object]) -> dict[str, int]:
    """Find the columns of a list: what each is, and where."""
    found: dict[str, int] = {}
    for column, value in enumerate(row, 1):
        text = _UNIT_IN_HEAD.sub("", plain(value))
        for key, pattern in HEADS.items():
            if pattern.fullmatch(text):
                found.setdefault(key, column)
    return found


class _Reader:
    def __init__(
        self, form: Format, sheet: SourceSheet, head: int, columns: Mapping[str, int], unit: str
    ) -> None:
        self.form = form
        self.sheet = sheet
        self.head = head
        self.columns = columns
        self.unit = self._unit(unit)
        self.unplaced: list[Unplaced] = []
        self.totals: list[tuple[int, int]] = []

    def read(self) -> LedgerList:
        missing = [name for key, name in NEEDED.items() if key not in self.columns]
        if missing or self.unit is None:
            reason = f"清单缺少“{'”“'.join(missing)}”列" if missing else "清单没有写明金额的单位是元还是万元"
            remedy = (
                "请补上这些列再导入。"
                if missing
                else "请在“金额”列的表头写明单位，或在命令中加 --unit 元（或万元）。"
            )
            self._tell(self.head, "functional", reason, remedy)
            return LedgerList((), economic=False, unplaced=tuple(self.unplaced))
        read = [
            (row, entry)
            for row in range(self.head + 1, len(self.sheet.rows) + 1)
            if (entry := self._entry(row, self.unit)) is not None
        ]
        codes = {entry.functional for _, entry in read}
        above = {code for one in codes for code in ancestors(one)}
        entries = [(row, entry) for row, entry in read if entry.functional not in above]
        for row, entry in read:
            if entry.functional in above:
                reason = f"科目 {entry.functional} 在清单中还有下级科目，这一笔不知道属于哪个下级"
                self._tell(row, "functional", reason, "请改为末级科目编码。")
        kept = tuple(entry for _, entry in entries)
        places = tuple(self._place(row, "amount") for row, _ in entries)
        found = tuple(self._check_totals([entry for _, entry in read]))
        return LedgerList(kept, "economic" in self.columns, places, tuple(self.unplaced), found)

    def _unit(self, given: str) -> Unit | None:
        """The unit in the head of the amounts, in a line above the heads, or as given."""
        head = plain(self._value(self.head, "amount"))
        above = "".join(plain(one) for row in self.sheet.rows[: self.head - 1] for one in row)
        for text in (head, above[above.rindex("单位:") :][:6] if "单位:" in above else ""):
            if "万元" in text:
                return Unit.WAN
            if "元" in text:
                return Unit.YUAN
        return {"万元": Unit.WAN, "元": Unit.YUAN}.get(given)

    def _entry(self, row: int, unit: Unit | None) -> Entry | None:
        """Read one row; None for a blank one, a total, and one that cannot be read (it is listed)."""
        if unit is None or all(money.is_blank(one) for one in self.sheet.rows[row - 1]):
            return None
        try:
            amount = money.parse(self._value(row, "amount"), unit)
        except MoneyError as error:
            reason, _, remedy = str(error).rpartition("，请")
            return self._refused(row, "amount", f"金额{reason}", f"请{remedy}。")
        functional = plain(self._value(row, "functional"))
        words = {plain(one).rstrip(":") for one in self.sheet.rows[row - 1]}
        if not functional[:1].isdigit() and words & set(TOTALS):
            if amount is not None and words & {"合计", "总计"}:
                self.totals.append((row, amount))
            return None
        if not functional and amount is None:
            return None  # a note below the list, or a blank line with a number
        if amount is None:
            return self._refused(row, "amount", "这一行没有金额", "请补填金额，或删除这一行。")
        return self._booking(row, functional, amount)

    def _booking(self, row: int, functional: str, amount: int) -> Entry | None:
        functional = _leading_code(functional)
        economic = _leading_code(plain(self._value(row, "economic")))
        fund = _word(plain(self._value(row, "fund")), FUNDS)
        nature = _word(plain(self._value(row, "nature")), NATURES)
        if functional not in self.form.classifications["functional"]:
            return self._refused(
                row, "functional", "功能科目编码不在本格式的科目表中", "请改为3、5或7位的功能分类科目编码。"
            )
        if "economic" in self.columns and (
            len(economic) != 5 or economic not in self.form.classifications["economic"]
        ):
            return self._refused(
                row, "economic", "经济科目编码不是款级科目", "请改为5位的部门预算支出经济分类科目编码。"
            )
        if not fund:
            remedy = "请写明：一般公共预算财政拨款、政府性基金预算财政拨款、国有资本经营预算财政拨款、事业收入、经营收入或其他收入等。"
            return self._refused(row, "fund", "看不出资金来源", remedy)
        if not nature:
            remedy = "请写明：基本支出、项目支出、上缴上级支出、经营支出或对附属单位补助支出。"
            return self._refused(row, "nature", "看不出是基本支出还是项目支出", remedy)
        project = str(self._value(row, "project") or "").strip()
        return Entry("expenditure", fund, nature, functional, economic, project, amount)

    def _check_totals(self, entries: Sequence[Entry]) -> Iterator[Finding]:
        """A total of the list that its rows do not give."""
        total = sum(one.amount for one in entries)
        for row, amount in self.totals:
            if amount == total or self.unplaced:
                continue
            printed, summed = (money.format_wan(one, None) for one in (amount, total))
            message = f"清单 {self._place(row, 'amount')} 的合计是{printed}万元，各行相加为{summed}万元，"
            remedy = "请核对清单有没有漏行、重行。"
            yield Finding(
                "ledger-total", Level.EXPLAIN, "", "", message, remedy,
                expected=amount, actual=total, difference=amount - total,
            )  # fmt: skip

    def _value(self, row: int, key: str) -> object:
        column = self.columns.get(key)
        cells = self.sheet.rows[row - 1]
        return cells[column - 1] if column is not None and column <= len(cells) else None

    def _place(self, row: int, key: str) -> Place:
        return Place(self.sheet.file, self.sheet.sheet, row, self.columns.get(key, 1))

    def _refused(self, row: int, key: str, reason: str, remedy: str) -> Entry | None:
        self._tell(row, key, reason, remedy)
        return None

    def _tell(self, row: int, key: str, reason: str, remedy: str) -> None:
        text = self._value(row, key)
        self.unplaced.append(
            Unplaced(self._place(row, key), "" if text is None else shown(text), reason, remedy)
        )


def _leading_code(text: str) -> str:
    """Return the code that a text begins with: ``2080505 机关事业单位…`` and ``[2080505]…`` too."""
    text = text.lstrip("[(【")
    end = next((n for n, one in enumerate(text) if not (one.isascii() and one.isdigit())), len(text))
    return text[:end]


def _word(text: str, words: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """Return what a text says; empty when it says nothing known, or two things."""
    if text in ("经营",):
        return ""
    found = [key for key, parts in words if any(part in text for part in parts)]
    first = found[0] if found else ""
    return "" if len(found) > 1 and first not in ("remittance", "subsidy", "capital") else first


def merge_ledger(accounts: Accounts, ledger: LedgerList, *, without: Collection[str] = ()) -> Merged:
    """Return the accounts with the bookings in the typed cells that gather them.

    Only cells of funds and natures that the list speaks of are replaced, and those by economic section only when the
    list has economic codes; tables in ``without`` stay as they are.
    """
    if not ledger.entries:
        return Merged(accounts, findings=ledger.findings, unplaced=ledger.unplaced)
    return _Entering(accounts, ledger, without).result()


class _Entering:
    def __init__(self, accounts: Accounts, ledger: LedgerList, without: Collection[str]) -> None:
        self.before = accounts
        self.ledger = ledger
        self.pivot = Pivot(ledger.entries)
        self.present = {
            "flow": {"expenditure"},
            "fund": {one.fund for one in ledger.entries},
            "nature": {one.nature for one in ledger.entries},
        }
        self.whole = bool(self.present["fund"] - set(APPROPRIATIONS))
        self.tables = [
            table for table in accounts.format if table.key not in without and any(self._columns(table))
        ]

    def result(self) -> Merged:
        keys = {table.key for table in self.tables}
        book = self._rows_laid(keys)
        evaluator = Evaluator(book)
        typed = dict(book.typed)
        offers: dict[Cell, int] = {}
        for table in self.tables:
            for row, key in amount_cells(table, book.rows.get(table.key, ())):
                kind = evaluator.rule(table, row, key)[0]
                column = table.panel_of(row).by_key[key]
                if kind is CellKind.DERIVED or not self._speaks(table, row, column, kind):
                    continue
                cell, amount = Cell(table.key, row, key), self.pivot.value(table, row, column)
                if kind is CellKind.OFFERED:
                    offers[cell] = amount
                elif amount:
                    typed[cell] = amount
        book = replace(book, typed={**typed, **offers}, offered=book.offered - offers.keys())
        evaluator = Evaluator(book)
        kept = {
            cell
            for cell, amount in offers.items()
            if (offer := evaluator.rule(book.format.tables[cell.table], cell.row, cell.column)[1]) is not None
            and evaluator.sources(cell, offer) == amount
        }
        typed = {cell: amount for cell, amount in book.typed.items() if cell not in kept}
        book = complete_rows(replace(book, typed=typed, offered=book.offered | kept))
        book = replace(book, info=self._info(), status=self._status(book))
        findings = (*self.ledger.findings, *self._on_parents(book), *self._hints())
        told = tuple(self._told(table, book) for table in self.tables)
        return Merged(book, told, findings, self.ledger.unplaced)

    def _columns(self, table: Table) -> Iterator[Column]:
        """Yield the columns of a table in which the list has a say somewhere."""
        for panel in table.panels:
            rows = [*panel.fixed, None] if table.region is not None else list(panel.fixed)
            for column in panel.amounts:
                for row in rows:
                    key, kind = (row.key, row.kind) if row is not None else ("", RowKind.LEAF)
                    filler = table.rule(key, kind, column)[0]
                    if filler is not CellKind.DERIVED and self._speaks(table, key, column, filler):
                        yield column

    def _speaks(self, table: Table, row: str, column: Column, kind: CellKind) -> bool:
        """Whether the list says what a typed cell holds."""
        if DETAIL_MARK in row:
            return False
        selector = selector_of(table, row, column)
        if selector.get("flow") != ("expenditure",):
            return False
        if any(
            not set(selector.get(key, ())) & values for key, values in self.present.items() if key in selector
        ):
            return False
        if kind is CellKind.OFFERED and not self.whole:
            return False  # what is offered is all that a list of appropriations can say
        fixed = table.fixed_rows.get(row)
        by_section = column.economic or "economic" in selector or (fixed and fixed[1].kind is RowKind.LEAF)
        return self.ledger.economic or not by_section

    def _replaced(self, cell: Cell) -> bool:
        table = self.before.format.tables[cell.table]
        if cell.row not in table.fixed_rows and table.region is None:
            return False
        column = table.panel_of(cell.row).by_key[cell.column]
        fixed = table.fixed_rows.get(cell.row)
        kind = table.rule(cell.row, fixed[1].kind if fixed else RowKind.LEAF, column)[0]
        return kind is not CellKind.DERIVED and self._speaks(table, cell.row, column, kind)

    def _rows_laid(self, keys: Collection[str]) -> Accounts:
        """The book without the cells that the list replaces, with its code rows."""
        before = self.before
        typed = {
            cell: amount
            for cell, amount in before.typed.items()
            if cell.table not in keys or not self._replaced(cell)
        }
        rows = dict(before.rows)
        for table in self.tables:
            if table.region is None:
                continue
            filled = {cell.row for cell in typed if cell.table == table.key}
            stay = [row for row in before.rows.get(table.key, ()) if row in filled or DETAIL_MARK in row]
            rows[table.key] = tuple(dict.fromkeys([*stay, *leaf_rows(table, self.pivot)]))
        laid = {key: marks for key, marks in before.laid.items() if key not in keys}
        offered = frozenset(one for one in before.offered if one.table not in keys)
        return complete_rows(replace(before, typed=typed, rows=rows, laid=laid, offered=offered))

    def _info(self) -> dict[str, str]:
        """The precision follows the list when nothing but the list is in the book."""
        info = dict(self.before.info)
        keys = {table.key for table in self.tables}
        others = any(amount and cell.table not in keys for cell, amount in self.before.typed.items())
        if self._is_fine() and not others:
            info["precision"] = EXACT
        return info

    def _is_fine(self) -> bool:
        return any(one.amount % STEP for one in self.ledger.entries)

    def _status(self, book: Accounts) -> dict[str, str]:
        """Tables whose every typed cell the list gives are filled."""
        status = dict(self.before.status)
        filled = {cell.table for cell, amount in book.typed.items() if amount}
        filled |= {cell.table for cell in book.offered}
        for table in self.tables:
            cells = [
                (row.key, row.kind, column)
                for panel in table.panels
                for row in panel.fixed
                for column in panel.amounts
            ]
            if table.region is not None:
                cells += [("", RowKind.LEAF, column) for column in table.panels[0].amounts]
            entered = [
                self._speaks(table, row, column, kind)
                for row, of, column in cells
                if (kind := table.rule(row, of, column)[0]) is not CellKind.DERIVED
            ]
            if all(entered) and table.key in filled and status.get(table.key, NOT_FILLED) in ("", NOT_FILLED):
                status[table.key] = FILLED
        return status

    def _on_parents(self, book: Accounts) -> Iterator[Finding]:
        """Bookings on a code that has items below it in a table: they have no leaf to land on."""
        evaluator = Evaluator(book)
        for table in self.tables:
            for code in leaf_rows(table, self.pivot):
                if evaluator.trees[table.key].kind(code) is not RowKind.PARENT:
                    continue
                column = next(one for one in table.panels[0].amounts if self.pivot.value(table, code, one))
                cell = Cell(table.key, code, column.key)
                sheet, at = place_of(book, cell)
                amount = money.format_wan(self.pivot.value(table, code, column), None)
                message = f"{cell_name(book, cell)}：清单有{amount}万元记在这个科目上，表中它还有下级科目，没有导入，"
                remedy = "请把清单中的这个科目改为末级科目再导入。"
                yield Finding("ledger-on-parent", Level.ERROR, sheet, at, message, remedy, cells=(str(cell),))

    def _hints(self) -> Iterator[Finding]:
        if not self.ledger.economic:
            message = "清单没有经济科目编码，按经济分类的各栏没有导入，"
            remedy = "请补上“经济科目编码”列再导入，或直接录入。"
            yield Finding("ledger-no-economic", Level.HINT, "", "", message, remedy)
        if self._is_fine() and self._info().get("precision") != EXACT:
            message = "清单的金额精确到分，封面的金额精度是“万元两位小数”，"
            yield Finding(
                "import-mixed-precision", Level.HINT, "封面", "", message, "请核对封面的“金额精度”。"
            )

    def _told(self, table: Table, book: Accounts) -> ImportedTable:
        typed = sum(
            1
            for cell in book.typed
            if cell.table == table.key and DETAIL_MARK not in cell.row and self._replaced(cell)
        )
        status = book.status.get(table.key, "")
        return ImportedTable(table.key, table.sheet, status, typed=typed, partial=True)
