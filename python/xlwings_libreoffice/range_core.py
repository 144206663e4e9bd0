"""Where a range is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from xlwings import base_classes

from .addresses import COLUMNS, ROWS, Area, quote_sheet, write_area
from .bridge import struct
from .guard import unguarded

if TYPE_CHECKING:
    from .documents import Document
    from .office import Office
    from .sheets import Sheet


class RangeCore(base_classes.Range):
    """A rectangle of cells on a sheet; the office is asked for it only when it is needed."""

    def __init__(self, sheet: Sheet, area: Area) -> None:
        self.sheet = sheet
        self.area = area
        self.options: dict[str, Any] = {}
        self._xl: Any = None
        self._generation = 0

    def make(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Self:
        """Another range on the same sheet."""
        return type(self)(self.sheet, Area(row, column, rows, columns))

    @property
    @unguarded
    def office(self) -> Office:
        """The office behind the range."""
        return self.sheet.office

    @property
    @unguarded
    def document(self) -> Document:
        """The document behind the range."""
        return self.sheet.document

    @property
    @unguarded
    def exists(self) -> bool:
        """Whether the range has cells at all."""
        return self.area.rows > 0 and self.area.columns > 0

    @property
    def xl(self) -> Any:
        """The office's cell range; ``None`` for a range without cells."""
        generation = self.document.generation
        if (self._xl is None or self._generation != generation) and self.exists:
            self._xl, self._generation = self.part(self.area), generation
        return self._xl

    @property
    def api(self) -> Any:
        """The office's cell range."""
        return self.xl

    def part(self, area: Area) -> Any:
        """The office's cell range of a rectangle on this sheet."""
        return self.sheet.xl.getCellRangeByPosition(
            area.column - 1, area.row - 1, area.last_column - 1, area.last_row - 1
        )

    def common(self, name: str) -> Any:
        """A property of the cells; ``None`` when they differ."""
        return common(self.xl, name)

    @property
    def cell(self) -> Any:
        """The office's first cell."""
        return self.sheet.xl.getCellByPosition(self.area.column - 1, self.area.row - 1)

    @property
    def cell_address(self) -> Any:
        """The office's address of the first cell."""
        return self.document.cell_address(self.sheet.xl, self.area.row, self.area.column)

    @property
    def range_address(self) -> Any:
        """The office's address of the range."""
        area = self.area
        return struct(
            "com.sun.star.table.CellRangeAddress",
            Sheet=self.sheet.xl.RangeAddress.Sheet,
            StartColumn=area.column - 1,
            StartRow=area.row - 1,
            EndColumn=area.last_column - 1,
            EndRow=area.last_row - 1,
        )

    @property
    @unguarded
    def coords(self) -> tuple[Any, int, int, int, int]:
        """Sheet, row, column, number of rows, number of columns."""
        return (self.sheet, *self.area)

    @property
    @unguarded
    def row(self) -> int:
        """The first row."""
        return self.area.row

    @property
    @unguarded
    def column(self) -> int:
        """The first column."""
        return self.area.column

    @property
    @unguarded
    def shape(self) -> tuple[int, int]:
        """The number of rows and columns."""
        return self.area.rows, self.area.columns

    @unguarded
    def __len__(self) -> int:
        return self.area.rows * self.area.columns

    @unguarded
    def __call__(self, *position: int) -> Self:
        """The cell at a place in the range, counted from one."""
        row, column = position if len(position) == 2 else divmod(position[0] - 1, self.area.columns)
        if len(position) == 1:
            row, column = row + 1, column + 1
        row, column = self.area.row + row - 1, self.area.column + column - 1
        if not (1 <= row <= ROWS and 1 <= column <= COLUMNS):
            raise IndexError(f"there is no cell in row {row}, column {column}")
        return self.make(row, column)

    @property
    @unguarded
    def rows(self) -> Self:
        """The range, as its rows."""
        return self.make(*self.area)

    @property
    @unguarded
    def columns(self) -> Self:
        """The range, as its columns."""
        return self.make(*self.area)

    @property
    @unguarded
    def address(self) -> str:
        """The absolute address."""
        return write_area(self.area)

    def get_address(self, row_absolute: object, col_absolute: object, external: object) -> str:
        """The address, with book and sheet when ``external``."""
        text = write_area(self.area, row_absolute=bool(row_absolute), column_absolute=bool(col_absolute))
        if not external:
            return text
        book, sheet = self.document.name, self.sheet.name
        if quote_sheet(book + sheet) == book + sheet:
            return f"[{book}]{sheet}!{text}"
        together = f"[{book}]{sheet}".replace("'", "''")
        return f"'{together}'!{text}"

    def within_used(self) -> Area | None:
        """The part of the range that lies in the used part of the sheet."""
        return intersection(self.area, self.sheet.used_area())


def common(cells: Any, name: str) -> Any:
    """A property of the office's cell range; ``None`` when its cells differ."""
    if cells.getPropertyState(name).value == "AMBIGUOUS_VALUE":
        return None
    return getattr(cells, name)


def area_of(address: Any) -> Area:
    """The rectangle of one of the office's range addresses."""
    return Area(
        address.StartRow + 1,
        address.StartColumn + 1,
        address.EndRow - address.StartRow + 1,
        address.EndColumn - address.StartColumn + 1,
    )


def intersection(one: Area, other: Area) -> Area | None:
    """The common part of two rectangles."""
    row, column = max(one.row, other.row), max(one.column, other.column)
    rows = min(one.last_row, other.last_row) - row + 1
    columns = min(one.last_column, other.last_column) - column + 1
    return Area(row, column, rows, columns) if rows > 0 and columns > 0 else None


def rectangles(cells: Iterable[tuple[int, int]]) -> list[Area]:
    """Rectangles that cover exactly the given cells: runs in each row, joined where the next row has the same."""
    runs: dict[int, list[list[int]]] = {}
    for row, column in sorted(cells):
        in_row = runs.setdefault(row, [])
        if in_row and in_row[-1][1] == column - 1:
            in_row[-1][1] = column
        else:
            in_row.append([column, column])
    open_areas: dict[tuple[int, int], Area] = {}
    done: list[Area] = []
    last_row = -1
    for row, in_row in runs.items():
        now: dict[tuple[int, int], Area] = {}
        for first, last in in_row:
            above = open_areas.pop((first, last), None) if row == last_row + 1 else None
            now[first, last] = (
                above._replace(rows=above.rows + 1) if above else Area(row, first, 1, last - first + 1)
            )
        done += open_areas.values()
        open_areas, last_row = now, row
    return [*done, *open_areas.values()]
