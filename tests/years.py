"""Ledgers of following years for the tests: what a year leaves is what the next one begins with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from juesuan.book.accounts import FILLED, Accounts
from juesuan.ledger import APPROPRIATIONS, Entry, fill, generate
from juesuan.rollforward import Carried
from juesuan.spec import load_format
from juesuan.spec.classification import ancestors
from juesuan.spec.model import Format

Key = tuple[str, str]
"""Fund and functional code."""


def following(form: Format, last: Sequence[Entry], *, seed: int, codes: int = 8) -> list[Entry]:
    """A made-up ledger of the year after another: every fund and code begins with what was left, and balances."""
    left = sums(last, "closing")
    ledger = [_on_known_code(one, left) for one in generate(form, seed=seed, codes=codes)]
    had, spent, kept = (
        sums(ledger, *flows) for flows in (("surplus_used",), ("expenditure", "distribution"), ("closing",))
    )
    found = [one for one in ledger if one.flow not in ("opening", "income", "closing")]
    for fund, code in sorted(
        {*left, *sums(ledger, "income", "opening", "closing", "expenditure", "distribution")}
    ):
        key = fund, code
        need = spent[key] + kept[key] - had[key] - left[key]
        flows = {"opening": left[key], "income": max(need, 0), "closing": kept[key] + max(-need, 0)}
        found += [Entry(flow, fund, "", code, "", "", amount) for flow, amount in flows.items() if amount]
    return found


def sums(ledger: Iterable[Entry], *flows: str) -> defaultdict[Key, int]:
    found: defaultdict[Key, int] = defaultdict(int)
    for one in ledger:
        if one.flow in flows:
            found[one.fund, one.functional] += one.amount
    return found


def _on_known_code(one: Entry, left: Iterable[Key]) -> Entry:
    """Codes do not nest: a booking above or below a code that has money left goes to that code."""
    known = [code for _, code in left]
    for code in known:
        if one.functional in ancestors(code) or code in ancestors(one.functional):
            return replace(one, functional=code)
    return one


@lru_cache(maxsize=64)
def first_year(form: str, seed: int, *, exact: bool) -> tuple[Accounts, tuple[Entry, ...]]:
    loaded = load_format(form)
    ledger = tuple(generate(loaded, seed=seed, codes=8, entries=80))
    return fill(loaded, ledger, exact=exact).accounts, ledger


def filled(carried: Carried, ledger: Sequence[Entry], *, exact: bool) -> Accounts:
    """The book that was carried over, with the typed cells of a ledger."""
    form = carried.accounts.format
    made = fill(form, ledger, exact=exact).accounts
    info = {**carried.accounts.info, **made.info}
    status = dict.fromkeys(form.tables, FILLED)
    return replace(
        made, info=info, status=status, prior=carried.accounts.prior, own_codes=carried.accounts.own_codes
    )


__all__ = ["APPROPRIATIONS", "filled", "first_year", "following", "sums"]
