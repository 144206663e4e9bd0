"""Accounts for the tests of the analysis: the sample, and small ones typed here in 万元."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from juesuan.analysis.numbers import Numbers
from juesuan.book.accounts import FILLED, Accounts
from juesuan.book.facts import Budget, Cause, Fact, Facts
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.spec import load_format
from juesuan.spec.model import Cell

FORM = "sichuan-2020"
WAN = 1_000_000


def fen(text: str | None) -> int | None:
    return None if text is None else int(Decimal(text) * WAN)


def cells(amounts: Mapping[str, str]) -> dict[Cell, int]:
    """``06.2040219.project`` and an amount in 万元."""
    return {Cell(*name.split(".")): int(Decimal(text) * WAN) for name, text in amounts.items()}


def numbers(
    typed: Mapping[str, str],
    prior: Mapping[str, str] | None = None,
    facts: Facts | None = None,
    **status: str,
) -> Numbers:
    """Accounts whose tables are all filled in but those that ``status`` names (``t08="未填"``)."""
    loaded = load_format(FORM)
    known = cells(typed)
    coded = {cell for cell in known if cell.row not in loaded.tables[cell.table].fixed_rows}
    rows = {
        key: tuple(sorted({one.row for one in coded if one.table == key}))
        for key in {one.table for one in coded}
    }
    states = {
        **{one.key: FILLED for one in loaded},
        **{key.removeprefix("t"): text for key, text in status.items()},
    }
    accounts = complete_rows(
        Accounts(loaded, typed=known, rows=rows, prior=cells(prior or {}), status=states)
    )
    return Numbers(accounts, recompute(accounts).values, facts or Facts())


def cause(
    row: int, measure: str, text: str = "", amount: str | None = None, *, group: str = "", item: str = ""
) -> Cause:
    return Cause(row, measure, group, text, fen(amount), item, "")


def fact(code: str, current: str | None, prior: str | None = None, name: str = "") -> Fact:
    return Fact(9, code, name, fen(current), fen(prior), "")


def budget(code: str, opening: str | None = None, full: str | None = None, **more: Any) -> Budget:
    values = {"reason": "", "name": "", **more}
    values |= {key: "" for key in ("use",) if "use" in Budget.__dataclass_fields__ and key not in values}
    return Budget(row=7, code=code, opening=fen(opening), full=fen(full), **values)
