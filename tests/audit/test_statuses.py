"""The states of the tables: what is not filled in is told once a table."""

from __future__ import annotations

from dataclasses import replace

from juesuan.audit.statuses import status_findings
from juesuan.audit.view import View
from juesuan.book.accounts import FILLED, NO_DATA, NOT_FILLED
from juesuan.findings import Finding, Level
from juesuan.spec.model import Cell
from tests.audit.views import SAMPLE, bare, built, reads_well, view_of
from tests.books import accounts


def only(view: View, table: str) -> Finding:
    (found,) = (one for one in status_findings(view) if one.sheet == table)
    reads_well(found)
    return found


def test_a_table_that_is_not_filled() -> None:
    found = only(view_of(), "公开07表")
    assert (found.rule, found.level) == ("table-not-filled", Level.EXPLAIN)
    assert "公开07表状态为“未填”，本表和用到它的审核公式没有审核" in found.message
    assert "“目录”D" in found.remedy


def test_a_table_that_was_begun() -> None:
    found = only(view_of(), "公开10表")
    assert (found.rule, found.level) == ("table-not-filled", Level.EXPLAIN)
    assert "公开10表已录入2个数，状态仍为“未填”" in found.message


def test_a_table_without_a_state() -> None:
    view = view_of({"目录!D6": None})
    found = only(view, "公开01表")
    assert found.rule == "table-not-filled"
    assert "还没有选择状态" in found.message


def test_a_table_that_was_called_filled_and_is_empty() -> None:
    sample = accounts(SAMPLE)
    found = only(built(replace(sample, status={**sample.status, "12": FILLED})), "公开12表")
    assert (found.rule, found.level) == ("table-filled-empty", Level.HINT)
    assert f"选“{NO_DATA}”" in found.remedy


def test_states_that_need_no_word() -> None:
    assert [one.sheet for one in status_findings(view_of(name="putuo-2024"))] == []
    sample = accounts(SAMPLE)
    nothing = replace(sample, status={})
    assert list(status_findings(bare(nothing, {Cell("06", "total", "total"): 1}))) == []
    assert {one.level for one in status_findings(bare(replace(sample, status={"06": NOT_FILLED})))} == {
        Level.EXPLAIN
    }
