"""Is the workbook still the form that the specification says: sheets there, headers and row labels in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from juesuan.book.grid import Grid, GridSource
from juesuan.book.layout import HEADER_TOP, TITLE_ROW, Layout, TableLayout, address, header_labels
from juesuan.book.naming import plain, shown
from juesuan.book.read_lists import entry_rows, fields_there, referred_sheet
from juesuan.book.sheets import (
    CONTENTS,
    COVER,
    COVER_LABEL,
    IDENTITY,
    SectionLayout,
    all_sections,
    contents_row,
    cover_row,
    field_name,
    sheet_order,
)
from juesuan.findings import StructureError
from juesuan.spec.model import Format, RowKind

SENTINEL_MARK = "※"
LISTS = ("checks", "prior", "own", "log")
"""The lists that recomputing reads or writes."""
CONTENTS_SHEET = 2
"""Column of the sheet names on 目录."""


def check_structure(source: GridSource, layout: Layout) -> None:
    """Raise StructureError (one line) at the first thing that makes positions unreliable."""
    _check_sheets(source, layout.format)
    _check_names(source, layout.format)
    lists = all_sections(layout.format)
    for sheet, texts in (
        (COVER, _cover_texts(source, layout.format)),
        (CONTENTS, _contents_texts(layout.format)),
        *((one.table.sheet, expected_texts(one)) for one in layout.tables.values()),
        *((lists[key].sheet, _list_texts(source, lists[key])) for key in LISTS if key in lists),
    ):
        _check_texts(source.grid(sheet), sheet, texts)


def _check_sheets(source: GridSource, form: Format) -> None:
    present = list(source.sheet_names())
    wanted = [COVER, CONTENTS, *(table.sheet for table in form)]
    wanted += sorted({section.sheet for section in all_sections(form).values()})
    missing = [name for name in wanted if name not in present]
    if not missing:
        return
    titles = {name: plain(title) for name, title in sheet_order(form)}
    others = [name for name in present if name not in titles and name != IDENTITY]
    found = {name: plain(source.grid(name).value(TITLE_ROW, 1)) for name in others}
    hints = [
        f"工作表“{other}”的标题与“{name}”相同，像是改了名，请改回“{name}”"
        for name in missing
        for other in others
        if found[other] == titles[name]
    ]
    hint = "；".join(hints) or "可能被删除或改名，请改回原名，或从备份恢复"
    raise StructureError("sheet-missing", f"缺少工作表“{'”“'.join(missing)}”：{hint}。")


def _check_texts(grid: Grid, sheet: str, texts: Iterable[tuple[int, int, str]]) -> None:
    for row, column, text in texts:
        found = grid.value(row, column)
        if plain(found) == plain(text):
            continue
        if text == SENTINEL_MARK:
            what = f"{sheet} 科目行的范围变了（末行应在第{row}行）：可能插入或删除了行，"
            hint = "新科目填在空白行即可，不必插行。"
        else:
            now = "现在是空的" if found is None else f"现在是“{shown(found)}”"
            what = f"{sheet}!{address(row, column)} 应为“{text}”，{now}：可能插入、删除或改动了行列，"
            hint = ""
        raise StructureError("header-changed", f"{what}请撤销这些改动，或从备份恢复后再试。{hint}")


def _cover_texts(source: GridSource, form: Format) -> Iterator[tuple[int, int, str]]:
    for field in fields_there(source, form):
        yield cover_row(form, field.key), COVER_LABEL, field.label


def _contents_texts(form: Format) -> Iterator[tuple[int, int, str]]:
    for table in form:
        yield contents_row(form, table.sheet), CONTENTS_SHEET, table.sheet


def _list_texts(source: GridSource, section: SectionLayout) -> Iterator[tuple[int, int, str]]:
    row = entry_rows(source, section)[0] - 1
    for column, one in enumerate(section.section.columns, 1):
        yield row, column, one.label


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
            at = layout.fixed[row.key]
            code, name = panel.role("code"), panel.role("name")
            if layout.table.region is not None:
                yield at, first, row.label
            elif name is not None and row.label:
                yield at, layout.column(row.key, name.key), row.label
            if code is not None and row.kind in (RowKind.LEAF, RowKind.PARENT):
                yield at, layout.column(row.key, code.key), row.key
    if layout.code_column is not None:
        yield layout.sentinel, layout.code_column, SENTINEL_MARK


def _check_names(source: GridSource, form: Format) -> None:
    """The lists and the fields of the cover are found by their names."""
    names = source.defined_names()
    wanted = {one.name: one.sheet for one in all_sections(form).values()}
    wanted |= {field_name(one.key): COVER for one in form.sheets.fields if not one.optional}
    broken = [
        f"{name}（{sheet}）" for name, sheet in wanted.items() if referred_sheet(names.get(name, "")) != sheet
    ]
    if broken:
        raise StructureError(
            "name-missing",
            f"区域名称 {'、'.join(broken)} 被删除或失效，找不到它的区域；"
            "请撤销刚才的改动（如删除行列、改动名称管理器），或从备份恢复后再试。",
        )
