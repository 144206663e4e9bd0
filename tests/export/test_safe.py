"""Texts that look like formulas stay texts, numbers stay numbers, and nothing is lost."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from juesuan.export.safe import is_formula_like, plain_text, put_text, safe_text

FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+cmd",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1＋1",
    "＋1",
    "－a",
    "＠x",
    " =1",
    "\u3000=1",
    "\u202e=1",
    "\ufeff=1",
    "-",
    "'=1",
    "''=1",
]
PLAIN = ["", "-5", "-1,234.50", "+3.2%", "0", "某某局", "A=1", "'ok'", "1-2", "（-3）", "#N/A"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_program_could_calculate_is_guarded(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_what_nobody_calculates_stays(text: str) -> None:
    assert safe_text(text) == text


@given(st.text("=+-@'＝ \t\n\r\u202eab1,.%", max_size=8))
def test_the_guard_can_be_taken_back(text: str) -> None:
    assert plain_text(safe_text(text)) == text
    assert not is_formula_like(safe_text(text))


@pytest.mark.parametrize("text", [*FORMULAS, *PLAIN[1:]])
def test_a_cell_holds_a_string(text: str) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    put_text(sheet.cell(1, 1), text)
    target = io.BytesIO()
    book.save(target)
    read = load_workbook(target).worksheets[0].cell(1, 1)
    assert (read.data_type, read.value) == ("s", text)
    assert bool(read.quotePrefix) == is_formula_like(text)
