"""Reading the sheets beside the tables: cover, table states, check figures and adjustments, last year, own codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from juesuan.book.accounts import TAIL, UNCLASSIFIED, Adjustment
from juesuan.book.grid import Grid, GridSource
from juesuan.book.layout import address
from juesuan.book.naming import find_cells, find_table, is_described, parse_key, plain
from juesuan.book.read_cells import read_amount
from juesuan.book.sheets import (
    CONTENTS,
    CONTENTS_STATUS,
    SectionLayout,
    all_sections,
    contents_row,
    field_name,
)
from juesuan.findings import Finding, Level
from juesuan.spec.classification import well_formed
from juesuan.spec.model import Cell, Format

_RANGE = re.compile(r"\$?[A-Z]+\$?(\d+)(?::\$?[A-Z]+\$?(\d+))?$")
_CELL = re.compile(r"(?:'((?:[^']|'')+)'|([^!]+))!\$?([A-Z]+)\$?(\d+)")


@dataclass
class CheckRow:
    """One row of 核对数: the cell it speaks of (None: not resolved) and its place on the sheet."""

    row: int
    cell: Cell | None
    printed: int | None = None
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


def entry_rows(source: GridSource, section: SectionLayout) -> tuple[int, int]:
    """Return the first and last row of a list, from its defined name (rows may have been inserted)."""
    match = _RANGE.search(source.defined_names().get(section.name, ""))
    if match is None:
        return section.first, section.last
    return int(match[1]), int(match[2] or match[1])


def read_front(source: GridSource, form: Format, findings: list[Finding]) -> Lists:
    """Read what does not need the code rows: cover, table states, own codes."""
    lists = Lists()
    names = source.defined_names()
    for one in form.sheets.fields:
        match = _CELL.match(names.get(field_name(one.key), ""))
        if match is not None:
            grid = source.grid((match[1] or match[2]).replace("''", "'"))
            lists.info[one.key] = grid.text(int(match[4]), _column(match[3]))
    contents = source.grid(CONTENTS)
    for table in form:
        lists.status[table.key] = contents.text(contents_row(form, table.sheet), CONTENTS_STATUS)
    lists.own_codes = _own_codes(source, form, findings)
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
    for grid, section, row in _filled(source, sections.get("prior")):
        cell = _named_cell(grid, section, row, form, codes, findings)
        amount = read_amount(grid, section.sheet, row, section.column("amount"), findings)
        if cell is not None and amount is not None:
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
    """Yield the rows of a list that hold anything."""
    if section is None:
        return
    grid = source.grid(section.sheet)
    first, last = entry_rows(source, section)
    width = len(section.section.columns)
    for row in range(first, min(last, grid.height) + 1):
        if any(grid.value(row, column) is not None for column in range(1, width + 1)):
            yield grid, section, row


def _own_codes(source: GridSource, form: Format, findings: list[Finding]) -> dict[str, dict[str, str]]:
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
                    f"登记的科目“{code} {name}”不完整，",
                    "编码应为3、5或7位数字，名称不能空，分类请从下拉列表选择。",
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
    if key is not None and is_described(form, key, texts):
        return key
    table = find_table(form, texts[0]) if texts[0] else None
    found = find_cells(table, texts[1], texts[2], codes.get(table.key, ())) if table else []
    if key is not None and (key in found or not any(texts)):
        return key
    if len(found) == 1:
        return found[0]
    what = "·".join(text or "（空）" for text in texts)
    why = "找不到对应的单元格，" if not found else f"可以指{len(found)}个单元格，"
    findings.append(
        Finding(
            "unknown-cell",
            Level.ERROR,
            section.sheet,
            address(row, section.column("table")),
            f"“{what}”{why}",
            "请写清表号（如 公开02表）、行（科目编码或行次）和栏（栏次或栏名）。",
        )
    )
    return None


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
    found.amount = read_amount(grid, section.sheet, row, section.column("adjustment"), findings)
    found.kind = grid.text(row, section.column("kind"))
    found.note = grid.text(row, section.column("note"))
    at = address(row, section.column("kind"))
    if bool(found.amount) != bool(found.kind) and (found.amount or found.kind):
        findings.append(
            Finding(
                "half-adjustment",
                Level.ERROR,
                section.sheet,
                at,
                "调整种类和调整金额只填了一个，",
                "请两项都填或都清空。",
            )
        )
    elif found.kind and found.kind not in (TAIL, UNCLASSIFIED):
        findings.append(
            Finding(
                "bad-adjustment-kind",
                Level.ERROR,
                section.sheet,
                at,
                f"调整种类“{found.kind}”不认识，",
                f"请从下拉列表选择“{TAIL}”或“{UNCLASSIFIED}”。",
            )
        )
    return found
