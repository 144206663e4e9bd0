"""Rules of accountants: rows of 审核公式, written with the names that people use.

A row that cannot be read is a finding that names the place of the mistake and what may have been meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Literal

from juesuan.audit.formulas import CannotCompileError, rule_lines
from juesuan.audit.formulas.words import column_words, row_words
from juesuan.book.accounts import Accounts
from juesuan.book.grid import Grid, GridSource
from juesuan.book.layout import Layout, address, column_label, row_label
from juesuan.book.naming import find_cells, find_table, plain, shown
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.findings import Finding, Level
from juesuan.spec.model import TOTAL, Format, Table
from juesuan.spec.rule import Check, Rule
from juesuan.spec.rule_text import RuleTextError, parse_check
from juesuan.spec.rules import faults_of, tables_of

OWN_RULES = "own_rules"
BAD = "bad-own-rule"
TYPED = ("id", "title", "level", "text", "remedy")
LEVELS: dict[str, Literal["error", "explain", "hint"]] = {
    "": "error",
    "错误": "error",
    "需说明": "explain",
    "提示": "hint",
}
FAULTS = {
    "need `each row of": "“本行”“本栏”“下级”前面要写明范围，如“逐行 公开06表：”",
    "needs `column`": "“本栏”前面要写明“逐栏”，如“逐行 公开06表，逐栏：”",
    "cannot span rows and columns": "同一处不能既写几行又写几栏",
    "has no rows from": "“..”两边的行要在同一张表的同一边，先上后下",
    "has no row": "写了表里没有的行",
    "has no amount columns from": "“..”两边的栏要在同一张表，先左后右",
    "has no amount column": "写了表里没有的金额栏",
}
"""What is wrong with a check that can be read, by a part of what ``spec.rules.faults_of`` says."""
_WORD = re.compile(r"[^\[\],，［］]{1,12}|.")


def own_rule_rows(
    source: GridSource, form: Format, accounts: Accounts, findings: list[Finding]
) -> dict[int, Rule]:
    """Return the rules that a person wrote, by their row on 审核公式."""
    section = all_sections(form).get(OWN_RULES)
    if section is None or section.sheet not in source.sheet_names():
        return {}
    reader = _Reader(form, accounts, source.grid(section.sheet), section, findings)
    first, last = entry_rows(source, section)
    rows = [row for row in range(first, min(last, reader.grid.height) + 1) if reader.is_filled(row)]
    return reader.read(rows)


class _Reader:
    def __init__(
        self,
        form: Format,
        accounts: Accounts,
        grid: Grid,
        section: SectionLayout,
        findings: list[Finding],
    ) -> None:
        self.form = form
        self.grid = grid
        self.section = section
        self.findings = findings
        self.accounts = accounts
        self.names = PersonNames(form, accounts.rows)

    def is_filled(self, row: int) -> bool:
        return any(self._text(row, key) for key in TYPED)

    def read(self, rows: list[int]) -> dict[int, Rule]:
        given: dict[str, int] = {}
        found: dict[int, Rule] = {}
        for row in rows:
            identifier = self._text(row, "id")
            if identifier and self._is_taken(row, identifier, given):
                continue
            given.setdefault(identifier, row)
        number = 0
        for row in rows:
            identifier = self._text(row, "id")
            if not identifier:
                number += 1
                while f"自{number}" in given or f"自{number}" in self.form.rules:
                    number += 1
                identifier = f"自{number}"
            elif given.get(identifier) != row:
                continue
            rule = self._rule(row, identifier)
            if rule is not None:
                found[row] = rule
        return found

    def _is_taken(self, row: int, identifier: str, given: Mapping[str, int]) -> bool:
        if identifier in given:
            what = f"编号“{shown(identifier)}”与第{given[identifier]}行相同，"
        elif identifier in self.form.rules:
            what = f"编号“{shown(identifier)}”是本格式已有的审核公式，"
        else:
            return False
        self._tell(row, "id", what, "请改用别的编号，或清空编号。")
        return True

    def _rule(self, row: int, identifier: str) -> Rule | None:
        text, level = self._text(row, "text"), self._text(row, "level")
        if level not in LEVELS:
            what = f"级别“{shown(level)}”不在下拉列表中，"
            self._tell(row, "level", what, "请选择“错误”“需说明”“提示”之一，或清空（按“错误”）。")
            return None
        if not text:
            self._tell(row, "text", "这一行没有写表达式，", "请填写表达式，或清空这一行。")
            return None
        check = self._check(row, text)
        if check is None:
            return None
        return Rule(
            id=identifier,
            title=self._text(row, "title") or text,
            level=LEVELS[level],
            kind="independent",
            checks=(check,),
            remedy=self._text(row, "remedy"),
            source=f"{self.section.sheet}第{row}行",
            own=True,
            tables=frozenset(tables_of(check)),
        )

    def _check(self, row: int, text: str) -> Check | None:
        try:
            check = parse_check(text, self.names)
        except RuleTextError as error:
            self._tell(row, "text", *_mistake(text, error))
            return None
        for fault in faults_of(check, self.form.tables):
            what = next((words for part, words in FAULTS.items() if part in fault), "引用有误")
            self._tell(row, "text", f"表达式“{shown(text)}”不能计算：{what}，", "请改正表达式。")
            return None
        try:
            rule = Rule("", "", "error", "independent", (check,), tables=frozenset(tables_of(check)))
            lines = rule_lines(self.form, Layout(self.form), self.accounts, {}, rules=[rule])
        except CannotCompileError as error:
            self._tell(row, "text", f"表达式“{shown(text)}”不能写成公式：{error}，", "请改用别的写法。")
            return None
        if len(lines) > 1:
            what = f"表达式“{shown(text)}”太长，要分成{len(lines)}段，"
            self._tell(row, "text", what, "请用“逐栏 [起栏..止栏]”缩小范围，分几行写。")
            return None
        return check

    def _text(self, row: int, key: str) -> str:
        return self.grid.text(row, self.section.column(key))

    def _tell(self, row: int, key: str, message: str, remedy: str) -> None:
        at = address(row, self.section.column(key))
        self.findings.append(
            Finding(BAD, Level.ERROR, self.section.sheet, at, message, remedy, "自定审核公式")
        )


def _mistake(text: str, error: RuleTextError) -> tuple[str, str]:
    """Say what is wrong with a text, and where: message and remedy."""
    at = error.at + len(text[error.at :]) - len(text[error.at :].lstrip())
    piece = _WORD.match(text, at) if at < len(text) else None
    where = f"第{at + 1}个字处（“{piece[0].strip()}”）" if piece else f"第{at + 1}个字处"
    return f"表达式{where}有误：{error}，", "请改正表达式；写法见本页上方的例子。"


class PersonNames:
    """The names of tables, rows and columns as people write them (see ``spec.rule_text.Names``)."""

    def __init__(self, form: Format, codes: Mapping[str, tuple[str, ...]]) -> None:
        self.form = form
        self.codes = codes

    def table(self, text: str) -> str:
        """Return the key of a table that is meant by sheet, number, title or key."""
        found = find_table(self.form, text)
        if found is None:
            names = [name for table in self.form for name in (table.sheet, table.title)]
            raise ValueError(f"没有表“{shown(text)}”{_nearest(text, names)}")
        return found.key

    def row(self, table: str, text: str) -> str:
        """Return the key of a row that is meant by code, label, 行次 or key."""
        here = self.form.tables[table]
        found = dict.fromkeys(
            cell.row
            for panel in here.panels
            for column in panel.amounts
            for cell in find_cells(here, text, column.key, self.codes.get(table, ()))
        )
        if len(found) > 1 and text in found:
            return text
        if len(found) > 1:
            raise ValueError(
                f"“{shown(text)}”可以指{here.sheet}的{_or(row_words(here, key) for key in found)}"
            )
        if not found:
            names = [
                name
                for key in here.fixed_rows
                for name in (row_label(here, key), _bare(row_label(here, key)))
            ]
            near = _nearest(text, [*names, *self.codes.get(table, ())])
            raise ValueError(f"{here.sheet}没有行“{shown(text)}”{near}")
        return next(iter(found))

    def column(self, table: str, row: str, text: str) -> str:
        """Return the key of an amount column that is meant by label, 栏次 or key."""
        here = self.form.tables[table]
        rows = [row] if row else [_sample(here, number) for number in range(len(here.panels))]
        found = dict.fromkeys(
            cell.column
            for one in rows
            for cell in find_cells(here, one, text, self.codes.get(table, ()))
            if cell.row == one
        )
        if len(found) > 1 and text in found:
            return text
        if len(found) > 1:
            raise ValueError(
                f"“{shown(text)}”可以指{here.sheet}的{_or(column_words(here, row, key) for key in found)}"
            )
        if not found:
            panels = [here.panel_of(row)] if row else list(here.panels)
            columns = [one for panel in panels for one in panel.amounts]
            names = [name for one in columns for name in (column_label(one), one.labels[-1])]
            raise ValueError(f"{here.sheet}没有金额栏“{shown(text)}”{_nearest(text, names)}")
        return next(iter(found))


def _sample(table: Table, number: int) -> str:
    """Return a row that has the columns of a panel."""
    panel = table.panels[number]
    if panel.fixed:
        return panel.fixed[0].key
    return TOTAL if TOTAL in table.fixed_rows else "201"


def _bare(label: str) -> str:
    """Return a label without its number: ``一、`` or a code."""
    return label.rpartition("、")[2].rpartition(" ")[2]


def _or(names: Iterable[str]) -> str:
    return "或".join(f"“{name}”" for name in names)


def _nearest(text: str, names: Iterable[str]) -> str:
    """Return a question after the names that are nearest to a text; nothing when none is near."""
    known = {plain(name): name for name in names if name}
    near = get_close_matches(plain(text), list(known), n=2, cutoff=0.5)
    near = near or [key for key in known if plain(text) and plain(text) in key][:2]
    return f"，是否指{_or(known[key] for key in near)}？" if near else ""
