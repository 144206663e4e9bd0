"""What an edited report has that is not read back, as findings: where, what, why, and what a person can do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from juesuan.book.layout import address
from juesuan.book.sheets import SectionLayout
from juesuan.findings import Finding, Level
from juesuan.narrative.sheet import Standing
from juesuan.readback.match import Left, Why

CLIP = 60
"""So much of a text is quoted."""
TYPE_IT = "需要的，请在“情况说明”的“自己改写的文字”里手工录入。"
_WORDS: dict[Why, tuple[str, str]] = {
    Why.GONE: (
        "报告里没有这一段了：{before}。情况说明的段落不能删去，没有读回，",
        "请在定稿里补上；确实不用的，请与模板的要求核对。",
    ),
    Why.MERGED: ("报告把几段并成了一段：{after}。看不出哪些字属于哪一段，没有读回，", TYPE_IT),
    Why.UNMATCHED: (
        "报告的文字与情况说明的段落对不上：报告是{after}，情况说明是{before}。没有读回，",
        TYPE_IT,
    ),
    Why.BETWEEN: ("报告在附表或插入的文件后面加了文字：{after}。那里不能加段落，没有读回，", TYPE_IT),
    Why.FOREIGN: (
        "报告改了{what}：{after}。它不在情况说明里，没有读回，",
        "需要的，请在它原来的地方（附表、“附件”里的文件）改。",
    ),
    Why.MOVED: ("报告把这一段移到了别处：{after}。情况说明的次序不变，没有读回，", "请核对次序是否需要改。"),
    Why.NUMBER: (
        "报告里这一段的编号不见了（可能改成了自动编号）：{after}。文字没有变，没有读回，",
        "要去掉编号的，请在“自己改写的文字”里录入。",
    ),
    Why.LONG: (
        "报告的这一段太长（{length}字），一个单元格放不下，没有读回，",
        "请分成几段，或作为附件插入。",
    ),
}


def left_findings(
    left: Sequence[Left], rows: Sequence[Standing], section: SectionLayout
) -> Iterator[Finding]:
    """Yield a finding for everything that is not read back; ``rows`` are those that ``left`` counts."""
    for one in left:
        message, remedy = _WORDS[one.why]
        first = rows[one.rows[0]] if one.rows else None
        told = message.format(
            before=_quoted(one.before), after=_quoted(one.after), what=one.what, length=len(one.after)
        )
        yield Finding(
            f"readback-{one.why.value}",
            Level.EXPLAIN,
            section.sheet,
            address(first.row, section.column("own")) if first is not None else "",
            f"{_place(one, rows)}{told}",
            remedy,
            "没有读回的改动",
        )


def _place(one: Left, rows: Sequence[Standing]) -> str:
    """Say where in the report it stands: the sections of the rows, the number of the paragraph."""
    names = "、".join(dict.fromkeys(rows[number].section for number in one.rows if rows[number].section))
    line = f"报告第{one.found.paragraph.line}段" if one.found is not None else ""
    whole = "，".join(part for part in (names, line) if part)
    return f"{whole}：" if whole else ""


def _quoted(text: str) -> str:
    plain = " ".join(text.split("\n")).strip()
    if not plain:
        return "（空）"
    return f"“{plain if len(plain) <= CLIP else f'{plain[: CLIP - 1]}…'}”"
