"""What the sources of one import hold: sheets are read, lists taken out, tables recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from juesuan.book.grid import GridSource
from juesuan.findings import StructureError
from juesuan.importing.ledger_list import LedgerList, read_ledger_list
from juesuan.importing.lists.model import FoundLists
from juesuan.importing.model import Recognised, SourceSheet, Unplaced
from juesuan.spec.model import Format

NO_TABLE = (
    "没有认出任何一张决算报表；请核对文件中有没有表名（如“收入决算表”）和表头，明细清单要有“功能科目编码”“金额”等列，"
    "其他重要事项、绩效等清单要有“接待对象”“项目名称”“指标值”等列。"
)


@dataclass(frozen=True)
class Sources:
    """What was found in the sources of one import: tables, the bookings of a long list, lists beside the tables."""

    tables: Recognised = field(default_factory=Recognised)
    ledger: LedgerList | None = None
    lists: FoundLists = field(default_factory=FoundLists)
    unplaced: tuple[Unplaced, ...] = ()
    names: tuple[str, ...] = ()
    from_paste: bool = False


def gather(paths: Sequence[Path], form: Format, *, unit: str = "", book: GridSource | None = None) -> Sources:
    """Read files, folders and archives for a workbook; raise StructureError when nothing can be imported."""
    from juesuan.importing.sources import read_sources

    sheets, unplaced = read_sources(paths)
    return gather_sheets(sheets, form, unit=unit, unplaced=unplaced, book=book)


def gather_sheets(  # noqa: PLR0913 - sheets and what they are read with
    sheets: Sequence[SourceSheet],
    form: Format,
    *,
    unit: str = "",
    unplaced: Sequence[Unplaced] = (),
    from_paste: bool = False,
    book: GridSource | None = None,
) -> Sources:
    """Recognise sheets: lists are taken out, then a long list is read as one, everything else as tables."""
    from juesuan.importing.lists.find import ListFinder
    from juesuan.importing.recognise import recognise

    finder = ListFinder(form, book, unit)
    lists = FoundLists()
    rest: list[SourceSheet] = []
    ledger: LedgerList | None = None
    for sheet in sheets:
        taken, left = finder.take(sheet)
        lists = lists.joined(taken)
        found = read_ledger_list(form, left, unit=unit) if left is not None else None
        if found is not None:
            ledger = found if ledger is None else ledger.joined(found)
        elif left is not None:
            rest.append(left)
    tables = recognise(form, rest, unit=unit) if rest else Recognised()
    if not tables.tables and ledger is None and not lists:
        raise StructureError("nothing-recognised", NO_TABLE)
    lists = lists.joined(FoundLists(findings=tuple(finder.hints())))
    names = tuple(dict.fromkeys(one.file for one in sheets if one.file))
    return Sources(tables, ledger, lists, tuple(unplaced), names, from_paste)
