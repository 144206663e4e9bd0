"""The functions behind the buttons: an open workbook in, a message out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from juesuan.actions import Message, Tone
from juesuan.book.live import LiveBook
from juesuan.book.sheets import IDENTITY
from juesuan.book.undo import EMPTY, Snapshot
from juesuan.dialogs import ask_files
from juesuan.plan import ACTION, Plan, make_plan
from juesuan.regenerate_live import carry_out_live, mend_live, undo_live

MOST_CHANGES, MOST_HINTS = 15, 5


def regenerate(book: Any) -> Message:
    """重新计算 in the open workbook."""
    live = LiveBook(book)
    live.status(f"{ACTION}：读取工作簿…")
    mended = mend_live(live)
    now = datetime.now()  # noqa: DTZ005 - the office's own clock
    plan = make_plan(live, now)
    written = carry_out_live(live, plan, ACTION, now.strftime("%Y-%m-%d %H:%M:%S"))
    live.status("")
    return _told(plan, ACTION, mended, "已变动" if written else "")


def preview(book: Any) -> Message:
    """查看将变动的数据: the same plan, nothing written."""
    return _told(make_plan(LiveBook(book)), "查看将变动的数据", None, "将变动")


def undo(book: Any) -> Message:
    """撤销上次操作: put back what the last writing action changed."""
    live = LiveBook(book)
    snapshot = undo_live(live)
    live.status("")
    if snapshot.state == EMPTY:
        return Message(Tone.INFO, "撤销上次操作", "没有可以撤销的操作。")
    return Message(
        Tone.INFO, "撤销上次操作", f"已撤销{snapshot.time}的“{snapshot.action}”，各单元格恢复原样。"
    )


def import_reports(book: Any) -> Message:
    """导入决算报表: what stands in 粘贴区, otherwise files that the person chooses."""
    from juesuan.import_live import SOURCES, import_live, is_pasted
    from juesuan.import_telling import told_import

    title = "导入决算报表"
    files = [] if is_pasted(LiveBook(book)) else ask_files(book.app, title, SOURCES)
    if not files and not is_pasted(LiveBook(book)):
        text = "没有选择文件，没有导入。也可以把表粘贴到“粘贴区”，再按这个按钮。"
        return Message(Tone.INFO, title, text)
    done, mended = import_live(book, files)
    lines = told_import(done)
    head = f"上次的“{mended.action}”没有做完，已先恢复到操作前的样子。\n" if mended else ""
    if not done.written:
        head += "与本簿现有的数完全一致，没有需要变动的数据。\n"
    more = f"\n……共{len(lines)}行，详见“操作记录”。" if len(lines) > MOST_CHANGES else ""
    undo_it = "\n可用“撤销上次操作”恢复。" if done.written else ""
    text = f"{head}{chr(10).join(lines[:MOST_CHANGES])}{more}{undo_it}"
    return Message(Tone.INFO if done.complete else Tone.WARNING, title, text, lines)


def doctor(app: Any) -> Message:
    """运行环境检查: this computer, and the workbook in front where there is one."""
    from juesuan.doctor import check_environment

    path, note = _book_in_front(app)
    checks = [one for one in check_environment(path) if one.name != "book-open"]  # it is open right here
    lines = (*(line for one in checks for line in one.lines), *([note] if note else []))
    states = {one.state for one in checks}
    tone = Tone.ERROR if "bad" in states else Tone.WARNING if "warn" in states else Tone.INFO
    return Message(tone, "运行环境检查", "\n".join(lines), lines)


def _book_in_front(app: Any) -> tuple[Path | None, str]:
    """Return the file of the workbook in front; None, and perhaps why, where none of this program lies on this machine."""
    from juesuan.saved_file import full_name

    book = app.books.active if app is not None and len(app.books) else None
    if book is None:
        return None, ""
    name = full_name(book)
    if IDENTITY not in LiveBook(book).sheet_names():
        return None, f"　 前面的“{Path(name).name}”不是决算簿的工作簿（没有标识页），没有检查它。"
    if not Path(name).is_absolute():
        return None, f"　 前面的“{name}”没有保存在本机的文件夹里，没有检查它和它所在的文件夹。"
    return Path(name), ""


def _told(plan: Plan, title: str, mended: Snapshot | None, verb: str) -> Message:
    changes, hints = plan.changes, tuple(map(str, plan.findings))
    after = "".join(f"\n{one}" for one in hints[:MOST_HINTS])
    after += f"\n……共{len(hints)}项提示" if len(hints) > MOST_HINTS else ""
    tone = Tone.WARNING if hints else Tone.INFO
    head = f"上次的“{mended.action}”没有做完，已先恢复到操作前的样子。\n" if mended else ""
    if not changes:
        return Message(tone, title, f"{head}没有需要变动的数据。{after}", hints)
    lines = tuple(f"{one.sheet}!{one.cell} {one.name}：{one.old or '（空）'} → {one.new}" for one in changes)
    more = f"\n……共{len(lines)}处" if len(lines) > MOST_CHANGES else ""
    tail = "，详见“操作记录”，可用“撤销上次操作”恢复。" if verb == "已变动" else "（没有写入）。"
    text = f"{head}{verb}{len(lines)}处{tail}\n" + "\n".join(lines[:MOST_CHANGES]) + more + after
    return Message(tone, title, text, (*lines, *hints))
