"""The rules of the bundled formats: all published ones are there, and each fires."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest

import juesuan.audit.structural  # noqa: F401 - it registers the functions
from juesuan.audit.evaluate import Instance, RuleEvaluator
from juesuan.audit.view import REQUIREMENTS
from juesuan.book.accounts import Accounts
from juesuan.compute.recompute import recompute
from juesuan.ledger import fill, generate
from juesuan.ledger.entry import APPROPRIATIONS, Entry
from juesuan.spec import load_format
from juesuan.spec.load import workbook_folder
from juesuan.spec.model import Cell
from juesuan.spec.rule import Relation, Rule
from tests.books import generated_accounts

FORMATS = ("sichuan-2020", "shanghai-2024", "sichuan-2024")
SEEDS = 30
every_format = pytest.mark.parametrize("form", FORMATS)

ABSENT = {
    "sichuan-2020": {},
    "shanghai-2024": {
        **dict.fromkeys(["A22", "A23", "B12", "B17"], "no table of appropriations by economic codes"),
        **dict.fromkeys(["A26", "A27", "B13", "B16", "B24"], "no table of functional by economic codes"),
        **dict.fromkeys(["A32", "B15"], "no table of projects"),
        **dict.fromkeys(["A39", "B25"], "no table of public expenses from funds"),
        **dict.fromkeys(["A41"], "no table of expenditure from state capital"),
        **dict.fromkeys(["A31"], "basic expenditure has no row for its sum"),
    },
    "sichuan-2024": dict.fromkeys(["A39", "B25"], "public expenses are one table for all money since 2023"),
}
"""The published rules that a format cannot have, and why."""

WITH_TEXTS = {
    **dict.fromkeys(
        ["D01", "D02", "D04", "D05", "D06", "D07", "D08", "D11", "D12", "D13", "D18", "D19", "D26"],
        "figures and lists in the report's sentences against the tables: no cell holds them",
    ),
    "D03": "shares in the report's sentences: the sheet 分析 computes them, nobody types them",
    "D28": "planned, received and used money of an attached report is text, no cell holds it",
    **dict.fromkeys(
        [f"F{number:02}" for number in (*range(1, 10), 11)], "the words and headings of the document"
    ),
    "F12": "the figures of the document's pictures",
}
"""The published rules that speak of the report's texts only; they come with the checks of texts."""

OWN = {"A39b": "A39", "A41b": "A41", "B24b": "B24", "C03-gone": "C03", "F10-row": "F10"}
"""Rules beside the published ones, and the published one that each is a part of with another level."""

WITHOUT_CHECK = {
    "A07", "A08", "A38", "A42", "A43", "A44", "A45", "A46", "B27", "B28", "C03-gone", "C04", "C05", "C07",
    "D09", "D10", "D14", "D15", "D16", "D17", "D20", "D21", "D22", "D23", "D24", "D25", "D27", "D29", "D30",
    "F10", "F10-row",
}  # fmt: skip

TEXT_KINDS = {
    **dict.fromkeys(["D10", "D14", "D17", "F10"], "structural"),
    **dict.fromkeys(
        ["D09", "D15", "D16", "D20", "D21", "D22", "D23", "D24", "D25", "D27", "D29", "D30"], "independent"
    ),
}
"""The published kind of these is "text"; what is checked here are cells: figures among each other, or words that lack."""


