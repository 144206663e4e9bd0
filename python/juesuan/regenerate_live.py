"""Bringing a plan into an open workbook: blocks, rows laid anew, notes that move with their key, and the way back.

Formulas that stand as they should are not written: the office has calculated them already.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from juesuan.book.grid import Grid, Position
from juesuan.book.layout import SPARE_ROWS, TableLayout
from juesuan.book.live import LiveBook, Text, as_typed
from juesuan.book.read import same_formula
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheetpart import Content, relocate
from juesuan.book.sheets import all_sections
from juesuan.book.undo import DONE, EMPTY, UNDO, WRITING, Snapshot, Step, from_grid, to_lines
from juesuan.plan import Plan, laid_kinds
from juesuan.spec.model import Format, RowKind
from juesuan.template.apply import former_sums, with_strays
from juesuan.template.content import TableContent
from juesuan.template.lists import Edit

LOG_SECTION = "log"
RULE_SECTIONS = ("own_rules", "rules")


@dataclass(frozen=True)
class Block:
    """A rectangle of cells to write."""

    at: Position
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class RowWork:
    """Rows laid anew: pattern row by sheet row before and after, and the last row shown before and after."""

    layout: TableLayout
    old: Mapping[int, int]
    new: Mapping[int, int]
    old_shown: int
    new_shown: int
    old_notes: Mapping[Position, str]
    new_notes: Mapping[Position, str]


@dataclass(frozen=True)
class SheetWork:
    """Everything that is to be written on one sheet."""

    sheet: str
    blocks: tuple[Block, ...]
    rows: RowWork | None = field(default=None)


def carry_out_live(live: LiveBook, plan: Plan, action: str, when: str) -> bool:
    """Write a plan into an open workbook, keeping a snapshot first; return whether anything changed."""
    return write_live(live, planned(live, plan), plan.accounts.format, action, when)


def write_live(  # noqa: PLR0913 - what is written, and what is told about it
    live: LiveBook,
    work: Sequence[SheetWork],
    form: Format,
    action: str,
    when: str,
    finish: Callable[[], None] = lambda: None,
) -> bool:
    """Write prepared work into an open workbook, keeping a snapshot first; ``finish`` sees to what needs no way back."""
    unlogged = {one.sheet for one in form.sheets.after if one.key == LOG_SECTION}
    if all(one.sheet in unlogged for one in work):
        live.call(live.book.app.calculate)  # only values were stale: nothing is to be written
        return False
    sheets = [one.sheet for one in work]
    live.preflight(sheets)
    steps = [step for one in work if one.sheet not in unlogged for step in _steps(live.grid(one.sheet), one)]
    snapshot = Snapshot(WRITING, action, when, tuple(steps))
    with live.writing([*sheets, UNDO], f"{action}…"):
        _keep(live, snapshot)
        for number, one in enumerate(work, 1):
            live.status(f"{action}：{one.sheet}（{number}/{len(work)}）…")
            _write(live, one)
        finish()
        live.write(UNDO, (1, 1), [[DONE]])
    return True


def planned(live: LiveBook, plan: Plan) -> list[SheetWork]:
    """Return what has to be written, sheet by sheet."""
    found: list[SheetWork] = []
    for key, content in plan.contents.items():
        places = plan.read.places[key].places if key in plan.read.places else {}
        kinds = laid_kinds(plan.read.accounts, key)
        one = _table_work(live, content, places, kinds, plan.typed.get(key, {}))
        if one.blocks or one.rows:
            found.append(one)
    by_sheet = {one.sheet: number for number, one in enumerate(found)}
    for sheet, edits in plan.edits.items():
        cells = differing(live.grid(sheet), edits)
        blocks = tuple(blocks_of(joined(live, plan.accounts.format, sheet, cells, RULE_SECTIONS)))
        if not blocks:
            continue
        if sheet in by_sheet:
            old = found[by_sheet[sheet]]
            found[by_sheet[sheet]] = SheetWork(sheet, (*old.blocks, *blocks), old.rows)
        else:
            found.append(SheetWork(sheet, blocks))
    return found


def differing(grid: Grid, edits: Mapping[Position, Edit]) -> dict[Position, object]:
    """Return what is to be written of edits on a sheet: only what does not stand there already."""
    return {at: _scalar(edit.content) for at, edit in edits.items() if not _stands(grid, at, edit.content)}


def joined(
    live: LiveBook, form: Format, sheet: str, cells: Mapping[Position, object], lists: Container[str]
) -> dict[Position, object]:
    """Return what is to be written on a sheet as few blocks: gaps in the fields of these lists that the program owns are filled."""
    found = dict(cells)
    grid = live.grid(sheet)
    for key, section in all_sections(form).items():
        if key not in lists or section.sheet != sheet:
            continue
        first, last = entry_rows(live, section)
        owned = {n for n, one in enumerate(section.section.columns, 1) if one.kind == "derived"}
        wanted = [at for at in cells if first <= at[0] <= last and at[1] in owned]
        rows, columns = [row for row, _ in wanted], sorted({column for _, column in wanted})
        for row in range(min(rows, default=1), max(rows, default=0) + 1):
            for column in (n for n in range(columns[0], columns[-1] + 1) if n in owned):
                at = (row, column)
                found.setdefault(at, _standing(grid, at))
    return found


def undo_live(live: LiveBook) -> Snapshot:
    """Restore what the last writing action changed; return its snapshot (state EMPTY: there was none)."""
    snapshot = from_grid(live.grid(UNDO))
    if snapshot.state == EMPTY:
        return snapshot
    sheets = list(dict.fromkeys(one.sheet for one in snapshot.steps))
    live.preflight(sheets)
    with live.writing([*sheets, UNDO], "撤销上次操作…"):
        live.write(UNDO, (1, 1), [[WRITING]])
        for step in reversed(snapshot.steps):
            _restore(live, step)
        live.write(UNDO, (1, 1), [[None]])
    return snapshot


def mend_live(live: LiveBook) -> Snapshot | None:
    """Restore the workbook when the last action died in the middle; return what was restored."""
    if UNDO not in live.sheet_names():
        return None
    snapshot = from_grid(live.grid(UNDO))
    return undo_live(live) if snapshot.state == WRITING else None


# what is to be written


def _table_work(
    live: LiveBook,
    content: TableContent,
    places: Mapping[str, int],
    kinds: Mapping[str, RowKind],
    typed: Mapping[Position, Content],
) -> SheetWork:
    layout = content.layout
    sheet = layout.table.sheet
    grid = live.grid(sheet)
    wanted: dict[Position, Content] = dict(content.spare)
    wanted |= {
        content.position(cell): one for cell, one in content.amounts.items() if one.formula is not None
    }
    wanted |= {at: Content(text) for at, text in content.texts.items()}
    wanted |= typed
    region = {row: at for row, at in content.places.items() if row not in layout.fixed}
    if region == dict(places):
        cells = {at: _scalar(one) for at, one in wanted.items() if not _stands(grid, at, one)}
        return SheetWork(sheet, tuple(blocks_of(cells)))
    inside = range(layout.region_top, layout.region_bottom + 1)
    cells = {
        at: _scalar(one) for at, one in wanted.items() if at[0] not in inside and not _stands(grid, at, one)
    }
    whole, rows = _laid_anew(live, content, places, kinds, wanted)
    return SheetWork(sheet, (whole, *blocks_of(cells)), rows)


def _laid_anew(
    live: LiveBook,
    content: TableContent,
    places: Mapping[str, int],
    kinds: Mapping[str, RowKind],
    wanted: Mapping[Position, Content],
) -> tuple[Block, RowWork]:
    """The region as one block: derived cells as they shall stand, typed ones moved as they are."""
    layout = content.layout
    grid = live.grid(layout.table.sheet)
    top = layout.region_top
    old_last = max(places.values(), default=top - 1)
    new_last = top + content.used - 1
    coded = {at: content.places[row] for row, at in places.items() if row in content.places}
    notes = live.notes(layout.table.sheet, top, layout.region_bottom)
    moves = with_strays(layout, content.used, coded, {row for row, _ in notes} | _beside(layout, grid))
    inside = [row for row, _ in wanted if row <= layout.region_bottom]
    last = max(old_last + SPARE_ROWS, new_last + SPARE_ROWS, *moves.values(), *inside)
    bottom = min(last, layout.region_bottom)
    rows = _region_rows(content, grid, wanted, (coded, moves, former_sums(content, kinds)), bottom)
    work = RowWork(
        layout=layout,
        old=_patterns(layout, places, kinds, bottom),
        new=_patterns(
            layout,
            {r: at for r, at in content.places.items() if r not in layout.fixed},
            content.kinds,
            bottom,
        ),
        old_shown=old_last + SPARE_ROWS,
        new_shown=new_last + SPARE_ROWS,
        old_notes=notes,
        new_notes={(moves.get(row, row), column): text for (row, column), text in notes.items()},
    )
    return Block((top, 1), rows), work


def _beside(layout: TableLayout, grid: Grid) -> set[int]:
    """The rows of the region that hold something to the right of the form."""
    return {
        row
        for row in range(layout.region_top, min(layout.region_bottom, grid.height) + 1)
        if any(value is not None for value in grid.rows[row - 1][layout.last_column :])
    }


def _region_rows(
    content: TableContent,
    grid: Grid,
    wanted: Mapping[Position, Content],
    movement: tuple[Mapping[int, int], Mapping[int, int], set[Position]],
    bottom: int,
) -> tuple[tuple[object, ...], ...]:
    """The cells of the region down to ``bottom``; ``movement``: rows of codes, all rows that move, former sums."""
    layout = content.layout
    coded, moves, sums = movement
    origin = {new: old for old, new in moves.items()}
    width = max(layout.last_column, max((len(row) for row in grid.rows), default=0))

    def cell(row: int, column: int) -> object:
        one = wanted.get((row, column))
        if one is not None:
            return _scalar(one)
        old = origin.get(row)
        if old is None or (row, column) in sums or (old not in coded and column <= layout.last_column):
            return None
        return _moved(grid, layout.table.sheet, (old, column), moves)

    return tuple(
        tuple(cell(row, column) for column in range(1, width + 1))
        for row in range(layout.region_top, bottom + 1)
    )


def _patterns(
    layout: TableLayout, places: Mapping[str, int], kinds: Mapping[str, RowKind], bottom: int
) -> dict[int, int]:
    """Return the pattern row that each row of the region looks like."""
    region = layout.table.region
    spare = RowKind.DETAIL if region is not None and region.details else RowKind.LEAF
    found = {row: layout.pattern_row(spare) for row in range(layout.region_top, bottom + 1)}
    found.update((at, layout.pattern_row(kinds.get(row, RowKind.LEAF))) for row, at in places.items())
    return found


def _moved(grid: Grid, sheet: str, old: Position, moves: Mapping[int, int]) -> object:
    """What a typed cell holds after moving with its row; its formula keeps meaning the same cells."""
    formula = grid.formulas.get(old)
    return relocate(formula, sheet, moves) if formula is not None else as_typed(grid.value(*old))


def _scalar(content: Content) -> object:
    return content.formula if content.formula is not None else as_typed(content.value)


def _standing(grid: Grid, at: Position) -> object:
    """What is written to leave a cell as it is."""
    return grid.formulas.get(at) or as_typed(grid.value(*at))


def _stands(grid: Grid, at: Position, content: Content) -> bool:
    """Tell whether a cell holds a content already; the value of a formula is the office's business."""
    if content.formula is not None:
        return same_formula(grid.formulas.get(at), content.formula)
    return at not in grid.formulas and grid.value(*at) == (content.value if content.value != "" else None)


