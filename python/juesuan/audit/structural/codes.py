"""Rules about the rows of the code tables: their codes, their hierarchy, their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from juesuan.audit.structural.meaning import (
    FUND,
    FUND_GROUP,
    GENERAL,
    code_tables,
    column_of,
    group_of,
    row_finding,
    wan,
)
from juesuan.audit.view import View, finding, requirement
from juesuan.book.accounts import DETAIL_MARK, row_order
from juesuan.book.layout import address, column_label
from juesuan.book.naming import plain, shown
from juesuan.findings import Finding, Level
from juesuan.money import format_wan, round_ratio
from juesuan.spec.classification import Classification, Code, ancestors
from juesuan.spec.model import Cell, RowKind, Table
from juesuan.spec.rule import Rule

RUNNING, GENERAL_AFFAIRS = "行政运行", "一般行政管理事务"
ODD_SHARE = 20
"""Percent: a larger share of the other nature is told (note of rule B27)."""


@requirement("A38")
def fund_codes(view: View, rule: Rule) -> Iterator[Finding]:
    """The rows of the government-fund table have codes of that budget.

    Source: rules.csv A38 科目必须属于政府性基金款(21208/21210/…). A code whose budget the list does not know is not told.
    """
    audited = {one.key for one in view.tables()}
    for table in code_tables(view.format, FUND):
        if table.key not in audited:
            continue
        codes = view.accounts.classification(table)
        for row, kind in view.trees[table.key].kinds.items():
            if kind is not RowKind.LEAF or row not in codes:
                continue
            group = _budget(codes, row)
            if group and group != FUND_GROUP:
                message = f"属于{group}的科目，不能列入{table.title}，"
                remedy = "请核对科目编码：改用政府性基金的科目，或把这些数移到相应的表。"
                yield row_finding(view, rule, table, row, message, remedy)


def _budget(codes: Classification, row: str) -> str:
    """Return the budget of a row; a class belongs to the fund as soon as one of its sections does."""
    if len(row) > 3:
        return group_of(codes, row)
    groups = [one.group for code, one in codes.codes.items() if code.startswith(row) and one.group]
    return FUND_GROUP if FUND_GROUP in groups else next(iter(groups), "")


@requirement("A44")
def hierarchy(view: View, rule: Rule) -> Iterator[Finding]:
    """Every code has the rows above it, so that it reaches 合计; codes ascend; none stands twice.

    Source: rules.csv A44 功能科目编码层级: 款前3位=类, 项前5位=款; 升序; 不重复; 父级行齐全. Codes that are none, and
    duplicates on a sheet, were told when the book was read.
    """
    for table in view.tables():
        if table.region is None:
            continue
        rows = view.accounts.rows.get(table.key, ())
        yield from _missing_parents(view, rule, table, rows)
        yield from _order(view, rule, table, rows)
        for row, number in Counter(rows).items():
            if number > 1:
                message = f"重复出现{number}次，"
                remedy = "请合并为一行。"
                yield row_finding(view, rule, table, row, message, remedy)


def _missing_parents(view: View, rule: Rule, table: Table, rows: tuple[str, ...]) -> Iterator[Finding]:
    known = set(rows)
    for row in dict.fromkeys(rows):
        code, detail, _ = row.partition(DETAIL_MARK)
        above = (code, *ancestors(code)) if detail else ancestors(code)
        missing = [one for one in above if one not in known]
        if not missing:
            continue
        lacking = f"缺少上级科目行{'、'.join(sorted(missing))}，"
        remedy = "请点“重新计算”，程序会补上上级科目行并重新汇总。" if view.read else "请补上上级科目行。"
        cells = [Cell(table.key, row, one.key) for one in table.panels[0].amounts]
        held = next((one for one in cells if view.value(one)), None)
        if held is None or detail:
            yield row_finding(view, rule, table, row, lacking, remedy, level=Level.HINT)
            continue
        amount = view.value(held)
        label = column_label(table.panels[0].by_key[held.column])
        message = f"{lacking}它的{label}{wan(amount)}没有计入合计，"
        yield replace(row_finding(view, rule, table, row, message, remedy), actual=amount)


def _order(view: View, rule: Rule, table: Table, rows: tuple[str, ...]) -> Iterator[Finding]:
    late = [(above, row) for above, row in pairwise(rows) if row_order(row) < row_order(above)]
    if not late:
        return
    above, row = late[0]
    more = f"（本表共{len(late)}处）" if len(late) > 1 else ""
    message = f"排在科目{above.partition(DETAIL_MARK)[0]}之后，科目没有按编码升序排列{more}，"
    remedy = "请点“重新计算”，程序会按编码重新排列。" if view.read else "请按编码重新排列。"
    found = row_finding(view, rule, table, row, message, remedy)
    yield replace(found, cells=tuple(f"{table.key}.{one}" for _, one in late))


@requirement("A45")
def names(view: View, rule: Rule) -> Iterator[Finding]:
    """The names beside the codes are those of the year's code list.

    Source: rules.csv A45 编码↔名称与当年《政府收支分类科目》一致; tables.md D.4 T05 (the old name of 20805 is a frequent
    mistake). Only a name that the list is sure of is called wrong. A unit's own codes are not looked at.
    """
    if view.read is None:
        return
    for table in view.tables():
        if table.key not in view.read.places or table.region is None:
            continue
        codes = view.accounts.classification(table)
        name = table.panels[0].role("name")
        for row, text in view.read.places[table.key].names.items():
            code = codes.codes.get(row.partition(DETAIL_MARK)[0])
            if name is None or code is None or code.own or not text or plain(text) == plain(code.name):
                continue
            at = address(
                view.read.places[table.key].places[row], view.read.layout[table.key].column(row, name.key)
            )
            yield replace(_wrong_name(view, rule, table, code, text), cell=at)


def _wrong_name(view: View, rule: Rule, table: Table, code: Code, text: str) -> Finding:
    sure = code.confidence == "high"
    says = f"{view.format.year}年科目为“{code.name}”" if sure else f"本簿科目表为“{code.name}”（尚未核实）"
    old = "，这里是旧名称" if _is_old(code, text) else ""
    message = f"{table.sheet}科目{code.code}的名称“{shown(text)}”与科目表不一致，{says}{old}，"
    if not sure:
        remedy = "请与当年《政府收支分类科目》核对；本单位另有叫法的，请在“科目字典”登记。"
    elif view.read is not None:
        remedy = "请改用科目表的名称（点“重新计算”会自动改写）；编码有误的，请改正编码。"
    else:
        remedy = "请改用科目表的名称；编码有误的，请改正编码。"
    found = row_finding(view, rule, table, code.code, "", remedy)
    return replace(found, message=message)


def _is_old(code: Code, text: str) -> bool:
    before, _, _ = code.note.partition(f"“{text.strip()}”")
    return before != code.note and "以前" in before


@requirement("B27")
def nature(view: View, rule: Rule) -> Iterator[Finding]:
    """行政运行 is spent as basic expenditure, 一般行政管理事务 as project expenditure, for the most part.

    Source: rules.csv B27 项级“行政运行”以基本支出为主, “一般行政管理事务”以项目支出为主; told above a share of 20 %.
    """
    audited = {one.key for one in view.tables()}
    for table in code_tables(view.format, GENERAL):
        basic = column_of(table, flow="expenditure", nature="basic")
        project = column_of(table, flow="expenditure", nature="project")
        if table.key not in audited or basic is None or project is None:
            continue
        codes = view.accounts.classification(table)
        for row, kind in view.trees[table.key].kinds.items():
            name = codes.name(row) if kind is RowKind.LEAF and row in codes else ""
            if name not in (RUNNING, GENERAL_AFFAIRS):
                continue
            column, main = (project, basic) if name == RUNNING else (basic, project)
            odd = Cell(table.key, row, column.key)
            part = view.value(odd)
            whole = part + view.value(Cell(table.key, row, main.key))
            if part > 0 and part * 100 > whole * ODD_SHARE:
                share = f"，占{round_ratio(part * 100, whole, 2)}%" if whole > 0 else ""
                message = (
                    f"{view.name(odd)}{format_wan(part)}万元{share}，“{name}”一般以{column_label(main)}为主，"
                )
                remedy = "请核对基本支出与项目支出的划分，或核对科目。"
                yield replace(finding(view, rule, odd, message, remedy), actual=part)
