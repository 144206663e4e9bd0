"""变动分析 and 更新情况说明: what they would write into a workbook, the same for both doors.

read -> recompute -> analyse -> narrate -> edits. The tables themselves are not touched: they have to be recomputed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from juesuan.analysis.analyse import Analysed, analyse
from juesuan.analysis.line import SHEET_SECTIONS
from juesuan.analysis.numbers import Numbers
from juesuan.book.chart_blocks import AMOUNT, CHART_DATA, CHART_SHEET, LABEL, chart_blocks
from juesuan.book.grid import GridSource
from juesuan.book.layout import address
from juesuan.book.read import ReadBook, same_formula
from juesuan.book.read_facts import read_facts
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import SectionLayout
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding, StructureError, refuse_on_errors
from juesuan.narrative.paragraphs import Written, write
from juesuan.narrative.sheet import (
    Row,
    Standing,
    paragraph_edits,
    paragraphs_section,
    read_paragraphs,
    rows_of,
)
from juesuan.narrative.world import make_world
from juesuan.plan import log_time
from juesuan.spec.model import Cell
from juesuan.template.lists import ListEdits, LogLine, append_log
from juesuan.template.reading import read
from juesuan.template.remarks import remark, remark_cell

ANALYSE, NARRATE = "变动分析", "更新情况说明"
CLIP = 100
"""So much of a changed paragraph is kept in 操作记录."""


@dataclass
class Narrated:
    """What an action would write and tell. ``rows`` are the paragraphs, empty for an analysis alone."""

    edits: ListEdits
    analysed: Analysed
    shown: dict[str, tuple[int, ...]]
    """The rows in use of each list of 分析."""
    rows: tuple[Row, ...] = ()
    last: int = 0
    """The last row of 情况说明."""
    changed: int = 0
    """How many paragraphs (or lines of 分析) change."""
    findings: tuple[Finding, ...] = field(default=())


def analysed_book(
    source: GridSource, found: ReadBook | None = None
) -> tuple[ReadBook, Analysed, tuple[Finding, ...]]:
    """Return what a workbook says (``found``, where it was read already) and its analysis.

    Raises FindingsError for what cannot be read, all of it.
    """
    found = found or read(source)
    form = found.accounts.format
    if not form.analysis.measures:
        raise StructureError(
            "no-analysis", f"公开格式“{form.title}”没有分析和情况说明的内容（analysis.yaml）。"
        )
    faults: list[Finding] = []
    facts = read_facts(source, form, faults)
    findings = refuse_on_errors([*found.findings, *faults])
    accounts = complete_rows(found.accounts)
    numbers = Numbers(accounts, recompute(accounts).values, facts)
    return found, analyse(numbers, found.layout, source), findings


def plan_analysis(source: GridSource, now: datetime | None = None) -> Narrated:
    """Return what 变动分析 would write; StructureError and FindingsError as reading raises them."""
    _, analysed, findings = analysed_book(source)
    edits, shown = analysis_edits(source, analysed)
    changed = sum(len(cells) for cells in edits.edits.values())
    if changed:
        sheet = next(iter(analysed.sheet.sections.values())).sheet
        line = LogLine(sheet, "", "占比、变动、预算完成、变动的构成", "", f"更新{changed}格")
        append_log(edits, log_time(now), ANALYSE, [line])
    remark_edits(edits, analysed)
    return Narrated(edits, analysed, shown, changed=changed, findings=findings)


def plan_narrative(source: GridSource, now: datetime | None = None) -> Narrated:
    """Return what 更新情况说明 would write: 分析 and 情况说明."""
    found, analysed, findings = analysed_book(source)
    section = _section(source, found)
    edits, shown = analysis_edits(source, analysed)
    standing = read_paragraphs(source, section)
    rows = rows_of(written_of(found, analysed, standing), standing)
    before = {one.key: one.generated for one in standing if one.key}
    last = paragraph_edits(edits, section, rows)
    changes = [one for one in rows if one.written.key and before.get(one.written.key, "") != one.written.text]
    keys = {one.written.key for one in rows}
    gone = [one for one in standing if one.key and one.key not in keys and one.generated]
    if edits.edits:
        append_log(edits, log_time(now), NARRATE, _log(section, rows, changes, before, gone))
    remark_edits(edits, analysed)
    return Narrated(edits, analysed, shown, tuple(rows), last, len(changes) + len(gone), findings)


def written_of(found: ReadBook, analysed: Analysed, standing: Sequence[Standing]) -> list[Written]:
    """Return the paragraphs of a workbook's report."""
    form = found.accounts.format

    def place_of(cell: Cell) -> str:
        layout = found.layout[cell.table]
        rows = {**layout.fixed, **(found.places[cell.table].places if cell.table in found.places else {})}
        if cell.row not in rows:
            return layout.table.sheet
        return f"{layout.table.sheet}!{address(rows[cell.row], layout.column(cell.row, cell.column))}"

    world = make_world(analysed, place_of, form.narrative.zero)
    return write(form, world, [one.own for one in standing if one.own])


