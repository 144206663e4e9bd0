"""Names without figures: the kinds of expenditure that are listed, the nature of an item's money (rules D08, D11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from juesuan.findings import Level
from juesuan.spec.model import Cell
from juesuan.tieout.case import Case, shown
from juesuan.tieout.issue import Issue
from juesuan.tieout.lexicon import normal
from juesuan.tieout.sections import Located
from juesuan.tieout.world import Member

LISTS = {"personnel": "personnel_parts", "public": "public_parts"}
"""What is listed by name in the section on basic expenditure, and the composition that says what there is."""
_LISTED = re.compile(r"(?:主要)?(?:包括|用于|是)：?(?P<names>[^。；]+)")
_PURPOSE = re.compile(r"主要用于：?[^。]{0,60}?(?P<kind>基本支出|项目支出)(?=。|；|，|$)")
_NATURE = {"基本支出": "basic", "项目支出": "project"}


def check(case: Case) -> Iterator[Issue]:
    """Check the lists of names, and whether an item is called basic or project expenditure rightly."""
    for one in case.located:
        if one.section.key == "basic" and not one.heading:
            yield from _listed(case, one)
        if "items" in one.section.members and not one.heading:
            yield from _nature(case, one)


def _listed(case: Case, one: Located) -> Iterator[Issue]:
    claims = case.by_paragraph.get(one.number, [])
    for number, claim in enumerate(claims):
        key = LISTS.get(claim.subject)
        end = claims[number + 1].figure.start if number + 1 < len(claims) else len(one.plain.text)
        found = _LISTED.search(one.plain.text, claim.figure.end, end) if key else None
        if key is None or found is None:
            continue
        members = [m for m in case.world.members((key,)) if m.known is not None]
        if members:
            yield from _compare(one, (found.start("names"), found.end("names")), members)


def _compare(one: Located, span: tuple[int, int], members: list[Member]) -> Iterator[Issue]:
    text = one.plain.text[span[0] : span[1]]
    amounts: dict[str, Decimal] = {}
    for member in members:
        if member.known is not None:
            name = _key(member.name)
            amounts[name] = amounts.get(name, Decimal(0)) + member.known.value
    names, open_ended = _names(text, set(amounts))
    if sum(_key(one_) in amounts for one_ in names) < 2:
        return  # another way of listing
    for name in names:
        if _key(name) in amounts and not amounts[_key(name)]:
            at = text.index(name) + span[0]
            message = f"表中“{name}”没有金额，不应列出。请核对科目。"
            yield Issue(
                "D11",
                Level.ERROR,
                message,
                one,
                at,
                at + len(name),
                f"列举的“{name}”",
                "不列",
                name,
                cause="列举",
            )
    said = {_key(name) for name in names}
    lacking = [m for m in members if m.known is not None and m.known.value and _key(m.name) not in said]
    for member in lacking if not open_ended else ():
        amount = shown(member.known.value) if member.known is not None else ""
        message = f"表中“{member.name}”有{amount}万元，没有列出，句中也没有“等”字。请补上。"
        yield Issue(
            "D11",
            Level.ERROR,
            message,
            one,
            span[0],
            span[1],
            f"漏列“{member.name}”",
            member.name,
            "",
            cause="列举",
        )


def _names(text: str, known: set[str]) -> tuple[list[str], bool]:
    """Return the names of a list and whether it says that there are more; 和 is part of some names."""
    open_ended = re.search(r"等(?:支出|费用|经费)?$|等[^、]{0,6}$", text) is not None
    bare = re.sub(r"等(?:支出|费用|经费|方面)?(?:的?支出)?$", "", text)
    names: list[str] = []
    for one in re.split(r"[、，]", bare):
        names += [one] if _key(one) in known else re.split(r"[和及]", one)
    return [one for one in names if 1 < len(one) < 24], open_ended


def _key(name: str) -> str:
    return re.sub(r"[（）()]", "", normal(name)).removesuffix("用").removesuffix("支出")


def _nature(case: Case, one: Located) -> Iterator[Issue]:
    """An item that is called basic expenditure has some, and the same for project expenditure."""
    found = _PURPOSE.search(one.plain.text)
    if found is None or case.world.numbers is None:
        return
    subject = next(
        (c.subject for c in case.by_paragraph.get(one.number, []) if c.subject.startswith("items:")), ""
    )
    if not subject:
        return
    table, row, _ = subject.partition(":")[2].split("|")
    amounts = {name: case.world.value(Cell(table, row, column)) for name, column in _NATURE.items()}
    said = found["kind"]
    other = next(name for name in _NATURE if name != said)
    columns = case.world.numbers.format.tables[table].panels[0].by_key
    if any(column not in columns for column in _NATURE.values()) or amounts[said] or not amounts[other]:
        return
    message = f"表中这一项的{said}没有金额，{other}为{shown(amounts[other] or Decimal(0))}万元，文中写成“{said}”。请改正。"
    yield Issue("D08", Level.ERROR, message, one, found.start(), found.end(), "支出的性质", other, said)
