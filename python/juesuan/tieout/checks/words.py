"""What no arithmetic finds: years, placeholders, uncut branches, masks, reasons that lack (rules F03, F06, F10, F11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from juesuan.findings import Level
from juesuan.tieout.case import Case
from juesuan.tieout.claims import SILENT, Measure
from juesuan.tieout.issue import Issue, of_claim, of_year
from juesuan.tieout.sections import Located

_TITLE_YEAR = re.compile(r"(20\d\d)年(?:度)?(?:部门|单位)?(?:收入|支出|财政|一般|政府|国有|决算|“?三公)")
_REASON = re.compile(r"原因|由于|因为|主要是|主要系|系|主要情况|变动情况|主要变动|(?<=[，。；年])因(?!公|此)")
_MASKED = re.compile(r"[*＊]{1,4}(?:万元|元)")
_DAY = re.compile(r"截[至止]到?(20\d\d)年(\d{1,2})月(?:(\d{1,2})日|底|末)?")
_DOUBLED = re.compile(r"([。，；：、])\1+|。，|，。|；。|：。")


def check(case: Case) -> Iterator[Issue]:
    """Check the words of every paragraph."""
    for one in case.located:
        yield from _placeholders(case, one)
        yield from _branches(case, one)
        yield from _years(case, one)
        yield from _marks(one)
    yield from _reasons(case)


def _placeholders(case: Case, one: Located) -> Iterator[Issue]:
    for found in case.lexicon.placeholders.finditer(one.plain.text):
        if found[0].startswith("["):
            text = "这里留着图片的占位文字，图没有放进来。请放入图，删去占位文字。"
            yield Issue("F12", Level.HINT, text, one, found.start(), found.end(), "图", cause="图")
        else:
            text = f"“{found[0]}”是模板里没有填写或没有删去的文字。请填写或删去。"
            yield Issue(
                "F06",
                Level.ERROR,
                text,
                one,
                found.start(),
                found.end(),
                "没有填写的占位文字",
                cause="占位文字",
            )


def _branches(case: Case, one: Located) -> Iterator[Issue]:
    """Words of which one was to be chosen; several in a sentence are told once."""
    for start, end in one.plain.sentences:
        those = list(case.lexicon.branches.finditer(one.plain.text, start, end))
        if those:
            words = "、".join(f"“{found[0]}”" for found in those)
            text = f"{words}是模板里供选择的说法，没有按实际情况保留一个。请选定后删去另一个；没有增减的写“持平”。"
            yield Issue(
                "F06",
                Level.ERROR,
                text,
                one,
                those[0].start(),
                those[-1].end(),
                "没有裁剪的说法",
                cause="没有裁剪的说法",
            )


def _years(case: Case, one: Located) -> Iterator[Issue]:
    year = case.world.year
    if year is None or (one.section.key in SILENT and not one.heading):
        return
    text = one.plain.text
    if one.heading or (one.number < 3 and "。" not in text):
        for found in _TITLE_YEAR.finditer(text):
            if int(found[1]) != year and not (int(found[1]) == year + 1 and "预算" in text):
                message = f"标题写{found[1]}年，这份决算是{year}年度的。请改正年度。"
                span = (found.start(), found.start() + 5)
                yield of_year(one, span, "标题的年度", message, expected=f"{year}年", said=f"{found[1]}年")
    for found in _DAY.finditer(text):
        if int(found[1]) not in (year, year + 1) and one.section.key in ("assets", "three", "three_detail"):
            message = f"截止日期写{found[1]}年，应为{year}年12月31日。请改正。"
            right = f"{year}年12月31日"
            yield of_year(one, found.span(), "截止日期", message, expected=right, said=found[0])


def _marks(one: Located) -> Iterator[Issue]:
    if one.section.key in SILENT:
        return
    for found in _MASKED.finditer(one.plain.text):
        text = "金额用“*”遮盖了。公开的金额不能遮盖，确实涉密的请按规定整项不公开并说明。"
        yield Issue("F11", Level.HINT, text, one, found.start(), found.end(), "遮盖的金额", cause="遮盖")
    for found in _DOUBLED.finditer(one.plain.text):
        text = f"标点“{found[0]}”重复或连用。请删去多余的一个。"
        yield Issue("F09", Level.HINT, text, one, found.start(), found.end(), "标点", cause="标点")


def _reasons(case: Case) -> Iterator[Issue]:
    """A change against the year before has a reason in its paragraph or the next."""
    texts = {one.number: one.plain.text for one in case.located}
    told: set[int] = set()
    for claim in case.claims:
        if (
            claim.measure is not Measure.CHANGE
            or claim.cause
            or claim.versus_budget
            or not claim.figure.value
        ):
            continue
        if claim.located.section.key not in (
            "total",
            "appropriation",
            "general",
            "three",
            "three_detail",
            "operating_costs",
        ):
            continue
        number = claim.located.number
        if not claim.subject or number in told:
            continue
        behind = texts[number][claim.figure.end :] + "".join(texts.get(number + step, "") for step in (1, 2))
        before = texts[number][: claim.figure.start]
        listed = "其中" in before[claim.sentence[0] :] and _REASON.search(before) is not None
        if not listed and not _REASON.search(behind):
            told.add(number)
            text = f"写了增减{claim.printed}，没有写主要原因。请补写原因。"
            yield of_claim(claim, "F10", text, level=Level.EXPLAIN)
