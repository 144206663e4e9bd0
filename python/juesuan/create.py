"""新建年度套表: a new workbook of a format, empty or filled with a bundled sample."""

from __future__ import annotations

from pathlib import Path

from juesuan.book.accounts import Accounts
from juesuan.book.saving import check_writable, save_atomically
from juesuan.compute.rows import complete_rows
from juesuan.findings import StructureError
from juesuan.regenerate import new_book
from juesuan.spec.load import available_formats, load_format


def create_book(  # noqa: PLR0913 - the fields of one form
    path: Path, format_key: str, year: int, unit: str, *, sample: str = "", overwrite: bool = False
) -> None:
    """Create a workbook of a format, empty or filled with a bundled sample.

    Raises StructureError when the format is not known or the file is there already and may not be replaced.
    """
    if path.suffix.lower() != ".xlsx":
        raise StructureError(
            "bad-name", f"工作簿的文件名应以 .xlsx 结尾，现在是“{path.name}”；请改名后再试。"
        )
    if path.exists():
        if not overwrite:
            raise StructureError(
                "exists", f"文件“{path.name}”已经存在，没有覆盖；请换一个文件名，或加 --overwrite。"
            )
        check_writable(path)
    accounts = _sample(sample) if sample else _empty(format_key, year, unit)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_atomically(path, new_book(accounts.format, accounts))


def _sample(name: str) -> Accounts:
    from juesuan.sample import available_samples, load_sample

    if name not in available_samples():
        raise StructureError("unknown-sample", f"没有样本“{name}”；有：{'、'.join(available_samples())}。")
    return load_sample(name).accounts


def _empty(format_key: str, year: int, unit: str) -> Accounts:
    if format_key not in available_formats():
        raise StructureError(
            "unknown-format", f"没有格式“{format_key}”；有：{'、'.join(available_formats())}。"
        )
    form = load_format(format_key)
    info = {one.key: one.value for one in form.sheets.fields if one.value}
    info |= {"year": str(year or form.year), "unit_name": unit}
    status = dict.fromkeys(form.tables, "未填")
    return complete_rows(Accounts(form, info=info, status=status))
