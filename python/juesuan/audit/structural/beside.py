"""Figures on the sheets beside the tables: where they stand, how they are told, sums and limits of them.

What is not filled in is not zero: a sum is judged where its parts are there, or are too much already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from juesuan.audit.judge import TAIL_REMEDY
from juesuan.audit.structural.meaning import wan, with_figures
from juesuan.audit.view import View
from juesuan.book.layout import address
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import all_sections
from juesuan.compute.adjust import HALF_STEP
from juesuan.compute.tails import is_exact
from juesuan.findings import Finding, Level
from juesuan.money import round_wan
from juesuan.spec.model import Cell, CellKind
from juesuan.spec.rule import Rule

FILL_IN = "请补填；没有的请填0。"
Place = tuple[str, str]


def place_of(view: View, section: str, row: int, column: str) -> Place:
    """Return sheet and address of a field of a list."""
    layout = all_sections(view.format)[section]
    return layout.sheet, address(row, layout.column(column))


def has_list(view: View, section: str) -> bool:
    """Whether there is a workbook with such a list: a format need not have it."""
    return view.source is not None and section in all_sections(view.format)


def free_place(view: View, section: str, rows: Iterable[int], column: str) -> Place:
    """Return the first field below the rows in use; without an address where the list is full."""
    layout = all_sections(view.format)[section]
    if view.source is None:
        return layout.sheet, ""
    first, last = entry_rows(view.source, layout)
    row = max((first, *(one + 1 for one in rows)))
    return place_of(view, section, row, column) if row <= last else (layout.sheet, "")


def tell(  # noqa: PLR0913 - a finding has these parts
    rule: Rule,
    place: Place,
    message: str,
    remedy: str = "",
    cells: Sequence[Cell | str] = (),
    *,
    level: Level | None = None,
) -> Finding:
    """Return the finding of a rule at a place; level and remedy are the rule's unless given."""
    return Finding(
        rule.id,
        level or Level(rule.level),
        *place,
        message,
        remedy or rule.remedy,
        rule.title,
        cells=tuple(map(str, cells)),
    )


@dataclass(frozen=True)
class Entry:
    """A figure by the name that people know: an amount in 分, or (with a ``unit``) a number of things.

    ``value`` is None where nothing is entered, or nothing that can be read (``unreadable``). ``title`` is the name
    with its sheet.
    """

    name: str
    title: str
    value: int | None
    place: Place
    key: str
    unit: str = ""
    unreadable: bool = False

    def shown(self, value: int | None = None) -> str:
        """Return the figure, or another one of its kind, with the unit."""
        number = (self.value or 0) if value is None else value
        return f"{number}{self.unit}" if self.unit else wan(number)

    @property
    def cell(self) -> str:
        """What stands for the figure in a finding: a finding has no field for numbers of things, so they stand here."""
        return f"{self.key}={self.value}" if self.unit else self.key


def fact(view: View, code: str, unit: str = "") -> Entry:
    """Return this year's figure of a code on 其他重要事项."""
    section = "amounts" if code in view.facts.amounts else "counts"
    found = view.facts.fact(code)
    if found is None:
        return Entry(code, code, None, ("", ""), f"facts.{code}", unit)
    return entry(view, section, found.row, "current", found.name or code, found.current, code, unit)


def entry(  # noqa: PLR0913 - a figure and where it stands
    view: View, section: str, row: int, column: str, name: str, value: int | None, key: str, unit: str = ""
) -> Entry:
    """Return a figure of a list."""
    place = place_of(view, section, row, column)
    bad = value is None and is_unreadable(view, place)
    title = f"{place[0]}“{name}”"
    own = section if section not in ("amounts", "counts") else "facts"
    return Entry(name.rpartition("：")[2], title, value, place, f"{own}.{key}.{column}", unit, bad)


def is_unreadable(view: View, place: Place) -> bool:
    """Whether something stands there that is no figure: that is told by itself."""
    return any((one.sheet, one.cell) == place for one in view.fact_faults)