def blocks_of(cells: Mapping[Position, object]) -> Iterable[Block]:
    """Join cells to rectangles: neighbours of a row first, then equal runs of following rows."""
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted(cells):
        if runs and runs[-1][0] == row and runs[-1][2] == column - 1:
            runs[-1] = (row, runs[-1][1], column)
        else:
            runs.append((row, column, column))
    open_runs: dict[tuple[int, int], list[int]] = {}
    for row, first, last in runs:
        span = open_runs.get((first, last))
        if span is not None and span[1] == row - 1:
            span[1] = row
            continue
        if span is not None:
            yield _block(cells, (first, last), span)
        open_runs[first, last] = [row, row]
    for columns, span in open_runs.items():
        yield _block(cells, columns, span)


def _block(cells: Mapping[Position, object], columns: tuple[int, int], span: Sequence[int]) -> Block:
    across = range(columns[0], columns[1] + 1)
    rows = tuple(tuple(cells[row, column] for column in across) for row in range(span[0], span[1] + 1))
    return Block((span[0], columns[0]), rows)


# writing and restoring


def _write(live: LiveBook, work: SheetWork) -> None:
    for block in work.blocks:
        live.write(work.sheet, block.at, [list(row) for row in block.rows])
    if work.rows is not None:
        rows = work.rows
        _lay_rows(live, rows.layout.table.sheet, _row_data(rows, new=True))
        live.put_notes(work.sheet, rows.old_notes, rows.new_notes)


