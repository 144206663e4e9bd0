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
NOT_BEGUN = {"D10", "D17"}
"""Nobody has begun to fill in the sheets beside the tables of a made-up book: one hint a list."""
SAMPLE_FINDINGS: dict[str, list[tuple[str, Level, str]]] = {
    "panzhihua-2020": [
        # the report gives no budget of vehicles and receptions, only how far it was carried out
        ("D09", Level.EXPLAIN, "预算数!D71"),
        # it names 1,221.14 where its own figures give 1,221.15
        ("C07", Level.HINT, "变动原因!D5"),
    ],
    # 4.79 + 246.47 is 251.26, the report prints 251.25: a tail
    "putuo-2024": [("D21", Level.HINT, "其他重要事项!C7")],
}
"""All that the structural rules say of the samples."""


@pytest.mark.parametrize("name", [*SAMPLES, *BOOKS[::3]])
def test_no_false_alarm(name: str) -> None:
    view = view_of(name=name)
    found = [one for key in REQUIREMENTS for one in told(view, key)]
    if name in SAMPLES:
        assert sorted((one.rule, one.level, one.place) for one in found) == sorted(SAMPLE_FINDINGS[name])
    else:
        beside = [one.rule for one in found if one.rule not in HINTS]
        assert sorted(beside) == sorted(set(beside) & NOT_BEGUN)  # one of each at most
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
