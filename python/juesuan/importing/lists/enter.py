"""Found lists into the lists of a workbook: rows that are there are brought up to date, others follow behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from juesuan.book.grid import GridSource
from juesuan.book.sheets import SectionLayout
from juesuan.findings import Finding, FindingsError
from juesuan.importing.labels import norm
from juesuan.importing.lists.board import Board, ImportedList, Written
from juesuan.importing.lists.known import has_list
from juesuan.importing.lists.model import FoundLists, ListRow
from juesuan.importing.model import Unplaced
from juesuan.spec.model import Format
from juesuan.template.lists import ListEdits

MEASURES = "measures"


@dataclass(frozen=True)
class EnteredLists:
    """The lists after an import: what is written, and what is told."""

    edits: ListEdits
    lists: tuple[ImportedList, ...] = ()
    changes: Mapping[str, Sequence[Written]] = field(default_factory=dict)
    """By list."""
    unplaced: tuple[Unplaced, ...] = ()
    findings: tuple[Finding, ...] = ()


def enter_lists(source: GridSource, form: Format, found: FoundLists) -> EnteredLists:
    """Return what found lists make of a workbook; raise FindingsError when one of its lists has no room."""
    edits = ListEdits(source, form)
    boards: dict[str, Board] = {}
    unplaced: list[Unplaced] = []
    for one in found.lists:
        for key, rows in _by_list(one.rows).items():
            section = edits.sections[key]
            if key not in boards and not has_list(source, section):
                unplaced.append(_not_there(section, rows[0]))
                continue
            if key not in boards:
                boards[key] = Board(edits, section, _words(form, key))
            boards[key].enter(one, rows)
    no_room = [one for board in boards.values() for one in board.full()]
    if no_room:
        raise FindingsError(no_room)
    for board in boards.values():
        board.put()
        unplaced += board.unplaced
    told = tuple(board.told() for board in boards.values())
    changes = {key: board.changes for key, board in boards.items()}
    hints = tuple(one for board in boards.values() for one in board.hints())
    return EnteredLists(edits, told, changes, tuple(unplaced), hints)


def _by_list(rows: Iterable[ListRow]) -> dict[str, list[ListRow]]:
    found: dict[str, list[ListRow]] = {}
    for row in rows:
        found.setdefault(row.list, []).append(row)
    return found


def _not_there(section: SectionLayout, row: ListRow) -> Unplaced:
    reason = f"本簿的“{section.sheet}”没有这张清单（工作簿是较早的版本），整张清单没有导入"
    return Unplaced(row.place, "", reason, "请用“新建年度套表”建立新的工作簿，再把旧簿导入。")


def _words(form: Format, key: str) -> dict[str, str]:
    """How a drop-down list spells what a source writes with other quotation marks."""
    return {norm(one): one for one in form.sheets.lists.get(MEASURES, [])} if key == "causes" else {}
