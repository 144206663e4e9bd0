"""Bringing 审核公式 up to date: the lines of the format's rules, and the calculated fields of own ones."""

from __future__ import annotations

from collections.abc import Mapping

from juesuan.audit.formulas import RuleLine, rule_lines
from juesuan.audit.formulas.lines import OWN
from juesuan.audit.own import OWN_RULES, own_rule_rows
from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.book.layout import Layout
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import SectionLayout
from juesuan.spec.model import Cell, Format
from juesuan.template.lists import ListEdits
from juesuan.template.places import prior_range
from juesuan.template.styles import lines_needed

RULES = "rules"
LAST = "last"
"""The column that 全部审核 writes: it goes only when another rule comes to stand in its row."""
CALCULATED = ("left", "right", "difference", "count", "first", "cell", "judged", "position")
EMPTY = Content()
LINE = 13


def rule_edits(edits: ListEdits, accounts: Accounts, layout: Layout, values: Mapping[Cell, int]) -> None:
    """Bring both lists of 审核公式 up to date, only where they differ; lines that are not needed any more go.

    ``values`` is what every cell holds once the accounts are written. A book without the lists stays as it is.
    """
    if RULES not in edits.sections or edits.sections[RULES].sheet not in edits.source.sheet_names():
        return
    prior = prior_range(layout, entry_rows(edits.source, edits.sections["prior"]))
    writer = _Writer(edits)
    writer.format_rules(rule_lines(accounts.format, layout, accounts, values, prior=prior))
    rows = own_rule_rows(edits.source, accounts.format, accounts, [])
    lines = rule_lines(accounts.format, layout, accounts, values, rules=rows.values(), prior=prior)
    writer.own_rules(dict(zip(rows, lines, strict=True)))


def check_of(form: Format, text: str) -> tuple[str, int]:
    """Return the rule and the number of the check (from 0) that a 编号 of 审核公式 names: ``A27-2（1/4）``."""
    whole = text.partition("（")[0] if text not in form.rules else text
    rule, _, number = whole.rpartition("-")
    if rule in form.rules and len(form.rules[rule].checks) > 1 and number.isdecimal():
        return rule, int(number) - 1
    return (whole if whole in form.rules else text), 0


def fit_rule_rows(book: FileBook, edits: ListEdits) -> None:
    """Give the lines of a new book whose texts are long the height that they need."""
    section = edits.sections.get(RULES)
    if section is None:
        return
    least = next(one.row_height for one in edits.form.sheets.after if one.key == RULES)
    part, cells = book.part(section.sheet), edits.edits.get(section.sheet, {})
    widths = {n: one.width for n, one in enumerate(section.section.columns, 1) if one.look == "long"}
    heights: dict[int, float] = {}
    for (row, column), edit in cells.items():
        if column in widths:
            needed = 4 + LINE * lines_needed(str(edit.content.value or ""), widths[column])
            heights[row] = max(heights.get(row, least), needed)
    for row, height in heights.items():
        if height > least:
            part.set_height(row, height)


class _Writer:
    def __init__(self, edits: ListEdits) -> None:
        self.edits = edits

    def format_rules(self, lines: list[RuleLine]) -> None:
        section = self.edits.sections[RULES]
        first, last = self._rows(section)
        for row, line in zip(range(first, last + 1), lines, strict=False):
            texts = {
                "id": line.id,
                "title": line.rule.title,
                "level": line.level,
                "text": line.text,
                "remedy": line.rule.remedy,
                "kind": line.kind,
            }
            grid = self.edits.source.grid(section.sheet)
            if grid.text(row, section.column("id")) != line.id:
                self._clear(section, row, (LAST,))
            for key, text in texts.items():
                self.edits.put(section, row, key, Content(text))
            self._calculated(section, row, line)
        self._clear_below(section, first + len(lines))

    def own_rules(self, lines: Mapping[int, RuleLine]) -> None:
        section = self.edits.sections[OWN_RULES]
        first, last = self._rows(section)
        for row in range(first, last + 1):
            if row in lines:
                self._calculated(section, row, lines[row])
                self.edits.put(section, row, "kind", Content(OWN))
            else:
                self._clear(section, row, (*CALCULATED, LAST, "kind"))

    def _calculated(self, section: SectionLayout, row: int, line: RuleLine) -> None:
        for key, (value, formula) in line.fields(section, row).items():
            self.edits.put(section, row, key, Content(value, formula))

    def _rows(self, section: SectionLayout) -> tuple[int, int]:
        return entry_rows(self.edits.source, section)

    def _clear_below(self, section: SectionLayout, start: int) -> None:
        _, last = self._rows(section)
        height = self.edits.source.grid(section.sheet).height
        for row in range(start, min(last, height) + 1):
            self._clear(section, row, tuple(one.key for one in section.section.columns))

    def _clear(self, section: SectionLayout, row: int, keys: tuple[str, ...]) -> None:
        for key in keys:
            self.edits.put(section, row, key, EMPTY)
