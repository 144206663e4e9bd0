"""Finding the Excel of a window, also one that has no workbook open.

xlwings finds an Excel by the window of a workbook. Without a workbook there are two other ways: the Excel that
answers for all (``GetActiveObject``), and the files that Windows lists as open (its table of running objects), among
them the add-in itself. Which Excel it is, its process tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any


def app_of_window(window: int) -> Any:
    """Return the xlwings App of the Excel that a window belongs to; None where it cannot be found."""
    import xlwings

    try:
        import pywintypes
        import win32process  # type: ignore[import-untyped]
    except ImportError:
        return None
    _, wanted = win32process.GetWindowThreadProcessId(window)
    for app in xlwings.apps:
        if app.pid == wanted:
            return app
    for excel in running_excels():
        with suppress(pywintypes.com_error, AttributeError):
            found = xlwings.App(impl=xlwings.engines["excel"].apps.add(xl=excel))
            if found.pid == wanted:
                return found
    return None


def running_excels() -> Iterator[Any]:
    """Yield the COM objects of every Excel that Windows knows of; one may come several times."""
    import pythoncom  # type: ignore[import-untyped]
    import pywintypes
    from win32com.client import Dispatch, GetActiveObject  # type: ignore[import-untyped]

    with suppress(pywintypes.com_error):
        yield GetActiveObject("Excel.Application")
    table, context = pythoncom.GetRunningObjectTable(), pythoncom.CreateBindCtx(0)
    for moniker in table:
        with suppress(pywintypes.com_error, AttributeError):
            if ".xl" in moniker.GetDisplayName(context, None).lower():
                found = table.GetObject(moniker).QueryInterface(pythoncom.IID_IDispatch)
                yield Dispatch(found).Application
