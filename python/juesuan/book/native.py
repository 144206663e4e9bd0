"""What xlwings does not cover and the live door needs: protection, filters, read-only and shared workbooks.

One small adapter for Excel (COM), one for LibreOffice (UNO); ``native_of`` picks by the engine.
"""

from __future__ import annotations

from typing import Any, Protocol

from juesuan.book.layout import column_letter, quote_sheet


class Native(Protocol):
    """The office behind xlwings."""

    def is_protected(self, sheet: Any) -> bool:
        """Whether a sheet is protected."""
        ...

    def unprotect(self, sheet: Any) -> bool:
        """Take the protection off; return False when it has a password."""
        ...

    def protect(self, sheet: Any) -> None:
        """Protect a sheet again, as our books are: without password."""
        ...

    def is_filtered(self, sheet: Any) -> bool:
        """Whether rows of a sheet are hidden by a filter."""
        ...

    def is_read_only(self, book: Any) -> bool:
        """Whether the workbook was opened read-only."""
        ...

    def has_changes(self, book: Any) -> bool:
        """Whether something was changed since the workbook was saved."""
        ...

    def refers_to(self, book: Any, name: str) -> str | None:
        """Return what a defined name refers to, in Excel's grammar without ``=``; None when there is no such name."""
        ...

    def is_shared(self, book: Any) -> bool:
        """Whether several people may change the workbook at once (an old-style shared workbook)."""
        ...


def is_office_error(error: Exception) -> bool:
    """Tell whether the office itself refused: by the name, since neither library is there on every system."""
    return type(error).__name__ in ("com_error", "OfficeError")


class ExcelNative:
    """Excel over COM. ``api`` is the COM object of each xlwings object."""

    def is_protected(self, sheet: Any) -> bool:
        """Whether a sheet is protected."""
        return bool(sheet.api.ProtectContents)

    def unprotect(self, sheet: Any) -> bool:
        """Take the protection off; return False when it has a password."""
        from pywintypes import com_error

        try:
            sheet.api.Unprotect("")
        except com_error:
            return False
        return not sheet.api.ProtectContents

    def protect(self, sheet: Any) -> None:
        """Protect a sheet again, with what our books allow: formatting rows and columns, filters."""
        sheet.api.Protect(
            Password="",
            AllowFormattingCells=True,
            AllowFormattingColumns=True,
            AllowFormattingRows=True,
            AllowFiltering=True,
        )

    def is_filtered(self, sheet: Any) -> bool:
        """Whether rows of a sheet are hidden by a filter."""
        return bool(sheet.api.FilterMode)

    def is_read_only(self, book: Any) -> bool:
        """Whether the workbook was opened read-only."""
        return bool(book.api.ReadOnly)

    def has_changes(self, book: Any) -> bool:
        """Whether something was changed since the workbook was saved."""
        return not book.api.Saved

    def refers_to(self, book: Any, name: str) -> str | None:
        """Return what a defined name refers to (one name: a list of all would be hundreds of calls)."""
        from pywintypes import com_error

        try:
            return str(book.api.Names(name).RefersTo).removeprefix("=")
        except com_error:
            return None

    def is_shared(self, book: Any) -> bool:
        """Whether the workbook is shared in the old style."""
        return bool(book.api.MultiUserEditing)


class CalcNative:
    """LibreOffice over UNO. ``api`` is the UNO object of each xlwings object."""

    def is_protected(self, sheet: Any) -> bool:
        """Whether a sheet is protected."""
        return bool(sheet.api.isProtected())

    def unprotect(self, sheet: Any) -> bool:
        """Take the protection off; return False when it has a password."""
        try:
            sheet.api.unprotect("")
        except Exception as error:
            if type(error).__name__.rpartition(".")[2] not in (
                "IllegalArgumentException",
                "RuntimeException",
            ):
                raise
        return not sheet.api.isProtected()

    def protect(self, sheet: Any) -> None:
        """Protect a sheet again; the office keeps what the protection allowed."""
        sheet.api.protect("")

    def is_filtered(self, sheet: Any) -> bool:
        """Whether rows of a sheet are hidden by a filter."""
        ranges = sheet.book.api.DatabaseRanges
        index = sheet.index - 1
        for name in ranges.ElementNames:
            one = ranges.getByName(name)
            if one.DataArea.Sheet == index and one.FilterDescriptor.getFilterFields():
                return True
        unnamed = sheet.book.api.getPropertyValue("UnnamedDatabaseRanges")
        return unnamed.hasByTable(index) and bool(
            unnamed.getByTable(index).FilterDescriptor.getFilterFields()
        )

    def is_read_only(self, book: Any) -> bool:
        """Whether the workbook was opened read-only."""
        return bool(book.api.isReadonly())

    def has_changes(self, book: Any) -> bool:
        """Whether something was changed since the workbook was saved."""
        return bool(book.api.isModified())

    def refers_to(self, book: Any, name: str) -> str | None:
        """Return what a defined name refers to; a name without cells gives ``#REF!``."""
        names = book.api.NamedRanges
        if not names.hasByName(name):
            return None
        cells = names.getByName(name).getReferredCells()
        if cells is None:
            return "#REF!"
        area = cells.RangeAddress
        first = f"${column_letter(area.StartColumn + 1)}${area.StartRow + 1}"
        last = f"${column_letter(area.EndColumn + 1)}${area.EndRow + 1}"
        reference = first if first == last else f"{first}:{last}"
        return f"{quote_sheet(cells.Spreadsheet.Name)}!{reference}"

    def is_shared(self, book: Any) -> bool:
        """Whether the workbook is shared."""
        settings = book.api.createInstance("com.sun.star.document.Settings")
        names = settings.PropertySetInfo
        return bool(names.hasPropertyByName("IsDocumentShared") and settings.IsDocumentShared)


def native_of(book: Any) -> Native:
    """Return the adapter for the engine that an xlwings workbook belongs to."""
    return CalcNative() if hasattr(book.api, "CurrentController") else ExcelNative()
