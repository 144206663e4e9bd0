"""A check in the words of accountants, as an own rule may be written (see ``spec.rule_text``)."""

from __future__ import annotations

import re
from collections.abc import Callable

from juesuan.audit.formulas.terms import number
from juesuan.book.layout import column_label, row_label
from juesuan.money import FEN_PER_WAN
from juesuan.spec.expression import Pick, Selector
from juesuan.spec.model import Format, Table
from juesuan.spec.rule import Check, Comparison, Domain, Item, Side

SUBSETS = {
    "all": "", "total": "合计行", "codes": "科目行", "classes": "类级", "sections": "款级", "items": "项级",
    "parents": "上级", "leaves": "末级",
}  # fmt: skip
PICKS = {Pick.OWN_ROW: "本行", Pick.OWN_COLUMN: "本栏", Pick.CHILDREN: "下级"}
_TABLE = re.compile(r"\w+")
_PLAIN = re.compile(r"[^\[\],，［］.?]+")


def check_words(check: Check, form: Format) -> str:
    """Return a check with the names of tables, rows and columns."""
    own = check.domain.table if check.domain else ""
    text = _comparison(check.comparison, form, own)
    if check.domain is not None:
        text = f"{_domain(check.domain, form)}：{text}"
    if check.when:
        text += " 当 " + " 且 ".join(_comparison(one, form, own) for one in check.when)
    return text


def _domain(domain: Domain, form: Format) -> str:
    table = form.tables[domain.table]
    words = SUBSETS.get(domain.subset, "")
    if domain.rows is not None:
        words = f"[{_span(domain.rows, lambda key: row_words(table, key))}]"
    text = f"逐行 {_table(table)}" + (f" {words}" if words else "")
    if domain.columns is None:
        return text
    span = f" [{_span(domain.columns, lambda key: column_words(table, '', key))}]" if domain.columns else ""
    return f"{text}，逐栏{span}"


def _comparison(one: Comparison, form: Format, own: str) -> str:
    return f"{_side(one.left, form, own)} {one.relation.sign} {_side(one.right, form, own)}"


def _side(side: Side, form: Format, own: str) -> str:
    text = ""
    for item in side.items:
        sign = "- " if item.factor < 0 else "+ " if text else ""
        text += f"{' ' if text else ''}{sign}{_item(item, form, own)}"
    if side.constant or not text:
        shown = number(abs(side.constant) / FEN_PER_WAN)
        sign = "- " if side.constant < 0 else "+ " if text else ""
        text += f"{' ' if text else ''}{sign}{shown}"
    return text


def _item(item: Item, form: Format, own: str) -> str:
    term = item.term
    table = form.tables[term.table or ""]
    certain = term.row.keys[0] if term.row.pick is Pick.KEY else ""
    row = _selector(term.row, lambda key: row_words(table, key))
    column = _selector(term.column, lambda key: column_words(table, certain, key))
    name = "" if table.key == own and not item.prior else _table(table)
    text = f"{'上年' if item.prior else ''}{name}[{row}, {column}]"
    size = abs(item.factor)
    if size == 1:
        return text
    return f"{text} / {size.denominator}" if size.numerator == 1 else f"{number(size)} * {text}"


def _selector(selector: Selector, words: Callable[[str], str]) -> str:
    if selector.pick in PICKS:
        return PICKS[selector.pick] + ("?" if selector.optional else "")
    return _span(selector.keys, words)


def _span(keys: tuple[str, ...], words: Callable[[str], str]) -> str:
    named = [words(key) for key in keys]
    return "..".join(dict.fromkeys(named)) if len(named) > 1 else named[0]


def _table(table: Table) -> str:
    return table.sheet if _TABLE.fullmatch(table.sheet) and not table.sheet.startswith("上年") else table.key


def row_words(table: Table, row: str) -> str:
    """Return a name that means just this row: its label, with the heading of its panel where needed; else its key."""
    if row not in table.fixed_rows:
        return row
    label = row_label(table, row)
    panel, fixed = table.fixed_rows[row]
    line = f"第{fixed.line}行" if fixed.line else row
    if label == table.title or not _PLAIN.fullmatch(label):
        return line
    same = [key for key in table.fixed_rows if row_label(table, key) == label]
    if len(same) == 1:
        return label
    within = [key for key in same if table.fixed_rows[key][0] is panel]
    return panel.heading + label if len(within) == 1 and panel.heading else line


def column_words(table: Table, row: str, column: str) -> str:
    """Return a name that means just this column; else its key."""
    panels = [table.panel_of(row)] if row else list(table.panels)
    found = [one for panel in panels for one in panel.amounts]
    mine = next((one for one in found if one.key == column), None)
    if mine is None:
        return column
    label = column_label(mine)
    same = {one.key for one in found if column_label(one) == label or one.labels[-1] == label}
    return label if len(same) == 1 and _PLAIN.fullmatch(label) else column
