"""The hidden sheet that says what a workbook is, and what the last layout made of its code rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from juesuan.book.grid import GridSource
from juesuan.book.sheets import IDENTITY
from juesuan.findings import StructureError
from juesuan.spec.load import available_formats, load_format
from juesuan.spec.model import Format

LAID_PREFIX = "laid."


@dataclass(frozen=True)
class Identity:
    """Program version, format and its digest at the time of writing, and the laid rows by table."""

    version: str
    format: str
    digest: str
    laid: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    """Where each entry stands on the sheet."""


def read_identity(source: GridSource) -> Identity:
    """Read the identity; raise StructureError when the workbook is not one of ours."""
    if IDENTITY not in source.sheet_names():
        raise StructureError(
            "not-our-book",
            f"这个工作簿没有决算簿的标识页（{IDENTITY}）：不是用“新建年度套表”建立的，或标识页被删除；"
            "请改选决算簿建立的工作簿，或新建后把数据导入。",
        )
    grid = source.grid(IDENTITY)
    entries: dict[str, str] = {}
    rows: dict[str, int] = {}
    for row in range(1, grid.height + 1):
        key = grid.text(row, 1)
        if key:
            entries[key] = grid.text(row, 2)
            rows[key] = row
    if entries.get("program") != "juesuan" or not entries.get("format"):
        raise StructureError(
            "not-our-book", f"标识页（{IDENTITY}）的内容被改动，无法识别公开格式；请从备份恢复。"
        )
    laid = {
        key.removeprefix(LAID_PREFIX): _marks(value)
        for key, value in entries.items()
        if key.startswith(LAID_PREFIX)
    }
    return Identity(entries.get("version", ""), entries["format"], entries.get("digest", ""), laid, rows)


def _marks(text: str) -> dict[str, str]:
    try:
        found = json.loads(text or "{}")
    except json.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise StructureError("not-our-book", f"标识页（{IDENTITY}）的内容被改动；请从备份恢复。")
    return {str(key): str(value) for key, value in found.items()}


def format_of(identity: Identity) -> Format:
    """Return the format of a book; raise StructureError when this program does not have it."""
    if identity.format not in available_formats():
        raise StructureError(
            "unknown-format",
            f"这个工作簿的公开格式是“{identity.format}”，本程序没有（有：{'、'.join(available_formats())}）；"
            "请更新程序，或装入该格式后再试。",
        )
    return load_format(identity.format)
