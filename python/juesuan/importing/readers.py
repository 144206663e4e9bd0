"""The bytes of one file -> its sheets. What a file is shows in its content, never in its extension."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from juesuan.book.refusal import OLE, bomb, damaged, refusal, refuse
from juesuan.book.sheets import IDENTITY
from juesuan.importing.archive import ZIP_HEADS, check_sizes
from juesuan.importing.model import Area, Place, SourceSheet, Unplaced
from juesuan.importing.scan import Scan, scan_workbook
from juesuan.money import is_blank

MAX_CELLS = 3_000_000
"""More cells than this between the first and the last filled one are no table of final accounts."""

_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_BOOK_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")


@dataclass(frozen=True)
class Read:
    """What one file gave."""

    sheets: tuple[SourceSheet, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


def read_bytes(data: bytes, name: str) -> Read:
    """Read one workbook or text table; raise StructureError when it is none that can be read."""
    if data[:4] in ZIP_HEADS:
        return _read_package(data, name)
    if data.startswith(OLE) and any(one.encode("utf-16-le") + b"\0\0" in data for one in _BOOK_STREAMS):
        return _read_book(data, name, {})
    if PurePosixPath(name).suffix.lower() in _TEXT_SUFFIXES and data.strip():
        return Read((_read_text(data, name),))
    raise refusal(data, name)


def is_workbook(data: bytes) -> bool:
    """Tell whether a zip is a workbook (of Excel or OpenDocument), not an archive of files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        return False
    return bool({"[Content_Types].xml", "mimetype"} & names)


def _read_package(data: bytes, name: str) -> Read:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_sizes(archive, name, unpack=True)
        scans = scan_workbook(data)
    except (
        *(zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, EOFError, OSError, RuntimeError),
        *(etree.XMLSyntaxError, zipfile.LargeZipFile),
    ) as error:
        raise damaged(name, "压缩包或其中的工作表读不出") from error
    for sheet, scan in scans.items():
        if scan.rows * scan.columns > MAX_CELLS:
            raise bomb(name, f"工作表“{sheet}”伸展到第 {scan.rows} 行、第 {scan.columns} 列")
    return _read_book(data, name, scans)


def _read_book(data: bytes, name: str, scans: Mapping[str, Scan]) -> Read:
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(data))
    except PasswordError as error:
        text = "设有打开密码。请在 Excel 中打开它，清除密码，保存后再试。"
        raise refuse("password", name, text) from error
    except CalamineError as error:
        raise (refusal(data, name) if data.startswith(OLE) else damaged(name, "工作簿读不出")) from error
    sheets: list[SourceSheet] = []
    unplaced: list[Unplaced] = []
    own = any(meta.name == IDENTITY for meta in book.sheets_metadata)
    for meta in book.sheets_metadata:
        if own and meta.name.startswith(IDENTITY):
            continue
        try:
            sheet = book.get_sheet_by_name(meta.name)
        except CalamineError:
            unplaced.append(_told(name, meta.name, "这张工作表读不出"))
            continue
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            unplaced.append(_told(name, meta.name, "这张工作表异常庞大，没有读"))
            continue
        read = _sheet(sheet, name, scans.get(meta.name, Scan()), own=own)
        if meta.visible is SheetVisibleEnum.Visible:
            sheets.append(read)
        elif meta.visible is SheetVisibleEnum.Hidden and read.rows:
            unplaced.append(
                _told(name, meta.name, "这张工作表是隐藏的", "请取消隐藏后再导入，不需要时不必处理。")
            )
    return Read(tuple(sheets), tuple(unplaced))


def _told(file: str, sheet: str, reason: str, remedy: str = "请把它另存为新的 .xlsx 后再导入。") -> Unplaced:
    return Unplaced(Place(file, sheet, 1, 1), sheet, reason, remedy)


def _sheet(sheet: CalamineSheet, file: str, scan: Scan, *, own: bool) -> SourceSheet:
    rows: list[list[object]] = [
        [None if one == "" else one for one in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    for (row, column), text in scan.texts.items():
        rows += [[] for _ in range(row - len(rows))]
        cells = rows[row - 1]
        cells += [None] * (column - len(cells))
        if cells[column - 1] is None:
            cells[column - 1] = text
    merged: tuple[Area, ...] = tuple(
        (top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    percents = None if scan.percents is None else frozenset(scan.percents)
    return SourceSheet(file, sheet.name, _trimmed(rows), merged, percents, own)


def _trimmed(rows: list[list[object]]) -> list[list[object]]:
    while rows and all(is_blank(one) for one in rows[-1]):
        rows.pop()
    return rows


def _read_text(data: bytes, name: str) -> SourceSheet:
    """Read a CSV (or tab-separated) file as Excel, WPS and ledgers write it."""
    text = _decoded(data, name)
    head = text[: 1 << 16]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise damaged(name, "不是完整的 CSV 文件") from error
    rows: list[list[object]] = [[one or None for one in row] for row in read]
    if sum(map(len, rows)) > MAX_CELLS:
        raise bomb(name, "单元格过多")
    return SourceSheet(name, PurePosixPath(name).stem, _trimmed(rows))


def _decoded(data: bytes, name: str) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not text.lstrip().lower().startswith(
            ("<html", "<?xml", "<!doctype", "<table")
        ):
            return text
    raise refusal(data, name)
