"""Which row of a table a line means: by code where it has one, otherwise by its name and by what stood before.

Names that stand twice in a table (总计, 一、一般公共预算财政拨款) are told apart by the order of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from juesuan.book.accounts import DETAIL_MARK
from juesuan.importing.columns import heading
from juesuan.importing.labels import join_code, label, norm
from juesuan.importing.layouts import Layouts
from juesuan.importing.lines import Line
from juesuan.spec.classification import Classification, well_formed
from juesuan.spec.model import TOTAL, RowKind, Table


@dataclass(frozen=True)
class Named:
    """What a line turned out to be: the key of a row, or why it is none with what to do."""

    row: str = ""
    panel: int = 0
    code: str = ""
    reason: str = ""
    remedy: str = ""


@dataclass
class _State:
    """How far the lines of one group have come."""

    at: int = -1
    code: str = ""
    panels: tuple[int, ...] = ()


@dataclass
class RowFinder:
    """The rows of one table, looked up line by line in the order of the source.

    ``open_codes``: a code that the lists do not have is a row too (a printed report of another year or place).
    """

    table: Table
    layouts: Layouts
    classification: Classification | None
    open_codes: bool = False
    _order: list[tuple[int, str, str]] = field(default_factory=list)
    _states: dict[int, _State] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._order = [
            (number, row.key, label(row.label))
            for number, panel in enumerate(self.table.panels)
            for row in panel.fixed
        ]
        kinds = (RowKind.PARENT, RowKind.LEAF)
        self._coded = {row.key for _, row in self.table.fixed_rows.values() if row.kind in kinds}

    def find(self, line: Line) -> Named:
        """Return what a line is; without reason and row it is only a text between the rows."""
        state = self._states.setdefault(line.group, _State())
        panel = self._heading(line)
        if panel is not None:
            state.panels = panel
            return Named()
        if line.has_code:
            code = join_code(list(line.parts), state.code)
            named = self._by_code(code, line)
            state.code = code if well_formed(code) else state.code
            return named
        if self.table.region is not None:
            return self._in_region(line, state)
        return self._by_name(line, state)

    def _heading(self, line: Line) -> tuple[int, ...] | None:
        """A row that only says 收入 or 支出 above its rows, in one long list."""
        if line.entries or line.has_code or not line.name:
            return None
        found = tuple(n for n, one in enumerate(self.table.panels) if heading(one.heading) == line.label)
        return found or None

    def _by_code(self, code: str, line: Line) -> Named:
        what = f"{code} {line.name}".strip()
        if not well_formed(code):
            return Named(
                code=code, reason=f"科目编码“{what}”不是3位、5位或7位数字", remedy="请改正科目编码后再导入。"
            )
        if self.table.region is None:
            return self._fixed_code(code, line, what)
        known = self.classification is not None and code in self.classification
        if not known and not self.open_codes:
            remedy = "请核对编码；确为本单位使用的科目，请先在“科目字典”登记后再导入。"
            return Named(code=code, reason=f"科目表中没有科目“{what}”", remedy=remedy)
        return Named(self._detailed(code, line), 0, code)

    def _fixed_code(self, code: str, line: Line, what: str) -> Named:
        if self.open_codes:
            if code in self._coded:
                return Named(code, self._panel(code), code)
            if code[:3] in self._coded:
                return Named(code, self._panel(code[:3]), code)
        if code not in self.table.fixed_rows:
            reason = f"“{self.table.title}”没有“{what}”这一行"
            return Named(code=code, reason=reason, remedy="请核对这笔金额应列的科目，需要时手工录入。")
        other = self._contradiction(code, line)
        if other:
            reason = f"编码{code}与名称“{line.name}”不是同一科目（同名的是{other}）"
            return Named(code=code, reason=reason, remedy="请核对编码和名称后再导入。")
        return Named(code, self._panel(code), code)

    def _contradiction(self, code: str, line: Line) -> str:
        """The other row of the same level whose name the line bears, when its own code's name is another."""
        own = self.layouts.row_words(label(self.table.fixed_rows[code][1].label))
        if not line.name or line.label in own:
            return ""
        return next(
            (
                key
                for _, key, name in self._order
                if name == line.label and key in self._coded and len(key) == len(code)
            ),
            "",
        )

    def _detailed(self, code: str, line: Line) -> str:
        """The row of a code, or of a detail line under it: a project's name beside it, or a second name for it."""
        region = self.table.region
        if region is None or region.details is None:
            return code
        if line.detail:
            return f"{code}{DETAIL_MARK}{line.detail}"
        first = self._names.setdefault(code, norm(line.name))
        listed = self.classification is not None and code in self.classification
        own = norm(self.classification.name(code)) if self.classification and listed else first
        if norm(line.name) in (first, own, ""):
            return code
        return f"{code}{DETAIL_MARK}{line.name}"

    def _in_region(self, line: Line, state: _State) -> Named:
        total_words = self.layouts.words.total_row
        for number, key, name in self._order:
            if line.name and (line.label == name or (key == TOTAL and line.label in total_words)):
                return Named(key, number)
        region = self.table.region
        text = line.detail or line.name
        if region is not None and region.details is not None and text and state.code and line.entries:
            return Named(f"{state.code}{DETAIL_MARK}{text}", 0, state.code)
        return self._unknown(line)

    def _by_name(self, line: Line, state: _State) -> Named:
        sole = self._order[0] if len(self._order) == 1 else None
        if sole is not None and not sole[2]:
            return Named(sole[1], sole[0])
        found = self._candidates(line.label, state.panels or line.panels) or self._candidates(
            line.label, tuple(range(len(self.table.panels)))
        )
        if not found:
            return self._unknown(line)
        chosen = self._choose(found, state)
        if chosen is None:
            reason = f"“{line.name}”在“{self.table.title}”中不止一行，分不清是哪一行"
            return Named(reason=reason, remedy="请补上“收入”“支出”等栏目名称，或手工录入。")
        state.at = chosen
        panel, key, _ = self._order[chosen]
        self._used.add(key)
        return Named(key, panel, key if key in self._coded else "")

    def _candidates(self, wanted: str, panels: Sequence[int]) -> list[int]:
        if not wanted:
            return []
        here = [n for n, (panel, _, _) in enumerate(self._order) if panel in panels]
        exact = [n for n in here if self._order[n][2] == wanted]
        words = self.layouts.row_words(wanted)
        found = exact or [n for n in here if self._order[n][2] in words]
        if not found and wanted in self.layouts.words.total_row:
            found = [n for n in here if self._order[n][1] == TOTAL]
        return found

    def _choose(self, found: list[int], state: _State) -> int | None:
        """The next row behind the one before; otherwise the only one that is still free."""
        if len({self._order[n][1] for n in found}) == 1:
            return found[0]
        following = [n for n in found if n > state.at]
        if following:
            return following[0]
        free = [n for n in found if self._order[n][1] not in self._used]
        return free[0] if len(free) == 1 else None

    def _unknown(self, line: Line) -> Named:
        if not line.name:
            return Named(reason="这一行没有科目或项目名称", remedy="请补上这一行的名称或编码后再导入。")
        reason = f"“{self.table.title}”没有“{line.name}”这一行"
        return Named(reason=reason, remedy="请核对这一行应列的项目，需要时手工录入。")

    def _panel(self, key: str) -> int:
        return next(number for number, one, _ in self._order if one == key)


def code_names(table: Table, classification: Classification | None) -> Mapping[str, str]:
    """Names of the codes that can stand in a table's rows."""
    if table.region is not None and classification is not None:
        return {code: one.name for code, one in classification.codes.items()}
    return {
        key: row.label
        for key, (_, row) in table.fixed_rows.items()
        if row.kind in (RowKind.PARENT, RowKind.LEAF)
    }
