"""Laying an official table on a page: size of letters, widths, heights, blocks of columns side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from juesuan.report.fit import SIZES, SLACK, blocks, ems, lines_in, shared
from juesuan.report.grid import LINE_FACTOR, Line, Slot, Table
from juesuan.report.paging import SURE, Room, even_height, stacked
from juesuan.report.paper import LANDSCAPE, TWIPS, UPRIGHT, Paper
from juesuan.report.tables import TableText, chosen_slots, header, numbers_row

BLOCK_SIZES = 8.0, 7.5
"""Letters of a table that goes over several pages side by side, in points: smaller where each is whole then."""
BLOCK_NAME = 13.0
"""The most ems of a name there that do not break."""
LONG_SIZES = tuple(one for one in SIZES if one <= 9)
TITLE, NOTE = 29.0, 13.0
"""How high the title of a table and a line of its notes are, in points."""
META_SIZE = 9.0
GAP = 10.0
"""Between two blocks of columns of a table on one page, in points."""
TALL, LOW = 20.0, 2.0
"""The most that a row is made higher to fill a page, and what a row has beside its letters, in points."""
ONE_ROW = 30.0


def laid(text: TableText, above: float = 0) -> tuple[Paper, list[Table]]:
    """Return a table as native tables, one for each page side by side, and the paper that they lie on.

    That is the paper of the form, unless the table is whole on one page of the other kind only. ``above`` is what stands
    above the title, in points.
    """
    papers = [LANDSCAPE, UPRIGHT] if text.table.page.orientation == "landscape" else [UPRIGHT, LANDSCAPE]
    for paper in papers:
        whole = _on_one_page(text, paper, above)
        if whole is not None:
            return paper, [whole]
    return papers[0], _on_several(text, papers[0], above + TITLE)


def _on_one_page(text: TableText, paper: Paper, above: float) -> Table | None:
    every = range(len(text.needs))
    width, height = paper.room
    height = (height - above - TITLE - _beside(text, width)) * SURE
    for size in SIZES:
        widths = shared(text.needs, width, size)
        if widths is not None and sum(_heights(text, every, widths, size)) <= height:
            return _table(text, every, widths, size, _filled(text, every, widths, size, height))
    return None


def _beside(text: TableText, width: float) -> float:
    """Return how high unit line and notes are."""
    return _meta_height() + _notes_height(text, width)


def _meta_height() -> float:
    return 3 * META_SIZE * LINE_FACTOR + LOW


def _notes_height(text: TableText, width: float) -> float:
    notes = sum(lines_in(one, width, META_SIZE) for one in text.notes or ("",))
    return notes * NOTE + 2 * len(text.notes)


def _on_several(text: TableText, paper: Paper, first: float) -> list[Table]:
    """Return a table that goes on on further pages, below or side by side; ``first`` stands above it, in points."""
    every = range(len(text.needs))
    width, _ = paper.room
    for size in LONG_SIZES:
        widths = shared(text.needs, width, size)
        if widths is not None:
            least = size * LINE_FACTOR + LOW + 1
            return [_table(text, every, widths, size, _even(text, every, widths, size, paper, first, least))]
    return _side_by_side(text, paper, first)


def _side_by_side(text: TableText, paper: Paper, first: float) -> list[Table]:
    """Return the blocks of columns of a table, codes and names on every one.

    Low ones stand on a page together, in letters of the size that needs the fewest pages; high ones go on below.
    """
    width, height = paper.room
    room = Room(height, first, _notes_height(text, width))
    whole: list[list[Table]] = []
    for size in BLOCK_SIZES:
        laid_out = list(_column_blocks(text, width, size))
        row = size * LINE_FACTOR + LOW
        high = [_meta_height() + sum(_heights(text, *one, size)) for one in laid_out]
        if max(high) <= (room.page - room.first - room.last) * SURE:
            begins = stacked(high, room, GAP)
            made = [_table(text, *one, size, row) for one in laid_out]
            together = zip(made, begins, strict=True)
            whole.append([replace(one, new_page=new, together=True) for one, new in together])
    if whole:
        return min(whole, key=lambda blocks: sum(one.new_page for one in blocks))
    return [_table(text, *one, size, _even(text, *one, size, paper, first, row)) for one in laid_out]


def _even(  # noqa: PLR0913 - a table, how it lies, where it lies
    text: TableText,
    columns: Sequence[int],
    widths: Sequence[float],
    size: float,
    paper: Paper,
    first: float,
    least: float,
) -> float:
    """Return the least height of a row so that the pages of a long table are filled alike."""
    width, height = paper.room
    reckoned = []
    for slack in (SLACK, 1.0):
        heights = _heights(text, columns, widths, size, slack)
        head = len(heights) - len(text.rows)
        room = Room(height - _meta_height() - sum(heights[:head]), first, _notes_height(text, width))
        reckoned.append((heights[head:], room))
    return even_height(reckoned, least, TALL)


def _column_blocks(
    text: TableText, width: float, size: float
) -> Iterator[tuple[list[int], tuple[float, ...]]]:
    """Yield columns and widths of each block."""
    words = [
        replace(one, least=max(one.least, min(one.enough, BLOCK_NAME))) for one in text.needs[: text.words]
    ]
    needs = [*words, *text.needs[text.words :]]
    groups = [label[0] if label else "" for label in text.labels]
    for columns in blocks(needs, text.words, groups, width, size):
        widths = shared([needs[n] for n in columns], width, size)
        # a single column may be wider than the page
        yield columns, widths or tuple(width / len(columns) for _ in columns)


def _lines(slots: Sequence[Slot], widths: Sequence[float], size: float, slack: float) -> int:
    most, at = 1, 0
    for slot in slots:
        room = sum(widths[at : at + slot.across]) - slot.indent * size
        most = max(most, lines_in(slot.text, room, size, slack))
        at += slot.across
    return most


def _heights(
    text: TableText, columns: Sequence[int], widths: Sequence[float], size: float, slack: float = SLACK
) -> list[float]:
    """Return the least heights of header and rows, in points."""
    line = size * LINE_FACTOR
    found = [_header_height(text, columns, widths, size)]
    if text.numbers:
        found.append(line + LOW)
    found += [_lines(chosen_slots(one, columns), widths, size, slack) * line + LOW for one in text.rows]
    return found


def _header_height(text: TableText, columns: Sequence[int], widths: Sequence[float], size: float) -> float:
    """Return about how high the whole header is: the most that any column's labels need."""
    line = size * LINE_FACTOR
    depth = max((len(one) for one in text.labels), default=0)
    own = [
        sum(lines_in(label, widths[at] if level == len(text.labels[n]) - 1 else widths[at] * 2, size)
            for level, label in enumerate(text.labels[n]))
        for at, n in enumerate(columns)
    ]  # fmt: skip
    return max([depth, *own]) * line + depth * LOW


