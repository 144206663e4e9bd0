"""Reading the sheets beside the tables: cover, table states, check figures and adjustments, last year, own codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from juesuan.book.accounts import FILLED, NO_DATA, NOT_FILLED, TAIL, UNCLASSIFIED, Adjustment
from juesuan.book.grid import Grid, GridSource
from juesuan.book.layout import address, column_label, table_layout
from juesuan.book.naming import find_cells, find_table, is_described, knows_row, parse_key, plain, shown
from juesuan.book.read_cells import read_amount
from juesuan.book.read_days import read_day
from juesuan.book.sheets import (
    CONTENTS,
    CONTENTS_STATUS,
    COVER,
    SectionLayout,
    all_sections,
    contents_row,
    field_name,
)
from juesuan.findings import Finding, Level
from juesuan.spec.classification import well_formed
from juesuan.spec.files import FieldFile
from juesuan.spec.model import Cell, Format, Table

STATES = (NOT_FILLED, FILLED, NO_DATA)
_REFERENCE = re.compile(
    r"=?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<sheet>[^'!]+))!"
    r"\$?(?P<left>[A-Z]+)\$?(?P<top>\d+)(?::\$?[A-Z]+\$?(?P<bottom>\d+))?"
)


@dataclass
class CheckRow:
    """One row of 核对数: the cell it speaks of (None: not resolved) and its place on the sheet."""

    row: int
    cell: Cell | None
    printed: int | None = None
    ledger: int | None = None
    kind: str = ""
    amount: int | None = None
    note: str = ""


@dataclass
class Lists:
    """What the sheets beside the tables say."""

    info: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    own_codes: dict[str, dict[str, str]] = field(default_factory=dict)
    checks: list[CheckRow] = field(default_factory=list)
    prior: dict[Cell, int] = field(default_factory=dict)
    prior_rows: dict[int, Cell] = field(default_factory=dict)


def fields_there(source: GridSource, form: Format) -> list[FieldFile]:
    """Return the fields that the cover of a workbook has: an older one lacks optional ones, and their names."""
    names = source.defined_names()
    return [
        one
        for one in form.sheets.fields
        if not one.optional or referred_sheet(names.get(field_name(one.key), "")) == COVER
    ]


def referred_sheet(reference: str) -> str:
    """Return the sheet that a defined name refers to; empty when it refers to no range of cells."""
    match = _REFERENCE.fullmatch(reference)
    return (match["sheet"] or match["quoted"].replace("''", "'")) if match else ""


def entry_rows(source: GridSource, section: SectionLayout) -> tuple[int, int]:
    """Return the first and last row of a list, from its defined name (rows may have been inserted).

    Rows that were inserted right below the header are above the named range; they belong to the list.
    """
    match = _REFERENCE.fullmatch(source.defined_names().get(section.name, ""))
    if match is None:
        return section.first, section.last
    first, last = int(match["top"]), int(match["bottom"] or match["top"])
    grid = source.grid(section.sheet)
    for row in range(first - 1, 0, -1):
        here = ((grid.value(row, column), one.label) for column, one in enumerate(section.section.columns, 1))
        if all(value == label or plain(value) == plain(label) for value, label in here):
            return row + 1, last
    return first, last


def read_front(source: GridSource, form: Format, findings: list[Finding]) -> Lists:
    """Read what does not need the code rows: cover, table states, own codes."""
    lists = Lists()
    for one in form.sheets.fields:
        reference = source.defined_names().get(field_name(one.key), "")
        match = _REFERENCE.fullmatch(reference)
        if match is not None:
            sheet, at = referred_sheet(reference), (int(match["top"]), _column(match["left"]))
            is_date = one.kind == "date"
            text = read_day(source.grid(sheet), sheet, at, one.label, findings) if is_date else None
            lists.info[one.key] = source.grid(sheet).text(*at) if text is None else text
    contents = source.grid(CONTENTS)
    for table in form:
        at = (contents_row(form, table.sheet), CONTENTS_STATUS)
        state = lists.status[table.key] = contents.text(*at)
        if state and state not in STATES:
            message = f"{table.sheet}的状态“{shown(state)}”不在下拉列表中，"
            remedy = f"请选择“{'”“'.join(STATES)}”之一。"
            findings.append(Finding("bad-status", Level.ERROR, CONTENTS, address(*at), message, remedy))
    lists.own_codes = own_codes(source, form, findings)
    return lists


def read_keyed(
    source: GridSource,
    form: Format,
    codes: Mapping[str, tuple[str, ...]],
    lists: Lists,
    findings: list[Finding],
) -> None:
    """Read 核对数 and 上年数, whose rows name cells of the tables, into ``lists``."""
    sections = all_sections(form)
    for grid, section, row in _filled(source, sections.get("checks")):
        lists.checks.append(_check_row(grid, section, row, form, codes, findings))
    _check_doubles(lists.checks, sections.get("checks"), findings)
    first: dict[Cell, int] = {}
    for grid, section, row in _filled(source, sections.get("prior")):
        cell = _named_cell(grid, section, row, form, codes, findings)
        amount = read_amount(grid, section.sheet, row, section.column("amount"), findings)
        if cell is None or amount is None:
            continue
        if first.setdefault(cell, row) != row:
            findings.append(_double(section, row, "amount", first[cell]))
            continue
        lists.prior[cell] = amount
        lists.prior_rows[row] = cell


def adjustments_of(lists: Lists) -> tuple[Adjustment, ...]:
    """Return the adjustments among the rows of 核对数."""
    return tuple(
        Adjustment(one.cell, one.kind, one.amount, one.note)
        for one in lists.checks
        if one.cell is not None and one.kind and one.amount
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _filled(source: GridSource, section: SectionLayout | None) -> Iterator[tuple[Grid, SectionLayout, int]]:
    """Yield the rows of a list that hold more than a note or what is calculated."""
    if section is None:
        return
    grid = source.grid(section.sheet)
    first, last = entry_rows(source, section)
    columns = [
        place
        for place, one in enumerate(section.section.columns, 1)
        if one.key == "key" or (one.kind != "derived" and one.key != "note")
    ]
    for row in range(first, min(last, grid.height) + 1):
        if any(grid.value(row, column) is not None for column in columns):
            yield grid, section, row


def own_codes(source: GridSource, form: Format, findings: list[Finding]) -> dict[str, dict[str, str]]:
    """Read the codes that a unit has registered, by classification."""
    found: dict[str, dict[str, str]] = {}
    kinds = {"功能分类": "functional", "经济分类": "economic", "": "functional"}
    for grid, section, row in _filled(source, all_sections(form).get("own")):
        code = plain(grid.value(row, section.column("code")))
        name = grid.text(row, section.column("name"))
        kind = grid.text(row, section.column("classification"))
        if not well_formed(code) or not name or kind not in kinds:
            findings.append(
                Finding(
                    "bad-own-code",
                    Level.ERROR,
                    section.sheet,
                    address(row, 1),
                    f"登记的科目“{shown(f'{code} {name} {kind}')}”不完整或有误，",
                    "请改正：编码为3、5或7位数字，名称不能空，分类从下拉列表选择。",
                )
            )
            continue
        found.setdefault(kinds[kind], {})[code] = name
    return found


def _named_cell(  # noqa: PLR0913 - a place on a sheet and what to look it up in
    grid: Grid,
    section: SectionLayout,
    row: int,
    form: Format,
    codes: Mapping[str, tuple[str, ...]],
    findings: list[Finding],
) -> Cell | None:
    """Return the cell that 表, 行 and 栏 of a row name; a doubt is settled by the key, or told."""
    texts = [grid.text(row, section.column(key)) for key in ("table", "row", "column")]
    key = parse_key(form, grid.value(row, section.column("key")))
    if key is not None and (not any(texts) or is_described(form, key, texts)):
        return key
    table = find_table(form, texts[0])
    known = codes.get(table.key, ()) if table else ()
    if key is not None and key.row not in known and table is not None and key.table == table.key:
        known = (*known, key.row)  # a row that is not there now, as of last year
    found = find_cells(table, texts[1], texts[2], known) if table else []
    if key in found:
        return key
    if len(found) == 1:
        return found[0]
    place, message, remedy = _doubt(form, texts, table, known, found)
    at = address(row, section.column(place))
    findings.append(Finding("unknown-cell", Level.ERROR, section.sheet, at, message, remedy))
    return None


def _doubt(
    form: Format, texts: list[str], table: Table | None, codes: tuple[str, ...], found: list[Cell]
) -> tuple[str, str, str]:
    """Say why three texts name no cell, or several: the column of the list to mend, message and remedy."""
    what = "·".join(shown(text) or "（空）" for text in texts)
    if not any(texts):
        remedy = "请填写表（如 公开02表）、行（科目编码、行次或名称）和栏（栏次或名称），或清空这一行。"
        return "table", "这一行没有写明是哪个单元格，", remedy
    if table is None:
        return "table", f"“{what}”中的表找不到，", f"请填写表的名称，如 {next(iter(form)).sheet}。"
    if not knows_row(table, texts[1], codes):
        return "row", f"“{what}”中的行在{table.sheet}里找不到，", "请填写科目编码、行次或行的名称。"
    if not found:
        return "column", f"“{what}”中的栏在{table.sheet}里找不到，", "请填写金额栏的栏次或名称。"
    place, remedy = _choice(table, found)
    return place, f"“{what}”可以指{len(found)}个单元格，", remedy


def _choice(table: Table, found: list[Cell]) -> tuple[str, str]:
    """Say which column of the list settles which of several cells is meant, and what may be put there."""
    columns = dict.fromkeys(column_label(table.panel_of(one.row).by_key[one.column]) for one in found)
    if len(columns) > 1:
        return "column", f"请写明是哪一栏：{'、'.join(columns)}。"
    rows = [table.fixed_rows[one.row] for one in found if one.row in table.fixed_rows]
    lines = [str(row.line) for _, row in rows if row.line]
    if len(lines) == len(found):
        return "row", f"请改填行次（{'或'.join(lines)}）。"
    labels = [panel.heading + row.label for panel, row in rows]
    if len(set(labels)) == len(found):
        return "row", f"请改填“{'”或“'.join(labels)}”。"
    places = table_layout(table).fixed
    keys = [
        f"{one}（{table.sheet}第{places[one.row]}行）" if one.row in places else str(one) for one in found
    ]
    return "key", f"请在“键”中填写 {' 或 '.join(keys)}。"


def _check_row(  # noqa: PLR0913 - see _named_cell
    grid: Grid,
    section: SectionLayout,
    row: int,
    form: Format,
    codes: Mapping[str, tuple[str, ...]],
    findings: list[Finding],
) -> CheckRow:
    found = CheckRow(row, _named_cell(grid, section, row, form, codes, findings))
    found.printed = read_amount(grid, section.sheet, row, section.column("printed"), findings)
    if any(one.key == "ledger" for one in section.section.columns):
        found.ledger = read_amount(grid, section.sheet, row, section.column("ledger"), findings)
    told = len(findings)
    found.amount = read_amount(grid, section.sheet, row, section.column("adjustment"), findings)
    found.kind = grid.text(row, section.column("kind"))
    found.note = grid.text(row, section.column("note"))
    fault = _adjustment_fault(found) if len(findings) == told else None
    if fault is not None:
        rule, column, message, remedy = fault
        at = address(row, section.column(column))
        findings.append(Finding(rule, Level.ERROR, section.sheet, at, message, remedy))
    return found


def _adjustment_fault(found: CheckRow) -> tuple[str, str, str, str] | None:
    """Say what is wrong with kind and amount of an adjustment: rule, column, message, remedy."""
    if found.amount and not found.kind:
        remedy = f"请从下拉列表选择“{TAIL}”或“{UNCLASSIFIED}”，或清空调整金额。"
        return "half-adjustment", "kind", "填了调整金额，没有选调整种类，", remedy
    if found.kind and found.kind not in (TAIL, UNCLASSIFIED):
        message = f"调整种类“{shown(found.kind)}”不在下拉列表中，"
        return "bad-adjustment-kind", "kind", message, f"请选择“{TAIL}”或“{UNCLASSIFIED}”。"
    if found.kind and found.amount is None:
        message = f"选了调整种类“{found.kind}”，没有填调整金额，"
        return "half-adjustment", "adjustment", message, "请补填调整金额，或清空调整种类。"
    return None


def _check_doubles(rows: list[CheckRow], section: SectionLayout | None, findings: list[Finding]) -> None:
    """Two figures, or two adjustments of a kind, for one cell: it cannot be known which one counts."""
    first: dict[tuple[Cell, str, str], int] = {}
    for one in rows:
        for key, kind, given in (
            ("printed", "", one.printed is not None),
            ("adjustment", one.kind, bool(one.kind and one.amount)),
        ):
            if section is None or one.cell is None or not given:
                continue
            row = first.setdefault((one.cell, key, kind), one.row)
            if row != one.row:
                findings.append(_double(section, one.row, key, row))


def _double(section: SectionLayout, row: int, key: str, first: int) -> Finding:
    label = section.section.columns[section.column(key) - 1].label
    message = f"与第{first}行指的是同一个单元格，两行都填了“{label}”，"
    at = address(row, section.column(key))
    return Finding("double-cell", Level.ERROR, section.sheet, at, message, "请只填一行，清空另一行。")
