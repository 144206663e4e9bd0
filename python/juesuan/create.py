"""新建年度套表: a new workbook of a format, empty or filled with a bundled sample."""

from __future__ import annotations

import gc
import sys
import tempfile
from pathlib import Path

from lxml import etree

from juesuan.book.accounts import Accounts
from juesuan.book.saving import check_writable, save_atomically
from juesuan.compute.rows import complete_rows
from juesuan.findings import StructureError
from juesuan.regenerate import new_book
from juesuan.spec.load import available_formats, load_format

EARLIEST, LATEST = 2000, 2099
"""The years that a book can be for."""


def create_book(  # noqa: PLR0913 - the fields of one form
    path: Path, format_key: str, year: int, unit: str, *, sample: str = "", overwrite: bool = False
) -> None:
    """Create a workbook of a format, empty or filled with a bundled sample.

    Raises StructureError when the format is not known, the file is there already and may not be replaced, or it
    cannot be saved.
    """
    if path.suffix.lower() != ".xlsx":
        raise StructureError(
            "bad-name", f"工作簿的文件名应以 .xlsx 结尾，现在是“{path.name}”；请改名后再试。"
        )
    if _exists(path):
        if not overwrite:
            raise StructureError(
                "exists", f"文件“{path.name}”已经存在，没有覆盖；请换一个文件名，或加 --overwrite。"
            )
        check_writable(path)
    accounts = _sample(sample) if sample else _empty(format_key, year, unit)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = f"不能建立文件夹“{path.parent}”；请核对路径和写入权限，或换一个位置后再试。"
        raise StructureError("not-found", text) from error
    save_atomically(path, _built(accounts))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name that is too long
        text = f"文件名“{path.name[:20]}…”不能使用；请换一个较短的文件名或文件夹。"
        raise StructureError("bad-name", text) from error


def _built(accounts: Accounts) -> bytes:
    """Build the book; openpyxl needs a temporary folder that can be written."""
    hook = sys.unraisablehook
    sys.unraisablehook = lambda _: None  # its writer complains once more when it is taken down
    try:
        try:
            return new_book(accounts.format, accounts)
        except (OSError, etree.SerialisationError) as error:
            why = str(error)
        gc.collect()
    finally:
        sys.unraisablehook = hook
    raise StructureError(
        "disk-full",
        f"没有建立：临时文件夹 {tempfile.gettempdir()} 写不进去，可能磁盘已满（{why}）。请清理磁盘空间后再试。",
    )


def _sample(name: str) -> Accounts:
    from juesuan.sample import available_samples, load_sample

    if name not in available_samples():
        raise StructureError(
            "unknown-sample", f"没有样本“{name}”；请从这些中选一个：{'、'.join(available_samples())}。"
        )
    return load_sample(name).accounts


def _empty(format_key: str, year: int, unit: str) -> Accounts:
    if format_key not in available_formats():
        raise StructureError(
            "unknown-format",
            f"没有公开格式“{format_key}”；请从这些中选一个：{'、'.join(available_formats())}。",
        )
    if year and not EARLIEST <= year <= LATEST:
        raise StructureError("bad-year", f"年度“{year}”不对；请填写四位数的年度，如 2020。")
    form = load_format(format_key)
    info = {one.key: one.value for one in form.sheets.fields if one.value}
    info |= {"year": str(year or form.year), "unit_name": unit}
    status = dict.fromkeys(form.tables, "未填")
    return complete_rows(Accounts(form, info=info, status=status))