def _filled(
    text: TableText, columns: Sequence[int], widths: Sequence[float], size: float, height: float
) -> float:
    """Return the least height of a row so that a form fills its page, within reason."""
    heights = _heights(text, columns, widths, size)
    if len(text.rows) < 3:
        return ONE_ROW
    low, high = size * LINE_FACTOR + LOW, TALL
    for _ in range(30):
        middle = (low + high) / 2
        fits = sum(max(one, middle) for one in heights) <= height
        low, high = (middle, high) if fits else (low, middle)
    return low


def _table(
    text: TableText, columns: Sequence[int], widths: Sequence[float], size: float, row: float
) -> Table:
    lines = [_meta(text, columns, widths)]
    head = round((size * LINE_FACTOR + LOW) * TWIPS)
    lines += [Line(slots, header=True, height=head) for slots in header(text, columns)]
    if text.numbers:
        lines.append(Line(numbers_row(text, columns), header=True, height=head))
    height = round(row * TWIPS)
    lines += [Line(chosen_slots(slots, columns), height=height) for slots in text.rows]
    return Table(tuple(round(one * TWIPS) for one in widths), tuple(lines), round(size * 2))


def _meta(text: TableText, columns: Sequence[int], widths: Sequence[float]) -> Line:
    """The line above the header, repeated with it: number, unit, year and unit of the amounts."""
    number, unit, year, amounts = text.meta
    size = META_SIZE
    line = f"{unit}\t{year}\t{amounts}"
    if ems(f"{unit}{year}{amounts}") * size > sum(widths) * 0.9:
        line = f"{unit}\n\t{year}\t{amounts}"
    whole = f"\t\t{number}\n{line}" if number else line
    return Line((Slot(whole, across=len(columns), bare=True, size=round(size * 2)),), header=True)
