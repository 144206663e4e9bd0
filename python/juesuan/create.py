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
from juesuan.spec.model import Format
from juesuan.template.entries import Entries

EARLIEST, LATEST = 2000, 2099
"""The years that a book can be for."""


def create_book(  # noqa: PLR0913 - the fields of one form
    path: Path, format_key: str, year: int, unit: str, *, sample: str = "", overwrite: bool = False
) -> None:
    """Create a workbook of a format, empty or filled with a bundled sample.

    Raises StructureError when the format is not known, the file is there already and may not be replaced, or it
    cannot be saved.
    """
    check_target(path, overwrite=overwrite)
    accounts, entries = _sample(sample) if sample else (_empty(format_key, year, unit), {})
    save_new(path, build_book(accounts, entries))


def check_target(path: Path, *, overwrite: bool) -> None:
    """Refuse, before anything is done for it, a place where a new workbook cannot be saved: StructureError."""
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


def save_new(path: Path, data: bytes) -> None:
    """Save a new workbook, and make its folder; StructureError when that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = f"不能建立文件夹“{path.parent}”；请核对路径和写入权限，或换一个位置后再试。"
        raise StructureError("not-found", text) from error
    save_atomically(path, data)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name that is too long
        text = f"文件名“{path.name[:20]}…”不能使用；请换一个较短的文件名或文件夹。"
        raise StructureError("bad-name", text) from error


def build_book(accounts: Accounts, entries: Entries) -> bytes:
    """Return a new workbook; StructureError when there is no room for it.

    openpyxl needs a temporary folder that can be written.
    """
    hook = sys.unraisablehook
    sys.unraisablehook = lambda _: None  # its writer complains once more when it is taken down
    try:
        try:
            return new_book(accounts.format, accounts, entries)
        except (OSError, etree.SerialisationError) as error:
            why = str(error)
        gc.collect()
    finally:
        sys.unraisablehook = hook
    raise StructureError(
        "disk-full",
        f"没有建立：临时文件夹 {tempfile.gettempdir()} 写不进去，可能磁盘已满（{why}）。请清理磁盘空间后再试。",
    )


def _sample(name: str) -> tuple[Accounts, Entries]:
    from juesuan.sample import available_samples, load_sample

    if name not in available_samples():
        raise StructureError(
            "unknown-sample", f"没有样本“{name}”；请从这些中选一个：{'、'.join(available_samples())}。"
        )
    found = load_sample(name)
    return found.accounts, found.entries


def known_format(key: str) -> Format:
    """Return a format; StructureError names those that there are."""
    if key not in available_formats():
        raise StructureError(
            "unknown-format",
            f"没有公开格式“{key}”；请从这些中选一个：{'、'.join(available_formats())}。",
        )
    return load_format(key)


def _empty(format_key: str, year: int, unit: str) -> Accounts:
    form = known_format(format_key)
    if year and not EARLIEST <= year <= LATEST:
        raise StructureError("bad-year", f"年度“{year}”不对；请填写四位数的年度，如 2020。")
    info = {one.key: one.value for one in form.sheets.fields if one.value}
    info |= {"year": str(year or form.year), "unit_name": unit}
    status = dict.fromkeys(form.tables, "未填")
    return complete_rows(Accounts(form, info=info, status=status))
