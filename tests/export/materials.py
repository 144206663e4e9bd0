"""Materials for the tests: a workbook read, analysed and audited, by the same calls as an export."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from juesuan.audit.audit import audit_book
from juesuan.audit.standing import read_standing
from juesuan.book.file import FileBook
from juesuan.export.material import Material
from juesuan.narrate import analysed_book
from juesuan.narrate_check import text_findings
from juesuan.plan import make_plan
from tests.report.books import sample_bytes

NOW = datetime(2021, 9, 14, 15, 30)  # noqa: DTZ001 - the office's own clock


def material_of(book: Path | bytes, now: datetime = NOW, *, draft: bool = False) -> Material:
    """Return what an export of a workbook is made of."""
    source = FileBook.from_bytes(book) if isinstance(book, bytes) else FileBook.open(book)
    found, analysed, _ = analysed_book(source, make_plan(source).read)
    values = read_standing(source, found).values
    return Material(source, found, analysed, values, audit_book(source, text_findings), now, draft)


@lru_cache(maxsize=1)
def sample() -> Material:
    """The bundled sample after 更新情况说明."""
    return material_of(sample_bytes())
