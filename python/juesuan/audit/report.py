"""The result of an audit: findings grouped by cause, the verdict, what was evaluated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from juesuan.audit.evaluate import Outcome
from juesuan.findings import Finding, Level
from juesuan.money import FEN_PER_WAN

LONGEST_CELLS = 120
"""The most characters of cell keys in a fingerprint; of more, what follows is there as a digest."""


class Verdict(StrEnum):
    """The three verdicts."""

    PASSED = "审核通过"
    TO_EXPLAIN = "待填说明"
    FAILED = "审核未通过"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says about a finding: ``text`` answers a 需说明, or is the reason why an error is released by ``name``."""

    text: str
    name: str = ""


@dataclass(frozen=True)
class Report:
    """``findings`` stand in the order in which they are to be told: those of one cause together, its leader first.

    ``answers`` are the answers that still fit, by fingerprint. ``states`` says of every check (rule id and number)
    how it ended: 通过, 调整 (adjustments explain it), 尾差, 错误, 需说明, 提示 or 未评.
    """

    findings: tuple[Finding, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    states: Mapping[tuple[str, int], str] = field(default_factory=dict)
    evaluated: Mapping[str, int] = field(default_factory=dict)
    """How many rules of each kind were evaluated; ``not_evaluated`` those that were not."""
    own_rules: Mapping[int, str] = field(default_factory=dict)
    """The ids of the unit's own rules by their row on 审核公式."""

    def is_settled(self, finding: Finding) -> bool:
        """Whether a finding stands in nobody's way: a hint, an answered 需说明, a released error."""
        if finding.level is Level.HINT:
            return True
        answer = self.answers.get(fingerprint(finding))
        if answer is None or not answer.text:
            return False
        return finding.level is Level.EXPLAIN or bool(answer.name)

    @property
    def verdict(self) -> Verdict:
        """审核未通过 while an error is neither mended nor released, 待填说明 while a 需说明 is not answered."""
        open_levels = {one.level for one in self.findings if not self.is_settled(one)}
        if Level.ERROR in open_levels:
            return Verdict.FAILED
        return Verdict.TO_EXPLAIN if Level.EXPLAIN in open_levels else Verdict.PASSED

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each level."""
        found = Counter(one.level.value for one in self.findings)
        return {level.value: found[level.value] for level in Level}

    def to_json(self) -> dict[str, Any]:
        """Return the report as ``validate --json`` gives it; figures in 万元."""
        return {
            "verdict": self.verdict.value,
            "counts": self.counts,
            "rules": dict(self.evaluated),
            "findings": [self._finding(one) for one in self.findings],
        }

    def _finding(self, one: Finding) -> dict[str, Any]:
        answer = self.answers.get(fingerprint(one))
        return {
            "rule": one.rule,
            "level": one.level.value,
            "table": one.sheet,
            "cell": one.place,
            "title": one.title,
            "message": one.message,
            "expected": _wan(one.expected),
            "actual": _wan(one.actual),
            "difference": _wan(one.difference),
            "remedy": one.remedy,
            "cells": list(one.cells),
            "cause": one.cause,
            "answer": answer.text if answer else "",
            "released_by": answer.name if answer else "",
        }


def fingerprint(finding: Finding) -> str:
    """Return what makes a finding the same one at the next audit: rule, cells and figures, not the place on the sheet."""
    cells = ",".join(finding.cells) or finding.place
    figures = "/".join(
        "" if one is None else str(one) for one in (finding.expected, finding.actual, finding.difference)
    )
    if len(cells) > LONGEST_CELLS:  # it stands in a cell of the workbook
        cells = f"{cells[:LONGEST_CELLS]}…{sha256(cells.encode()).hexdigest()[:16]}"
    return f"{finding.rule}|{cells}|{figures}"


def _wan(fen: int | None) -> float | None:
    return None if fen is None else fen / FEN_PER_WAN
