"""结转下年: what a person should know of last year's book: its verdict, what is old in it, what stays behind."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.audit.report import Verdict
from juesuan.audit.results import verdict_of
from juesuan.audit.standing import Standing
from juesuan.book.file import FileBook
from juesuan.book.read import ReadBook
from juesuan.book.sheets import IDENTITY, sheet_order
from juesuan.book.undo import UNDO
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.findings import Finding, Level
from juesuan.rollforward_prior import HINT, left

FEW = 5
OURS = (IDENTITY, UNDO)


def hints(source: FileBook, found: ReadBook, standing: Standing) -> Iterator[Finding]:
    """Yield the hints; none of them keeps anybody from carrying on."""
    yield from _verdict(source, found)
    yield from _outdated(found, standing)
    yield from _own_sheets(source, found)


def _verdict(source: FileBook, found: ReadBook) -> Iterator[Finding]:
    verdict = verdict_of(source, found.accounts.format)
    if verdict == Verdict.PASSED:
        return
    what = f"上年工作簿的审核结论是“{verdict}”，" if verdict else "上年的工作簿没有审核过，"
    remedy = "请先在上年的工作簿里全部审核；改正后请重新结转。"
    yield Finding(HINT, Level.HINT, "审核结果", "", what, remedy, "上年没有审核通过")


def _outdated(found: ReadBook, standing: Standing) -> Iterator[Finding]:
    """Last year's figures are taken as they stand: a book that was not recomputed is told."""
    values = recompute(complete_rows(found.accounts)).values
    changed = [cell for cell in standing.places if values.get(cell, 0) != standing.values.get(cell, 0)]
    if not changed:
        return
    tables = found.accounts.format.tables
    sheets = list(dict.fromkeys(tables[cell.table].sheet for cell in changed))
    message = (
        f"上年的工作簿有{len(changed)}个数与重新计算的结果不同（{'、'.join(sheets[:FEW])}），按表上的数结转，"
    )
    yield Finding(
        HINT, Level.HINT, sheets[0], "", message, "请核对；应重新计算的，计算后请重新结转。", "没有重新计算"
    )


def _own_sheets(source: FileBook, found: ReadBook) -> Iterator[Finding]:
    """The sheets that people added stay in last year's book."""
    ours = {name for name, _ in sheet_order(found.accounts.format)} | set(OURS)
    for name in source.sheet_names():
        if name not in ours:
            message = f"工作表“{name}”不是决算簿的表，没有结转，"
            yield left(name, "", message, "需要的，请在表格软件里复制到新工作簿。")
