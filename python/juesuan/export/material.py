"""What an export is made of: a workbook as read, analysed and audited, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from juesuan.analysis.analyse import Analysed
from juesuan.audit.report import Report
from juesuan.book.grid import GridSource
from juesuan.book.read import ReadBook
from juesuan.spec.model import Cell, Format


@dataclass(frozen=True)
class Material:
    """``values`` are the amounts as they stand on the sheets, in 分; ``now`` is the time of the export."""

    source: GridSource
    read: ReadBook
    analysed: Analysed
    values: Mapping[Cell, int]
    audit: Report
    now: datetime
    draft: bool = False

    @property
    def form(self) -> Format:
        """The format of the workbook."""
        return self.read.accounts.format

    @property
    def unit(self) -> str:
        """The unit's full name as the cover gives it."""
        return self.read.accounts.info.get("unit_name", "").strip()

    @property
    def year(self) -> str:
        """The year of the accounts."""
        return self.read.accounts.info.get("year", "").strip() or str(self.form.year)
