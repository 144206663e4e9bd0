"""审核结果: the findings of an audit as rows of the workbook, the answers to them, and the verdict above them.

Findings of one cause stand together, its leader first. An answer stays with its finding as long as that is the same one
(see ``report.fingerprint``); one whose finding is gone goes to 操作记录. The state of a row and the verdict are live
formulas, so an answer counts as soon as it is typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from juesuan import money
from juesuan.audit.own import OWN_RULES
from juesuan.audit.report import Answer, Report, Verdict, fingerprint
from juesuan.audit.sheet import check_of
from juesuan.book.grid import Grid, GridSource
from juesuan.book.layout import address, column_letter
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.findings import Finding, Level
from juesuan.spec.model import Format
from juesuan.template.lists import ListEdits, LogLine, append_log
from juesuan.template.marks import RESULTS

VERDICT = "verdict"
RULE_SECTIONS = (OWN_RULES, "rules")
LAST_AUDIT = ("last", "audit")
"""The column 上次审核 of 审核公式 by its key."""
ACTION = "全部审核"
OPEN, ANSWERED, RELEASED, NOTHING = "未处理", "已说明", "已解除", "—"
"""The state of a finding; nothing is to be done about a hint."""
OUTDATED = "数据已变动，请重新审核"
ARCHIVED = "问题已不存在，说明归档"
VERDICT_ITEM, TIME_ITEM, OPEN_ITEM = "审核结论", "审核时间", "未处理的错误和需说明"
RULE_ITEMS = {
    "independent": "已评公式（独立）",
    "by_construction": "已评公式（构造）",
    "structural": "已评公式（结构）",
    "not_evaluated": "未评公式",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of 审核结果 as it stands on the sheet."""

    row: int
    rule: str
    level: str
    state: str
    sheet: str
    cell: str
    message: str
    remedy: str
    answer: Answer
    key: str


def results_section(source: GridSource, form: Format) -> SectionLayout | None:
    """Return the list of findings, None when the workbook (an older one) or its format has none."""
    sections = all_sections(form)
    section = sections.get(RESULTS)
    if section is None or VERDICT not in sections or section.sheet not in source.sheet_names():
        return None
    names = source.defined_names()
    return section if section.name in names and sections[VERDICT].name in names else None


def read_rows(source: GridSource, form: Format) -> list[Row]:
    """Return the findings of the last audit in their order, and every row in which somebody wrote an answer."""
    section = results_section(source, form)
    if section is None:
        return []
    grid = source.grid(section.sheet)
    first, last = entry_rows(source, section)
    found = (_row(grid, section, row) for row in range(first, min(last, grid.height) + 1))
    return [one for one in found if one.key or one.answer != Answer("")]


def _row(grid: Grid, section: SectionLayout, row: int) -> Row:
    def text(key: str) -> str:
        return grid.text(row, section.column(key))

    sheet, place = text("table"), text("place")
    cell = place.removeprefix(f"{sheet}!") if place != sheet else ""
    answer = Answer(text("answer"), text("name"))
    return Row(
        row,
        text("rule"),
        text("level"),
        text("state"),
        sheet,
        cell,
        text("message"),
        text("remedy"),
        answer,
        text("fingerprint"),
    )


def read_answers(source: GridSource, form: Format) -> dict[str, Answer]:
    """Return the answers that stand in the workbook, by the fingerprint of their finding."""
    found: dict[str, Answer] = {}
    for one in read_rows(source, form):
        if one.key and one.answer != Answer("") and not found.get(one.key, Answer("")).text:
            found[one.key] = one.answer
    return found


def verdict_of(source: GridSource, form: Format) -> str:
    """Return the verdict that the workbook shows; empty when it was never audited."""
    if results_section(source, form) is None:
        return ""
    section = all_sections(form)[VERDICT]
    row = _items(source, section).get(VERDICT_ITEM)
    return source.grid(section.sheet).text(row, section.column("content")) if row else ""


