"""The live door in a real LibreOffice: 重新计算 against the same cells written one by one, and its engine calls."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import xlwings_libreoffice
from juesuan.book.live import LiveBook
from juesuan.plan import ACTION, make_plan
from juesuan.regenerate_live import carry_out_live, planned
from juesuan.validate import validate_live
from tests.books import book_bytes


def enter(sheet: Any) -> None:
    """A person types a code and an amount into a spare row."""
    row = int(sheet.range("A1:A60").value.index(None, 10)) + 1
    sheet.api.unprotect("")
    sheet.range((row, 1)).value = "2100101"
    sheet.range((row, 4)).value = 12.34
    sheet.api.protect("")


def main() -> None:
    """Print the ratios."""
    why_not = xlwings_libreoffice.available()
    if why_not is not None:
        print(f"live door: not measured, {why_not}")
        return
    xlwings_libreoffice.register()
    import xlwings

    app = xlwings.App(visible=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.xlsx"
        path.write_bytes(book_bytes("panzhihua-2020"))
        book = app.books.open(str(path))
        enter(book.sheets["公开06表"])
        live = LiveBook(book)
        start = time.perf_counter()
        plan = make_plan(live)
        reading = time.perf_counter() - start
        work = planned(live, plan)
        cells = [
            (one.sheet, block.at[0] + down, block.at[1] + across, value)
            for one in work
            for block in one.blocks
            for down, row in enumerate(block.rows)
            for across, value in enumerate(row)
        ]
        read_calls = live.calls
        start = time.perf_counter()
        carry_out_live(live, plan, ACTION, "2026-03-01 09:30:00")
        blocks = time.perf_counter() - start
        sheets = len(live.sheet_names())
        print(
            f"live door: {read_calls} calls to read {sheets} sheets, {live.calls} in all (bar {8 * sheets + 20})"
        )
        other = book.sheets.add("逐格")
        sample = cells[:: max(1, len(cells) // 400)]
        start = time.perf_counter()
        for _, row, column, value in sample:
            other.range((row, column)).value = value
        single = (time.perf_counter() - start) / len(sample) * len(cells)
        print(
            f"live door: {len(cells)} cells in blocks take {blocks / single:.3f} of writing them one by one"
        )
        print(f"live door: reading and planning take {reading / single:.3f} of that")
        audited = LiveBook(book)
        start = time.perf_counter()
        validate_live(audited)
        took = time.perf_counter() - start
        print(
            f"live door: 全部审核 {audited.calls} calls (bar {8 * sheets + 20}), {took / (reading + blocks):.2f} times 重新计算"
        )
        book.close()
    app.quit()
