"""What the sheets beside the tables say in figures and words: 预算数, 其他重要事项, 变动原因, 绩效.

Every figure has a name like a cell of a table, with a table key of its own, so that sentences, rules and shares refer
to all figures in one way. Money is in 分; a count is kept as so many 万元 would be (57 vehicles are 57,000,000), so that
sums and shares of counts need no other arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from juesuan.spec.model import Cell

FACTS, BUDGET, PROJECTS = "facts", "budget", "projects"
"""Table keys: ``facts.CODE.current|prior``, ``budget.CODE.opening|full``, ``projects.NAME.budget|…``."""
CURRENT, PRIOR = "current", "prior"
OPENING, FULL = "opening", "full"
COUNT = 1_000_000
"""One of a count."""


@dataclass(frozen=True, slots=True)
class Reception:
    """One batch of guests; ``amount`` in 分, None where it is blank; ``row`` on the sheet."""

    row: int
    subject: str
    persons: int | None
    amount: int | None
    date: str = ""


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause of a change as the accountant wrote it; ``amount`` signed, in 分, None where it is only words."""

    row: int
    measure: str
    text: str
    amount: int | None
    item: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A project with objectives; its amounts are in ``Facts.values`` under ``projects``."""

    row: int
    name: str
    objective: str
    result: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of a project, three levels deep."""

    row: int
    project: str
    levels: tuple[str, str, str]
    unit: str
    target: str
    actual: str


@dataclass(frozen=True)
class Facts:
    """``values`` by name (blank cells are absent), ``places`` sheet and position of each, ``texts`` reasons and notes.

    ``texts``: ``budget.CODE.reason`` why budget and amount differ, ``facts.CODE.note`` the note beside a figure.
    """

    values: Mapping[Cell, int] = field(default_factory=dict)
    places: Mapping[Cell, tuple[str, tuple[int, int]]] = field(default_factory=dict)
    texts: Mapping[Cell, str] = field(default_factory=dict)
    receptions: tuple[Reception, ...] = ()
    causes: tuple[CauseRow, ...] = ()
    projects: tuple[Project, ...] = ()
    indicators: tuple[Indicator, ...] = ()
