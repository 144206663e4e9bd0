"""What is right is left alone: clean generated books give no error and nothing to explain."""

from __future__ import annotations

import pytest

from juesuan.audit.report import Verdict
from tests.audit.detection import book, report_of

BLOCK = 25


@pytest.mark.parametrize("first", range(0, 250, BLOCK))
@pytest.mark.parametrize("exact", [True, False], ids=["exact", "rounded"])
@pytest.mark.parametrize("form", ["sichuan-2020", "shanghai-2024"])
def test_clean_books_pass(form: str, exact: bool, first: int) -> None:
    """Five hundred books of each precision; rounded ones with their tails declared."""
    for seed in range(first, first + BLOCK):
        report = report_of(book(form, seed, exact=exact, checks=not exact or bool(seed % 2)))
        loud = [one for one in report.findings if one.level != "hint"]
        assert not loud, (seed, [str(one) for one in loud[:5]])
        assert report.verdict is Verdict.PASSED


@pytest.mark.parametrize("first", range(0, 50, BLOCK))
@pytest.mark.parametrize("form", ["sichuan-2020", "shanghai-2024"])
def test_rounded_books_without_declared_tails_pass(form: str, first: int) -> None:
    """Figures copied from a rounded table, no check figures: sums are off by what their leaves were rounded."""
    for seed in range(first, first + BLOCK):
        report = report_of(book(form, seed, exact=False, checks=False))
        assert [str(one) for one in report.findings if one.level != "hint"] == [], seed
