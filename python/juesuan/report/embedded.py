"""The workbook inside a chart: what 编辑数据 shows, the same bytes from the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Font

from juesuan import money
from juesuan.template.package import EPOCH, package_bytes

SHEET, LABEL_HEAD, AMOUNT_HEAD = "数据", "项目", "金额（万元）"


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
    parts: Any = book
    parts.properties = DocumentProperties(creator=None, created=EPOCH, modified=EPOCH)
    return package_bytes(book)
