"""Workbooks as bytes: the same content gives the same bytes, whenever and wherever they are written."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

EPOCH = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the file format knows no time zone
"""What a package says of its making."""
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
CONTENT_TYPES = "[Content_Types].xml"


def package_bytes(book: Workbook, finish: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """Write a workbook with fixed dates and a fixed order of parts; ``finish`` may change a part by its name."""
    from openpyxl.writer.excel import ExcelWriter

    raw, final = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
        ExcelWriter(book, archive).save()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(final, "w") as target:
        for name in sorted(source.namelist(), key=lambda one: (one != CONTENT_TYPES, one)):
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            part = source.read(name)
            target.writestr(entry, finish(name, part) if finish is not None else part)
    return final.getvalue()
