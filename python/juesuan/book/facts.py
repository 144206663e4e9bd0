"""What the sheets beside the tables say that the tables do not: budget, causes, other matters, performance, attachments.

Amounts are ints of 分, None where nothing was entered: blank is not zero. ``row`` is the row on the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SECTIONS = (
    "items", "three", "causes", "amounts", "counts", "receptions", "projects", "indicators", "managed", "attachments",
)  # fmt: skip
"""The lists that are read, by the key of their section in ``sheets.yaml``."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A row of 预算数: ``opening`` 年初预算数, ``full`` 全年预算数, ``use`` what the money of an item was for."""

    row: int
    code: str
    name: str
    opening: int | None
    full: int | None
    reason: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """A row of 变动原因; without ``amount`` a cause that nobody can put a figure to."""

    row: int
    measure: str
    group: str
    text: str
    amount: int | None
    item: str
    last: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of 其他重要事项: an amount in 分 or a count."""

    row: int
    code: str
    name: str
    current: int | None
    prior: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Reception:
    """A batch of guests."""

    row: int
    date: str
    subject: str
    persons: int | None
    amount: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project with its objectives and its money."""

    row: int
    project: str
    budget: int | None
    budget_appropriation: int | None
    actual: int | None
    actual_appropriation: int | None
    objective: str
    result: str
    effect: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of a project: three levels, what was aimed at and what was reached."""

    row: int
    project: str
    first: str
    second: str
    third: str
    unit: str
    target: str
    actual: str


@dataclass(frozen=True, slots=True)
class Managed:
    """A project under performance management; a mark for each step that it went through."""

    row: int
    project: str
    assessed: str
    targets: str
    monitored: str
    self: str
    result: str
    note: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paragraph of an attachment, or a file to be put in."""

    row: int
    number: int | None
    title: str
    text: str
    file: str


@dataclass(frozen=True)
class Facts:
    """All of it; lists in the order of their sheets, codes that stand twice the first time."""

    items: Mapping[str, Budget] = field(default_factory=dict)
    three: Mapping[str, Budget] = field(default_factory=dict)
    causes: tuple[Cause, ...] = ()
    amounts: Mapping[str, Fact] = field(default_factory=dict)
    counts: Mapping[str, Fact] = field(default_factory=dict)
    receptions: tuple[Reception, ...] = ()
    projects: tuple[Project, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    managed: tuple[Managed, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def fact(self, code: str) -> Fact | None:
        """Return an amount or a count by its code."""
        return self.amounts.get(code) or self.counts.get(code)
