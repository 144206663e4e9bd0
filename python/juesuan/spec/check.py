"""What a specification must not be: doubled sheets, references to nothing, derived cells in a loop.

Loops are looked for between kinds of cells: in a code table all leaves of a column are one node and all parents
another, so that a loop is found before any unit has any row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from juesuan.spec.classification import well_formed
from juesuan.spec.errors import SpecError
from juesuan.spec.expression import Expression, Pick, Selector, Term
from juesuan.spec.files import SheetSectionFile
from juesuan.spec.model import TOTAL, CodeRegion, Column, Format, Panel, RowKind, Table
from juesuan.spec.source import Source, Step

LEAF, PARENT = "#leaf", "#parent"
Node = tuple[str, str, str]
Graph = Mapping[Node, tuple[list[Node], Expression]]
RESERVED_SHEETS = ("封面", "目录", "_juesuan", "_juesuan_undo")
"""Sheets that every book has or may get."""
NEEDED_FIELDS = ("unit_name", "year")
NEEDED_LISTS = ("status",)
NEEDED_COLUMNS = {
    "checks": "key table row column printed computed difference kind adjustment note",
    "prior": "key table row column amount",
    "log": "time action sheet cell name old new",
}
"""What the program writes into: fields of the cover, lists, and sections with their columns."""
MAX_CAPACITY = 1_500
"""What the layout made of the code rows stands in one cell, which holds 32 767 characters."""


def check_format(checked: Format, sources: Mapping[str, Source], sheets: Source) -> None:
    """Raise SpecError (file and line) for the first thing that cannot be."""
    _check_sheets(checked, sheets)
    _check_sheet_names(checked, sources, sheets)
    _Checker(checked, sources).check()


def _check_sheets(checked: Format, source: Source) -> None:
    """Whether the sheets beside the tables have what the program writes into, and each name once."""
    found = checked.sheets
    names: set[str] = set()
    sections: dict[str, SheetSectionFile] = {}
    for number, field in enumerate(found.fields):
        _check_list(field.list, found.lists, source, "fields", number, "list")
        _check_name(field.key, names, source, "fields", number)
    for part in ("before", "after"):
        for place, sheet in enumerate(getattr(found, part)):
            for number, section in enumerate(sheet.sections):
                at = (part, place, "sections", number)
                _check_name(section.key, names, source, *at)
                for count, column in enumerate(section.columns):
                    _check_list(column.list, found.lists, source, *at, "columns", count, "list")
                if section.room and number + 1 < len(sheet.sections):
                    raise source.error("only the last list of a sheet can have room", *at, "room")
                sections[section.key] = section
    _check_needed("cover field", NEEDED_FIELDS, [one.key for one in found.fields], source, "fields")
    _check_needed("list", NEEDED_LISTS, found.lists, source, "lists")
    _check_needed("section", NEEDED_COLUMNS, sections, source)
    for key, wanted in NEEDED_COLUMNS.items():
        columns = [one.key for one in sections[key].columns]
        _check_needed(f"column in the section `{key}`", wanted.split(), columns, source)


def _check_name(key: str, names: set[str], source: Source, *at: Step) -> None:
    if key in names:
        raise source.error(f"the key `{key}` of a cover field or a section stands twice", *at)
    names.add(key)


def _check_list(name: str, lists: Mapping[str, Sequence[str]], source: Source, *at: Step) -> None:
    if name and name not in lists:
        raise source.error(f"there is no list `{name}`", *at)


def _check_needed(
    what: str, needed: Sequence[str] | Mapping[str, str], found: object, source: Source, *at: Step
) -> None:
    known = list(found) if isinstance(found, list | dict) else []
    for key in needed:
        if key not in known:
            raise source.error(f"no {what} `{key}`, which the program needs", *at)


def _check_sheet_names(checked: Format, sources: Mapping[str, Source], sheets: Source) -> None:
    """Whether every name of a sheet is one that a workbook can have, once."""
    given: list[tuple[str, Source, tuple[Step, ...]]] = []
    for part in ("before", "after"):
        for place, sheet in enumerate(getattr(checked.sheets, part)):
            given.append((sheet.sheet, sheets, (part, place, "sheet")))
    given += [(table.sheet, sources[table.key], ("sheet",)) for table in checked]
    seen = {name.casefold() for name in RESERVED_SHEETS}
    for name, source, at in given:
        if not re.fullmatch(r"(?!')[^\[\]:*?/\\]{1,31}(?<!')", name):
            raise source.error(f"`{name}` cannot be the name of a sheet", *at)
        if name.casefold() in seen:
            raise source.error(f"sheet `{name}` stands twice", *at)
        seen.add(name.casefold())


class _Checker:
    """The tables, their references and the order in which they follow from each other."""

    def __init__(self, checked: Format, sources: Mapping[str, Source]) -> None:
        self.format = checked
        self.sources = sources

    def check(self) -> None:
        graph: dict[Node, tuple[list[Node], Expression]] = {}
        for table in self.format:
            if table.region is not None:
                self._check_region(table, table.region)
        self._check_row_circles()
        for table in self.format:
            for node, kind, column in _cells(table):
                _, expression = table.rule(node[1], kind, column)
                if expression is not None:
                    terms = expression.terms
                    graph[node] = (
                        ([one for term in terms for one in self._sources(node, term, expression)]),
                        expression,
                    )
        self._check_loops(graph)

    def _error(self, node: Node, expression: Expression, message: str) -> SpecError:
        """Make the error for a derivation; one that nobody wrote is told at the row that has it."""
        if expression.file:
            return SpecError(Path(expression.file), expression.line, f"`{expression.text}`: {message}")
        source = self.sources[node[0]]
        return source.error(f"{'.'.join(node)} needs a derivation: {message}", *_row_steps(source, node[1]))

    def _check_region(self, table: Table, region: CodeRegion) -> None:
        source = self.sources[table.key]
        at = _row_steps(source, LEAF)
        for number, other in enumerate(region.rows_from):
            found = self.format.tables.get(other)
            if found is None or found.region is None or found is table:
                raise source.error(f"rows_from: `{other}` is no other code table", *at, "rows_from", number)
            if found.region.classification != region.classification:
                raise source.error(
                    f"rows_from: table `{other}` has codes of another classification",
                    *at,
                    "rows_from",
                    number,
                )
        if region.only is not None:
            self._check_only(table, region, region.only)
        if not 1 <= region.capacity <= MAX_CAPACITY:
            raise source.error(f"capacity: 1 to {MAX_CAPACITY} rows", *at, "capacity")
        if region.details is not None:
            self._check_details(table, region.details, source, *at, "details")

    def _check_only(self, table: Table, region: CodeRegion, only: Expression) -> None:
        term = only.terms[0]
        node = (table.key, LEAF, "")
        other = self.format.tables.get(term.table or "")
        if len(only.terms) > 1 or term.row.pick is not Pick.OWN_ROW or other is None or other is table:
            raise self._error(node, only, "only: one reference like 06[@row, total] is needed")
        if other.region is None or other.region.classification != region.classification:
            raise self._error(node, only, f"only: table `{other.key}` has no such code rows")
        if region.rows_from:
            raise self._error(node, only, "only: the rows come from here, there can be no rows_from")
        list(self._sources(node, term, only))

    def _check_details(self, table: Table, details: str, source: Source, *at: Step) -> None:
        column = table.panels[0].by_key.get(details)
        if column is None or column.role != "text":
            raise source.error(f"details: no text column `{details}`", *at)
        for amount in table.panels[0].amounts:
            if amount.derive is None:
                raise source.error(
                    f"details: column `{amount.key}` has no derivation, sums would count its detail rows twice",
                    *at,
                )

    def _check_row_circles(self) -> None:
        """Whether code tables take rows from each other in a circle."""
        needs = {table.key: _row_sources(table.region) for table in self.format if table.region is not None}
        done: set[str] = set()
        while len(done) < len(needs):
            ready = [key for key in needs if key not in done and needs[key] <= done]
            if not ready:
                key, path = next(one for one in needs if one not in done), [""]
                while key not in path:
                    path.append(key)
                    key = next(one for one in sorted(needs[key]) if one not in done)
                source = self.sources[key]
                raise source.error(
                    "code tables take rows from each other in a circle", *_row_steps(source, LEAF)
                )
            done.update(ready)

    def _sources(self, node: Node, term: Term, expression: Expression) -> Iterator[Node]:
        """Yield the cells that a term reads; raise SpecError for a reference to nothing."""
        own_table, own_row, own_column = node
        key = term.table or own_table
        if key not in self.format.tables:
            raise self._error(node, expression, f"no table `{key}`")
        table = self.format.tables[key]
        rows = self._rows(table, term.row, node, expression)
        if not rows and term.column.pick in (Pick.KEY, Pick.SPAN):
            known = {column.key for panel in table.panels for column in panel.amounts}
            if not known.issuperset(term.column.keys):
                raise self._error(
                    node, expression, f"table `{key}` has no column {' .. '.join(term.column.keys)}"
                )
        if self._is_foreign_code(own_table, table, term, rows):
            raise self._error(node, expression, "a code table looks up the row with its own code only: @row")
        for row in rows:
            coded = row in (LEAF, PARENT)
            if coded and table.region is not None and table.region.details and key != own_table:
                raise self._error(
                    node, expression, f"table `{key}` has detail rows, its codes cannot be looked up"
                )
            columns = self._columns(
                table, table.panels[0] if coded else table.panel_of(row), term, node, expression
            )
            if term.row.pick in (Pick.SPAN, Pick.CHILDREN) and len(columns) != 1 and not coded:
                raise self._error(node, expression, "several rows take one column, not several and not none")
            looked_up = coded and not (key == own_table and term.row.pick is Pick.OWN_ROW)
            if looked_up and term.sign < 0 and len(columns) > 1:
                raise self._error(node, expression, "columns that are looked up are subtracted one by one")
            for column in columns:
                if not (row == own_row and row == PARENT and key == own_table and column == own_column):
                    yield key, row, column

    def _is_foreign_code(self, own: str, table: Table, term: Term, rows: Sequence[str]) -> bool:
        """Whether a code table refers to one certain code, which its formulas cannot."""
        if self.format.tables[own].region is None or table.region is None:
            return False
        return term.row.pick in (Pick.KEY, Pick.OWN_COLUMN) and not set(rows) & table.fixed_rows.keys()

    def _rows(self, table: Table, selector: Selector, node: Node, expression: Expression) -> list[str]:
        if selector.pick is Pick.SPAN:
            first, last = selector.keys
            for panel in table.panels:
                keys = [row.key for row in panel.fixed]
                if first in keys and last in keys and keys.index(first) < keys.index(last):
                    return keys[keys.index(first) : keys.index(last) + 1]
            raise self._error(node, expression, f"table `{table.key}` has no rows from `{first}` to `{last}`")
        if selector.pick is Pick.CHILDREN:
            return self._child_rows(table, node, expression)
        key = {Pick.OWN_ROW: node[1], Pick.OWN_COLUMN: node[2]}.get(selector.pick) or selector.keys[0]
        if key in table.fixed_rows:
            return [key]
        if table.region is not None and (
            key in (LEAF, PARENT) or key in self.format.classification_of(table)
        ):
            return [LEAF, PARENT]
        if selector.optional:
            return [one for one in table.fixed_rows if well_formed(one)] if key in (LEAF, PARENT) else []
        shown = "with codes" if key in (LEAF, PARENT) else f"`{key}`"
        raise self._error(node, expression, f"table `{table.key}` has no row {shown}")

    def _child_rows(self, table: Table, node: Node, expression: Expression) -> list[str]:
        row = node[1]
        if table.key == node[0] and row in table.fixed_children:
            return list(table.fixed_children[row])
        if table.key == node[0] and row in (TOTAL, LEAF, PARENT):
            roots = [one.key for _, one in table.fixed_rows.values() if one.kind is RowKind.PARENT]
            found = [LEAF, PARENT] if table.region is not None else roots
            if found:
                return found
        raise self._error(node, expression, f"row `{row}` has no child rows in table `{table.key}`")

    def _columns(
        self, table: Table, panel: Panel, term: Term, node: Node, expression: Expression
    ) -> list[str]:
        pick = term.column.pick
        if pick is Pick.CHILDREN:
            children = table.column_children.get(node[2])
            if children is None:
                raise self._error(
                    node, expression, f"column `{node[2]}` of table `{table.key}` has no child columns"
                )
            return list(children)
        keys = [column.key for column in panel.amounts]
        if pick is Pick.SPAN:
            first, last = term.column.keys
            if first not in keys or last not in keys or keys.index(first) >= keys.index(last):
                raise self._error(
                    node, expression, f"table `{table.key}` has no amount columns from `{first}` to `{last}`"
                )
            return keys[keys.index(first) : keys.index(last) + 1]
        key = {Pick.OWN_ROW: node[1], Pick.OWN_COLUMN: node[2]}.get(pick) or term.column.keys[0]
        if key in keys:
            return [key]
        if term.column.optional:
            return []
        raise self._error(node, expression, f"table `{table.key}` has no amount column `{key}`")

    def _check_loops(self, graph: Graph) -> None:
        done: set[Node] = set()
        for start in graph:
            path: list[Node] = [start]
            stack: list[tuple[Node, Iterator[Node]]] = [(start, iter(graph[start][0]))]
            while stack:
                node, needs = stack[-1]
                following = next(needs, None)
                if following is None:
                    done.add(node)
                    stack.pop()
                    path.pop()
                elif following in path:
                    raise self._loop(graph, path[path.index(following) :])
                elif following in graph and following not in done:
                    path.append(following)
                    stack.append((following, iter(graph[following][0])))

    def _loop(self, graph: Graph, path: list[Node]) -> SpecError:
        """Tell a loop at a derivation that somebody wrote."""
        shown = " -> ".join(".".join(one) for one in [*path, path[0]])
        node = next((one for one in reversed(path) if graph[one][1].file), path[-1])
        return self._error(node, graph[node][1], f"derived cells in a loop: {shown}")


def _row_sources(region: CodeRegion) -> set[str]:
    """Return the tables that a code table takes its rows from."""
    only = region.only.terms[0].table if region.only is not None else None
    return {*region.rows_from, *([only] if only else [])}


def _row_steps(source: Source, row: str) -> tuple[Step, ...]:
    """Return the place of a row in the file of its table: of the fixed row with this key, or of the code rows."""
    name = "codes" if row in (LEAF, PARENT) else "key"
    data = source.data if isinstance(source.data, dict) else {}
    for number, panel in enumerate(data.get("panels", ())):
        for place, one in enumerate(panel.get("rows", ())):
            if name in one and (name == "codes" or one["key"] == row):
                return "panels", number, "rows", place
    return ()


def _cells(table: Table) -> Iterator[tuple[Node, RowKind, Column]]:
    for panel in table.panels:
        for column in panel.amounts:
            for row in panel.fixed:
                yield (table.key, row.key, column.key), row.kind, column
            if panel.region is not None:
                yield (table.key, LEAF, column.key), RowKind.LEAF, column
                yield (table.key, PARENT, column.key), RowKind.PARENT, column
