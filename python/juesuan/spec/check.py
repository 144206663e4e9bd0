"""What a specification must not be: doubled keys, references to nothing, derived cells in a loop.

Loops are looked for between kinds of cells: in a code table all leaves of a column are one node and all parents
another, so that a loop is found before any unit has any row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from juesuan.spec.classification import well_formed
from juesuan.spec.errors import SpecError
from juesuan.spec.expression import Expression, Pick, Selector, Term
from juesuan.spec.model import CellKind, Column, Format, Panel, Row, RowKind, Table
from juesuan.spec.source import Source

LEAF, PARENT = "#leaf", "#parent"
Node = tuple[str, str, str]


def check_format(checked: Format, sources: Mapping[str, Source]) -> None:
    """Raise SpecError (file and line) for the first thing that cannot be."""
    for table in checked:
        _check_keys(table, sources[table.key])
    sheets = [table.sheet for table in checked]
    for table in checked:
        if sheets.count(table.sheet) > 1:
            raise sources[table.key].error(f"sheet `{table.sheet}` stands twice", "sheet")
    graph: dict[Node, tuple[list[Node], Expression]] = {}
    for table in checked:
        for node, kind, column in _cells(table):
            _, expression = table.rule(node[1], kind, column)
            if expression is not None:
                needs = [
                    one for term in expression.terms for one in _sources(checked, node, term, expression)
                ]
                graph[node] = (needs, expression)
        _check_region(checked, table)
    _check_loops(graph)


def _check_keys(table: Table, source: Source) -> None:
    seen: set[str] = set()
    for number, panel in enumerate(table.panels):
        if panel.region is not None and len(table.panels) > 1:
            raise source.error("a table with code rows has one panel only", "panels", number)
        if panel.region is not None and (panel.role("code") is None or panel.role("name") is None):
            raise source.error("code rows need a column for the code and one for the name", "panels", number)
        keys = [column.key for column in panel.columns]
        for key in keys:
            if keys.count(key) > 1:
                raise source.error(f"column key `{key}` stands twice", "panels", number, "columns")
        for row in panel.fixed:
            if row.key in seen:
                raise source.error(f"row key `{row.key}` stands twice", "panels", number, "rows")
            seen.add(row.key)
            _check_row(row, panel, source, number)


def _check_row(row: Row, panel: Panel, source: Source, number: int) -> None:
    for column, expression in row.derive.items():
        if column and column not in panel.by_key:
            raise SpecError(source.path, expression.line, f"row `{row.key}`: no column `{column}`")
    for column in row.ledger:
        if column and column not in panel.by_key:
            raise source.error(f"row `{row.key}`: no column `{column}`", "panels", number, "rows")


def _check_region(checked: Format, table: Table) -> None:
    region = table.region
    if region is None:
        return
    place = checked.folders[0] / f"table-{table.key}.yaml"
    for other in region.rows_from:
        if other not in checked.tables or checked.tables[other].region is None:
            raise SpecError(place, 0, f"rows_from: `{other}` is no code table")
    if region.only is not None:
        term = region.only.terms[0]
        if len(region.only.terms) != 1 or term.table is None or checked.tables.get(term.table) is None:
            raise SpecError(place, region.only.line, "only: one reference to another code table is needed")
        list(_sources(checked, (table.key, LEAF, ""), term, region.only))
    if region.details is not None and region.details not in table.panels[0].by_key:
        raise SpecError(place, 0, f"details: no column `{region.details}`")


def _cells(table: Table) -> Iterator[tuple[Node, RowKind, Column]]:
    for panel in table.panels:
        for column in panel.amounts:
            for row in panel.fixed:
                yield (table.key, row.key, column.key), row.kind, column
            if panel.region is not None:
                yield (table.key, LEAF, column.key), RowKind.LEAF, column
                yield (table.key, PARENT, column.key), RowKind.PARENT, column


def _sources(checked: Format, node: Node, term: Term, expression: Expression) -> Iterator[Node]:
    """Yield the cells that a term reads; raise SpecError for a reference to nothing."""
    own_table, own_row, own_column = node
    key = term.table or own_table
    if key not in checked.tables:
        raise _error(expression, f"no table `{key}`")
    table = checked.tables[key]
    for row in _rows(table, term.row, own_row, own_column, expression):
        panel = table.panels[0] if row in (LEAF, PARENT) else table.panel_of(row)
        for column in _columns(table, panel, term, own_row, own_column, expression):
            if not (row == own_row and row == PARENT and key == own_table and column == own_column):
                yield key, row, column


def _rows(
    table: Table, selector: Selector, own_row: str, own_column: str, expression: Expression
) -> list[str]:
    if selector.pick is Pick.SPAN:
        first, last = selector.keys
        for panel in table.panels:
            keys = [row.key for row in panel.fixed]
            if first in keys and last in keys and keys.index(first) < keys.index(last):
                return keys[keys.index(first) : keys.index(last) + 1]
        raise _error(expression, f"table `{table.key}` has no rows `{first}..{last}`")
    if selector.pick is Pick.CHILDREN:
        return _child_rows(table, own_row, expression)
    key = {Pick.OWN_ROW: own_row, Pick.OWN_COLUMN: own_column}.get(selector.pick) or selector.keys[0]
    return _row(table, key, optional=selector.optional, expression=expression)


def _row(table: Table, key: str, *, optional: bool, expression: Expression) -> list[str]:
    if key in table.fixed_rows:
        return [key]
    if table.region is not None and (key in (LEAF, PARENT) or well_formed(key)):
        return [LEAF, PARENT]
    if optional:
        return []
    raise _error(expression, f"table `{table.key}` has no row `{key}`")


def _child_rows(table: Table, own_row: str, expression: Expression) -> list[str]:
    if own_row in table.fixed_children:
        return list(table.fixed_children[own_row])
    if table.region is not None:
        return [LEAF, PARENT]
    roots = [row.key for _, row in table.fixed_rows.values() if row.kind is RowKind.PARENT]
    if not roots:
        raise _error(expression, f"row `{own_row}` of table `{table.key}` has no child rows")
    return roots


def _columns(  # noqa: PLR0913 - the place of a cell takes this many words
    table: Table, panel: Panel, term: Term, own_row: str, own_column: str, expression: Expression
) -> list[str]:
    pick = term.column.pick
    if pick is Pick.CHILDREN:
        children = table.column_children.get(own_column)
        if children is None:
            raise _error(expression, f"column `{own_column}` of table `{table.key}` has no child columns")
        return list(children)
    if pick is Pick.SPAN:
        keys = [column.key for column in panel.columns]
        first, last = term.column.keys
        if first not in keys or last not in keys:
            raise _error(expression, f"table `{table.key}` has no columns `{first}..{last}`")
        return keys[keys.index(first) : keys.index(last) + 1]
    key = {Pick.OWN_ROW: own_row, Pick.OWN_COLUMN: own_column}.get(pick) or term.column.keys[0]
    if key in panel.by_key and panel.by_key[key].is_amount:
        return [key]
    if term.column.optional:
        return []
    raise _error(expression, f"table `{table.key}` has no amount column `{key}`")


def _error(expression: Expression, message: str) -> SpecError:
    return SpecError(Path(expression.file or "?"), expression.line, f"`{expression.text}`: {message}")


def _check_loops(graph: Mapping[Node, tuple[list[Node], Expression]]) -> None:
    done: set[Node] = set()
    for start in graph:
        path: list[Node] = []
        stack: list[tuple[Node, Iterator[Node]]] = [(start, iter(graph[start][0]))]
        path.append(start)
        while stack:
            node, needs = stack[-1]
            following = next(needs, None)
            if following is None:
                done.add(node)
                stack.pop()
                path.pop()
            elif following in path:
                loop = " -> ".join(".".join(one) for one in [*path[path.index(following) :], following])
                raise _error(graph[node][1], f"derived cells in a loop: {loop}")
            elif following in graph and following not in done:
                path.append(following)
                stack.append((following, iter(graph[following][0])))


def rule_kinds(table: Table) -> Iterator[tuple[Node, CellKind]]:
    """Yield every kind of cell of a table and who fills it (for the documentation)."""
    for node, kind, column in _cells(table):
        yield node, table.rule(node[1], kind, column)[0]
