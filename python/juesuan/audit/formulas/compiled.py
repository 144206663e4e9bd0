"""The lines that a check takes on 审核公式: one for a single comparison, one or several for a domain.

A line's formulas refer to other fields of the same line; ``{count}``-like marks (``MARKS``) stand for their addresses
until the line has a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from juesuan.audit.formulas.pieces import ACROSS, NOWHERE, Piece, Pieces
from juesuan.audit.formulas.terms import HELD, Terms, difference_text, side_text
from juesuan.book.layout import column_letter
from juesuan.spec.model import Cell, Panel, RowKind, Table
from juesuan.spec.rule import Check, Rule
from juesuan.template.places import CannotCompileError, Places, quoted

LONGEST = 8000
"""The most characters of a formula (Excel takes 8,192)."""
MOST_PIECES = 120
"""The most pieces of a line: MIN and MAX take 255 arguments, a person reads fewer."""
FITS, DIFFERS, UNKNOWN = "符合", "有差额", "未评"
MARKS = {key: f"§{key}§" for key in ("difference", "count", "position")}
NO_CELL = Cell("", "", "")


@dataclass(frozen=True)
class Compiled:
    """The formulas of a line by field (left, right, difference, count, position, first, cell, judged).

    ``pieces``: what of the domain the line covers, empty for a single comparison.
    """

    number: int
    chunk: int
    chunks: int
    formulas: Mapping[str, str]
    pieces: tuple[Piece, ...] = field(default=())


def compile_rule(rule: Rule, number: int, terms: Terms) -> list[Compiled]:
    """Return the lines of a check; raise CannotCompileError where formulas cannot say it."""
    check = rule.checks[number]
    not_filled = terms.places.not_filled(rule.tables)
    if check.domain is None:
        return [Compiled(number, 1, 1, _checked(_single(check, terms, not_filled)))]
    pieces = list(Pieces(check, check.domain, terms).make())
    if not pieces:
        raise CannotCompileError("没有可以比较的行")
    table = terms.form.tables[check.domain.table]
    chunks = list(_chunks(pieces, table, terms.places, not_filled))
    return [
        Compiled(number, n, len(chunks), _checked(_many(group, table, terms.places, not_filled)), group)
        for n, group in enumerate(chunks, 1)
    ]


def _checked(formulas: dict[str, str]) -> dict[str, str]:
    for text in formulas.values():
        if len(text) > LONGEST:
            raise CannotCompileError(f"公式有{len(text)}个字符，太长")
    return formulas


# one comparison


def _single(check: Check, terms: Terms, not_filled: str) -> dict[str, str]:
    render = terms.single(NO_CELL)
    comparison = check.comparison
    conditions = terms.known(NO_CELL, [item for _, item in comparison.sides()])
    conditions += [f"({difference_text(one, render)}{HELD[one.relation]})" for one in check.when]
    difference = MARKS["difference"]

    def guarded(text: str) -> str:
        return f'=IF({"*".join(conditions)},{text},"")' if conditions else f"={text}"

    judged = f'IF({difference}{HELD[comparison.relation]},"{FITS}","{DIFFERS}")'
    if conditions:
        judged = f'IF({difference}="","{UNKNOWN}",{judged})'
    return {
        "left": guarded(side_text(comparison.left, render)),
        "right": guarded(side_text(comparison.right, render)),
        "difference": guarded(difference_text(comparison, render)),
        "judged": f'=IF({not_filled},"{UNKNOWN}",{judged})',
    }


# many comparisons


def _chunks(
    pieces: list[Piece], table: Table, places: Places, not_filled: str
) -> Iterator[tuple[Piece, ...]]:
    """Divide pieces so that no formula becomes too long."""
    group: list[Piece] = []
    for piece in pieces:
        longer = (*group, piece)
        texts = _many(longer, table, places, not_filled).values()
        if group and (len(longer) > MOST_PIECES or max(map(len, texts)) > LONGEST):
            yield tuple(group)
            group = []
        group.append(piece)
    yield tuple(group)


def _many(pieces: tuple[Piece, ...], table: Table, places: Places, not_filled: str) -> dict[str, str]:
    count, position = MARKS["count"], MARKS["position"]
    sizes = ",".join(piece.largest for piece in pieces)
    firsts = ",".join(piece.position for piece in pieces)
    judged = f'"{FITS}"'
    evaluated = [piece.evaluated for piece in pieces]
    if all(evaluated):
        judged = f'IF({"+".join(evaluated)}=0,"{UNKNOWN}",{judged})'
    at = f"ADDRESS(MOD({position},{ACROSS}),INT({position}/{ACROSS}),4)"
    sheet = places.layout[table.key].table.sheet
    link = f"HYPERLINK({quoted('#' + places.sheet(table.key))}&{at},{quoted(sheet + '!')}&{at})"
    return {
        "difference": f"=IF({count}=0,0,MAX(0,{sizes}))",
        "count": "=" + "+".join(piece.count for piece in pieces),
        "position": f'=IF({count}=0,"",MIN({NOWHERE},{firsts}))',
        "first": f'=IF({position}="","",{_word(table, places, position)})',
        "cell": f'=IF({position}="","",{link})',
        "judged": f'=IF({not_filled},"{UNKNOWN}",IF({count}>0,"{DIFFERS}",{judged}))',
    }


def _word(table: Table, places: Places, position: str) -> str:
    """Return what calls the row at a position: its code where one stands there, else its label."""
    text = ""
    layout = places.layout[table.key]
    for number in reversed(range(len(table.panels))):
        word = _panel_word(table, table.panels[number], places, position)
        last = (layout.first_columns[number] + len(table.panels[number].columns)) * ACROSS
        text = f"IF({position}<{last},{word},{text})" if text else word
    return text


def _panel_word(table: Table, panel: Panel, places: Places, position: str) -> str:
    layout = places.layout[table.key]
    columns = layout.panel_columns(panel)
    words = [columns[one.key] for one in panel.columns if not one.is_amount]
    code, name = panel.role("code"), panel.role("name")
    if not words:
        return quoted(table.title)
    label = words[0] if panel.region is not None else columns[name.key] if name else words[0]
    if code is None or columns[code.key] == label:
        return f'{_entry(table.key, label, places, position)}&""'
    first = _entry(table.key, columns[code.key], places, position)
    return f'IF({first}="",{_entry(table.key, label, places, position)}&"",{first})'


def _entry(table: str, column: int, places: Places, position: str) -> str:
    letter = column_letter(column)
    bottom = places.layout[table].bottom
    return f"INDEX({places.sheet(table)}${letter}$1:${letter}${bottom},MOD({position},{ACROSS}))"


def row_word(table: Table, row: str) -> str:
    """Return what ``_word`` finds at a row."""
    if row not in table.fixed_rows:
        return row
    panel, fixed = table.fixed_rows[row]
    if all(one.is_amount for one in panel.columns):
        return table.title
    if panel.region is None and panel.role("code") and fixed.kind in (RowKind.LEAF, RowKind.PARENT):
        return row
    return fixed.label
