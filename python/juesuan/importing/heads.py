"""What stands around a table: its unit, the unit's name, the year; and which rows say only such things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from juesuan.importing.grid import Grid

UNITS = ("万元", "元")

_AMOUNT_UNIT = "(万元|亿元|千元|百元|元)"
_UNIT = re.compile(
    rf"(?<!编制)(?<!填报)(?<!报送)(?<!\()单位:?\(?(?:人民币)?:?{_AMOUNT_UNIT}\)?(?=$|[^\u4e00-\u9fff]|编制|部门|填报)"
)
_UNIT_ALONE = re.compile(rf"\(?(?:(?:金额|计量)?单位:?)?(?:人民币)?{_AMOUNT_UNIT}\)?")
_UNIT_ASKED = re.compile(r"(?:金额|计量|货币)?单位:?")
_UNIT_IN_LABEL = re.compile(rf"\((?:单位:?)?(?:人民币)?{_AMOUNT_UNIT}\)")
_NAME = re.compile(
    r"(?:编制|填报|报送|预算)?(?:单位|部门)(?:名称)?(?:\((?:公章|盖章|签章)\))?:(?P<name>.*?)"
    r"(?=\d{4}年|金额单位|计量单位|单位:|$)"
)
_YEAR = re.compile(r"(?<!\d)(\d{4})年")
_YEAR_WORDS = re.compile(r"([〇零○一二三四五六七八九]{4})年")
_DIGITS = {**dict.fromkeys("〇零○", "0"), **{one: str(n) for n, one in enumerate("一二三四五六七八九", 1)}}
_META = re.compile(
    r"附件\d*:?|附表\d*:?|(?:公开|财决|附|决算|表)[\dA-Za-z\-.]*表?|(?:公开|财决).*表|第[一二三四五六七八九十]+部分.*"
    r"|(?:报表)?(?:期间|年度):?.*|\(?续表?\d*\)?|.*\d{4}年(?:度)?(?:部门|单位)?(?:决算(?:公开)?(?:表|报表|附表)?)?|币种:?.*"
)


def units(cells: Iterable[str]) -> list[str]:
    """Return the units of amounts that the (normalised) cells of one row state."""
    row = list(cells)
    found = [match[1] for text in row for match in [_UNIT.search(text)] if match]
    for text, following in pairwise(row):
        alone = _UNIT_ALONE.fullmatch(following)
        if alone and _UNIT_ASKED.fullmatch(text):
            found.append(alone[1])
    if not found and len(row) <= 3:
        found = [match[1] for text in row for match in [_UNIT_ALONE.fullmatch(text)] if match]
    return found


def unit_in_label(text: str) -> str:
    """Return the unit that a header label carries: ``决算数(万元)``."""
    match = _UNIT_IN_LABEL.search(text)
    return match[1] if match else ""


def unit_name(cells: Iterable[str]) -> str:
    """Return the name of the unit that the cells of one row give, or ""."""
    row = list(cells)
    for number, text in enumerate(row):
        match = _NAME.match(text)
        if match is None or _UNIT.search(text[: match.end()]) or _UNIT_ALONE.fullmatch(match["name"]):
            continue
        following = row[number + 1] if number + 1 < len(row) else ""
        name = match["name"] or ("" if _is_meta_text(following) else following)
        if name:
            return name
    return ""


def year(text: str) -> str:
    """Return the year that a text names, or ""."""
    match = _YEAR.search(text)
    if match and 1990 <= int(match[1]) < 2100:
        return match[1]
    words = _YEAR_WORDS.search(text)
    return "".join(_DIGITS[one] for one in words[1]) if words else ""


def is_meta(grid: Grid, row: int) -> bool:
    """Tell whether a row holds nothing but what stands around a table."""
    texts = grid.texts(row)
    if units(texts) and not any(len(text) > 60 for text in texts):
        return True
    return (
        bool(texts)
        and (_is_meta_text(texts[0]) or _NAME.match(texts[0]) is not None)
        and all(_is_meta_text(text) or (number and len(text) < 40) for number, text in enumerate(texts))
    )


def _is_meta_text(text: str) -> bool:
    return bool(
        not text
        or _META.fullmatch(text)
        or _UNIT.search(text)
        or _UNIT_ASKED.fullmatch(text)
        or _NAME.match(text)
    )


def stated_units(grid: Grid, rows: Iterable[int]) -> Iterator[str]:
    """Yield the units that rows state, in their order."""
    for row in rows:
        yield from units(grid.texts(row))
