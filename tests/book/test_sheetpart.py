"""Pieces of moving rows in a sheet part: formulas, areas, boxes of comments, hidden rows."""

from __future__ import annotations

import pytest

from juesuan.book.file import move_notes
from juesuan.book.layout import address, column_letter
from juesuan.book.sheetpart import SheetPart, moved_area, relocate
from tests.enriched.parts import MAIN, SHEET, cell_at

# The pieces


MOVES = {8: 9, 9: 10, 12: 15, 13: 13}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=D12*2", "=D15*2"),
        ("=$D$12+D$8", "=$D$15+D$9"),
        ("=SUM(D8:D12)", "=SUM(D9:D15)"),
        ("=SUM(D8:D407)", "=SUM(D8:D407)"),
        ("=D12/D$7", "=D15/D$7"),
        ('="D12"&D12', '="D12"&D15'),
        ("=公开06表!D12+公开07表!D12", "=公开06表!D15+公开07表!D12"),
        ("='公开06表'!D12+'别的 D12'!D12", "='公开06表'!D15+'别的 D12'!D12"),
        ("=[1]公开06表!D12", "=[1]公开06表!D12"),
        ("=LOG10(E12)+JS_06_body+TAX12_x", "=LOG10(E15)+JS_06_body+TAX12_x"),
        ("=12.5+3.2", "=12.5+3.2"),
        ("=1E12+D13", "=1E12+D13"),
    ],
)
def test_relocate(formula: str, expected: str) -> None:
    assert relocate(formula, SHEET, MOVES) == expected


def test_relocate_knows_a_quoted_sheet() -> None:
    assert relocate("='01 ''收''表'!A8+A8", "01 '收'表", MOVES) == "='01 ''收''表'!A9+A9"


@pytest.mark.parametrize(
    ("area", "expected"),
    [("D8", "D9"), ("$D$8:E9", "$D$9:E10"), ("D9:D14", "D9:D14"), ("A:A", "A:A"), ("D7", "D7")],
)
def test_moved_area(area: str, expected: str) -> None:
    assert moved_area(area, MOVES) == expected


def test_boxes_of_comments_move_and_nothing_else_changes() -> None:
    note = b"<x:ClientData ObjectType='Note'><x:Anchor>\n 1, 2, %d, 4, 5, 6, %d, 8</x:Anchor><x:Row>%d</x:Row></x:ClientData>"
    button = b"<x:ClientData ObjectType='Button'><x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor></x:ClientData>"
    other = b"<v:shape><br>" + button
    before = other + note % (10, 13, 11) + note % (0, 3, 1)
    assert move_notes(before, {12: 20, 3: 1}) == other + note % (18, 21, 19) + note % (0, 3, 1)
    assert move_notes(before, {2: 1}) == other + note % (10, 13, 11) + note % (0, 2, 0)


def sheet_part(rows: str) -> SheetPart:
    return SheetPart(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode())


def test_an_array_formula_over_several_rows_moves_whole_or_is_torn() -> None:
    rows = '<row r="1"><c r="B1"><f t="array" ref="B1:B2">A1:A2*2</f><v>2</v></c></row><row r="2"><c r="B2"><v>4</v></c></row>'
    whole = sheet_part(rows)
    whole.move_rows("表", {1: 4, 2: 5}, range(1, 9), range(1, 10))
    assert b'<c r="B4"><f t="array" ref="B4:B5">A4:A5*2</f>' in whole.to_bytes()
    torn = sheet_part(rows)
    torn.move_rows("表", {1: 4, 2: 6}, range(1, 9), range(1, 10))
    assert b'<f t="array" ref="B4">' in torn.to_bytes()


@pytest.mark.parametrize(
    ("hidden", "shown", "expected"),
    [
        ("", False, b' hidden="1"'),
        (' hidden="false"', False, b' hidden="1"'),
        (' hidden="true"', True, b""),
        (' hidden="0"', True, b' hidden="0"'),
    ],
)
def test_rows_are_shown_and_hidden_whatever_program_wrote_them(
    hidden: str, shown: bool, expected: bytes
) -> None:
    part = sheet_part(f'<row r="1"{hidden}/>')
    part.show_row(1, shown=shown)
    assert b'<row r="1"' + expected + b"/>" in part.to_bytes()


def test_letters_of_the_test_agree_with_the_layout() -> None:
    assert [cell_at(address(row, column)) for row, column in ((1, 1), (40, 27), (9, 703))] == [
        (1, 1),
        (40, 27),
        (9, 703),
    ]
    assert column_letter(703) == "AAA"