def figure(view: View, cell: Cell) -> int | None:
    """Return what a cell of a table holds; None where it is not known: unreadable, or blank in a table not filled in."""
    if cell in view.standing.unreadable:
        return None
    value = view.standing.values.get(cell)
    if not value and view.is_closed(cell.table):
        table = view.format.tables[cell.table]
        column = table.panel_of(cell.row).by_key[cell.column]
        typed = table.rule(cell.row, view.trees[cell.table].kind(cell.row), column)[0] is CellKind.TYPED
        return value if typed else None
    return value or 0


def of_cell(view: View, cell: Cell, value: int | None, name: str = "") -> Entry:
    """Return a figure of a table."""
    name = name or view.name(cell)
    return Entry(name, name, value, view.place(cell), str(cell))


def rounding_level(view: View, difference: int, figures: int) -> Level | None:
    """Return HINT for a difference of amounts that rounding explains (rule A46: none in an exact book), else None."""
    tail = not is_exact(view.accounts) and abs(difference) <= HALF_STEP * figures
    return Level.HINT if tail else None


def check_sum(  # noqa: PLR0913 - the figures, and how to tell of them
    view: View,
    rule: Rule,
    whole: Entry,
    parts: Sequence[Entry],
    *,
    at: Entry | None = None,
    listed: str = "",
) -> Iterator[Finding]:
    """Tell once where parts do not add up to the whole: at ``at`` (by default the whole), the parts called ``listed``."""
    given = [one for one in parts if one.value is not None]
    if whole.value is None or not given or any(one.unreadable for one in (whole, *parts)):
        return
    total = sum(one.value or 0 for one in given)
    difference = whole.value - total
    printed = sum(round_wan(one.value or 0) for one in given)
    if not difference or (not whole.unit and printed == round_wan(whole.value)):
        return
    named = listed or "、".join(f"{one.name}{one.shown()}" for one in given) + "，"
    head = f"{whole.title}{whole.shown()}，{named}合计{whole.shown(total)}，"
    cells = [one.cell for one in (whole, *given)]
    blank = [one for one in parts if one.value is None]
    if blank and difference > 0:
        names = "、".join(one.name for one in blank)
        message = f"{head}还差{whole.shown(difference)}，{names}没有填写，"
        found = tell(rule, blank[0].place, message, FILL_IN, cells, level=Level.HINT)
    else:
        figures = sum(1 for one in (whole, *given) if one.value)
        level = None if whole.unit else rounding_level(view, difference, figures)
        tail = "在四舍五入的尾差之内，" if level is Level.HINT else ""
        message = f"{head}相差{whole.shown(abs(difference))}，{tail}"
        found = tell(rule, (at or whole).place, message, TAIL_REMEDY if tail else "", cells, level=level)
    yield found if whole.unit else with_figures(found, total, whole.value)


def check_most(rule: Rule, part: Entry, limit: Entry) -> Iterator[Finding]:
    """Tell where a figure is larger than another that it cannot exceed."""
    if part.value is None or limit.value is None or part.value <= limit.value:
        return
    if not part.unit and round_wan(part.value) <= round_wan(limit.value):
        return
    message = (
        f"{part.title}{part.shown()}，大于“{limit.name}”{limit.shown()}，"
        f"多{part.shown(part.value - limit.value)}，"
    )
    found = tell(rule, part.place, message, cells=[part.cell, limit.cell])
    yield found if part.unit else with_figures(found, limit.value, part.value)


def joined(names: Sequence[str], most: int = 3) -> str:
    """Return the first names, and how many there are where these are not all."""
    shown = "、".join(names[:most])
    return f"{shown}等{len(names)}项" if len(names) > most else shown


def grouped_by(findings: Sequence[Finding], cause: str) -> Iterator[Finding]:
    """Yield findings that belong together, the first of them leading, with their common cause."""
    yield from (replace(one, cause=cause) if len(findings) > 1 else one for one in findings)
