"""Undo: what a writing action changes is kept in a hidden sheet, before the first write.

The sheet ``_juesuan_undo`` holds one head line (state, action, time) and one line a step (sheet, kind, JSON, split over
cells because a cell holds 32,767 characters). State ``writing`` at the start of an action means that the last one died in
the middle: the snapshot is restored first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from juesuan.book.grid import Grid

UNDO = "_juesuan_undo"
WRITING, DONE, EMPTY = "writing", "done", ""
CHUNK = 30_000


@dataclass(frozen=True)
class Step:
    """One thing to restore: ``kind`` is block, rows (formats and hiding) or notes; ``data`` is JSON."""

    sheet: str
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """What the last writing action changed."""

    state: str
    action: str
    time: str
    steps: tuple[Step, ...]


def to_lines(snapshot: Snapshot) -> list[list[str | None]]:
    """Return the snapshot as lines of texts, all of the same width."""
    lines: list[list[str]] = [[snapshot.state, snapshot.action, snapshot.time]]
    for step in snapshot.steps:
        text = json.dumps(step.data, ensure_ascii=False, separators=(",", ":"))
        chunks = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
        lines.append([step.sheet, step.kind, *(f"|{one}" for one in chunks)])
    width = max(len(line) for line in lines)
    return [[*line, *[None] * (width - len(line))] for line in lines]


def from_grid(grid: Grid) -> Snapshot:
    """Read the snapshot from its sheet."""
    state, action, time = (grid.text(1, column) for column in (1, 2, 3))
    if state not in (WRITING, DONE):
        return Snapshot(EMPTY, "", "", ())
    steps = []
    for row in range(2, grid.height + 1):
        sheet, kind = grid.text(row, 1), grid.text(row, 2)
        if not sheet:
            break
        texts: Sequence[object] = grid.rows[row - 1][2:]
        data = "".join(str(one).removeprefix("|") for one in texts if one)
        steps.append(Step(sheet, kind, json.loads(data)))
    return Snapshot(state, action, time, tuple(steps))
