"""The own texts of an edited report on the sheet 情况说明: cells that change, rows that move, lines of 操作记录."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from juesuan.book.layout import address
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import SectionLayout
from juesuan.findings import Finding, FindingsError, Level
from juesuan.narrative.own import Known, bind, disagreements
from juesuan.narrative.sheet import ADDED, DIFFERS, GENERATED, KINDS, MISSING, OWN, Standing, wrong_text
from juesuan.readback.match import Change, Kind
from juesuan.template.lists import ListEdits, LogLine

RESTORED, REMOVED = "（恢复生成的文字）", "（删去）"


@dataclass(frozen=True)
class Placed:
    """A change with its place: its cell afterwards (of a removed row before), and the numbers that the tables do not have."""

    change: Change
    cell: str
    section: str
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Line:
    """A row of the sheet as it shall stand; ``old`` is where it stood, 0 for a new one."""

    old: int
    section: str
    own: Content
    change: Change | None = None
    generated: str = ""
    figures: tuple[Known, ...] = ()


class Writer:
    """``standing`` are the rows of the sheet, ``numbers`` the place in them of every row that changes can name."""

    def __init__(
        self,
        edits: ListEdits,
        section: SectionLayout,
        standing: Sequence[Standing],
        numbers: Sequence[int],
    ) -> None:
        self.edits, self.section, self.standing, self.numbers = edits, section, standing, numbers
        self.grid = edits.source.grid(section.sheet)

    def write(self, changes: Sequence[Change]) -> list[Placed]:
        """Collect what the changes write; FindingsError where the rows do not fit on the sheet."""
        lines = list(self._lines(changes))
        moves = any(one.kind in (Kind.ADDED, Kind.REMOVED) for one in changes)
        first, bottom = entry_rows(self.edits.source, self.section)
        if moves and len(lines) > bottom - first + 1:
            raise FindingsError([_full(self.section, len(lines), bottom - first + 1, bottom)])
        placed = []
        for number, line in enumerate(lines):
            at = first + number if moves else line.old
            if moves:
                self._carry(line, at)
            if line.change is not None:
                placed.append(self._change(line, line.change, at))
        if moves:
            self._clear(first + len(lines), bottom)
        return [*placed, *self._removed(changes)]

    def _lines(self, changes: Sequence[Change]) -> Iterator[_Line]:
        texts = {one.row: one for one in changes if one.kind is not Kind.ADDED}
        by_place = {self.numbers[row]: one for row, one in texts.items()}
        added: dict[int, list[Change]] = {}
        for one in changes:
            if one.kind is Kind.ADDED:
                added.setdefault(self.numbers[one.row], []).append(one)
        for place, row in enumerate(self.standing):
            change = by_place.get(place)
            if change is None or change.kind is not Kind.REMOVED:
                yield _Line(row.row, row.section, row.typed, change, row.generated, row.figures)
            yield from (_Line(0, row.section, Content(new.after), new) for new in added.get(place, ()))

    def _carry(self, line: _Line, at: int) -> None:
        """Bring a row to where it shall stand."""
        for number, column in enumerate(self.section.section.columns, 1):
            content = Content(self.grid.text(line.old, number)) if line.old else Content()
            self.edits.put(self.section, at, column.key, line.own if column.key == "own" else content)

    def _change(self, line: _Line, change: Change, at: int) -> Placed:
        own = "" if change.kind is Kind.RESTORED else change.after
        wrong = disagreements(own, bind(own, line.figures), {one.key: one.text for one in line.figures})
        told = tuple(map(wrong_text, wrong))
        state = OWN if own else GENERATED if line.generated else MISSING
        fields = {"own": own, "bound": "", "state": f"{DIFFERS}：{'；'.join(told)}" if told else state}
        if change.kind is Kind.ADDED:
            fields |= {"section": line.section, "kind": KINDS["text"], "state": ADDED}
        for key, text in fields.items():
            self._put(at, key, Content(text))
        return Placed(change, address(at, self.section.column("own")), line.section, told)

    def _put(self, at: int, key: str, content: Content) -> None:
        """Set a field, whatever a row that moved away from there has left to write."""
        cells = self.edits.edits.get(self.section.sheet, {})
        cells.pop((at, self.section.column(key)), None)
        self.edits.put(self.section, at, key, content)

    def _clear(self, start: int, bottom: int) -> None:
        for at in range(start, min(bottom, self.grid.height) + 1):
            for column in self.section.section.columns:
                self.edits.put(self.section, at, column.key, Content())

    def _removed(self, changes: Sequence[Change]) -> Iterator[Placed]:
        for one in changes:
            if one.kind is Kind.REMOVED:
                row = self.standing[self.numbers[one.row]]
                yield Placed(one, address(row.row, self.section.column("own")), row.section)


def log_lines(section: SectionLayout, placed: Sequence[Placed]) -> list[LogLine]:
    """Return the lines of 操作记录: the texts before and afterwards, whole."""
    return [
        LogLine(section.sheet, one.cell, one.section or "标题", one.change.before, _after(one.change))
        for one in placed
    ]


def _after(change: Change) -> str:
    return {Kind.RESTORED: RESTORED, Kind.REMOVED: REMOVED}.get(change.kind, change.after)


def _full(section: SectionLayout, rows: int, room: int, bottom: int) -> Finding:
    message = f"读回以后情况说明有{rows}段，超过{room}行，"
    remedy = "请先在报告里合并不需要分开的段落。"
    return Finding("list-full", Level.ERROR, section.sheet, address(bottom, 1), message, remedy)
