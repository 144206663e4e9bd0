"""Is the workbook still the form that the specification says: sheets there, headers and row labels in place."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.book.grid import Grid, GridSource
from juesuan.book.layout import HEADER_TOP, TITLE_ROW, Layout, TableLayout, address, header_labels
from juesuan.book.naming import plain
from juesuan.book.sheets import CONTENTS, COVER, all_sections
from juesuan.findings import StructureError

SENTINEL_MARK = "※"


def check_structure(source: GridSource, layout: Layout) -> None:
    """Raise StructureError (one line) at the first thing that makes positions unreliable."""
    _check_sheets(source, layout)
    for table in layout.tables.values():
        _check_table(source.grid(table.table.sheet), table)
    _check_names(source, layout)


def _check_sheets(source: GridSource, layout: Layout) -> None:
    present = list(source.sheet_names())
    wanted = [COVER, CONTENTS, *(table.sheet for table in layout.format)]
    wanted += sorted({section.sheet for section in all_sections(layout.format).values()})
    missing = [name for name in wanted if name not in present]
    if not missing:
        return
    titles = {table.sheet: plain(table.title) for table in layout.format}
    hints = []
    for other in present:
        if other in wanted or other.startswith("_"):
            continue
        title = plain(source.grid(other).value(TITLE_ROW, 1))
        hints += [
            f"工作表“{other}”的标题与“{name}”相同，可能被改名，请改回"
            for name in missing
            if titles.get(name) == title
        ]
    hint = "；".join(hints) or "可能被删除或改名，请改回原名，或从备份恢复"
    raise StructureError("sheet-missing", f"缺少工作表“{'”“'.join(missing)}”：{hint}。")


def _check_table(grid: Grid, layout: TableLayout) -> None:
    for row, column, text in expected_texts(layout):
        found = plain(grid.value(row, column))
        if found != plain(text):
            part = "表头" if row < layout.body_top else "行名"
            shown = f"实为“{grid.text(row, column)}”" if found else "现在是空的"
            raise StructureError(
                "header-changed",
                f"{layout.table.sheet}!{address(row, column)} {part}应为“{text}”，{shown}：可能插入、删除或改动了行列，"
                "请撤销这些改动或从备份恢复后再试。",
            )


def expected_texts(layout: TableLayout) -> Iterator[tuple[int, int, str]]:
    """Yield the texts that must stand where they stand: header labels, labels of fixed rows, the sentinel."""
    for panel, first in zip(layout.table.panels, layout.first_columns, strict=True):
        above: tuple[str, ...] = ()
        for place, labels in enumerate(header_labels(panel, layout.header_rows)):
            for depth, label in enumerate(labels):
                if labels[: depth + 1] != above[: depth + 1]:
                    yield HEADER_TOP + depth, first + place, label
            above = labels
        for row in panel.fixed:
            label_column = panel.role("name") or panel.role("code")
            if label_column is not None and row.label:
                column = layout.column(row.key, label_column.key)
                if layout.table.region is not None:
                    column = first
                yield layout.fixed[row.key], column, row.label
    if layout.code_column is not None:
        yield layout.sentinel, layout.code_column, SENTINEL_MARK


def _check_names(source: GridSource, layout: Layout) -> None:
    names = source.defined_names()
    missing = [one.name for one in all_sections(layout.format).values() if one.name not in names]
    broken = [one for one in names if one.startswith("JS_") and "#REF!" in names[one]]
    if missing or broken:
        raise StructureError(
            "name-missing",
            f"工作簿的区域名称“{'”“'.join(missing + broken)}”被删除或失效，找不到对应的区域；请撤销改动或从备份恢复。",
        )
