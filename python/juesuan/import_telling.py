"""What an import tells at its end: lines for the terminal and the message box, and JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from juesuan import money
from juesuan.book.layout import address
from juesuan.book.saving import check_writable, save_atomically
from juesuan.findings import Finding, StructureError
from juesuan.import_plan import Imported
from juesuan.importing.model import Unplaced

STDOUT = "-"


def told_unplaced(one: Unplaced) -> str:
    """Return one thing that was not taken over, as a line."""
    text = f"“{one.text}”" if one.text else ""
    return f"[未导入] {one.place}{text}：{one.reason}，{one.remedy}"


def told_import(done: Imported) -> tuple[str, ...]:
    """Return the tables and lists with their counts, then the findings, then everything that was not taken over."""
    return (
        *map(str, done.tables),
        *map(str, done.lists),
        *map(str, done.findings),
        *map(told_unplaced, done.unplaced),
    )


def json_target(json_file: str, book: Path) -> Path | None:
    """Return the file for JSON, None without one; raise StructureError, before anything is done, for a bad one."""
    if json_file in ("", STDOUT):
        return None
    target = Path(json_file)
    if target.resolve() == book.resolve():
        raise StructureError("usage", f"JSON 不能写到工作簿 {book.name} 自己上面；请换一个文件名。")
    check_writable(target)
    return target


def print_import(done: Imported, json_file: str, target: Path | None, tell: Callable[[str], None]) -> None:
    """Print the result; with ``-`` JSON goes to standard output instead, with a target to that file too."""
    text = json.dumps(import_json(done), ensure_ascii=False, indent=1) + "\n"
    if json_file == STDOUT:
        sys.stdout.write(text)
        return
    for line in told_import(done):
        tell(line)
    count = len(done.changes)
    state = f"已变动 {count} 处" if done.written else f"将变动 {count} 处（没有写入）"
    tell(f"{state}。" if done.written or count else "没有需要变动的数据。")
    if done.unplaced:
        tell(f"有 {len(done.unplaced)} 处没有导入，见上。")
    if target is not None:
        save_atomically(target, text.encode())


def import_json(done: Imported) -> dict[str, Any]:
    """Return the result as plain data; figures in 万元, as ``validate --json`` gives them."""
    return {
        "complete": done.complete,
        "written": done.written,
        "tables": [asdict(one) for one in done.tables],
        "lists": [asdict(one) for one in done.lists],
        "changes": len(done.changes),
        "findings": [_finding(one) for one in done.findings],
        "unplaced": [
            {
                "file": one.place.file,
                "sheet": one.place.sheet,
                "cell": address(one.place.row, one.place.column),
                "text": one.text,
                "reason": one.reason,
                "remedy": one.remedy,
            }
            for one in done.unplaced
        ],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "level": one.level.value,
        "table": one.sheet,
        "cell": one.place if one.cell else "",
        "title": one.title,
        "message": one.message,
        "expected": _wan(one.expected),
        "actual": _wan(one.actual),
        "difference": _wan(one.difference),
        "remedy": one.remedy,
    }


def _wan(amount: int | None) -> float | None:
    return None if amount is None else money.to_wan(amount)
