"""文表核对 through the file door: a report, and the workbook that it was made from where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from juesuan.book.file import FileBook
from juesuan.findings import StructureError
from juesuan.narrate import analysed_book
from juesuan.regenerate import Progress, quiet
from juesuan.tieout.compare_book import compare
from juesuan.tieout.document import Document
from juesuan.tieout.lexicon import normal
from juesuan.tieout.of_book import world_of
from juesuan.tieout.own_tables import OwnTables, own_tables
from juesuan.tieout.read import read_report_file
from juesuan.tieout.tieout import TiedOut, ordered, tie_out, title_of
from juesuan.tieout.world import World


def tie_out_file(report: Path, book: Path | None = None, *, progress: Progress = quiet) -> TiedOut:
    """Check a report against a workbook, or against the tables that it prints itself.

    Raises StructureError for a report or a workbook that cannot be read and for those of two different years;
    FindingsError for cells of the workbook that cannot be read.
    """
    if book is not None and not book.is_file():
        raise StructureError("not-found", f"没有找到工作簿“{book}”。请核对路径。")
    progress("读取报告")
    document = _read(report)
    if book is None:
        progress("核对")
        return tie_out(document)
    progress("读取工作簿")
    return against_book(document, book_world(book), book.name, progress)


def _read(report: Path) -> Document:
    try:
        return read_report_file(report)
    except OSError as error:
        text = f"“{report.name}”打不开（{error.strerror}）：可能正被其他程序占用，或没有读取的权限。请关闭占用它的程序，或复制一份再核对。"
        raise StructureError("unreadable", text) from error


def book_world(book: Path) -> World:
    """Return what a workbook knows: its tables recomputed, 上年数, 预算数, 其他重要事项, year and unit of its cover.

    Raises StructureError, and FindingsError for cells that cannot be read.
    """
    _, analysed, _ = analysed_book(FileBook.open(book))
    return world_of(analysed)


def against_book(document: Document, world: World, name: str, progress: Progress = quiet) -> TiedOut:
    """Check a report that was read against a workbook called ``name``. Raises StructureError for another year's."""
    unit, year = title_of(document)
    if year is not None and world.year is not None and year != world.year:
        text = f"“{document.name}”是{year}年度的报告，工作簿“{name}”是{world.year}年度的，没有核对。请选同一年度的报告和工作簿。"
        raise StructureError("other-year", text)
    progress("核对文字")
    done = tie_out(document, world)
    progress("核对附表")
    own = own_tables(document, (world.form.key,)) if world.form is not None else None
    issues = list(compare(own, world)) if own is not None else []
    notes = (*document.notes, *_notes(own, world, unit, name))
    return replace(
        done,
        document=replace(document, notes=notes),
        issues=tuple(ordered([*done.issues, *issues])),
        own=own,
    )


def _notes(own: OwnTables | None, world: World, unit: str, name: str) -> Iterator[str]:
    """Say what a person should know of the comparison: another unit, tables that were not found in the report."""
    units = [normal(one) for one in world.units if one]
    said = normal(unit)
    if said and units and not any(one in said or said in one for one in units):
        yield f"报告的单位是“{unit}”，工作簿“{name}”的单位是“{world.units[0]}”：请确认选对了工作簿。"
    if world.form is None:
        return
    found = own.recognised.tables if own is not None else {}
    values = world.numbers.values if world.numbers is not None else {}
    filled = {cell.table for cell, value in values.items() if value}
    absent = [one.title for one in world.form if one.key in filled and one.key not in found]
    if not found:
        yield "报告里没有找到附表，附表没有与工作簿逐格核对。"
    elif absent:
        yield f"报告里没有找到{'、'.join(absent)}，这{len(absent)}张表没有与工作簿逐格核对。"
