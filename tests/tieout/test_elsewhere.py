"""Whole reports of other provinces, years and units against their own tables: sound ones pass, planted errors are found."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest

from juesuan.findings import Level
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.issue import State
from juesuan.tieout.tieout import TiedOut
from juesuan.tieout_file import tie_out_file
from tests.tieout.elsewhere.files import Report
from tests.tieout.elsewhere.kinds import KINDS
from tests.tieout.elsewhere.planted import PLANTED, Planted, all_planted
from tests.tieout.elsewhere.printed import Printed
from tests.tieout.elsewhere.words import Words

UNKNOWN = ("预算", "中小企业", "货物", "工程", "服务", "采购")
"""What no table says: budgets of items, what was bought."""
TIED, CHECKED = 0.4, 0.85
"""So many of all figures are tied to cells, and are checked in one way or another, at the least."""


def checked(name: str, report: Report) -> TiedOut:
    with tempfile.TemporaryDirectory() as folder:
        return tie_out_file(KINDS[name].written(report, Path(folder)))


@cache
def sound(name: str) -> TiedOut:
    return checked(name, KINDS[name].report())


@cache
def wrong(name: str) -> TiedOut:
    return checked(name, all_planted(KINDS[name], KINDS[name].report()))


def amounts_untied(done: TiedOut) -> list[Claim]:
    return [
        one
        for one in done.claims
        if one.measure is Measure.AMOUNT
        and done.coverage.state(one) is State.UNTIED
        and not any(word in f"{one.name}{one.located.plain.text[:40]}" for word in UNKNOWN)
    ]


@pytest.mark.parametrize("name", KINDS)
def test_a_sound_report_passes(name: str) -> None:
    grave = [(one.rule, one.quote, one.message) for one in sound(name).issues if one.level is not Level.HINT]
    assert grave == []


@pytest.mark.parametrize("name", KINDS)
def test_every_table_with_amounts_is_read(name: str) -> None:
    done = sound(name)
    printed = {one.key for one in KINDS[name].report().blocks if isinstance(one, Printed)}
    assert done.own is not None
    empty = {"09"}  # a text has no columns where there are no amounts
    assert set(done.own.recognised.tables) | empty >= printed


@pytest.mark.parametrize("name", KINDS)
def test_figures_are_tied_to_cells(name: str) -> None:
    counts = sound(name).coverage.counts
    assert counts["tied"] >= TIED * counts["figures"]
    assert counts["tied"] + counts["recomputed"] >= CHECKED * counts["figures"]
    assert [(one.name, one.printed) for one in amounts_untied(sound(name))] == []


@pytest.mark.parametrize("planted", PLANTED, ids=[one.name for one in PLANTED])
@pytest.mark.parametrize("name", KINDS)
def test_a_planted_error_is_found_at_its_place(name: str, planted: Planted) -> None:
    words = Words(KINDS[name].report().unit, KINDS[name].manner)
    assert any(planted.found(one, words) for one in wrong(name).issues)


@pytest.mark.parametrize("seed", [2, 3, 4])
@pytest.mark.parametrize("name", [name for name, one in KINDS.items() if one.suffix == ".docx"])
def test_other_amounts_pass_as_well(name: str, seed: int) -> None:
    done = checked(name, KINDS[name].report(seed))
    assert [(one.rule, one.quote, one.message) for one in done.issues if one.level is not Level.HINT] == []
