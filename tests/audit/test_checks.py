"""核对数 in real workbooks: approved figures, the ledger's, tails that are not entered, adjustments that are listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from juesuan.audit.audit import audit_book
from juesuan.audit.report import Report
from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.book.layout import address
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding
from juesuan.regenerate import new_book
from juesuan.spec.load import load_format
from juesuan.spec.model import Cell
from tests.audit.detection import book
from tests.audit.views import view_of_bytes
from tests.book.test_read_rows import changed

FORM = load_format("sichuan-2020")
CHECKS = all_sections(FORM)["checks"]
TOTAL = Cell("06", "total", "basic")
STEP = 10_000


def small(precision: str = "万元两位小数", **more: object) -> Accounts:
    """Two items of one section in 06, 1.00 and 3.00 万元; the other tables are not filled in."""
    typed = {Cell("06", "2040201", "basic"): 1_000_000, Cell("06", "2040202", "basic"): 3_000_000}
    status = dict.fromkeys(FORM.tables, "未填") | {"06": "已填完，空白即零"}
    info = {"precision": precision, "year": "2020", "unit_name": "某局"}
    rows = {"06": ("2040201", "2040202")}
    return complete_rows(replace(Accounts(FORM, typed=typed, rows=rows, status=status, info=info), **more))


def audited(accounts: Accounts, cells: Mapping[str, object] | None = None) -> Report:
    data = new_book(accounts.format, accounts)
    return audit_book(FileBook.from_bytes(changed(data, cells) if cells else data))


def told(report: Report, *rules: str) -> list[Finding]:
    return [one for one in report.findings if one.rule in rules]


def test_an_approved_figure_that_agrees_is_not_told() -> None:
    assert told(audited(small(checks={TOTAL: 4_000_000})), "check-figure", "adjustment") == []


def test_an_approved_figure_that_differs_is_an_error_at_the_cell() -> None:
    """4.00 in the book, 4.27 approved: more than two rounded figures and a rounded total explain."""
    (found,) = told(audited(small(checks={TOTAL: 4_270_000})), "check-figure")
    assert (found.level, found.sheet, found.cell) == ("error", "公开06表", "D7")
    assert found.message == "公开06表第7行“合计”基本支出4.00，系统（批复）数4.27，相差0.27万元。"
    assert "“核对数”第5行" in found.remedy
    assert (found.expected, found.actual, found.difference) == (4_270_000, 4_000_000, -270_000)


def test_a_tail_that_was_not_entered_is_to_be_explained() -> None:
    (found,) = told(audited(small(checks={TOTAL: 4_010_000})), "check-figure")
    assert found.level == "explain"
    assert "3个数各自四舍五入，最多可差0.015万元" in found.message
    assert "“尾差”" in found.remedy


@pytest.mark.parametrize(("figure", "level"), [(4_000_000, None), (4_010_000, "error"), (4_000_100, "error")])
def test_an_exact_book_prints_its_figures_rounded_and_has_no_tails(figure: int, level: str | None) -> None:
    """4.000000 prints as 4.00; a figure with more decimals must be met to the 分."""
    found = told(audited(small("精确到分", checks={TOTAL: figure})), "check-figure")
    assert [one.level for one in found] == ([level] if level else [])


def test_the_ledger_s_figure_is_compared_too() -> None:
    at = f"{chr(64 + CHECKS.column('ledger'))}{CHECKS.first}"
    report = audited(small(checks={TOTAL: 4_000_000}), {f"{CHECKS.sheet}!{at}": 5})
    (found,) = told(report, "ledger-figure")
    assert "账面数5.00，相差1.00万元" in found.message
    assert told(report, "check-figure") == []


def test_a_table_that_is_not_filled_in_is_not_compared() -> None:
    state = dict.fromkeys(FORM.tables, "未填")
    assert told(audited(small(checks={TOTAL: 9_000_000}, status=state)), "check-figure") == []


def test_an_overwritten_derived_cell_is_always_found() -> None:
    """Every kind of derived cell of a filled book, overwritten by the figure that stands there: no rule can see it."""
    accounts = book("sichuan-2020", 3, exact=True, checks=False)
    data = new_book(accounts.format, accounts)
    clean = audit_book(FileBook.from_bytes(data))
    assert told(clean, "derived-overwritten") == []
    values = recompute(accounts).values
    view_cells = [
        cell for cell in sorted(values) if cell not in accounts.typed and cell not in accounts.offered
    ]
    assert len(view_cells) > 500
    places = view_of_bytes(data).standing.places
    picked = view_cells[:: max(len(view_cells) // 60, 1)]
    cells = {}
    for cell in picked:
        sheet, (row, column) = places[cell]
        cells[f"{sheet}!{address(row, column)}"] = values[cell] / 1_000_000
    report = audit_book(FileBook.from_bytes(changed(data, cells)))
    found = {one for finding in told(report, "derived-overwritten") for one in finding.cells}
    assert found == {str(cell) for cell in picked}
