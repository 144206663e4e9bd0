"""A workbook as bytes of which nothing says who made it, when or where; the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a date of no meaning
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def saved_workbook(book: Workbook, title: str) -> bytes:
    """Return an openpyxl workbook with its title as its only property, fixed dates and a fixed order of parts."""
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.packaging.custom import CustomPropertyList
    from openpyxl.writer.excel import ExcelWriter

    parts: Any = book
    parts.properties = DocumentProperties(creator=None, title=title, created=EPOCH, modified=EPOCH)
    parts.custom_doc_props = CustomPropertyList()
    raw, final = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
        ExcelWriter(book, archive).save()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(final, "w") as target:
        for name in sorted(source.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return final.getvalue()