def numbered(findings: Sequence[Finding]) -> Iterator[tuple[str, Finding]]:
    """Yield the findings with their numbers: 3 leads 3.1 and 3.2, which have the same cause."""
    group, follower, cause = 0, 0, ""
    for one in findings:
        if one.cause and one.cause == cause:
            follower += 1
            yield f"{group}.{follower}", one
            continue
        group, follower, cause = group + 1, 0, one.cause
        yield str(group), one


def state_of(report: Report, finding: Finding) -> str:
    """Return what has become of a finding."""
    if finding.level is Level.HINT:
        return NOTHING
    if not report.is_settled(finding):
        return OPEN
    return ANSWERED if finding.level is Level.EXPLAIN else RELEASED


def result_edits(edits: ListEdits, report: Report, when: str) -> int:
    """Bring 审核结果 (and 上次审核 of 审核公式) up to date; return the last row of the findings, 0: there is no such list."""
    section = results_section(edits.source, edits.form)
    if section is None:
        return 0
    first, last = entry_rows(edits.source, section)
    shown = report.findings[: last - first + 1]
    _archive(edits, {fingerprint(one) for one in shown}, when)
    row = first - 1
    for row, (number, one) in enumerate(numbered(shown), first):
        for key, content in _contents(section, row, number, one, report).items():
            edits.put(section, row, key, content)
    for empty in range(row + 1, min(last, edits.source.grid(section.sheet).height) + 1):
        for column in section.section.columns:
            edits.put(section, empty, column.key, Content())
    _verdict(edits, section, report, when, (first, last))
    _rule_states(edits, report)
    return row


def outdated_edits(edits: ListEdits) -> None:
    """Let the verdict say that the data have changed since the audit; a book that was never audited stays as it is."""
    if verdict_of(edits.source, edits.form):
        section = edits.sections[VERDICT]
        row = _items(edits.source, section)[VERDICT_ITEM]
        edits.put(section, row, "content", Content(OUTDATED))


def _archive(edits: ListEdits, present: set[str], when: str) -> None:
    """Put the answers whose finding is gone on record."""
    lines = []
    for one in read_rows(edits.source, edits.form):
        if one.key not in present and one.answer != Answer(""):
            who = f"（解除人：{one.answer.name}）" if one.answer.name else ""
            name = f"审核公式{one.rule}的说明{who}" if one.rule else f"审核结果第{one.row}行的说明{who}"
            lines.append(LogLine(one.sheet, one.cell, name, one.answer.text, ARCHIVED))
    append_log(edits, when, ACTION, lines)


def _contents(
    section: SectionLayout, row: int, number: str, finding: Finding, report: Report
) -> Mapping[str, Content]:
    answer = report.answers.get(fingerprint(finding), Answer(""))
    state = state_of(report, finding)
    place = finding.place
    mark = f"{finding.level.label}|{place.partition(':')[0]}"
    at = {one.key: address(row, column) for column, one in enumerate(section.section.columns, 1)}
    settled = f'IF({at["level"]}="{Level.EXPLAIN.label}","{ANSWERED}",IF(TRIM({at["name"]})="","{OPEN}","{RELEASED}"))'
    states = (
        f'=IF({at["level"]}="{Level.HINT.label}","{NOTHING}",IF(TRIM({at["answer"]})="","{OPEN}",{settled}))'
    )
    return {
        "number": Content(int(number) if number.isdigit() else f"　└ {number}"),
        "cell": link(finding),
        "level": Content(finding.level.label),
        "state": Content(state, states),
        "rule": Content(
            finding.title if finding.title and finding.rule.islower() else finding.rule
        ),  # names of checks are ours
        "table": Content(finding.sheet),
        "message": Content(sentence(finding.message)),
        "remedy": Content(finding.remedy),
        "expected": Content(_wan(finding.expected)),
        "actual": Content(_wan(finding.actual)),
        "difference": Content(_wan(finding.difference)),
        "answer": Content(answer.text),
        "name": Content(answer.name),
        "place": Content(place),
        "mark": Content(
            mark if state == OPEN else "",
            f'=IF({at["state"]}="{OPEN}",{at["level"]}&"|{_doubled(place.partition(":")[0])}","")',
        ),
        "fingerprint": Content(fingerprint(finding)),
    }


