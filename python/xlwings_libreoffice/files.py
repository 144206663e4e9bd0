"""Opening and storing workbooks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .bridge import file_url, properties, uno_class
from .documents import Document, document_of
from .errors import OfficeError
from .guard import unsupported
from .office import Office

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
}
_COMMA_UTF8 = "44,34,76,1"
_NEVER_RUN_MACROS = 0


def new_document(office: Office) -> Document:
    """A new workbook that counts and searches as Excel does."""
    model = office.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    model.RegularExpressions = False
    model.Wildcards = True
    model.MatchWholeCell = True
    return _opened(office, model)


def open_document(office: Office, path: Path, *, read_only: bool, password: str | None) -> Document:
    """Open a workbook; its formulas are calculated anew in an office that we started."""
    named: dict[str, Any] = {"MacroExecutionMode": _NEVER_RUN_MACROS, "ReadOnly": read_only}
    filter_name = _FILTERS.get(path.suffix.lower())
    if filter_name is None:
        raise unsupported(f"files of the kind {path.suffix or path.name!r}")
    if password is None:
        named["FilterName"] = filter_name
    else:
        named["Password"] = password
    if path.suffix.lower() == ".csv":
        named["FilterOptions"] = _COMMA_UTF8
    try:
        model = office.desktop.loadComponentFromURL(file_url(path), "_blank", 0, properties(**named))
    except (
        uno_class("com.sun.star.io.IOException"),
        uno_class("com.sun.star.lang.IllegalArgumentException"),
    ) as error:
        raise OfficeError(_why_not(path)) from error
    if model is None or not model.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        raise OfficeError(_why_not(path))
    if not read_only and model.isReadonly():
        model.close(True)  # noqa: FBT003
        raise OfficeError(_why_not(path))
    if not read_only:
        office.opened.add(path)
    return _opened(office, model)


def _why_not(path: Path) -> str:
    if path.with_name(f".~lock.{path.name}#").exists():
        return f"{path} is open elsewhere (there is a lock file beside it)"
    if path.is_file() and not os.access(path, os.W_OK):
        return f"{path} may not be written; open it with read_only=True"
    return f"{path} cannot be opened: it is damaged, encrypted with another password, or not a workbook"


def _opened(office: Office, model: Any) -> Document:
    document = document_of(office, model)
    if office.calculation == "manual":
        model.enableAutomaticCalculation(False)  # noqa: FBT003
    if not office.screen_updating:
        model.lockControllers()
        document.locked = True
    office.current = document.uid
    return document


def store(document: Document, path: str | None, password: str | None) -> None:
    """Save in place, or at a path; a relative path is taken from the current folder."""
    model, present = document.model, document.path
    if path is None and present is not None and password is None:
        model.store()
        return
    target = Path(path) if path is not None else present or Path(f"{document.name}.xlsx")
    target = Path.cwd() / target
    filter_name = _FILTERS.get(target.suffix.lower())
    if filter_name is None:
        raise unsupported(f"files of the kind {target.suffix or target.name!r}")
    named: dict[str, Any] = {"FilterName": filter_name, "Overwrite": True}
    if password is not None:
        named["Password"] = password
    if target.suffix.lower() == ".csv":
        named["FilterOptions"] = _COMMA_UTF8
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {target.parent}")
    target = target.resolve()
    model.storeAsURL(file_url(target), properties(**named))
    document.office.opened.add(target)


def store_pdf(document: Document, path: str) -> None:
    """Write the workbook as PDF."""
    target = (Path.cwd() / path).resolve()
    document.model.storeToURL(file_url(target), properties(FilterName="calc_pdf_Export"))
