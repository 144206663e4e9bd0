"""Findings: what is told to the accountant, as data.

A mistake of the user is a :class:`Finding` and is collected with all others; a file that cannot be worked on
at all raises :class:`StructureError`. Everything else that goes wrong is a bug and stays a plain exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How heavy a finding is: 错误, 需说明, 提示."""

    ERROR = "error"
    EXPLAIN = "explain"
    HINT = "hint"

    @property
    def label(self) -> str:
        """The Chinese word for the level."""
        return {"error": "错误", "explain": "需说明", "hint": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the accountant should know.

    ``rule`` is the stable name of the check, ``sheet`` and ``cell`` say where (either may be empty),
    ``message`` says what and why, ``remedy`` what to do next. Findings of the audit say more: the ``title`` of the rule,
    the figures in 分 (``expected``, ``actual``, ``difference``), the ``cells`` concerned as keys (``06.total.basic``),
    and ``cause``: findings with the same one belong together, the first of them leads.
    """

    rule: str
    level: Level
    sheet: str
    cell: str
    message: str
    remedy: str
    title: str = ""
    expected: int | None = None
    actual: int | None = None
    difference: int | None = None
    cells: tuple[str, ...] = ()
    cause: str = ""

    @property
    def place(self) -> str:
        """Where, as a person would write it: ``公开06表!D12``."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def __str__(self) -> str:
        message = self.message.removeprefix(self.sheet) if self.sheet else self.message
        return f"[{self.level.label}] {self.place} {message}{self.remedy}"


class StructureError(Exception):
    """The file, or its structure, cannot be worked on: nothing was written.

    ``name`` is the stable name of the error, the text one line of Chinese: where, what, what to do.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class FindingsError(Exception):
    """An action was refused because of error-level findings; all of them are carried along."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} 个错误")
        self.findings = tuple(findings)


def refuse_on_errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings, or raise :class:`FindingsError` when one of them is an error."""
    found = tuple(findings)
    if any(one.level is Level.ERROR for one in found):
        raise FindingsError(found)
    return found
