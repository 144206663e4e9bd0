"""读回定稿: what an edited report would write into 情况说明, the same for both doors.

Only the column of own texts changes (with its state), rows move where a paragraph was added or removed. Nothing is generated
anew: that is what 更新情况说明 does afterwards, which keeps own texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from juesuan.audit.standing import read_standing
from juesuan.book.grid import GridSource
from juesuan.book.sheetpart import position
from juesuan.book.sheets import SectionLayout
from juesuan.findings import Finding, StructureError
from juesuan.narrate import NARRATE, analysed_book, written_of
from juesuan.narrative.paragraphs import Written
from juesuan.narrative.sheet import Standing, paragraphs_section, read_paragraphs
from juesuan.plan import log_time
from juesuan.readback.findings import left_findings
from juesuan.readback.lines import expected_lines, found_lines, is_closed
from juesuan.readback.match import Matched, Matcher
from juesuan.readback.write import Placed, Writer, log_lines
from juesuan.report.gather import Book, gather
from juesuan.template.lists import ListEdits, append_log
from juesuan.tieout.compare_book import compare
from juesuan.tieout.document import Document
from juesuan.tieout.lexicon import normal
from juesuan.tieout.of_book import world_of
from juesuan.tieout.own_tables import own_tables
from juesuan.tieout.tieout import title_of
from juesuan.tieout.world import World

ACTION = "读回定稿"
LEAST_SAME = 0.25
"""So many of the rows of 情况说明 must stand in a report as they are for it to be a report of this workbook."""


@dataclass(frozen=True)
class ReadBack:
    """What 读回定稿 would write, and what it leaves to a person. ``last`` is the last row of 情况说明 afterwards."""

    name: str
    section: SectionLayout
    edits: ListEdits
    placed: tuple[Placed, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    same: int
    last: int


def plan_read_back(
    source: GridSource, document: Document, folder: Path, now: datetime | None = None
) -> ReadBack:
    """Return what a report that was read says of the texts of a workbook; ``folder`` is where its attachments lie.

    Raises StructureError for a report of another year or another workbook and for a workbook without texts, FindingsError
    for cells that cannot be read and where the paragraphs do not fit on the sheet.
    """
    found, analysed, _ = analysed_book(source)
    section = paragraphs_section(source, found.accounts.format)
    standing = read_paragraphs(source, section) if section is not None else []
    if section is None or not any(one.generated for one in standing):
        raise StructureError("no-text", f"工作簿的“情况说明”还没有文字，请先点“{NARRATE}”。")
    _check_year(document, found.accounts.info.get("year", ""))
    values = read_standing(source, found).values
    book = Book(source, found, analysed, values, section, folder)
    matched, numbers = _matched(book, document, standing, now or datetime.now())  # noqa: DTZ005 - the office's own clock
    edits = ListEdits(source, found.accounts.format)
    placed = Writer(edits, section, standing, numbers).write(matched.changes)
    if edits.edits:
        append_log(edits, log_time(now), ACTION, log_lines(section, placed))
    rows = [standing[number] for number in numbers]
    return ReadBack(
        document.name,
        section,
        edits,
        tuple(placed),
        tuple(left_findings(matched.left, rows, section)),
        (
            *_notes(document, standing, written_of(found, analysed, standing)),
            *_table_notes(document, world_of(analysed), found.accounts.info.get("unit_name", "")),
        ),
        matched.same,
        max((row for row, _ in edits.edits.get(section.sheet, ())), default=0),
    )


def _matched(
    book: Book, document: Document, standing: Sequence[Standing], now: datetime
) -> tuple[Matched, list[int]]:
    """Return what the paragraphs of the report say, and the place in ``standing`` of every row that is named there."""
    gathered = gather(book, now.date())
    places = {one.row: number for number, one in enumerate(standing)}
    numbers = [places[position(row.cell)[0]] for row, _ in gathered.rows]
    rows = [
        (row, standing[number].generated) for (row, _), number in zip(gathered.rows, numbers, strict=True)
    ]
    closed = [is_closed(pieces) for _, pieces in gathered.rows]
    matched = Matcher(rows, expected_lines(gathered), found_lines(document), closed).run()
    if matched.same < LEAST_SAME * matched.rows:
        text = f"“{document.name}”的文字与情况说明大多对不上（{matched.rows}段里只有{matched.same}段相同），不像是用这个工作簿写出的报告，没有读回。请核对选的文件和工作簿。"
        raise StructureError("other-report", text)
    return matched, numbers


def _check_year(document: Document, cover: str) -> None:
    said = title_of(document)[1]
    year = cover.strip().removesuffix("年度").removesuffix("年")
    if said is not None and year.isdecimal() and said != int(year):
        text = f"“{document.name}”是{said}年度的报告，工作簿是{year}年度的，没有读回。请选同一年度的报告和工作簿。"
        raise StructureError("other-year", text)


def _notes(document: Document, standing: Sequence[Standing], written: Sequence[Written]) -> list[str]:
    """Say what a person should know of how the file was read, and of texts that the tables have left behind."""
    notes = [one.replace("核对", "读回") for one in document.notes]
    generated = {one.key: one.generated for one in standing}
    if any(one.text != generated.get(one.key, "") for one in written):
        notes.append(f"情况说明里生成的文字还不是按现在的表写的，读回后请点“{NARRATE}”。")
    return notes


def _table_notes(document: Document, world: World, unit: str) -> Iterator[str]:
    """Say that the report is another unit's, and that its tables have other figures: those are not read back."""
    said = normal(title_of(document)[0])
    mine = normal(unit)
    if said and mine and said not in mine and mine not in said:
        yield f"报告的单位是“{said}”，工作簿的单位是“{mine}”：请确认选对了文件。"
    own = own_tables(document, (world.form.key,)) if world.form is not None else None
    count = sum(1 for _ in compare(own, world)) if own is not None else 0
    if count:
        yield f"报告的附表有{count}处与工作簿不同，附表的数不读回。请改工作簿，再用“文表核对”逐格核对。"
