"""An audit in a few lines of text, for the terminal and the message box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from juesuan.audit.report import Answer, Report, fingerprint
from juesuan.audit.results import ANSWERED, RELEASED, numbered, state_of
from juesuan.findings import Finding, Level
from juesuan.spec.rule import RULE_KINDS


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as it is told: its number, how deep it stands, and what became of it (empty: nothing yet)."""

    number: str
    finding: Finding
    settled: str

    @property
    def indent(self) -> str:
        """The space before a finding that follows from another."""
        return "    " if "." in self.number else ""

    @property
    def head(self) -> str:
        """Number and level."""
        return f"{self.number} [{self.finding.level.label}]"

    @property
    def text(self) -> str:
        """Place, message and remedy; what the message begins with is not said twice."""
        one = self.finding
        message = one.message.removeprefix(one.sheet) if one.sheet else one.message
        return f"{one.place} {message}{one.remedy}".strip()

    def __str__(self) -> str:
        return f"{self.indent}{self.head} {self.text}{self.settled}"


def told(report: Report, findings: Sequence[Finding] | None = None) -> Iterator[Told]:
    """Yield the findings (or only some of them, numbered as in 审核结果) as they are told."""
    wanted = None if findings is None else {id(one) for one in findings}
    for number, one in numbered(report.findings):
        if wanted is None or id(one) in wanted:
            yield Told(number, one, _settled(report, one))


def _settled(report: Report, finding: Finding) -> str:
    answer = report.answers.get(fingerprint(finding), Answer(""))
    state = state_of(report, finding)
    if state == RELEASED:
        return f"〔{state}：{answer.text}（{answer.name}）〕"
    return f"〔{state}：{answer.text}〕" if state == ANSWERED else ""


def counts_line(report: Report, findings: Sequence[Finding]) -> str:
    """Say how many findings there are of each level, and how many of them nobody has settled."""
    parts = []
    for level in Level:
        found = [one for one in findings if one.level is level]
        unsettled = sum(not report.is_settled(one) for one in found)
        settled = len(found) - unsettled
        more = f"（未处理{unsettled}）" if level is not Level.HINT and settled else ""
        parts.append(f"{level.label}{len(found)}项{more}")
    return "，".join(parts)


def rules_line(report: Report) -> str:
    """Say how many rules were evaluated, by kind, and how many were not."""
    counts = {word: report.evaluated.get(kind, 0) for kind, word in RULE_KINDS.items()}
    kinds = "，".join(f"{word}{count}" for word, count in counts.items())
    return f"评了{sum(counts.values())}条：{kinds}；未评{report.evaluated.get('not_evaluated', 0)}。"
