"""What an audit tells of 情况说明: own texts whose figures are off, texts that the tables have left behind, gaps."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from juesuan.analysis.analyse import Analysed
from juesuan.book.grid import GridSource
from juesuan.book.layout import address
from juesuan.book.read import ReadBook
from juesuan.book.sheets import SectionLayout
from juesuan.findings import Finding, FindingsError, Level
from juesuan.narrate import NARRATE, analysed_book, written_of
from juesuan.narrative.own import as_number, tokens
from juesuan.narrative.sheet import (
    MISSING,
    ORPHAN,
    Row,
    Standing,
    figures_of,
    paragraphs_section,
    read_paragraphs,
    rows_of,
    wrong_text,
)

if TYPE_CHECKING:
    from juesuan.own_texts import OwnChecks

MEASURED = ("万元", "%")
"""Units of numbers that should be figures of the tables."""


def text_findings(source: GridSource, found: ReadBook) -> list[Finding]:
    """Return what is wrong with the texts of a workbook that was read; nothing where none were generated yet.

    A workbook whose cells cannot all be read is told by the audit; its texts are not looked at.
    """
    section = paragraphs_section(source, found.accounts.format)
    standing = read_paragraphs(source, section) if section is not None else []
    if section is None or not any(one.generated for one in standing):
        return []
    try:
        found, analysed, _ = analysed_book(source, found)
    except FindingsError:
        return []
    rows = rows_of(written_of(found, analysed, standing), standing)
    by_key = {one.key: one for one in standing}
    findings = list(_outdated(section, rows, by_key))
    checks = _checked(rows, analysed)
    for number, (row, place) in enumerate(zip(rows, own_cells(rows, standing, section), strict=True)):
        checked = checks.checked.get(number, set()) if checks is not None else set()
        findings += _of_row(section.sheet, place, row, checked)
        if checks is not None:
            findings += checks.findings(section.sheet, place, row, number)
    return findings


def own_cells(rows: Sequence[Row], standing: Sequence[Standing], section: SectionLayout) -> list[str]:
    """Return the cell of the own text of every row; empty for one that is not on the sheet yet."""
    by_key = {one.key: one for one in standing if one.key}
    added = [one for one in standing if not one.key]
    found = []
    for row in rows:
        alike = (one for one in added if one.own == row.own)
        at = by_key.get(row.written.key) if row.written.key else next(alike, None)
        if at is not None and not at.key:
            added.remove(at)
        found.append(address(at.row, section.column("own")) if at is not None else "")
    return found


def _checked(rows: Sequence[Row], analysed: Analysed) -> OwnChecks | None:
    """Check own texts as 文表核对 does; what that needs is loaded where there are any."""
    if not any(row.own for row in rows):
        return None
    from juesuan.own_texts import check_own

    return check_own(rows, analysed)


def _outdated(
    section: SectionLayout, rows: Sequence[Row], standing: dict[str, Standing]
) -> Iterator[Finding]:
    changed = [
        one
        for one in rows
        if one.written.key
        and one.state != ORPHAN
        and _generated(standing.get(one.written.key)) != one.written.text
    ]
    if not changed:
        return
    first = next((standing[one.written.key] for one in changed if one.written.key in standing), None)
    cell = address(first.row, section.column("generated")) if first is not None else ""
    names = "、".join(dict.fromkeys(one.written.section for one in changed if one.written.section))
    message = f"情况说明有{len(changed)}段文字与现在的表不一致（{names}），"
    yield Finding(
        "text-outdated", Level.ERROR, section.sheet, cell, message, f"请点“{NARRATE}”。", "情况说明没有更新"
    )


def _generated(standing: Standing | None) -> str:
    return standing.generated if standing is not None else ""


def _of_row(sheet: str, place: str, row: Row, checked: Container[Decimal]) -> Iterator[Finding]:
    where = row.written.section
    cells = (f"text.{row.written.key}",) if row.written.key else ()
    if row.wrong:
        said = "；".join(map(wrong_text, row.wrong))
        message = f"{where}自己改写的文字有数与表不一致：{said}，"
        remedy = "请改正文字中的数，或选中该段点“恢复生成的文字”。"
        yield Finding(
            "own-text", Level.ERROR, sheet, place, message, remedy, "改写的文字与表不一致", cells=cells
        )
    if row.state == MISSING:
        yield Finding(
            "text-missing", Level.EXPLAIN, sheet, place, f"{where}还没有文字，", row.written.missing,
            "情况说明有待填写的段落", cells=cells,
        )  # fmt: skip
    if row.state == ORPHAN:
        message = f"{where}自己改写的文字已没有对应的段落，"
        remedy = "请核对是否还需要；不需要的，清空这一格。"
        yield Finding(
            "own-text-orphan",
            Level.HINT,
            sheet,
            place,
            message,
            remedy,
            "改写的文字没有对应的段落",
            cells=cells,
        )
    unknown = _untied(row, checked)
    if unknown:
        message = f"{where}自己改写的文字中，{'、'.join(unknown)}没有对应的表格数，无法核对，"
        remedy = "请自行核对这些数的来源。"
        yield Finding(
            "own-text-untied",
            Level.HINT,
            sheet,
            place,
            message,
            remedy,
            "改写的文字有数无法核对",
            cells=cells,
        )


def _untied(row: Row, checked: Container[Decimal]) -> list[str]:
    """Return the amounts and rates of an own text that repeat no figure of its paragraph, where that has figures.

    ``checked`` are values that were compared with other figures of the report.
    """
    if not row.own or not figures_of(row.written):
        return []
    values = {as_number(one.text) for one in figures_of(row.written)}
    return [
        f"{one.text}{one.unit}"
        for place, one in enumerate(tokens(row.own))
        if place not in row.bound
        and one.unit in MEASURED
        and one.value not in values
        and one.value not in checked
    ]
