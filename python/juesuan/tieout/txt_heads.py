"""The head of a table in plain text: which columns a label stands over, and the whole table of its pages."""

from __future__ import annotations

from collections.abc import Sequence

from juesuan.tieout.txt_columns import (
    Cut,
    Parts,
    Piece,
    Span,
    aligned,
    overlapped,
    parts_of,
    rows_under,
    widened,
)

NEAR, EACH = 4.0, 1 / 3
"""So many characters, and more for each of its own, may the middle of a label be away from that of its columns."""
REST = 4
"""So many characters may the rest of a broken label have."""
WHOLE = (
    "小计",
    "合计",
    "总计",
    "金额",
    "行次",
    "项目",
    "预算数",
    "决算数",
    "项目支出",
    "基本支出",
    "经营支出",
    "科目名称",
    "科目编码",
    "本年支出",
    "本年收入",
)
"""Short labels that are whole."""


def rows_of(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the rows of a table with a cell for every column; [] where its lines show no columns.

    Places are counted in characters (pdftotext) or as drawn, Chinese twice as wide (an editor), whichever
    keeps the columns apart.
    A page has its own places for the columns: where pages have as many each, they are the same ones, else the nearest.
    """
    narrow, wide = (_parts(pages, drawn=drawn) for drawn in (False, True))
    parts = wide if _crossed(wide) < _crossed(narrow) else narrow
    columns = [one.columns for one in parts]
    most = max(map(len, columns), default=0)
    if most < 2:
        return []
    rows: list[list[str]] = []
    for one, spans in zip(parts, columns, strict=True):
        found = _page(one, spans)
        if found is None:
            return []
        if len(spans) == most:
            rows += found
        else:
            places = aligned([Piece("", *span) for span in spans], next(c for c in columns if len(c) == most))
            rows += [_spread(row, places, most) for row in found]
    return rows


def _parts(pages: Sequence[Sequence[str]], *, drawn: bool) -> list[Parts]:
    found = (parts_of([widened(one) for one in page] if drawn else page) for page in pages)
    return [one for one in found if one.body]


def _crossed(parts: Sequence[Parts]) -> tuple[int, int]:
    """Return how many pieces of rows stand over two columns, or in one with another of their line; and all columns."""
    count = 0
    for one in parts:
        columns = one.columns
        for line in one.body:
            over = [overlapped(piece, columns) for piece in line]
            count += sum(len(found) > 1 for found in over)
            count += len(over) - len({tuple(found[:1]) for found in over})
    return count, sum(len(one.columns) for one in parts)


def _page(part: Parts, columns: Sequence[Span]) -> list[list[str]] | None:
    head = _head(part.labels, columns)
    if head is None:
        return None
    numbers = [_placed(part.numbers, columns)] if 0 < len(part.numbers) <= len(columns) else []
    return [*head, *numbers, *rows_under(part.body, columns)]


def _spread(row: Sequence[str], places: Sequence[int], width: int) -> list[str]:
    """Return a row of a page on which some columns are blank, its cells in the columns of the others."""
    cells = [""] * width
    for text, at in zip(row, places, strict=True):
        cells[at] = text
    return cells


def _placed(line: Cut, columns: Sequence[Span]) -> list[str]:
    cells = [""] * len(columns)
    for one, at in zip(line, aligned(line, columns), strict=True):
        cells[at] = one.text
    return cells


def _head(labels: Sequence[Cut], columns: Sequence[Span]) -> list[list[str]] | None:
    """Return the rows of labels, each over every column that it spans; None where a line has too many of them."""
    labels = [_split(line, columns) for line in labels]
    if any(len(line) > len(columns) for line in labels):
        return None
    places = [aligned(line, columns) for line in labels]
    rows = [[""] * len(columns) for _ in labels]
    taken: set[int] = set()
    for level, line in enumerate(labels):
        shares = _shares(level, places, len(columns))
        if shares:
            for one, span in zip(line, shares, strict=True):
                rows[level][span.start : span.stop] = [one.text] * len(span)
            continue
        above = taken | set(places[level])
        for one, at in zip(line, places[level], strict=True):
            span = _spanned(one, at, _free(at, level, places, above, len(columns)), columns)
            taken |= set(span) if len(span) == 1 else set()
            for column in span:
                rows[level][column] = rows[level][column] or one.text
    for level in range(len(rows) - 1, 0, -1):
        _join(rows, level)
    return [one for one in rows if any(one)]


def _split(line: Cut, columns: Sequence[Span]) -> Cut:
    """Part labels that have only one blank between them where they stand over two columns."""
    found: Cut = []
    for one in line:
        at = one.start
        for text in one.text.split(" "):
            part = Piece(text, at, at + len(text))
            at = part.end + 1
            last = found[-1] if found else None
            same = (
                last is not None
                and last.start >= one.start
                and _nearest(last, columns) == _nearest(part, columns)
            )
            if same and last is not None:
                found[-1] = Piece(f"{last.text}{text}", last.start, part.end)
            else:
                found.append(part)
    return found


def _nearest(piece: Piece, columns: Sequence[Span]) -> int:
    return min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - piece.middle))


def _join(rows: list[list[str]], level: int) -> None:
    """Put the rest of a broken label behind what stands above it: alone there, and too short to say what a column is."""
    upper, lower = rows[level - 1], rows[level]
    levels = "类" in lower
    for column, text in enumerate(list(lower)):
        rest = 0 < len(text) <= REST and text not in WHOLE and not levels
        if not rest or not upper[column]:
            continue
        same = _around(column, [one == upper[column] for one in upper])
        if any(lower[one] for one in same if one != column):
            continue
        for one in same:
            upper[one] += text
        lower[column] = ""


def _shares(level: int, places: Sequence[Sequence[int]], width: int) -> list[range]:
    """Return the columns of the labels of the first line where they share all columns evenly (预算数, 决算数)."""
    count = len(places[level])
    if level or count < 2 or width % count or not all(_first_below(n, 0, places) for n in range(width)):
        return []
    size = width // count
    spans = [range(n * size, (n + 1) * size) for n in range(count)]
    return spans if all(at in span for at, span in zip(places[0], spans, strict=True)) else []


def _free(
    at: int, level: int, places: Sequence[Sequence[int]], above: set[int], width: int
) -> tuple[list[bool], list[int]]:
    """Return which columns a label may stand over, and how far below it the first label of each stands."""
    below = [_first_below(n, level, places) for n in range(width)]
    return [n == at or (below[n] > 0 and n not in above) for n in range(width)], below


def _spanned(
    piece: Piece, at: int, open_columns: tuple[list[bool], list[int]], columns: Sequence[Span]
) -> range:
    """Return the columns below a label: those that have labels of their own further down, evenly to both sides."""
    free, below = open_columns
    if not below[at]:
        return range(at, at + 1)
    wide = _around(at, free)
    same = _around(at, [one and below[n] == below[at] for n, one in enumerate(free)])
    for span in (wide, same if len(same) > 1 else wide, _evened(piece, wide, columns)):
        if _away(piece, span, columns) <= NEAR + EACH * len(piece.text):
            return span
    return range(at, at + 1)


def _first_below(column: int, level: int, places: Sequence[Sequence[int]]) -> int:
    """Return how far below a level the first label of a column stands, 0 when there is none."""
    return next((n - level for n in range(level + 1, len(places)) if column in places[n]), 0)


def _around(at: int, free: Sequence[bool]) -> range:
    first = last = at
    while first > 0 and free[first - 1]:
        first -= 1
    while last + 1 < len(free) and free[last + 1]:
        last += 1
    return range(first, last + 1)


def _off(piece: Piece, span: range, columns: Sequence[Span]) -> float:
    return (columns[span[0]][0] + columns[span[-1]][1]) / 2 - piece.middle


def _away(piece: Piece, span: range, columns: Sequence[Span]) -> float:
    return abs(_off(piece, span, columns))


def _evened(piece: Piece, span: range, columns: Sequence[Span]) -> range:
    """Narrow a span on the side that reaches too far."""
    best = span
    while len(span) > 1:
        span = span[:-1] if _off(piece, span, columns) > 0 else span[1:]
        if _away(piece, span, columns) < _away(piece, best, columns):
            best = span
    return best
