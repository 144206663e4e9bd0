"""One box for everything that was done: what fits into it, and the whole in a text file."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from juesuan.actions import Message, Tone
from juesuan.filemode.work import FAILED, FINDINGS, OK, Done

MOST_DETAILS, MOST_FILES, MOST_LETTERS = 15, 6, 100
"""What a box holds: so many findings over all files, so many files, so many letters of a finding."""
MOST_LINES, LINE = 30, 46
"""Lines on a small screen (768 points), and Chinese letters in one of them; other letters are half as wide."""
WORDS = {OK: "完成", FINDINGS: "有错误要改正", FAILED: "没有做成"}
RANK = (Tone.INFO, Tone.WARNING, Tone.ERROR)


def told(label: str, done: Sequence[Done]) -> tuple[Message, bool]:
    """Return the message (the whole in its details), and whether its text leaves something out."""
    tone = max((one.tone for one in done), key=RANK.index)
    summary = [f"{label}：{_summary(done)}"] if len(done) > 1 else []
    named = done[:MOST_FILES]
    fixed = sum(_height(line) for one in named for line in (_head(one), *one.lines, *_written(one), ""))
    room, left = MOST_LINES - fixed, MOST_DETAILS
    texts, cut = [], False
    for number, one in enumerate(named):
        shown = _shown(one, min(left, MOST_DETAILS), room // (len(named) - number))
        left -= len(shown)
        room -= sum(map(_height, shown))
        more = [f"……共{len(one.details)}项。"] if len(shown) < len(one.details) else []
        cut |= shown != list(one.details)
        texts.append("\n".join([_head(one), *one.lines, *shown, *more, *_written(one)]))
    if len(done) > MOST_FILES:
        rest = [f"{one.path.name}：{one.verdict}" for one in done[MOST_FILES : 2 * MOST_FILES]]
        texts.append("\n".join([*rest, *(["……"] if len(done) > 2 * MOST_FILES else [])]))
        cut = True
    whole = [line for one in done for line in (_head(one), *one.lines, *one.details, *_written(one), "")]
    return Message(tone, label, "\n\n".join([*summary, *texts]), (*summary, *whole)), cut


def _shown(one: Done, most: int, room: int) -> list[str]:
    """Return the first details that there is room for, shortened; at least one of each file that has any."""
    shown: list[str] = []
    for line in map(_short, one.details[: max(most, 1)]):
        room -= _height(line)
        if shown and room < 0:
            break
        shown.append(line)
    return shown


def _height(line: str) -> int:
    """Return how many lines a text takes in the box."""
    width = sum(1 if one > "\u2e80" or one in "“”‘’…—" else 0.5 for one in line)
    return max(1, -(-int(width + 0.5) // LINE))


def keep_whole(message: Message) -> Path | None:
    """Write everything into a text file beside the logs, for Notepad too; None where it cannot be written."""
    now = datetime.now()  # noqa: DTZ005 - the office's own clock
    path = Path(tempfile.gettempdir()) / f"juesuan-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.txt"
    with suppress(OSError):
        path.write_text("\n".join(message.details) + "\n", encoding="utf-8-sig", newline="\r\n")
        return path
    return None


def _summary(done: Sequence[Done]) -> str:
    counts = {word: sum(one.code == code for one in done) for code, word in WORDS.items()}
    return (
        "，".join([f"{len(done)}个文件", *(f"{count}个{word}" for word, count in counts.items() if count)])
        + "。"
    )


def _head(one: Done) -> str:
    return f"【{one.path.name}】{one.verdict}"


def _written(one: Done) -> list[str]:
    return [f"已写出：{path}" for path in one.written]


def _short(line: str) -> str:
    return line if len(line) <= MOST_LETTERS else line[:MOST_LETTERS] + "……"
