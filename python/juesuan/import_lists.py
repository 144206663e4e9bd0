"""What importing lists changes, as 操作记录 and the person are told it."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.findings import Finding, Level
from juesuan.importing.lists.enter import EnteredLists
from juesuan.importing.lists.find import OWN_BOOK
from juesuan.importing.lists.model import FoundLists
from juesuan.plan import Change, log_line
from juesuan.template.lists import LogLine


def list_changes(lists: EnteredLists) -> tuple[Change, ...]:
    """Return every cell of the lists that changes."""
    return tuple(
        Change(one.sheet, one.cell, one.name, one.old, one.new)
        for written in lists.changes.values()
        for one in written
    )


def list_log(lists: EnteredLists, source: str, most: int) -> list[LogLine]:
    """One line a list, and one a changed cell unless there are more than ``most``."""
    changes = list_changes(lists)
    lines = [
        LogLine(one.sheet, "", f"导入：{source}", "", str(one).removeprefix(one.sheet).lstrip("·："))
        for one in lists.lists
        if lists.changes.get(one.list)
    ]
    return lines + ([] if len(changes) > most else [log_line(one) for one in changes])


def prior_findings(found: FoundLists) -> Iterator[Finding]:
    """Tell that lists are no figures of last year; and what else of our own workbooks is left out."""
    if found.lists:
        where = found.lists[0].place
        message = f"来源中还有清单（如 {where}），上年数只取各表，清单没有导入，"
        remedy = "请在上年的工作簿中导入，或手工录入本簿的“上年数”栏。"
        yield Finding("list-prior", Level.HINT, "", "", message, remedy)
    yield from (one for one in found.findings if one.rule == OWN_BOOK)
