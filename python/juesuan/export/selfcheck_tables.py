"""Checks of 公开自查表 that look at the tables: all there, empty ones with their sentence, detailed enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from juesuan.audit.structural.meaning import FUND, code_tables, table_with, wan
from juesuan.book.accounts import FILLED, NO_DATA, UNCLASSIFIED
from juesuan.export.naming import Namer
from juesuan.export.selfcheck_look import (
    CONTENTS,
    Answered,
    Look,
    answers,
    by_person,
    listed,
    no,
    not_applicable,
    yes,
)
from juesuan.spec.model import Cell, RowKind, Table
from juesuan.spec.selfcheck import ItemFile

ITEM_LENGTH, SECTION_LENGTH = 7, 5
"""The length of the code of an item (项) of the functional, of a section (款) of the economic classification."""


@answers("tables_present")
def tables_present(look: Look, _item: ItemFile) -> Answered:
    """Every table of the format is filled in, or declared to have no data."""
    waiting = [one.sheet for one in look.form if look.is_open(one)]
    if waiting:
        return no(f"还没有填完：{listed(waiting)}。", CONTENTS)
    return yes(f"{len(look.form.tables)}张附表齐全。", CONTENTS)


@answers("empty_sentences")
def empty_sentences(look: Look, _item: ItemFile) -> Answered:
    """Every table without an amount is declared so, and its form has the sentence that says why."""
    accounts = look.material.read.accounts
    held = {cell.table for cell, amount in look.material.values.items() if amount}
    empty = [one for one in look.form if accounts.status.get(one.key) == NO_DATA]
    silent = [one.sheet for one in empty if not one.empty_sentence]
    silent += [
        one.sheet for one in look.form if accounts.status.get(one.key) == FILLED and one.key not in held
    ]
    if silent:
        return no(f"没有金额、也没有写明原因：{listed(silent)}。请在“目录”选“{NO_DATA}”。", CONTENTS)
    if not empty:
        return not_applicable("没有空表。", CONTENTS)
    return yes(f"{len(empty)}张空表已写明：{listed(one.sheet for one in empty)}。", CONTENTS)


@answers("fund_tables")
def fund_tables(look: Look, _item: ItemFile) -> Answered:
    """The tables of the government funds are filled in or declared empty."""
    return _published(look, list(code_tables(look.form, FUND)), "政府性基金预算财政拨款收支表")


@answers("basic_tables")
def basic_tables(look: Look, _item: ItemFile) -> Answered:
    """The table of the basic expenditure is filled in or declared empty."""
    table = _basic(look)
    return _published(look, [table] if table is not None else [], "基本支出决算表")


def _published(look: Look, tables: Sequence[Table], name: str) -> Answered:
    if not tables:
        return not_applicable(f"本公开格式没有{name}。")
    place = "、".join(one.sheet for one in tables)
    waiting = [one.sheet for one in tables if look.is_open(one)]
    if waiting:
        return no(f"还没有填完：{listed(waiting)}。", place)
    accounts = look.material.read.accounts
    empty = all(accounts.status.get(one.key) == NO_DATA for one in tables)
    return yes("本年没有数据，公开空表并写明原因。" if empty else "已列表公开。", place)


@answers("functional_items")
def functional_items(look: Look, _item: ItemFile) -> Answered:
    """Every amount of the code tables stands at an item, none is left without a code."""
    tables = [one for one in look.form if one.region is not None]
    if not tables:
        return not_applicable("本公开格式没有按功能分类科目列示的表。")
    coarse = [text for one in tables for text in _coarse(look, one, ITEM_LENGTH)]
    coarse += _unclassified(look, tables)
    place = listed((one.sheet for one in tables), 3)
    if coarse:
        return no(f"没有公开到项级：{listed(coarse)}。", place)
    waiting = [one.sheet for one in tables if look.is_open(one)]
    if waiting:
        return no(f"已填的都到项级；还没有填完：{listed(waiting)}。", place)
    return yes("各表的最末级都是项级科目。", place)


@answers("economic_sections")
def economic_sections(look: Look, _item: ItemFile) -> Answered:
    """Every amount of the basic expenditure stands at a section, none is left without a code."""
    table = _basic(look)
    if table is None:
        return not_applicable("本公开格式没有基本支出决算表。")
    coarse = [*_coarse(look, table, SECTION_LENGTH), *_unclassified(look, [table])]
    if coarse:
        return no(f"没有公开到款级：{listed(coarse)}。", table.sheet)
    if look.is_open(table):
        return no(f"{table.sheet}还没有填完。", table.sheet)
    return yes("基本支出都列到款级科目。", table.sheet)


def _basic(look: Look) -> Table | None:
    return table_with(look.form, "personnel", "public")


def _coarse(look: Look, table: Table, length: int) -> Iterator[str]:
    """Yield the lowest rows with an amount whose code is too short, though the code list goes further down."""
    namer = Namer(look.material)
    codes = look.material.read.accounts.classification(table).codes if table.region is not None else None
    for row, kind in look.view.trees[table.key].kinds.items():
        code = row.partition("/")[0]
        if kind is not RowKind.LEAF or not code.isdigit() or len(code) >= length:
            continue
        if codes is not None and not any(len(one) > len(code) and one.startswith(code) for one in codes):
            continue
        cells = (Cell(table.key, row, one.key) for one in table.panel_of(row).amounts)
        held = next((one for one in cells if look.material.values.get(one)), None)
        if held is not None:
            yield f"{table.sheet}“{namer.parts(held)[1]}”"


def _unclassified(look: Look, tables: Sequence[Table]) -> list[str]:
    """Return the amounts of tables that were entered without a code."""
    namer, keys = Namer(look.material), {one.key for one in tables}
    return [
        f"{namer.parts(one.cell)[0]}“{namer.line(one.cell)}”{wan(one.amount)}没有科目"
        for one in look.material.read.accounts.adjustments
        if one.cell.table in keys and one.kind == UNCLASSIFIED
    ]


@answers("vehicles_split")
def vehicles_split(look: Look, _item: ItemFile) -> Answered:
    """The 三公 tables show the purchase and the running of vehicles, and both are all of it."""
    if not look.expenses:
        return not_applicable("本公开格式没有“三公”经费支出决算表。")
    place = "、".join(one.sheet for one in look.expenses)
    whole, _ = look.spent("vehicles")
    bought, _ = look.spent("purchase")
    running, _ = look.spent("running")
    if any({"purchase", "running"} - set(one.panel_of("amount").by_key) for one in look.expenses):
        return no("表中没有分列购置费和运行维护费。", place)
    if whole is None or bought is None or running is None:
        return no(f"{place}还没有填写。", place)
    if whole != bought + running:
        return no(f"小计{wan(whole)}，购置费{wan(bought)}，运行维护费{wan(running)}，没有全部分列。", place)
    return yes(f"购置费{wan(bought)}，运行维护费{wan(running)}，合计{wan(whole)}。", place)


@answers("three_budget")
def three_budget(look: Look, _item: ItemFile) -> Answered:
    """The 三公 tables show budget and final figure, and no money was spent without a budget figure."""
    if not look.expenses:
        return not_applicable("本公开格式没有“三公”经费支出决算表。")
    spent, place = look.spent("total")
    planned, budget_place = look.spent("total", stage="budget_")
    if not budget_place:
        return no("表中没有预算数。", place)
    if spent is None:
        return no(f"{place}还没有填写。", place)
    if planned is None or (spent and not planned):
        return by_person(f"决算数{wan(spent)}，没有预算数，请核对。", place)
    return yes(f"预算数{wan(planned)}，决算数{wan(spent)}。", place)