def _row_data(rows: RowWork, *, new: bool) -> dict[str, Any]:
    """The rows whose look changes, as runs of (first, last, pattern), and which rows are shown."""
    wanted = rows.new if new else rows.old
    changed = [row for row in sorted(rows.new) if rows.new[row] != rows.old.get(row)]
    runs: list[list[int]] = []
    for row in changed:
        if runs and runs[-1][1] == row - 1 and runs[-1][2] == wanted[row]:
            runs[-1][1] = row
        else:
            runs.append([row, row, wanted[row]])
    layout = rows.layout
    return {
        "looks": runs,
        "width": layout.last_column,
        "top": layout.region_top,
        "shown": min(rows.new_shown if new else rows.old_shown, layout.region_bottom),
        "bottom": layout.region_bottom,
        "touch": rows.new_shown != rows.old_shown,
    }


def _lay_rows(live: LiveBook, sheet: str, data: Mapping[str, Any]) -> None:
    if data["touch"]:
        live.hide_rows(sheet, data["top"], data["shown"], hidden=False)
        live.hide_rows(sheet, data["shown"] + 1, data["bottom"], hidden=True)
    for first, last, pattern in data["looks"]:
        live.formats_from(sheet, pattern, first, last, data["width"])


def _steps(grid: Grid, work: SheetWork) -> Iterable[Step]:
    """What has to be put back to undo the work on one sheet."""
    if work.rows is not None:
        notes = {
            "from": [[*at, text] for at, text in work.rows.new_notes.items()],
            "to": [[*at, text] for at, text in work.rows.old_notes.items()],
        }
        yield Step(work.sheet, "notes", notes)
        yield Step(work.sheet, "rows", _row_data(work.rows, new=False))
    for block in work.blocks:
        rows = [
            [
                _to_json(_standing(grid, at))
                for at in ((block.at[0] + down, block.at[1] + across) for across in range(len(row)))
            ]
            for down, row in enumerate(block.rows)
        ]
        yield Step(work.sheet, "block", {"at": list(block.at), "rows": rows})


