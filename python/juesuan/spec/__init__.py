"""The specification: what the tables are, as data, and how it is loaded and checked.

The folders below ``workbook/formats`` are read here and nowhere else. Nothing in this package knows a
workbook, a figure or a province.
"""

from juesuan.spec.errors import SpecError
from juesuan.spec.load import available_formats, load_format
from juesuan.spec.model import Column, Format, Panel, Row, RowKind, Table

__all__ = [
    "Column",
    "Format",
    "Panel",
    "Row",
    "RowKind",
    "SpecError",
    "Table",
    "available_formats",
    "load_format",
]
