"""The form of the whole document: tables that lack, empty ones without a word, names, numbering, terms (F01-F08)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from juesuan.findings import Level
from juesuan.tieout.case import Case
from juesuan.tieout.claims import SILENT
from juesuan.tieout.issue import Issue
from juesuan.tieout.lexicon import normal
from juesuan.tieout.sections import Located

_ITEM_NUMBER = re.compile(r"(\d{1,2})[.、．](?!\d)")
_CHINESE = re.compile(r"([一二三四五六七八九十]{1,3})、")
_BRACKET = re.compile(r"（([一二三四五六七八九十]{1,3})）")
_NAMED = re.compile(
    r"(?:^|，)(?P<name>[\u4e00-\u9fff]{2,12}?(?:市|区|县|州|旗)[\u4e00-\u9fff]{2,12}?(?:局|委员会|办公室|厅|法院|检察院))(?=20\d\d年)"
)
_LED = re.compile(r"^.*(?:是|由于|因为|根据|按照|包括|配合|协助|原因系)")
_PLACED = re.compile(r"[\u4e00-\u9fff]{2,}?(?:市|区|县|州|旗)")
"""The name of an office begins with its place."""
_TERM = re.compile(r"（款）(?P<item>[^（）。；：]{2,40})（项）")
HEADINGS = (
    (2, "一、", _CHINESE),
    (2, "1、", re.compile(r"(\d{1,2})[、.．](?!\d)")),
    (3, "（一）", _BRACKET),
)
"""Rank, kind and pattern of the numbers of headings; those of one rank count on."""
DIGITS = {one: number for number, one in enumerate("一二三四五六七八九", 1)}
LEAST_TERMS = 3
"""So many items must a glossary explain to be one that explains items."""


def check(case: Case) -> Iterator[Issue]:
    """Check the document as a whole."""
    yield from _tables(case)
    yield from _units(case)
    yield from _items(case)
    yield from _headings(case)
    yield from _terms(case)


# Tables


def _tables(case: Case) -> Iterator[Issue]:
    """Tables that the format has and the report does not print; empty ones that do not say so (F01, F02)."""
    own = case.own
    if own is None or len(own.recognised.tables) * 2 < len(own.form.tables):
        return
    filled = {one.cell.table for one in own.recognised.figures if one.amount}
    for table in own.form:
        found = own.recognised.tables.get(table.key)
        if found is None and own.usual:
            continue
        if found is None:
            text = (
                f"没有找到“{table.title}”。没有数据的表也应保留空表，并注明“本表无数据”。请核对附表是否齐全。"
            )
            yield Issue(
                "F01", Level.HINT, text, None, 0, 0, "附表", table.title, place=table.title, cause="附表不全"
            )
        elif table.key not in filled and not found.empty:
            text = f"“{table.title}”没有数，也没有说明“本表无数据”。请在表下注明。"
            yield Issue(
                "F02", Level.HINT, text, None, 0, 0, "空表的说明", place=table.title, cause="空表没有说明"
            )


# Names


def _units(case: Case) -> Iterator[Issue]:
    """Another office of another place in the place of one's own (F04): left from a report that served as template."""
    unit = next((one for one in case.world.units if one), "")
    if not unit:
        return
    for one in case.located:
        if one.section.key in SILENT or not one.section.key:
            continue
        for found in _NAMED.finditer(one.plain.text):
            name = _LED.sub("", found["name"])
            if not _PLACED.match(name):
                continue  # 主要原因是区交通局: no place is named
            if name not in unit and unit not in name and name[-3:] == unit[-3:]:
                text = f"这份决算是{unit}的，这里写的是{name}。请改正单位名称。"
                start = found.end() - len(name)
                yield Issue(
                    "F04",
                    Level.ERROR,
                    text,
                    one,
                    start,
                    found.end(),
                    "单位名称",
                    unit,
                    name,
                    cause="单位名称",
                )


# Numbering


def _items(case: Case) -> Iterator[Issue]:
    """Numbers of items that skip one (F07)."""
    last: dict[tuple[str, ...], int] = {}
    for one in case.located:
        found = _ITEM_NUMBER.match(one.plain.text)
        if found is None or one.section.key in SILENT or one.heading:
            continue
        number, before = int(found[1]), last.get(one.path, 0)
        if before and number not in (1, before + 1):
            yield _numbering(one, found.end(), str(before + 1), found[1])
        last[one.path] = number


def _headings(case: Case) -> Iterator[Issue]:
    """Numbers of headings that skip one or are of another kind than their neighbours' (F07)."""
    last: dict[tuple[tuple[str, ...], int], tuple[int, str]] = {}
    for one in case.located:
        if not one.heading:
            continue
        for rank, kind, pattern in HEADINGS:
            found = pattern.match(one.plain.text)
            if found is None:
                continue
            key = (one.path[:-1], rank)
            number = int(found[1]) if found[1].isdigit() else chinese_number(found[1])
            before, before_kind = last.get(key, (0, kind))
            if before and number == before + 1 and kind != before_kind:
                text = f"这一级标题的编号前面用“{before_kind}”，这里用“{kind}”。同一级标题请用一种编号。"
                yield Issue(
                    "F07", Level.HINT, text, one, 0, found.end(), "编号", before_kind, found[0], cause="编号"
                )
            elif before and number not in (1, before + 1):
                yield _numbering(one, found.end(), f"第{before + 1}个", found[0])
            last[key] = (number, kind)
            break


def _numbering(one: Located, end: int, right: str, was: str) -> Issue:
    text = f"编号写“{was}”，按次序应为“{right}”。请核对是漏了一项，还是编号写错。"
    return Issue("F07", Level.HINT, text, one, 0, end, "编号", right, was, cause="编号")


def chinese_number(text: str) -> int:
    """Return the number that Chinese digits up to 99 say."""
    tens, mark, ones = text.partition("十")
    if not mark:
        return DIGITS.get(text, 0)
    return 10 * DIGITS.get(tens, 1) + DIGITS.get(ones, 0)


# Terms


def _terms(case: Case) -> Iterator[Issue]:
    """Items of the text without a word in the glossary (F08), where the glossary explains items."""
    glossary = "".join(normal(one.plain.text) for one in case.located if one.section.key == "glossary")
    if (
        len(_TERM.findall("".join(one.plain.text for one in case.located if one.section.key == "glossary")))
        < LEAST_TERMS
    ):
        return
    told: set[str] = set()
    for one in case.located:
        if one.section.key != "items":
            continue
        for found in _TERM.finditer(one.plain.text):
            name = normal(found["item"])
            if name not in glossary and name not in told:
                told.add(name)
                text = f"“{found['item']}（项）”在正文里有，名词解释里没有。请补上。"
                yield Issue(
                    "F08",
                    Level.HINT,
                    text,
                    one,
                    found.start("item"),
                    found.end(),
                    "名词解释",
                    found["item"],
                    cause="名词解释",
                )