def _section(source: GridSource, found: ReadBook) -> SectionLayout:
    section = paragraphs_section(source, found.accounts.format)
    if section is None:
        raise StructureError(
            "no-narrative", "这个工作簿没有“情况说明”的列表（由较早的版本建立）；请新建工作簿后把数据导入。"
        )
    return section


def analysis_edits(source: GridSource, analysed: Analysed) -> tuple[ListEdits, dict[str, tuple[int, ...]]]:
    """Return what is to be written on 分析, and the rows in use of each of its lists."""
    edits = ListEdits(source, analysed.numbers.format)
    shown: dict[str, tuple[int, ...]] = {}
    for key in SHEET_SECTIONS:
        layout = analysed.sheet.sections.get(key)
        if layout is None:
            continue
        lines = analysed.sheet.lines.get(key, {})
        first, last = analysed.sheet.rows[key]
        shown[key] = tuple(sorted(lines))
        height = source.grid(layout.sheet).height
        for row in range(first, max(min(last, height), *lines, first) + 1):
            fields = lines[row].fields if row in lines else {}
            for column in layout.section.columns:
                one = fields.get(column.key)
                content = Content() if one is None else Content(one.content, one.formula)
                edits.put(layout, row, column.key, content)
    return edits, shown


def remark_edits(edits: ListEdits, analysed: Analysed) -> None:
    """Give the live remarks below the charts of 图表 their values; one that a person changed is left alone."""
    form = analysed.numbers.format
    sheet = next((one.sheet for one in form.sheets.after if one.key == CHART_SHEET), "")
    if sheet not in edits.source.sheet_names() or CHART_DATA not in analysed.sheet.rows:
        return
    lines = analysed.sheet.lines.get(CHART_DATA, {})
    for block in chart_blocks(form, analysed.sheet.rows[CHART_DATA][0]):
        fields = lines[block.first].fields if block.first in lines else {}
        words, amount = (fields[key].content if key in fields else None for key in (LABEL, AMOUNT))
        one, at = remark(block, str(words or ""), drawn=amount not in (None, "")), remark_cell(block.number)
        if same_formula(edits.source.grid(sheet).formulas.get(at), one.formula):
            edits.put_at(sheet, at, one)


def _log(
    section: SectionLayout,
    rows: Sequence[Row],
    changes: Sequence[Row],
    before: dict[str, str],
    gone: Sequence[Standing],
) -> list[LogLine]:
    first = section.first
    places = {id(one): first + number for number, one in enumerate(rows)}
    column = section.column("generated")
    lines = [
        LogLine(
            section.sheet,
            address(places[id(one)], column),
            one.written.section or "标题",
            _clipped(before.get(one.written.key, "")),
            _clipped(one.written.text),
        )
        for one in changes
    ]
    return [
        *lines,
        *(LogLine(section.sheet, "", one.section, _clipped(one.generated), "（删去）") for one in gone),
    ]


def _clipped(text: str) -> str:
    return text if len(text) <= CLIP else f"{text[: CLIP - 1]}…"
