"""The formulas as a graph: no loop, no range over its own cell, only shared functions, text codes under wildcards.

LibreOffice forgives a range that holds its own cell and a code that became a number; Excel does not. So this is
looked at without calculating anything.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import range_boundaries

from tests.books import book_bytes, generated_accounts

ALLOWED = {"SUM", "SUMIFS", "IF", "ROUND"}
RULES_SHEET = "审核公式"
ALLOWED_IN_RULES = {
    "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "ROUND", "ABS", "MAX", "MIN", "IF", "INDEX", "COUNTIF", "COUNTIFS",
    "LEN", "ROW", "ADDRESS", "HYPERLINK", "INT", "MOD",
}  # fmt: skip
Area = tuple[str, int, int, int, int]
Node = tuple[str, int, int]


@dataclass
class Faults:
    functions: set[str] = field(default_factory=set)
    own_cell: list[str] = field(default_factory=list)
    loops: list[str] = field(default_factory=list)
    number_codes: list[str] = field(default_factory=list)


def areas(sheet: str, tokens: list[Token]) -> Iterator[Area]:
    for token in tokens:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            name, _, reference = token.value.rpartition("!")
            name = name.strip("'").replace("''", "'") or sheet
            first_column, first_row, last_column, last_row = range_boundaries(reference.replace("$", ""))
            assert first_row, f"whole columns are not used: {token.value}"
            yield name, first_row, last_row, first_column, last_column


def faults(book: Workbook) -> Faults:
    found = Faults()
    graph: dict[Node, list[Area]] = {}
    rows: dict[tuple[str, int], list[int]] = defaultdict(list)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                tokens = Tokenizer(str(cell.value)).items
                node = (sheet.title, cell.row, cell.column)
                graph[node] = list(areas(sheet.title, tokens))
                rows[sheet.title, cell.column].append(cell.row)
                functions = {
                    one.value.rstrip("(")
                    for one in tokens
                    if one.type == Token.FUNC and one.subtype == Token.OPEN
                }
                found.functions |= functions - (ALLOWED_IN_RULES if sheet.title == RULES_SHEET else ALLOWED)
                for name, top, bottom, left, right in graph[node]:
                    if name == sheet.title and top <= cell.row <= bottom and left <= cell.column <= right:
                        found.own_cell.append(f"{sheet.title}!{cell.coordinate} {cell.value}")
                found.number_codes += wildcard_over_numbers(book, sheet.title, str(cell.value))
    found.loops = loops(graph, rows)
    return found


def wildcard_over_numbers(book: Workbook, sheet: str, formula: str) -> list[str]:
    """A criterion with ``?`` matches text only: the codes it is held against must be text."""
    bad = []
    held = [match[2] for match in re.finditer(r"SUMIFS\(([^,]+),([^,]+),([^)]*\?[^)]*)\)", formula)]
    held += [match[1] for match in re.finditer(r"(?:SUM|COUNT)IF\(([^,]+),([^,)]*\?[^,)]*)[,)]", formula)]
    for codes in dict.fromkeys(held):
        (name, top, bottom, left, _) = next(areas(sheet, Tokenizer(f"={codes}").items))
        for row in range(top, bottom + 1):
            value = book[name].cell(row, left).value
            if value is not None and not isinstance(value, str):
                bad.append(f"{name} row {row}: {value!r}")
    return bad


def loops(graph: dict[Node, list[Area]], rows: dict[tuple[str, int], list[int]]) -> list[str]:
    def needs(node: Node) -> Iterator[Node]:
        for name, top, bottom, left, right in graph[node]:
            for column in range(left, right + 1):
                for row in rows.get((name, column), ()):
                    if top <= row <= bottom:
                        yield name, row, column

    state: dict[Node, int] = {}
    found = []
    for start in graph:
        if start in state:
            continue
        state[start] = 1
        stack = [(start, needs(start))]
        while stack:
            node, following = stack[-1]
            other = next(following, None)
            if other is None:
                state[node] = 2
                stack.pop()
            elif state.get(other) == 1:
                found.append(f"{node} -> {other}")
            elif other not in state:
                state[other] = 1
                stack.append((other, needs(other)))
    return found


def loaded(name: str) -> Workbook:
    return load_workbook(io.BytesIO(book_bytes(name)))


@pytest.mark.parametrize(
    "name", ["panzhihua-2020", "putuo-2024", "sichuan-2020:exact:7", "shanghai-2024:rounded:7"]
)
def test_no_faults(name: str) -> None:
    book = loaded(name)
    assert (
        sum(1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f") > 500
    )
    assert faults(book) == Faults()


def test_every_kind_of_fault_is_found() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    sheet["A1"], sheet["A2"] = "204", 20402
    sheet["B1"] = '=SUMIFS(B1:B3,$A$1:$A$3,$A1&"??")'
    sheet["C1"], sheet["D1"] = "=D1", "=C1"
    sheet["E1"], sheet["F1"] = "=INDIRECT(A1)", "=ABS(A1)"
    sheet["G1"] = '=SUMPRODUCT(SUMIF($A$1:$A$3,$A$1:$A$3&"??",$H$1:$H$3))'
    rules = book.create_sheet(RULES_SHEET)
    rules["A1"], rules["A2"] = "=ABS(表!A1)", "=OFFSET(表!A1,1,1)"
    found = faults(book)
    assert found.functions == {"INDIRECT", "ABS", "SUMPRODUCT", "SUMIF", "OFFSET"}
    assert len(found.own_cell) == 1
    assert found.number_codes == ["表 row 2: 20402"] * 2
    assert len(found.loops) == 2


def test_generated_accounts_differ() -> None:
    assert (
        generated_accounts("sichuan-2020", 1, exact=True).typed
        != generated_accounts("sichuan-2020", 2, exact=True).typed
    )
