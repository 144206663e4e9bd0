"""The work that is measured."""

from __future__ import annotations

from juesuan.book.file import FileBook
from juesuan.compute.recompute import Computed, recompute
from juesuan.compute.rows import complete_rows
from juesuan.plan import read


def read_and_recompute(data: bytes) -> Computed:
    """Read a workbook from bytes and recompute it, writing nothing."""
    return recompute(complete_rows(read(FileBook.from_bytes(data)).accounts))
