"""The table of contents: a real field whose entries stand there already, so that it shows without being updated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from juesuan.report.fit import lines_in
from juesuan.report.paper import PORTRAIT, TWIPS
from juesuan.report.xml import Element, el, paragraph, run, text_el

LEVELS = 2
TITLE = "目　录"
SIZE = 12
"""Of the letters, in points."""


@dataclass(frozen=True)
class Entry:
    """A heading with its level, the mark it can be jumped to, and its page (None: not known)."""

    text: str
    level: int
    mark: str
    page: int | None = None


def mark_name(number: int) -> str:
    """Return the name of the mark of a heading; headings count from 1."""
    return f"_Toc{number:09d}"


def listed_lines(entries: Sequence[Entry]) -> int:
    """Return how many lines the entries take."""
    room = PORTRAIT.room[0] - SIZE * 5
    return sum(lines_in(one.text, room, SIZE) for one in entries)


def contents(entries: Sequence[Entry]) -> list[Element]:
    """Return the heading and the field with its entries; it asks to be updated where pages are not known."""
    dirty = any(one.page is None for one in entries)
    begin = el("w:fldChar", fldCharType="begin", **({"dirty": 1} if dirty else {}))
    start = [
        el("w:r", begin),
        el("w:r", _instruction(f' TOC \\o "1-{LEVELS}" \\h \\z \\u ')),
        el("w:r", el("w:fldChar", fldCharType="separate")),
    ]
    found = [paragraph("TOCHeading", run(TITLE))]
    for number, one in enumerate(entries):
        content = [*(start if number == 0 else []), _linked(one)]
        if number == len(entries) - 1:
            content.append(el("w:r", el("w:fldChar", fldCharType="end")))
        stop = el("w:tabs", el("w:tab", val="right", leader="dot", pos=round(PORTRAIT.room[0] * TWIPS)))
        found.append(paragraph(f"TOC{one.level}", *content, properties=(stop,)))
    return found


def _linked(one: Entry) -> Element:
    page = [
        el("w:r", el("w:fldChar", fldCharType="begin")),
        el("w:r", _instruction(f" PAGEREF {one.mark} \\h ")),
        el("w:r", el("w:fldChar", fldCharType="separate")),
        run("" if one.page is None else str(one.page)),
        el("w:r", el("w:fldChar", fldCharType="end")),
    ]
    return el(
        "w:hyperlink",
        run(" ".join(one.text.split("\n"))),
        el("w:r", el("w:tab")),
        *page,
        w_anchor=one.mark,
        w_history=1,
    )


def _instruction(text: str) -> Element:
    made = text_el("w:instrText", text)
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made
