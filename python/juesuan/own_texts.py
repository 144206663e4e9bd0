"""Own texts under the checks of 文表核对 at every audit: shares, rates, sums, lists, direction words, years, uncut branches.

The report is checked as a whole, as it stands (generated texts, own ones in their place), against the figures of the
workbook; what lies in own texts is told. Numbers that are bound to a figure are the business of ``narrate_check``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from juesuan.analysis.analyse import Analysed
from juesuan.book.grid import GridSource
from juesuan.book.read import ReadBook
from juesuan.findings import Finding, Level
from juesuan.narrate import analysed_book, written_of
from juesuan.narrate_check import own_cells
from juesuan.narrative.own import tokens
from juesuan.narrative.sheet import LAST_YEAR, Row, paragraphs_section, read_paragraphs, rows_of
from juesuan.report.rows import LEVELS
from juesuan.tieout.document import Document, Paragraph
from juesuan.tieout.issue import Issue, State
from juesuan.tieout.of_book import world_of
from juesuan.tieout.telling import message_of, quoted
from juesuan.tieout.tieout import TiedOut, tie_out

NAME = "情况说明"
REMEDY = "请改正文字，或选中该段点“恢复生成的文字”。"
WORDS = "F"
"""Rules on words begin so; others compare figures."""
TITLE = "改写的文字与表或与自己不符"


@dataclass(frozen=True)
class OwnChecks:
    """By number of the row: what does not hold in it, and the values of its numbers that were checked."""

    issues: dict[int, list[Issue]] = field(default_factory=dict)
    checked: dict[int, set[Decimal]] = field(default_factory=dict)

    def findings(self, sheet: str, cell: str, row: Row, number: int) -> Iterator[Finding]:
        """Yield a finding for every rule and level that the own text of a row offends against."""
        groups: dict[tuple[str, Level], list[Issue]] = {}
        for one in self.issues.get(number, ()):
            groups.setdefault((one.rule, one.level), []).append(one)
        cells = (f"text.{row.written.key}",) if row.written.key else ()
        for (rule, level), those in groups.items():
            said = "；".join(f"{quoted(one.quote)}{message_of(one).rstrip('。')}" for one in those)
            message = f"{row.written.section}自己改写的文字{said}。"
            yield Finding(f"own-text-{rule}", level, sheet, cell, message, REMEDY, TITLE, cells=cells)


def own_text_issues(source: GridSource, read: ReadBook) -> list[Finding]:
    """Return what the checks of 文表核对 find in the own texts of a workbook; FindingsError for cells that cannot be read."""
    section = paragraphs_section(source, read.accounts.format)
    standing = read_paragraphs(source, section) if section is not None else []
    if section is None or not any(one.own for one in standing):
        return []
    found, analysed, _ = analysed_book(source, read)
    rows = rows_of(written_of(found, analysed, standing), standing)
    checks = check_own(rows, analysed)
    cells = own_cells(rows, standing, section)
    return [
        finding
        for number, row in enumerate(rows)
        for finding in checks.findings(section.sheet, cells[number], row, number)
    ]


def check_own(rows: Sequence[Row], analysed: Analysed) -> OwnChecks:
    """Check the paragraphs of a report against its workbook; keep what concerns own texts."""
    own = {number for number, row in enumerate(rows) if row.own}
    if not own:
        return OwnChecks()
    document, origin = _document(rows)
    done = tie_out(document, world_of(analysed))
    checks = OwnChecks()
    for issue in done.issues:
        number = origin.get(issue.located.paragraph.line) if issue.located is not None else None
        if number in own and number is not None and not _told_already(rows[number], issue):
            checks.issues.setdefault(number, []).append(issue)
    _note_checked(done, origin, own, checks)
    return checks


def _document(rows: Sequence[Row]) -> tuple[Document, dict[int, int]]:
    """Return the paragraphs as a document, and the number of the row of each line."""
    blocks: list[Paragraph] = []
    origin: dict[int, int] = {}
    for number, row in enumerate(rows):
        if row.state == LAST_YEAR:
            continue
        for text in row.text.splitlines():
            if text.strip():
                line = len(blocks) + 1
                blocks.append(Paragraph(text.strip(), line=line, level=LEVELS.get(row.written.kind, 0)))
                origin[line] = number
    return Document("docx", NAME, tuple(blocks)), origin


def _told_already(row: Row, issue: Issue) -> bool:
    """Tell whether figures that are off are told by their binding: what is compared with them comes after that."""
    return bool(row.wrong) and not issue.rule.startswith(WORDS)


def _note_checked(done: TiedOut, origin: dict[int, int], own: set[int], checks: OwnChecks) -> None:
    told = {(one.located.number, one.end) for one in done.issues if one.located is not None}
    for claim in done.claims:
        number = origin[claim.located.paragraph.line]
        is_told = (claim.located.number, claim.figure.end) in told
        if number in own and (is_told or done.coverage.state(claim) is not State.UNTIED):
            values = {one.value for one in tokens(claim.printed)}
            checks.checked.setdefault(number, set()).update(values)
