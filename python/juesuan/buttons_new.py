"""The buttons that make a new workbook: 新建年度套表 (from nothing) and 结转下年 (from the one in front)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from juesuan.actions import Message, Tone
from juesuan.book.naming import shown
from juesuan.book.native import is_office_error
from juesuan.dialogs import Field, ask_form, ask_target
from juesuan.findings import StructureError
from juesuan.proposed import BOOK, documents_folder, file_name, read_cover
from juesuan.saved_file import file_of, full_name, save_changes
from juesuan.spec.load import available_formats, load_format
from juesuan.steps import Cancelled, steps

NEW, NEXT = "新建年度套表", "结转下年"
MOST_LINES = 12
OPENED, NOT_OPENED = "已打开，请从“目录”开始。", "没有能自动打开，请手工打开它。"
NO_OFFICE = "没有找到正在运行的 Excel。请先在 Excel 里新建或打开任意一个工作簿，再按这个按钮。"


def new_book(app: Any) -> Message:
    """新建年度套表: ask for format, year, unit and place, make the workbook and open it."""
    from juesuan.create import create_book

    if app is None:
        raise StructureError("no-office", NO_OFFICE)
    newest = max(available_formats(), key=lambda one: (load_format(one).year, one.startswith("sichuan")))
    fields = (
        Field("format", "公开格式", newest, _formats()),
        Field("year", "年度", str(load_format(newest).year)),
        Field("unit", "单位全称"),
    )
    answers = ask_form(app, NEW, fields)
    if answers is None:
        raise Cancelled
    year, unit = _year(answers["year"]), answers["unit"].strip()
    target = ask_target(app, NEW, _folder(app) / file_name(BOOK, unit, year))
    if target is None:
        raise Cancelled
    _refuse_open(app, target)
    with steps(app, NEW) as progress:
        progress("建立工作簿")
        create_book(target, answers["format"], year, unit, overwrite=True)
    opened = _open(app, target)
    text = f"已建立{year}年度的工作簿：\n{target}\n{opened}\n接着：填写“封面”，导入或录入各表的数，重新计算。"
    return Message(Tone.INFO, NEW, text)


def roll_forward(book: Any) -> Message:
    """结转下年: make the next year's workbook from the file of the one in front, and open it."""
    from juesuan.rollforward import rollforward
    from juesuan.rollforward_telling import told

    path, front, app = file_of(book), read_cover(book), book.app
    answers = ask_form(app, NEXT, (Field("format", "下年的公开格式", front.form.key, _formats()),))
    if answers is None:
        raise Cancelled
    year = front.year + 1 if front.year else 0
    target = ask_target(app, NEXT, path.with_name(file_name(BOOK, front.unit, year)))
    if target is None:
        raise Cancelled
    _refuse_open(app, target)
    save_changes(book, NEXT)
    with steps(app, NEXT) as progress:
        done = rollforward(path, target, format_key=answers["format"], overwrite=True, progress=progress)
    opened = _open(app, target)
    lines = tuple(told(done))
    more = [f"……共{len(lines)}行。"] if len(lines) > MOST_LINES else []
    text = "\n".join([*lines[:MOST_LINES], *more, opened])
    return Message(Tone.WARNING if done.findings else Tone.INFO, NEXT, text, lines)


def _formats() -> tuple[tuple[str, str], ...]:
    return tuple((key, load_format(key).title) for key in available_formats())


def _year(text: str) -> int:
    plain = text.strip().removesuffix("年度").removesuffix("年")
    if not plain.isdecimal():
        raise StructureError("bad-year", f"年度“{shown(text)}”不对；请填写四位数的年度，如 2024。")
    return int(plain)


def _folder(app: Any) -> Path:
    """Return the folder of the workbook in front, or the person's documents."""
    books = list(app.books)
    place = Path(full_name(app.books.active)) if books else Path()
    return place.parent if place.is_absolute() and place.parent.is_dir() else documents_folder()


def _refuse_open(app: Any, target: Path) -> None:
    """Refuse a place where an open workbook stands: the office would not notice the new file."""
    if any(Path(full_name(one)) == target for one in app.books):
        text = f"“{target.name}”正在打开，不能替换。请换一个文件名，或先关闭它再试。"
        raise StructureError("same-file", text)


def _open(app: Any, path: Path) -> str:
    """Open a new workbook in front; return what to say of that."""
    try:
        app.books.open(str(path))
    except Exception as error:
        if not is_office_error(error):
            raise
        return NOT_OPENED
    return OPENED
