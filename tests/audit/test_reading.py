"""The findings of reading under the ids of the published rules."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import juesuan
from juesuan.audit.reading import READ_RULES, as_audit_findings
from juesuan.findings import Finding, Level
from tests.audit.views import reads_well, view_of
from tests.book.test_read_rows import MISTAKES

HOME = Path(juesuan.__file__).parent
SOURCES = [*sorted((HOME / "book").glob("read*.py")), HOME / "plan.py", HOME / "template" / "reading.py"]


def named_in(path: Path) -> set[str]:
    """The names that a module gives its findings: texts with a hyphen that begin a call or a tuple."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        first: ast.expr | None = None
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if name in {"Finding", "tell"} else None
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 4:
            first = node.value.elts[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and "-" in first.value:
            found.add(first.value)
    return found


def test_every_finding_of_the_reader_has_a_title() -> None:
    found = set().union(*(named_in(path) for path in SOURCES))
    assert {"duplicate-code", "half-adjustment", "bad-amount", "region-full"} <= found
    assert found == set(READ_RULES)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_under_its_rule(name: str) -> None:
    cells, rule, place, _ = MISTAKES[name]
    read = view_of(cells).read
    assert read is not None
    (found,) = as_audit_findings(read.findings)
    assert (found.rule, found.title) == READ_RULES[rule]
    assert (found.place, found.cause, found.level) == (place, "", Level.ERROR)
    reads_well(found)


def test_an_amount_that_is_a_text_weighs_more_in_the_audit() -> None:
    """Recomputing counts it, so it refuses nothing; the sheet shows another sum."""
    read = view_of({"公开06表!E12": "348.00"}).read
    assert read is not None
    assert [one.level for one in read.findings] == [Level.HINT]
    (found,) = as_audit_findings(read.findings)
    assert (found.rule, found.title) == READ_RULES["text-amount"]
    assert (found.place, found.level) == ("公开06表!E12", Level.ERROR)


def test_other_findings_stay_as_they_are() -> None:
    other = Finding("sheet-filtered", Level.ERROR, "公开06表", "", "工作表正在筛选，", "请先清除筛选。")
    assert as_audit_findings([other]) == (other,)
    assert as_audit_findings([]) == ()
