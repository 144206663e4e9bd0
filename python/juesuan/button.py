"""What runs when a button is pressed: one action on the workbook that called, and always a result.

From Excel the add-in writes a job file (UTF-8 JSON: ``action``; ``workbook``, the full name of the calling workbook,
empty for an action that needs none; ``window``, the handle of the calling window) and starts ``run_job``; the result
file ``<job>.result`` (UTF-8 JSON: tone, title, text, details) is shown by the add-in. From LibreOffice the toolbar
starts ``python -m juesuan.button ACTION --pipe NAME --workbook URL`` outside the office; the result is shown there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from juesuan.actions import Action, Message, Tone, action
from juesuan.bugs import log_bug
from juesuan.findings import FindingsError, StructureError
from juesuan.steps import Cancelled

MOST_LINES = 12
"""So many findings fit into a message box; the rest is counted."""


def run_action(wanted: Action, subject: Any) -> Message:
    """Run an action on a workbook (or an office, where it needs no workbook); turn every refusal and bug into a message."""
    return _guarded(wanted, lambda: wanted.load()(subject))


def _guarded(wanted: Action, work: Callable[[], Message]) -> Message:
    try:
        return work()
    except Cancelled:
        return Message(Tone.INFO, wanted.label, "已取消，没有写入任何文件。")
    except StructureError as error:
        return Message(Tone.ERROR, wanted.label, f"{error}\n没有写入任何改动。")
    except FindingsError as error:
        lines = tuple(str(one) for one in error.findings)
        more = f"\n……共{len(lines)}项。" if len(lines) > MOST_LINES else ""
        text = "\n".join(lines[:MOST_LINES]) + more + "\n没有写入任何改动，请改正后再试。"
        return Message(Tone.ERROR, wanted.label, text, lines)
    except Exception:  # noqa: BLE001 - not hidden: it is told, and logged with its number
        number, log = log_bug([wanted.id])
        text = f"抱歉，程序出了意外的错误（编号 {number}），操作没有做完，请把日志发给维护人员：\n{log}"
        return Message(Tone.ERROR, wanted.label, text)


def run_job(path: str) -> None:
    """Run the job of Excel's add-in; whatever happens, a result file is written."""
    job_file = Path(path)
    job = json.loads(job_file.read_text(encoding="utf-8-sig"))
    wanted = action(job["action"])
    message = _guarded(wanted, lambda: wanted.load()(_excel_subject(wanted, job)))
    result = json.dumps(asdict(message), ensure_ascii=False)
    job_file.with_name(job_file.name + ".result").write_text(result, encoding="utf-8")


def _excel_subject(wanted: Action, job: Mapping[str, str]) -> Any:
    from juesuan.calling import calling_app, calling_book

    if wanted.needs_book:
        return calling_book(job["workbook"])
    return calling_app(int(job.get("window") or 0), job["workbook"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run an action for the LibreOffice toolbar: connect to the calling office, act, show the message there."""
    parser = argparse.ArgumentParser(prog="juesuan.button")
    parser.add_argument("action")
    parser.add_argument("--pipe", required=True)
    parser.add_argument("--workbook", required=True)
    given = parser.parse_args(arguments)
    from juesuan.calling import office_app, office_book, show

    found: list[Any] = []
    wanted = action(given.action)

    def act() -> Message:
        found.append(office_app(given.pipe))
        subject = office_book(given.pipe, given.workbook) if wanted.needs_book else found[0]
        return wanted.load()(subject)

    message = _guarded(wanted, act)
    show(found[0] if found else None, message)
    return 0 if message.tone is not Tone.ERROR else 1


if __name__ == "__main__":
    sys.exit(main())