@pytest.fixture(scope="module")
def published() -> dict[str, dict[str, str]]:
    """Return the rules as they were published, by id."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    path = Path(os.environ.get("JUESUAN_SHARED") or beside) / "domain" / "rules.csv"
    if not path.is_file():
        pytest.skip(f"no {path}; JUESUAN_SHARED may name another folder")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {one["id"]: one for one in csv.DictReader(file) if one["id"][0] in "ABCDF"}


@every_format
def test_every_published_rule_is_there(form: str, published: Mapping[str, object]) -> None:
    rules = load_format(form).rules
    assert set(published) - set(rules) == set(ABSENT[form]) | set(WITH_TEXTS)
    assert set(rules) - set(published) <= set(OWN)


@every_format
def test_what_is_published_for_texts_is_checked_in_cells(
    form: str, published: Mapping[str, Mapping[str, str]]
) -> None:
    texts = {key for key, one in published.items() if one["kind"] == "text"}
    assert texts == set(TEXT_KINDS) | set(WITH_TEXTS)
    assert not set(TEXT_KINDS) & set(WITH_TEXTS)


@every_format
def test_level_and_kind_are_those_published(form: str, published: Mapping[str, Mapping[str, str]]) -> None:
    rules = load_format(form).rules.values()
    shown = {one.id: (one.level, one.kind) for one in rules if one.id not in OWN}
    assert shown == {
        key: (published[key]["level"], TEXT_KINDS.get(key, published[key]["kind"])) for key in shown
    }


@every_format
def test_what_has_no_check_has_a_function(form: str) -> None:
    rules = load_format(form).rules.values()
    assert {one.id for one in rules if not one.checks} == WITHOUT_CHECK
    assert set(REQUIREMENTS) >= WITHOUT_CHECK


@every_format
def test_the_words_of_the_rules(form: str) -> None:
    loaded = load_format(form)
    sheets = {one.sheet for one in loaded}
    for rule in loaded.rules.values():
        assert 4 <= len(rule.title) <= 30, rule
        assert not set(rule.title) & set("。，；：") - {"，"}, rule
        assert rule.remedy.startswith("请"), rule
        assert rule.remedy.endswith("。"), rule
        assert "《" not in rule.remedy + rule.source, rule
        assert rule.source, rule
        assert "rules" not in rule.source, rule
        assert "校验" not in rule.remedy + rule.title
        if rule.checks:
            assert any(one in rule.remedy for one in sheets), rule
    titles = Counter(one.title for one in loaded.rules.values())
    assert titles.most_common(1)[0][1] == 1


@every_format
def test_a_remedy_names_the_tables_of_the_rule_only(form: str) -> None:
    loaded = load_format(form)
    for rule in loaded.rules.values():
        prior = {one.term.table or "" for check in rule.checks for one in check.items() if one.prior}
        if rule.checks:
            named = {one.key for one in loaded if one.sheet in rule.remedy}
            assert named <= rule.tables | prior | {"06"}, (rule.id, named)
            assert named & rule.tables, rule.id


def test_sichuan_2024_writes_only_what_differs() -> None:
    low, top = (load_format(one).rules for one in ("sichuan-2020", "sichuan-2024"))
    moved = {key for key, rule in low.items() if rule.tables & {"10", "11", "12", "13", "14"}}
    assert {key for key in low if low[key] != top.get(key)} == moved
    assert {one for rule in top.values() for one in rule.tables} == {f"{n:02}" for n in range(1, 14)}


# Each rule fires: a book, one figure changed.


def _balanced(form: str) -> Accounts:
    """Return accounts in which no appropriation is carried over."""
    loaded = load_format(form)
    ledger = [
        one
        for one in generate(loaded, seed=2)
        if one.fund not in APPROPRIATIONS or one.flow in ("expenditure", "budget")
    ]
    spent: Counter[tuple[str, str]] = Counter()
    for one in ledger:
        if one.fund in APPROPRIATIONS and one.flow == "expenditure":
            spent[one.fund, one.functional] += one.amount
    ledger += [Entry("income", fund, "", code, "", "", amount) for (fund, code), amount in spent.items()]
    return fill(loaded, ledger, exact=True).accounts


def _contributions(form: str) -> Accounts:
    """Return accounts with the functional codes for contributions, and the economic ones that they pay."""
    paid = {"2080505": "30108", "2080506": "30109", "2210201": "30113", "2101101": "30110", "2101102": "30110",
            "2101103": "30111"}  # fmt: skip
    entries = []
    for number, (functional, economic) in enumerate(paid.items(), 1):
        entries.append(Entry("expenditure", "general", "basic", functional, economic, "", number * 10**6))
        entries.append(Entry("income", "general", "", functional, "", "", number * 10**6))
    return fill(load_format(form), entries, exact=True).accounts


def _next_year(form: str) -> Accounts:
    """Return accounts whose last year ended as they begin."""
    funds = ("general", "fund", "capital")
    openings = [Cell("04", f"opening_{one}", "income") for one in funds]
    books = ((one, recompute(one).values) for one in (_seeded(form, seed) for seed in range(SEEDS)))
    found, values = next((book, at) for book, at in books if all(at.get(cell) for cell in openings))
    pairs = {
        Cell("01", "closing", "amount"): Cell("01", "opening", "amount"),
        Cell("04", "closing", "total"): Cell("04", "opening", "income"),
        **{Cell("04", "closing", one): Cell("04", f"opening_{one}", "income") for one in funds},
    }
    table = load_format(form).rules["C03"].checks[0].domain
    assert table is not None
    for row in ("total", *found.rows[table.table]):
        pairs[Cell(table.table, row, "closing")] = Cell(table.table, row, "opening")
    prior = {last: values.get(first, 0) for last, first in pairs.items()}
    return replace(found, prior=prior)


def _same_year(form: str) -> Accounts:
    """Return accounts of which everything is as it was last year."""
    found = _seeded(form, 2)
    return replace(
        found, prior={cell: amount for cell, amount in _filled(found).items() if cell.table == "04"}
    )


def _filled(accounts: Accounts) -> Mapping[Cell, int]:
    blank = {Cell("04", "closing", one): 0 for one in ("total", "general", "fund", "capital")}
    return {**blank, **recompute(accounts).values}


def _seeded(form: str, seed: int) -> Accounts:
    return generated_accounts(form, seed, exact=True)


REPRODUCING: dict[str, Callable[[str], Accounts]] = {
    "B22": _balanced,
    "B26": _contributions,
    "C01": _next_year,
    "C02": _next_year,
    "C03": _next_year,
    "C06": _same_year,
}
"""The books for rules that few generated ones speak of."""


@lru_cache(maxsize=64)
def _evaluator(form: str, name: str) -> RuleEvaluator:
    found = REPRODUCING[name](form) if name in REPRODUCING else _seeded(form, int(name))
    return RuleEvaluator(found, recompute(found).values)


def _settled(rule: Rule, number: int, form: str) -> tuple[RuleEvaluator, Instance]:
    """Return a book in which the rule holds, and a comparison of figures there."""
    second: tuple[RuleEvaluator, Instance] | None = None
    for name in (rule.id,) if rule.id in REPRODUCING else map(str, range(SEEDS)):
        evaluator = _evaluator(form, name)
        outcome = evaluator.outcome(rule, number)
        relation = rule.checks[number].comparison.relation
        for one in outcome.instances:
            if relation.holds(one.difference) and one.left and one.right:
                return evaluator, one
            figures = any(evaluator.values.get(cell) for _, cell in one.terms)
            if relation.holds(one.difference) and figures and second is None:
                second = evaluator, one
    assert second is not None, "no generated book has figures for this rule"
    return second


def _breaking(relation: Relation, difference: Fraction, factor: Fraction) -> int:
    """Return by how much a cell must change to break a comparison that holds."""
    step = 500
    if relation is Relation.EQ:
        return step
    beyond = abs(difference) + step
    return int(beyond / factor) if relation is Relation.LE else int(-beyond / factor)


CHECKS = [
    (form, rule.id, number)
    for form in FORMATS
    for rule in load_format(form).rules.values()
    for number in range(len(rule.checks))
]


@pytest.mark.parametrize(("form", "key", "number"), CHECKS)
def test_every_rule_fires_at_every_figure_it_names(form: str, key: str, number: int) -> None:
    rule = load_format(form).rules[key]
    evaluator, before = _settled(rule, number, form)
    values = evaluator.values
    relation = rule.checks[number].comparison.relation
    factors: dict[Cell, Fraction] = {}
    for factor, cell in before.terms:
        factors[cell] = factors.get(cell, Fraction(0)) + factor
    changed = [cell for cell, factor in factors.items() if factor and cell.row in _rows(evaluator, cell)][:40]
    assert changed
    try:
        for cell in changed:
            delta = _breaking(relation, Fraction(before.difference), factors[cell])
            evaluator.values = {**values, cell: values.get(cell, 0) + delta}
            broken = [one for one in evaluator.outcome(rule, number).violations if one.own == before.own]
            assert len(broken) == 1, cell
            assert cell in {named for _, named in broken[0].terms}
            assert broken[0].difference == before.difference + factors[cell] * delta
    finally:
        evaluator.values = values


def _rows(evaluator: RuleEvaluator, cell: Cell) -> Mapping[str, object]:
    return evaluator.trees[cell.table].kinds


@pytest.mark.parametrize("key", ["C01", "C02", "C03", "C06"])
@every_format
def test_rules_about_two_years_fire_at_last_year_too(form: str, key: str) -> None:
    rule = load_format(form).rules[key]
    evaluator = _evaluator(form, key)
    prior = evaluator.prior
    try:
        for number in range(len(rule.checks)):
            _, before = _settled(rule, number, form)
            for _, cell in before.prior:
                evaluator.prior = {**prior, cell: prior[cell] + 500}
                assert before.own in {one.own for one in evaluator.outcome(rule, number).violations}, cell
            evaluator.prior = {one: amount for one, amount in prior.items() if one != before.prior[0][1]}
            outcome = evaluator.outcome(rule, number)
            assert outcome.no_prior == 1
            assert before.own not in {one.own for one in outcome.instances}
            evaluator.prior = prior
    finally:
        evaluator.prior = prior


def test_a_condition_that_does_not_hold_silences_a_rule() -> None:
    rules = load_format("sichuan-2020").rules
    evaluator = _evaluator("sichuan-2020", "B22")
    values = evaluator.values
    assert evaluator.outcome(rules["B22"], 0).instances
    try:
        evaluator.values = {**values, Cell("04", "opening", "income"): 1}
        assert evaluator.outcome(rules["B22"], 0).instances == ()
    finally:
        evaluator.values = values
    empty = RuleEvaluator(evaluator.accounts, {})
    assert [len(empty.outcome(rules["B26"], number).instances) for number in range(5)] == [0] * 5


def test_a_code_that_stands_in_one_table_only_is_seen() -> None:
    """Rules that compare codes look from both tables."""
    found = _seeded("sichuan-2020", 2)
    values = recompute(found).values
    rules = load_format("sichuan-2020").rules
    for key, table, other in (
        ("B13", "06", "07"),
        ("B13", "07", "06"),
        ("B15", "06", "09"),
        ("B15", "09", "06"),
    ):
        column = "amount" if table == "09" else "project" if key == "B15" else "total"
        lost = next(
            row for row in found.rows[table] if len(row) == 7 and values.get(Cell(table, row, column), 0)
        )
        rows = {**found.rows, other: tuple(row for row in found.rows[other] if row != lost)}
        fewer = {cell: amount for cell, amount in values.items() if cell[:2] != (other, lost)}
        evaluator = RuleEvaluator(replace(found, rows=rows), fewer)
        seen = {one.own[0] for n in range(2) for one in evaluator.outcome(rules[key], n).violations}
        assert lost in seen, (key, table)


# The rule files themselves.


@pytest.mark.parametrize("form", ["common", *FORMATS])
def test_a_file_lists_its_rules_in_order(form: str) -> None:
    text = (workbook_folder() / "formats" / form / "rules.yaml").read_text(encoding="utf-8")
    ids = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("  - id:")]
    assert ids == sorted(ids)
    assert text.startswith("# ")
