"""Derivations as text: what they are read as, and what is no derivation."""

from __future__ import annotations

import pytest

from juesuan.spec.expression import CHILD_ROWS, ExpressionError, Pick, Selector, Term, parse_expression


def key(*keys: str, optional: bool = False) -> Selector:
    return Selector(Pick.SPAN if len(keys) > 1 else Pick.KEY, keys, optional)


OWN_ROW, OWN_COLUMN = Selector(Pick.OWN_ROW), Selector(Pick.OWN_COLUMN)
CHILDREN = Selector(Pick.CHILDREN)
OPTIONAL_ROW = Selector(Pick.OWN_ROW, (), optional=True)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("[first, x]", [Term(1, None, key("first"), key("x"))]),
        ("-[first, x]", [Term(-1, None, key("first"), key("x"))]),
        ("06[@row, total]", [Term(1, "06", OWN_ROW, key("total"))]),
        ("08[@row?, amount]", [Term(1, "08", OPTIONAL_ROW, key("amount"))]),
        ("[first, x?]", [Term(1, None, key("first"), key("x", optional=True))]),
        ("07[total, @row]", [Term(1, "07", key("total"), OWN_ROW)]),
        ("[@col, @col]", [Term(1, None, OWN_COLUMN, OWN_COLUMN)]),
        ("[children, @col]", [Term(1, None, CHILDREN, OWN_COLUMN)]),
        ("[@row, children]", [Term(1, None, OWN_ROW, CHILDREN)]),
        ("[general..other, @col]", [Term(1, None, key("general", "other"), OWN_COLUMN)]),
        ("[201..234, a..c]", [Term(1, None, key("201", "234"), key("a", "c"))]),
        ("总表[合计, 金额]", [Term(1, "总表", key("合计"), key("金额"))]),
        (
            "[@row, a] + 06[@row, b] - 11[@row, c]",
            [
                Term(1, None, OWN_ROW, key("a")),
                Term(1, "06", OWN_ROW, key("b")),
                Term(-1, "11", OWN_ROW, key("c")),
            ],
        ),
    ],
)
def test_read(text: str, terms: list[Term]) -> None:
    assert parse_expression(text).terms == tuple(terms)


@pytest.mark.parametrize("text", ["[a,b]+06[c,d]", " [ a , b ]  +  06 [ c , d ] ", "\t[a,b]\n+06[c,d]"])
def test_space_means_nothing(text: str) -> None:
    assert parse_expression(text).terms == parse_expression("[a, b] + 06[c, d]").terms


def test_the_place_and_the_text_are_kept_for_messages() -> None:
    found = parse_expression("  [a, b] ", "format/table-01.yaml", 12)
    assert (found.text, found.file, found.line) == ("[a, b]", "format/table-01.yaml", 12)
    assert parse_expression("[children, @col]").terms == CHILD_ROWS.terms


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("   ", "cannot be read at ``"),
        ("total", "at `total`"),
        ("[total]", "at `[total]`"),
        ("[a, b, c]", "at `[a, b, c]`"),
        ("[a, b] [c, d]", "at `[c, d]`"),
        ("[a, b] + ", "at `+`"),
        ("+ + [a, b]", "at `+ + [a, b]`"),
        ("[a, b] * 2", "at `* 2`"),
        ("2 * [a, b]", "at `2 * [a, b]`"),
        ("[a, b", "at `[a, b`"),
        ("[, b]", "at `[, b]`"),
        ("06-[a, b]", "at `06-[a, b]`"),
        ("[a..b..c, d]", "`a..b..c` is neither"),
        ("[a.., d]", "`a..` is neither"),
        ("[..b, d]", "`..b` is neither"),
        ("[@table, d]", "`@table` is neither"),
        ("[a b, d]", "`a b` is neither"),
        ("[a??, d]", "`a?` is neither"),
        ("[#leaf, d]", "`#leaf` is neither"),
        ("（a，b）", "at `（a，b）`"),
    ],
)
def test_refused(text: str, said: str) -> None:
    with pytest.raises(ExpressionError) as error:
        parse_expression(text)
    assert said in str(error.value)