def _restore(live: LiveBook, step: Step) -> None:
    data = step.data
    if step.kind == "block":
        rows = [[_from_json(one) for one in row] for row in data["rows"]]
        live.write(step.sheet, (data["at"][0], data["at"][1]), rows)
    elif step.kind == "rows":
        _lay_rows(live, step.sheet, data)
    else:
        old = {(row, column): text for row, column, text in data["from"]}
        live.put_notes(step.sheet, old, {(row, column): text for row, column, text in data["to"]})


def _to_json(value: object) -> object:
    if isinstance(value, Text):
        return {"text": str(value)}
    return {"date": value.isoformat()} if isinstance(value, date | datetime) else value


def _from_json(value: object) -> object:
    if isinstance(value, dict):
        return Text(value["text"]) if "text" in value else datetime.fromisoformat(value["date"])
    return value


def _keep(live: LiveBook, snapshot: Snapshot) -> None:
    grid = live.grid(UNDO)
    lines = to_lines(snapshot)
    width = max(len(lines[0]), max((len(row) for row in grid.rows), default=0))
    height = max(len(lines), grid.height)
    padded = [[*line, *[None] * (width - len(line))] for line in lines]
    padded += [[None] * width] * (height - len(lines))
    live.write(UNDO, (1, 1), padded)
