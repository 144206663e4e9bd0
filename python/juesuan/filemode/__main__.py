"""``python -m juesuan.filemode ACTION FILE...``: what the entries in the file manager start.

Exit code as of the command line, the worst of all files. A box at its end; while it runs, a
progress window on Windows, nothing elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from juesuan.actions import Tone
from juesuan.bugs import log_bug
from juesuan.filemode.box import TITLE, show
from juesuan.filemode.work import FAILED, NAMES, label


def main(arguments: Sequence[str] | None = None) -> int:
    """Run an action on the given files, show what came of them, and return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name, paths = (given[0], [Path(one).absolute() for one in given[1:]]) if given else ("", [])
    if name not in NAMES:
        show(Tone.ERROR, TITLE, f"没有操作“{name}”；请从这些中选一个：{'、'.join(NAMES)}。")
        return FAILED
    if not paths:
        text = f"请选中工作簿，再在右键菜单里选“{label(name)}”；也可以把几个工作簿一起拖到它的图标上。"
        show(Tone.WARNING, label(name), text)
        return FAILED
    try:
        return _run(name, paths)
    except Exception:  # noqa: BLE001 - not hidden: it is told, and logged with its number
        number, log = log_bug(given)
        text = f"抱歉，程序出了意外的错误（编号 {number}）。请把日志发给维护人员：\n{log}"
        show(Tone.ERROR, label(name), text)
        return FAILED


def _run(name: str, paths: list[Path]) -> int:
    from juesuan.filemode.running import run
    from juesuan.filemode.telling import keep_whole, told
    from juesuan.filemode.waiting import waiting

    with waiting(f"{TITLE} · {label(name)}") as go_on:
        done = run(name, paths, go_on)
    message, cut = told(label(name), done)
    whole = keep_whole(message) if cut else None
    more = f"\n\n全部内容：{whole}" if whole else ""
    show(message.tone, f"{TITLE} · {message.title}", message.text + more)
    return max(one.code for one in done)


if __name__ == "__main__":
    sys.exit(main())
