"""``juesuan validate``: the audit on the terminal and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from juesuan.audit.report import Report, Verdict
from juesuan.audit.results import OPEN, state_of
from juesuan.audit.telling import counts_line, rules_line, told
from juesuan.book.file import FileBook
from juesuan.book.saving import check_writable, save_atomically
from juesuan.findings import Finding, Level, StructureError
from juesuan.spec.model import Table
from juesuan.validate import findings_on, table_of, validate_file

STDOUT = "-"
STYLES = {Level.ERROR: "bold red", Level.EXPLAIN: "bold yellow", Level.HINT: "cyan"}
VERDICT_STYLES = {Verdict.PASSED: "bold green", Verdict.TO_EXPLAIN: "bold yellow", Verdict.FAILED: "bold red"}


def run_validate(  # noqa: PLR0913 - the options of one command
    book: Path, json_file: str, table: str, out: Console, tell: Callable[[str], None], *, write: bool
) -> bool:
    """Audit a file, print what was found, and return whether an error is neither mended nor released."""
    wanted = table_of(FileBook.open(book), table) if table else None
    target = Path(json_file) if json_file not in ("", STDOUT) else None
    if target is not None:
        if target.resolve() == book.resolve():
            raise StructureError("usage", f"JSON 不能写到工作簿 {book.name} 自己上面；请换一个文件名。")
        check_writable(target)
    report = validate_file(book, write=write, tell=tell)
    findings = report.findings if wanted is None else findings_on(report, wanted)
    if json_file == STDOUT:
        sys.stdout.write(_json(report, findings))
    else:
        _print(report, findings, wanted, out)
    if target is not None:
        save_atomically(target, _json(report, findings).encode())
    return report.verdict is Verdict.FAILED


def _json(report: Report, findings: tuple[Finding, ...]) -> str:
    """Return the report; verdict and counts are those of the whole book, also where one table was asked for."""
    content = report.to_json()
    wanted = {id(one) for one in findings}
    listed = zip(report.findings, content["findings"], strict=True)
    content["findings"] = [shown for one, shown in listed if id(one) in wanted]
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _print(report: Report, findings: tuple[Finding, ...], table: Table | None, out: Console) -> None:
    out.print(Text(report.verdict.value, VERDICT_STYLES[report.verdict]))
    out.print(Text(counts_line(report, report.findings)))
    out.print(Text(rules_line(report)))
    if table is not None:
        out.print(Text(f"{table.sheet}：{counts_line(report, findings)}"))
    for one in told(report, findings):
        unsettled = state_of(report, one.finding) == OPEN or one.finding.level is Level.HINT
        line = Text(one.indent)
        line.append(one.head, STYLES[one.finding.level] if unsettled else "dim")
        line.append(f" {one.text}")
        line.append(one.settled, "green")
        out.print(line)
