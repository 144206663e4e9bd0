"""From the file of one table to its model: shared lists and classifications expanded, derivations parsed."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from juesuan.spec.classification import Classification, Code, well_formed
from juesuan.spec.expression import Expression, ExpressionError, parse_expression
from juesuan.spec.files import ColumnFile, ListItem, PanelFile, RowFile, RowSelector, Selector, TableFile
from juesuan.spec.model import TOTAL, CodeRegion, Column, Ledger, Panel, Row, RowKind, Table
from juesuan.spec.source import Source, Step

RowLists = Mapping[str, list[ListItem]]
Classifications = Mapping[str, Classification]


def build_table(key: str, source: Source, lists: RowLists, classifications: Classifications) -> Table:
    """Build one table; raise SpecError with file and line."""
    file = source.decode(TableFile)
    if not re.fullmatch(r"\w+", key):
        raise source.error(f"table key `{key}`: only letters, digits and _ can be referred to")
    builder = _Builder(source, lists, classifications, len(file.panels))
    panels = tuple(builder.panel(number, one) for number, one in enumerate(file.panels))
    return Table(
        key=key,
        title=file.title,
        number=file.number,
        sheet=file.sheet,
        footnote=file.footnote,
        empty_sentence=file.empty_sentence,
        year_line=file.year_line,
        show_numbers=file.show_numbers,
        page=file.page,
        panels=panels,
    )


class _Builder:
    def __init__(
        self, source: Source, lists: RowLists, classifications: Classifications, panels: int
    ) -> None:
        self.source = source
        self.lists = lists
        self.classifications = classifications
        self.panels = panels
        self.row_keys: set[str] = set()

    def panel(self, number: int, file: PanelFile) -> Panel:
        at: tuple[Step, ...] = ("panels", number)
        columns: dict[str, Column] = {}
        for place, one in enumerate(file.columns):
            for column in self._columns(one, (*at, "columns", place)):
                self._check_key("column", column.key, columns, *at, "columns", place)
                columns[column.key] = column
        rows: list[Row | CodeRegion] = []
        line = file.line_start
        coded = any(one.codes for one in file.rows)
        for place, entry in enumerate(file.rows):
            for row in self._rows(entry, (*at, "rows", place), line):
                if isinstance(row, CodeRegion):
                    self._check_region(columns, rows, *at, "rows", place)
                elif row.key:
                    self._check_row(row, columns, *at, "rows", place, coded=coded)
                rows.append(row)
                line += bool(line)
        return Panel(file.heading, tuple(_numbered(list(columns.values()))), tuple(rows))

    def _check_key(self, what: str, key: str, known: Container[str], *at: Step) -> None:
        if not re.fullmatch(r"\w+", key):
            raise self.source.error(f"{what} key `{key}`: only letters, digits and _ can be referred to", *at)
        if key in known:
            raise self.source.error(f"{what} key `{key}` stands twice", *at)

    def _check_row(self, row: Row, columns: Mapping[str, Column], *at: Step, coded: bool) -> None:
        self._check_key("row", row.key, self.row_keys, *at)
        self.row_keys.add(row.key)
        if coded and well_formed(row.key):
            raise self.source.error(f"row key `{row.key}` is taken for a code in a table with code rows", *at)
        for name, given in (("derive", row.derive), ("ledger", row.ledger)):
            for key in given:
                if key and not (key in columns and columns[key].is_amount):
                    raise self.source.error(f"row `{row.key}`: no amount column `{key}`", *at, name, key)

    def _check_region(
        self, columns: Mapping[str, Column], before: Sequence[Row | CodeRegion], *at: Step
    ) -> None:
        if self.panels > 1:
            raise self.source.error("a table with code rows has one panel only", *at)
        if not {"code", "name"} <= {one.role for one in columns.values()}:
            raise self.source.error("code rows need a column for the code and one for the name", *at)
        if any(isinstance(one, CodeRegion) for one in before):
            raise self.source.error("a table has one place for code rows only", *at)

    def expression(self, text: str, *at: Step) -> Expression | None:
        if not text:
            return None
        try:
            return parse_expression(text, str(self.source.path), self.source.line(*at))
        except ExpressionError as error:
            raise self.source.error(str(error), *at) from None

    def _columns(self, file: ColumnFile, at: tuple[Step, ...]) -> Iterator[Column]:
        if file.expand:
            yield from self._expanded_columns(file, at)
            return
        if not file.key:
            raise self.source.error("a column needs a key (or expand)", *at)
        labels = (file.label,) if isinstance(file.label, str) else tuple(file.label)
        yield Column(
            key=file.key,
            labels=labels,
            role=file.role,
            number=file.number,
            width=file.width or 14,
            derive=self.expression(file.derive, *at, "derive"),
            leaf=self.expression(file.leaf, *at, "leaf"),
            offer=self.expression(file.offer, *at, "offer"),
            ledger=_ledger(file.ledger),
        )

    def _expanded_columns(self, file: ColumnFile, at: tuple[Step, ...]) -> Iterator[Column]:
        children = parse_expression("[@row, children]", str(self.source.path), self.source.line(*at))
        head = ""
        for code in self._codes(file, at):
            is_class = len(code.code) == 3
            head = code.name if is_class else head
            yield Column(
                key=code.code,
                labels=(head, file.subtotal_label if is_class else code.name),
                number=file.number,
                width=file.width or 11,
                derive=children if is_class else None,
                ledger=_ledger(file.ledger),
                parent=None if is_class else code.code[:3],
                economic=code.code,
            )

    def _rows(self, file: RowFile, at: tuple[Step, ...], line: int) -> Iterator[Row | CodeRegion]:
        if file.codes:
            self._classification(file.codes, at)
            yield CodeRegion(
                classification=file.codes,
                rows_from=tuple(file.rows_from),
                only=self.expression(file.only, *at, "only"),
                details=file.details or None,
                capacity=file.capacity,
            )
        elif file.blank:
            yield from (Row("", "", line=line + n if line else 0) for n in range(file.blank))
        elif file.expand in self.classifications:
            yield from self._economic_rows(file, at, line)
        elif file.expand:
            yield from self._listed_rows(file, at, line)
        else:
            if not file.key:
                raise self.source.error("a row needs a key (or blank, expand, codes)", *at)
            kind = RowKind.TOTAL if file.key == TOTAL else RowKind.FIXED
            yield self._row(file, at, file.key, file.label, line, kind)

    def _listed_rows(self, file: RowFile, at: tuple[Step, ...], line: int) -> Iterator[Row]:
        if file.expand not in self.lists:
            raise self.source.error(f"no row list or classification `{file.expand}`", *at, "expand")
        for number, item in enumerate(self.lists[file.expand]):
            yield self._row(file, at, item.key, item.label, line + number if line else 0, RowKind.FIXED)

    def _economic_rows(self, file: RowFile, at: tuple[Step, ...], line: int) -> Iterator[Row]:
        codes = self._codes(file, at)
        above_some = {code.code[:3] for code in codes if len(code.code) > 3}
        for number, code in enumerate(codes):
            kind = RowKind.PARENT if len(code.code) == 3 else RowKind.LEAF
            if kind is RowKind.PARENT and code.code not in above_some:
                raise self.source.error(
                    f"class `{code.code}` has no sections, nobody could fill it", *at, "expand"
                )
            above = None if kind is RowKind.PARENT else code.code[:3]
            yield self._row(file, at, code.code, code.name, line + number if line else 0, kind, above)

    def _row(  # noqa: PLR0913 - one call site each, all of it is the row
        self,
        file: RowFile,
        at: tuple[Step, ...],
        key: str,
        label: str,
        line: int,
        kind: RowKind,
        above: str | None = None,
    ) -> Row:
        given = {"": file.derive} if isinstance(file.derive, str) else file.derive
        derive = {}
        for column, text in given.items():
            expression = self.expression(text, *at, "derive", *([column] if column else []))
            if expression is not None:
                derive[column] = expression
        return Row(
            key=key,
            label=label,
            kind=kind,
            line=line,
            derive=derive,
            ledger=_row_ledger(file.ledger),
            parent=above,
            align=file.align,
            strong=file.strong or kind in (RowKind.TOTAL, RowKind.PARENT),
        )

    def _classification(self, key: str, at: tuple[Step, ...]) -> Classification:
        if key not in self.classifications:
            raise self.source.error(f"no classification `{key}` in format.yaml", *at)
        return self.classifications[key]

    def _codes(self, file: RowFile | ColumnFile, at: tuple[Step, ...]) -> list[Code]:
        """Return the classes and sections that an ``expand`` stands for."""
        known = self._classification(file.expand, at)
        unknown = [one for one in file.classes if one not in known or len(one) != 3]
        unknown += [one for one in file.omit if one not in known]
        if unknown:
            raise self.source.error(
                f"classification `{file.expand}` has no {', '.join(unknown)}", *at, "expand"
            )
        classes = file.classes or [code for code in known.codes if len(code) == 3]
        return [one for one in known.sections_of(classes) if one.code not in file.omit]


def _numbered(columns: list[Column]) -> list[Column]:
    """Give the columns whose number is ``auto`` their 栏次, counting from 1."""
    from dataclasses import replace

    count = 0
    numbered = []
    for column in columns:
        if column.number == "auto":
            count += 1
            numbered.append(replace(column, number=str(count)))
        else:
            numbered.append(column)
    return numbered


def _ledger(selector: Selector) -> Ledger:
    return {name: (value,) if isinstance(value, str) else tuple(value) for name, value in selector.items()}


def _row_ledger(given: RowSelector) -> dict[str, Ledger]:
    """A selector for the whole row, or one for each column."""
    if not given:
        return {}
    nested = {name: value for name, value in given.items() if isinstance(value, dict)}
    if nested:
        return {name: _ledger(value) for name, value in nested.items()}
    return {"": _ledger({name: value for name, value in given.items() if not isinstance(value, dict)})}
