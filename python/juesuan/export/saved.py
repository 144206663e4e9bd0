"""A workbook as bytes of which nothing says who made it, when or where; the same content gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from juesuan.template.package import EPOCH, package_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook


def saved_workbook(book: Workbook, title: str) -> bytes:
    """Return an openpyxl workbook with its title as its only property, fixed dates and a fixed order of parts."""
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.packaging.custom import CustomPropertyList

    parts: Any = book
    parts.properties = DocumentProperties(creator=None, title=title, created=EPOCH, modified=EPOCH)
    parts.custom_doc_props = CustomPropertyList()
    return package_bytes(book)
