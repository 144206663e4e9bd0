"""A tie-out in words: verdict, counts, coverage, issues by cause, what could not be checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from juesuan.findings import Level
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.document import place_of
from juesuan.tieout.issue import Issue
from juesuan.tieout.places import Places, places_of
from juesuan.tieout.tieout import TiedOut, title_of

MOST_UNTIED = 6
"""So many figures that could not be checked are listed in a text for each reason; all of them in JSON."""
LONGEST_QUOTE = 40
INDENT = "    "
_INNER = str.maketrans("“”", "‘’")
REASONS = {
    Measure.PERCENT: "看不出是什么的百分比",
    Measure.BUDGET: "没有这一项的预算数可比",
    Measure.COMPLETION: "没有这一项的预算数可比",
    Measure.CHANGE: "没有上年数可比",
    Measure.RATE: "没有上年数可比",
    Measure.SHARE: "看不出占的是什么的比重",
    Measure.COUNT: "数量，没有可比的数",
}


@dataclass(frozen=True)
class Told:
    """An issue as it is told: ``number`` like 2 or 2.1 (the same cause as 2), its place, its words."""

    number: str
    issue: Issue
    place: str

    @property
    def indent(self) -> str:
        """The space before what has the cause of another."""
        return INDENT if "." in self.number else ""

    @property
    def head(self) -> str:
        """Number and level."""
        return f"{self.number} [{self.issue.level.label}]"

    @property
    def text(self) -> str:
        """Place, the words of the report, what is wrong, and the right value where the message does not give it."""
        quote = f"原文{quoted(self.issue.quote)}" if self.issue.quote else ""
        where = "，".join(one for one in (self.place, quote) if one)
        return f"{where}：{message_of(self.issue)}" if where else message_of(self.issue)

    def __str__(self) -> str:
        return f"{self.indent}{self.head} {self.text}"


def told(done: TiedOut) -> Iterator[Told]:
    """Yield the issues numbered, those of one cause below the first of them."""
    places = places_of(done)
    number, within, cause = 0, 0, ""
    for one in done.issues:
        if one.cause and one.cause == cause:
            within += 1
            yield Told(f"{number}.{within}", one, place_text(done, one, places))
            continue
        number, within, cause = number + 1, 0, one.cause
        yield Told(str(number), one, place_text(done, one, places))


def message_of(issue: Issue) -> str:
    """Return what is wrong and the right value."""
    missing = issue.expected and issue.expected.removesuffix("万元") not in issue.message
    return f"{issue.message}应为：{issue.expected}。" if missing else issue.message


def place_text(done: TiedOut, issue: Issue, places: Places) -> str:
    """Say where an issue stands: the page (a line of a text), and the heading or the table."""
    page = issue.page or places.page_of(issue)
    paged = f"第{page}页" if page else ""
    if issue.located is None:
        named = "" if issue.message.startswith(issue.place) else quoted(issue.place)
        return f"{paged}附表{named}" if issue.place else paged
    if done.document.kind == "txt":
        paged = place_of("txt", issue.located.paragraph)
    return f"{paged}{quoted(issue.located.title)}"


def quoted(text: str) -> str:
    """Return a heading in quotes, its own quotes as inner ones; nothing for nothing."""
    return f"“{text.strip().translate(_INNER)}”" if text.strip() else ""


# Coverage


def wrong_figures(done: TiedOut) -> set[int]:
    """Return the figures (``id`` of their claims) that were compared and do not hold."""
    faulty = {
        (one.located.number, one.end) for one in done.issues if one.located is not None and one.expected
    }
    return {id(one) for one in done.coverage.untied() if (one.located.number, one.figure.end) in faulty}


def unchecked(done: TiedOut) -> list[tuple[Claim, str]]:
    """Return the figures that could not be checked, each with the reason."""
    wrong = wrong_figures(done)
    year = title_of(done.document)[1]
    return [(one, _reason(one, year)) for one in done.coverage.untied() if id(one) not in wrong]


def _reason(claim: Claim, year: int | None) -> str:
    if claim.cause:
        return "增减原因里的数，表里没有单独列出"
    if claim.measure in REASONS:
        return REASONS[claim.measure]
    if not claim.subject:
        return "没有认出说的是哪一项"
    if claim.year is not None and year is not None and claim.year != year:
        return f"{claim.year}年的数，没有可比的数"
    return "表里没有这个数"


def coverage_of(done: TiedOut) -> dict[str, int]:
    """Return how many figures were found, tied to a cell, recomputed, found wrong, and not checked at all."""
    counts = done.coverage.counts
    wrong = len(wrong_figures(done))
    return {**counts, "untied": counts["untied"] - wrong, "wrong": wrong}


# Lines


def counts_line(done: TiedOut) -> str:
    """Say how many issues there are of each level."""
    return "，".join(f"{level.label}{done.counts[level.value]}项" for level in Level)


def coverage_line(done: TiedOut) -> str:
    """Say how far the figures were checked."""
    counts = coverage_of(done)
    return (
        f"文字中有{counts['figures']}个数：与表相符{counts['tied']}个，由其他数算得相符{counts['recomputed']}个，"
        f"不相符{counts['wrong']}个，没有依据、未能核对{counts['untied']}个。"
    )


def basis_line(done: TiedOut, book: str = "") -> str:
    """Say against what the report was checked; ``book`` is the name of the workbook."""
    tables = len(done.own.recognised.tables) if done.own is not None else 0
    if book:
        return f"依据：工作簿“{book}”" + (f"；报告的{tables}张附表也与它逐格核对。" if tables else "。")
    if tables:
        return f"依据：报告自己的{tables}张附表。"
    return "依据：只有文字，没有认出附表，只核对文字中的数是否互相一致。"


def unchecked_lines(done: TiedOut, most: int = MOST_UNTIED) -> list[str]:
    """Count what could not be checked by its reason, and list so many of each."""
    those = unchecked(done)
    if not those:
        return []
    lines = ["未能核对的数："]
    for reason, count in Counter(reason for _, reason in those).most_common():
        lines.append(f"  {reason}：{count}个")
        same = [one for one, why in those if why == reason]
        lines += [f"{INDENT}{_where(one, done)}{clipped(one.quote)}" for one in same[:most]]
        if count > most:
            lines.append(f"{INDENT}……其余{count - most}个略。")
    return lines


def _where(claim: Claim, done: TiedOut) -> str:
    place = "" if done.document.kind == "docx" else place_of(done.document.kind, claim.located.paragraph)
    title = quoted(claim.located.title)
    return f"{place}{title}：" if place or title else ""


def clipped(text: str, most: int = LONGEST_QUOTE) -> str:
    """Return the end of a text, where its figure stands."""
    text = text.strip()
    return text if len(text) <= most else f"…{text[-most:]}"


def lines_of(done: TiedOut, book: str = "") -> list[str]:
    """Return the whole result, the verdict first."""
    notes = [f"注意：{one}" for one in done.document.notes]
    return [
        done.verdict,
        counts_line(done),
        coverage_line(done),
        basis_line(done, book),
        *notes,
        *map(str, told(done)),
        *unchecked_lines(done),
    ]
