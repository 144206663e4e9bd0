"""What is mistyped is found: the bars stand at what was measured, see ``tests.audit.detection``."""

from __future__ import annotations

import pytest

from tests.audit.detection import Tally, measure

BARS = {
    "sichuan-2020": {
        ("change", "exact", "no checks"): 1.00,
        ("change", "exact", "checks"): 1.00,
        ("change", "rounded", "checks"): 1.00,
    },
    "shanghai-2024": {
        ("change", "exact", "no checks"): 0.92,  # budgets of 三公 stand nowhere else: DECISIONS.md
        ("change", "exact", "checks"): 1.00,
        ("change", "rounded", "checks"): 1.00,
    },
}


@pytest.mark.parametrize("form", ["sichuan-2020", "shanghai-2024"])
def test_changed_figures_are_found(form: str) -> None:
    tallies = measure(form, range(3), 30, ("change",))
    below = {key: (tallies[key].share, bar) for key, bar in BARS[form].items() if tallies[key].share < bar}
    assert not below, {key: tallies[key].blind for key in below}


def test_an_empty_tally_is_no_success() -> None:
    assert Tally().share == 0
