"""``juesuan tieout``: 文表核对 on the terminal, as JSON, and as a marked copy of the report."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from juesuan.book.saving import check_writable, save_atomically
from juesuan.findings import Level, StructureError
from juesuan.regenerate import Progress
from juesuan.tieout.result import to_json
from juesuan.tieout.telling import basis_line, counts_line, coverage_line, told, unchecked_lines
from juesuan.tieout.tieout import TiedOut
from juesuan.tieout_file import tie_out_file
from juesuan.tieout_mark import NO_MARKS, check_target, marked_name, write_marked

STDOUT = "-"
STYLES = {Level.ERROR: "bold red", Level.EXPLAIN: "bold yellow", Level.HINT: "cyan"}
VERDICT_STYLES = {"核对未通过": "bold red", "待说明": "bold yellow", "核对通过": "bold green"}
NOT_MARKED = "没有写标注的副本：{why}"


@dataclass(frozen=True)
class Wanted:
    """What a person asked for. ``marked``: where the marked copy goes (None: beside the report, if there are issues)."""

    report: Path
    book: Path | None = None
    json_file: str = ""
    marked: Path | None = None
    no_marked: bool = False


def run_tieout(wanted: Wanted, out: Console, tell: Callable[[str], None], progress: Progress) -> bool:
    """Check a report, print what was found, write what was asked for; return whether there is an error.

    ``tell`` hears where files were written, or why not. Raises StructureError and FindingsError as
    :func:`~juesuan.tieout_file.tie_out_file`, and for targets that cannot be written.
    """
    target = _json_target(wanted)
    if wanted.marked is not None:
        _check_marked(wanted, wanted.marked)
    done = tie_out_file(wanted.report, wanted.book, progress=progress)
    book = wanted.book.name if wanted.book is not None else ""
    content = json.dumps(to_json(done, book), ensure_ascii=False, indent=1) + "\n"
    if wanted.json_file == STDOUT:
        sys.stdout.write(content)
    else:
        _print(done, book, out)
    if target is not None:
        save_atomically(target, content.encode())
    _mark(wanted, done, tell)
    return done.counts[Level.ERROR.value] > 0


def _json_target(wanted: Wanted) -> Path | None:
    if wanted.json_file in ("", STDOUT):
        return None
    target = Path(wanted.json_file)
    for one in (wanted.report, wanted.book):
        if one is not None and target.resolve() == one.resolve():
            raise StructureError("usage", f"JSON 不能写到 {one.name} 自己上面；请换一个文件名。")
    check_writable(target)
    return target


def _check_marked(wanted: Wanted, target: Path) -> None:
    check_target(wanted.report, target)
    if wanted.json_file not in ("", STDOUT) and target.resolve() == Path(wanted.json_file).resolve():
        raise StructureError("usage", "标注的副本与 JSON 写的是同一个文件；请换一个文件名。")


def _mark(wanted: Wanted, done: TiedOut, tell: Callable[[str], None]) -> None:
    """Write the marked copy; where nobody asked for it, that it cannot be written is only told."""
    if wanted.marked is not None:
        write_marked(wanted.report, done, wanted.marked)
        tell(f"已写出：{wanted.marked}")
        return
    if wanted.no_marked or not done.issues:
        return
    if done.document.kind == "txt":
        tell(NO_MARKS)
        return
    target = marked_name(wanted.report)
    try:
        write_marked(wanted.report, done, target)
    except StructureError as error:
        tell(NOT_MARKED.format(why=error))
    else:
        tell(f"已写出：{target}")


def _print(done: TiedOut, book: str, out: Console) -> None:
    out.print(Text(done.verdict, VERDICT_STYLES[done.verdict]))
    for line in (counts_line(done), coverage_line(done), basis_line(done, book)):
        out.print(Text(line))
    for note in done.document.notes:
        out.print(Text(f"注意：{note}", "yellow"))
    for one in told(done):
        out.print(Text.assemble(one.indent, (one.head, STYLES[one.issue.level]), f" {one.text}"))
    for plain in unchecked_lines(done):
        out.print(Text(plain, "dim"))
