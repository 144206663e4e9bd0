"""The form of what was written down about two published reports (``tieout-*.csv``): a truth that is itself in order."""

from __future__ import annotations

import ast
import csv
import operator
import os
import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
COLUMNS = ["page", "section", "quote", "figure", "right_value", "class", "formula", "why", "source"]
CLASSES = ["wrong", "tail", "wording", "near"]
ABSENT = {"（漏列）", "（空白）", "（无金额）"}
HALF = Fraction(5, 1000)
OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

Row = dict[str, str]
NAMES = ["panzhihua-2020", "putuo-2024"]
SOURCES = {
    "panzhihua-2020": ("seed-panzhihua-2020.txt", "\n"),
    "putuo-2024": ("putuo-finance-bureau-2024.txt", "\f"),
}
both = pytest.mark.parametrize("name", NAMES)


def rows(name: str) -> list[Row]:
    """Return what was written down about the report as tie-out, in the order of the file."""
    with (FOLDER / f"tieout-{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def computed(formula: str) -> Fraction:
    """Return the exact value of a formula of printed figures and the four operations."""

    def value(node: ast.expr) -> Fraction:
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATORS[type(op)](value(left), value(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -value(operand)
            case ast.Constant():
                return Fraction(ast.get_source_segment(formula, node) or "")
        raise ValueError(f"not a formula of figures: {formula}")

    return value(ast.parse(formula, mode="eval").body)


def first_number(text: str) -> str | None:
    """Return the first figure of a text without separators of thousands, or None."""
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    return found[0].replace(",", "") if found else None


def number(text: str) -> str | None:
    """Return a text that is one figure (with % or not) without its separators, or None."""
    return first_number(text) if re.fullmatch(r"\d[\d,]*(?:\.\d+)?%?", text) else None


def half_up(exact: Fraction, like: str) -> Fraction:
    """Return the value rounded to as many decimals as the figure has, halves away from zero (values here are >= 0)."""
    scale = 10 ** len(like.partition(".")[2])
    return Fraction(int(exact * scale + Fraction(1, 2)), scale)


def pages(name: str) -> list[str]:
    """Return the pages of the report (lines of the one that is text only) without white space."""
    file, mark = SOURCES[name]
    beside = Path(__file__).resolve().parents[3] / "shared"
    path = Path(os.environ.get("JUESUAN_SHARED") or beside) / "reference" / file
    if not path.is_file():
        pytest.skip(f"no {path}; JUESUAN_SHARED may name another folder")
    return [re.sub(r"\s", "", page) for page in path.read_text("utf-8").split(mark)]


@both
def test_columns_and_classes(name: str) -> None:
    found = rows(name)
    assert [list(row) for row in found] == [COLUMNS] * len(found)
    assert {row["class"] for row in found} == set(CLASSES)
    order = [(CLASSES.index(row["class"]), int(row["page"])) for row in found]
    assert order == sorted(order)


@both
def test_no_field_is_empty_but_the_formula(name: str) -> None:
    empty = [
        (row["page"], row["quote"], column)
        for row in rows(name)
        for column in COLUMNS
        if column != "formula" and not row[column].strip()
    ]
    assert empty == []


@both
def test_no_row_stands_twice(name: str) -> None:
    counted = Counter((row["page"], row["quote"], row["figure"]) for row in rows(name))
    assert [key for key, count in counted.items() if count > 1] == []


@both
def test_the_figure_stands_in_the_quote(name: str) -> None:
    lost = [row for row in rows(name) if row["figure"] not in row["quote"] and row["figure"] not in ABSENT]
    assert [(row["page"], row["quote"], row["figure"]) for row in lost] == []


@both
def test_only_near_figures_are_right_as_they_stand(name: str) -> None:
    for row in rows(name):
        assert (row["figure"] == row["right_value"]) == (row["class"] == "near"), row


@both
def test_right_values_follow_from_the_formula(name: str) -> None:
    found = [row for row in rows(name) if row["formula"]]
    assert len(found) > 30
    for row in found:
        right = first_number(row["right_value"])
        assert right is not None or row["right_value"] in {"基本持平"}, row
        assert half_up(computed(row["formula"]), right or "0") == Fraction(right or "0"), row


@both
def test_tails_are_explained_by_rounding_and_errors_are_not(name: str) -> None:
    for row in rows(name):
        figure = number(row["figure"])
        if row["class"] not in {"wrong", "tail"} or not row["formula"] or figure is None:
            continue
        gap = abs(Fraction(figure) - computed(row["formula"]))
        terms = [one for one in re.findall(r"\d+(?:\.\d+)?", row["formula"]) if Fraction(one)]
        if row["class"] == "tail":
            assert 0 < gap <= HALF * (len(terms) + 1), row
        else:
            assert gap > HALF, row


@both
def test_enough_that_only_looks_wrong(name: str) -> None:
    assert sum(row["class"] == "near" for row in rows(name)) >= 40


@both
def test_what_the_audit_truth_calls_wrong_or_tail_is_here_too(name: str) -> None:
    """The tie-out may know more (an uncut branch), never less."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        before = Counter(
            (row["page"], row["class"]) for row in csv.DictReader(file) if row["class"] != "wording"
        )
    here = Counter((row["page"], row["class"]) for row in rows(name))
    assert before - here == Counter()


@both
def test_quotes_stand_once_on_their_page(name: str) -> None:
    read = pages(name)
    counts = [
        (row["page"], row["quote"], read[int(row["page"]) - 1].count(re.sub(r"\s", "", row["quote"])))
        for row in rows(name)
    ]
    assert [one for one in counts if one[2] != 1] == []