def link(finding: Finding) -> Content:
    """Return the formula that leads to a finding's cell, in Excel, WPS and LibreOffice alike."""
    if not finding.sheet:
        return Content()
    sheet = finding.sheet.replace("'", "''")
    target = _doubled(f"#'{sheet}'!{finding.cell or 'A1'}")
    return Content(finding.place, f'=HYPERLINK("{target}","{_doubled(finding.place)}")')


def sentence(message: str) -> str:
    """Return the first half of what is told as a sentence of its own."""
    return message.removesuffix("，") + "。" if message.endswith("，") else message


def _verdict(
    edits: ListEdits, section: SectionLayout, report: Report, when: str, rows: tuple[int, int]
) -> None:
    levels, states = (
        f"${letter}${rows[0]}:${letter}${rows[1]}"
        for letter in (column_letter(section.column(key)) for key in ("level", "state"))
    )
    missing = len(report.findings) - (rows[1] - rows[0] + 1)
    unsettled = sum(not report.is_settled(one) for one in report.findings)
    failed, waiting = (
        f'COUNTIFS({levels},"{level.label}",{states},"{OPEN}")>0' for level in (Level.ERROR, Level.EXPLAIN)
    )
    verdict = f'=IF({failed},"{Verdict.FAILED}",IF({waiting},"{Verdict.TO_EXPLAIN}","{Verdict.PASSED}"))'
    whole = missing <= 0
    contents = {
        VERDICT_ITEM: Content(report.verdict.value, verdict if whole else None),
        TIME_ITEM: Content(when if whole else f"{when}（另有{missing}项没有列出）"),
        OPEN_ITEM: Content(unsettled, f'=COUNTIFS({states},"{OPEN}")' if whole else None),
        **{level.label: Content(report.counts[level.value]) for level in Level},
        **{label: Content(report.evaluated.get(key, 0)) for key, label in RULE_ITEMS.items()},
    }
    own = edits.sections[VERDICT]
    for item, row in _items(edits.source, own).items():
        if item in contents:
            edits.put(own, row, "content", contents[item])


def _items(source: GridSource, section: SectionLayout) -> dict[str, int]:
    """Return the rows of the items above the list."""
    grid = source.grid(section.sheet)
    first, last = entry_rows(source, section)
    return {grid.text(row, section.column("item")): row for row in range(first, last + 1)}


def _rule_states(edits: ListEdits, report: Report) -> None:
    """Write into 审核公式 how each check ended."""
    names = edits.source.defined_names()
    for key in RULE_SECTIONS:
        section = edits.sections.get(key)
        if section is None or section.name not in names:
            continue
        keys = [one.key for one in section.section.columns]
        target = next((one for one in LAST_AUDIT if one in keys), None)
        if target is None or "id" not in keys:
            continue
        grid = edits.source.grid(section.sheet)
        first, last = entry_rows(edits.source, section)
        own = report.own_rules if key == OWN_RULES else {}
        for row in range(first, min(last, grid.height) + 1):
            rule, number = check_of(edits.form, own.get(row) or grid.text(row, section.column("id")))
            edits.put(section, row, target, Content(_rule_state(edits.form, report, rule, number)))


def _rule_state(form: Format, report: Report, rule: str, number: int) -> str:
    if not rule or (rule, number) in report.states:
        return report.states.get((rule, number), "")
    levels = {one.level for one in report.findings if one.rule == rule}
    if levels:
        return next(level.label for level in Level if level in levels)
    structural = rule in form.rules and form.rules[rule].kind == "structural"
    return "通过" if structural else "未评"


def _wan(fen: int | None) -> float | None:
    return None if fen is None else money.to_wan(fen)


def _doubled(text: str) -> str:
    return text.replace('"', '""')
