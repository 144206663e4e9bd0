"""The workbook inside a chart: what 编辑数据 shows, the same bytes from the same figures."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

from juesuan import money

SHEET, LABEL_HEAD, AMOUNT_HEAD = "数据", "项目", "金额（万元）"
EPOCH = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the file format knows no zone
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:\w+[^>]*>)[^<]*")
_CREATOR = re.compile(rb"<dc:creator>[^<]*</dc:creator>")


def workbook(labels: Sequence[str], amounts: Sequence[int]) -> bytes:
    """Return a workbook with labels in A2… and amounts (given in 分) in B2… in 万元; a text never becomes a formula."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise ValueError("a new workbook has a sheet")
    sheet.title = SHEET
    font = Font(name="宋体", size=10)
    rows: list[tuple[str, str | float]] = [(LABEL_HEAD, AMOUNT_HEAD)]
    rows += [(label, money.to_wan(one)) for label, one in zip(labels, amounts, strict=True)]
    for number, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            cell.font = font
            if isinstance(value, str):
                cell.data_type = "s"
            else:
                cell.number_format = "0.00"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 48, 14
    raw = io.BytesIO()
    book.save(raw)
    return _fixed(raw.getvalue())


def _fixed(data: bytes) -> bytes:
    """Return a package without names and moments of its making."""
    moment = f"{EPOCH.isoformat()}Z".encode()
    final = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(final, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _CREATOR.sub(b"", _DATES.sub(rb"\g<1>" + moment, content))
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return final.getvalue()
