"""Audit rules as the format folders and the sheet 审核公式 say them: what is compared, over which rows and columns.

::

    01[income_grand, amount] = 01[expenditure_grand, amount]
    each row of 02: [@row, total] = [@row, appropriation..other]
    each row of 02 parents, column: [@row, @col] = [children, @col]
    each row of 11 codes: [@row, opening] = prior.11[@row, closing]
    06[2080505, basic] = 08[30108, amount] when 06[2080505, basic] > 0

A side is a sum of references (see ``spec.expression``), each with a factor, and of amounts in 万元. ``prior.`` refers
to last year's figures. The words have Chinese forms for rules that accountants write (see ``spec.rule_text``).
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Literal

from juesuan.spec.expression import Term

RuleKind = Literal["independent", "by_construction", "structural"]
RULE_KINDS: dict[RuleKind, str] = {"independent": "独立", "by_construction": "构造", "structural": "结构"}
"""The kinds and their Chinese words: what can be wrong though the book computes, what cannot, what is no arithmetic."""

Subset = Literal["all", "total", "codes", "classes", "sections", "items", "parents", "leaves", "span"]


class Relation(Enum):
    """How the two sides are compared."""

    EQ = "="
    LE = "<="
    GE = ">="
    LT = "<"
    GT = ">"

    @property
    def sign(self) -> str:
        """The sign as a person reads it."""
        return {"<=": "≤", ">=": "≥"}.get(self.value, self.value)

    def holds(self, difference: Fraction | int) -> bool:
        """Tell whether left minus right is as the relation wants it."""
        return bool(_HOLDS[self.value](difference, 0))


_HOLDS = {"=": operator.eq, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}


@dataclass(frozen=True, slots=True)
class Item:
    """``factor`` times the cells that a term refers to, this year's or last year's (the term's own sign is +1)."""

    factor: Fraction
    term: Term
    prior: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison; ``constant`` in 分."""

    items: tuple[Item, ...]
    constant: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Left, relation, right."""

    left: Side
    relation: Relation
    right: Side

    def sides(self) -> Iterator[tuple[int, Item]]:
        """Yield every item with its sign in left minus right."""
        yield from ((1, one) for one in self.left.items)
        yield from ((-1, one) for one in self.right.items)


@dataclass(frozen=True, slots=True)
class Domain:
    """The rows of a table (a subset of them) and, where ``columns`` is given, its amount columns, one by one.

    ``rows``: first and last key for the subset ``span``. ``columns``: None, () for every amount column, or first and last.
    """

    table: str
    subset: Subset = "all"
    rows: tuple[str, str] | None = None
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison over a domain (None: once), evaluated where all ``when`` hold."""

    text: str
    comparison: Comparison
    domain: Domain | None = None
    when: tuple[Comparison, ...] = ()

    def items(self) -> Iterator[Item]:
        """Yield every reference, those of the conditions included."""
        for one in (self.comparison, *self.when):
            yield from (item for _, item in one.sides())


@dataclass(frozen=True)
class Rule:
    """An audit rule: its published id, what it demands, how heavy it is, and its checks (none: see ``audit.structural``).

    ``source`` says where the demand comes from, ``remedy`` what to do when it is not met (begins with 请).
    """

    id: str
    title: str
    level: Literal["error", "explain", "hint"]
    kind: RuleKind
    checks: tuple[Check, ...] = ()
    remedy: str = ""
    source: str = ""
    own: bool = False
    tables: frozenset[str] = field(default=frozenset())
    """The tables that the rule speaks of: it is not evaluated while one of them is not filled in."""
