"""What is right is not spoken of, and every structural rule has a function and the other way round."""

from __future__ import annotations

import pytest

from juesuan.audit.derived import expected_formulas, overwritten
from juesuan.audit.statuses import status_findings
from juesuan.audit.view import REQUIREMENTS
from juesuan.compute.recompute import recompute
from juesuan.findings import Level
from juesuan.spec.load import available_formats, load_format, workbook_folder
from tests.audit.views import bare, told, view_of
from tests.books import FORMATS, SAMPLES, accounts

BOOKS = [
    f"{form}:{precision}:{seed}"
    for form in FORMATS
    for seed in range(20)
    for precision in ("exact", "rounded")
]
"""Every third of them, of either precision by turns, is looked at in a workbook as well."""
HINTS = {"B27"}
"""Made-up books spend 行政运行 as they like."""


@pytest.mark.parametrize("name", [*SAMPLES, *BOOKS[::3]])
def test_no_false_alarm(name: str) -> None:
    view = view_of(name=name)
    found = [one for key in REQUIREMENTS for one in told(view, key)]
    assert {one.rule for one in found} <= (HINTS if name in BOOKS else set())
    assert {one.level for one in found} <= {Level.HINT}
    assert list(overwritten(view, expected_formulas(view), recompute(view.accounts).values)) == []
    unknown = ["公开05表", "公开07表", "公开10表"] if name == "panzhihua-2020" else []
    assert [one.sheet for one in status_findings(view)] == unknown


@pytest.mark.parametrize("name", [*SAMPLES, *BOOKS])
def test_no_false_alarm_for_figures_on_no_sheet(name: str) -> None:
    view = bare(accounts(name))
    found = [one for key in REQUIREMENTS for one in told(view, key)]
    assert {one.rule for one in found} <= (HINTS if name in BOOKS else set())


@pytest.mark.skipif(
    not (workbook_folder() / "formats/common/rules.yaml").is_file(), reason="no rules.yaml in common yet"
)
def test_no_stray_rule() -> None:
    named = {
        rule.id
        for form in available_formats()
        for rule in load_format(form).rules.values()
        if not rule.checks
    }
    assert named == set(REQUIREMENTS)


def test_every_function_names_its_source() -> None:
    for key, look in REQUIREMENTS.items():
        assert f"Source: rules.csv {key.partition('-')[0]}" in (look.__doc__ or ""), key
