"""What 读回定稿 tells: each change before and after, what is left to a person; the same words in the window and the terminal."""

from __future__ import annotations

from juesuan.export.marked import common
from juesuan.readback.match import Kind
from juesuan.readback.plan import ReadBack
from juesuan.readback.write import Placed

CONTEXT, MOST = 10, 60
"""So many characters around a change are shown, and so many of the change itself."""
LEAST = 2
"""So few characters are shown rather than an ellipsis."""
NEXT = "读回的段落成为“自己改写的文字”，更新情况说明时不会被覆盖；全部审核时一并核对。"


def counts_line(plan: ReadBack) -> str:
    """Say how many paragraphs are the same, are read back, and are not."""
    left = f"，没有读回{len(plan.findings)}处" if plan.findings else ""
    if not plan.placed and not plan.findings:
        return f"“{plan.name}”的文字与情况说明相同（{plan.same}段），没有要读回的。"
    return f"“{plan.name}”有{plan.same}段与情况说明相同，读回{len(plan.placed)}段{left}。"


def told(plan: ReadBack) -> list[str]:
    """Return everything that a person should know before it is written, a line each."""
    return [
        counts_line(plan),
        *(f"注意：{one}" for one in plan.notes),
        *(change_line(plan.section.sheet, one) for one in plan.placed),
        *map(str, plan.findings),
    ]


def change_line(sheet: str, one: Placed) -> str:
    """Return a change: where, what was there, what is to stand there, and the numbers that the tables do not have."""
    place = " ".join(part for part in (f"{sheet}!{one.cell}", one.section) if part)
    change = one.change
    if change.kind is Kind.ADDED:
        what = f"“{_clipped(change.after)}”"
    elif change.kind is Kind.REMOVED:
        what = f"“{_clipped(change.before)}”"
    else:
        before, after = window(change.before, change.after)
        what = f"“{before}”改为“{after}”" if before else f"写入“{after}”"
    wrong = f"。有数不符：{'；'.join(one.wrong)}" if one.wrong else ""
    return f"{place} {change.kind.value}：{what}{wrong}。"


def window(before: str, after: str) -> tuple[str, str]:
    """Return what is different in two texts, with some characters around it; numbers are whole."""
    start = common(before, after)
    end = min(common(before[::-1], after[::-1]), len(before) - start, len(after) - start)
    while start and _in_number(before, start) and _in_number(after, start):
        start -= 1
    while end and _in_number(before, len(before) - end) and _in_number(after, len(after) - end):
        end -= 1
    first, tail = (0 if hidden <= LEAST else hidden for hidden in (start - CONTEXT, end - CONTEXT))
    return _cut(before, first, len(before) - tail), _cut(after, first, len(after) - tail)


def _cut(text: str, first: int, last: int) -> str:
    piece = _clipped(text[first:last])
    return (
        f"{'…' if first and text else ''}{piece}{'…' if last < len(text) and not piece.endswith('…') else ''}"
    )


def _clipped(text: str) -> str:
    line = " ".join(text.split("\n"))
    most = MOST + 2 * CONTEXT
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _in_number(text: str, at: int) -> bool:
    """Tell whether a place lies inside a number, or at an end of it that still belongs to what differs."""
    around = text[max(at - 1, 0) : at + 1]
    return bool(around) and all(one.isdigit() or one in ".,%" for one in around)
