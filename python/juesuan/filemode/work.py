"""What the actions do to one saved workbook: each returns what is to be told, refusals are exceptions as everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from juesuan.actions import Tone, action
from juesuan.findings import StructureError

OK, FINDINGS, FAILED = 0, 1, 2
"""The exit codes of the command line."""
WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Done:
    """What came of one file: the verdict in a few words, what to say about it, details, and the files written beside it.

    ``code`` is what the command line would end with.
    """

    path: Path
    tone: Tone
    verdict: str
    lines: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    written: tuple[Path, ...] = ()
    code: int = OK


Work = Callable[[Path], Done]


def validate(path: Path) -> Done:
    """全部审核: audit, the results written into the workbook."""
    from juesuan.audit.report import Verdict
    from juesuan.audit.telling import counts_line, rules_line, told
    from juesuan.validate import validate_file

    notes: list[str] = []
    report = validate_file(path, tell=notes.append)
    tone = {Verdict.PASSED: Tone.INFO, Verdict.TO_EXPLAIN: Tone.WARNING}.get(report.verdict, Tone.ERROR)
    code = FINDINGS if report.verdict is Verdict.FAILED else OK
    head = (f"{counts_line(report, report.findings)}。", rules_line(report), *notes)
    return Done(path, tone, report.verdict.value, head, tuple(map(str, told(report))), code=code)


def regenerate(path: Path) -> Done:
    """重新计算."""
    from juesuan.regenerate import regenerate_file

    outcome = regenerate_file(path)
    details = (
        *map(str, outcome.findings),
        *(
            f"{one.sheet}!{one.cell}".rstrip("!") + f" {one.name}：{one.old or '（空）'} → {one.new}"
            for one in outcome.changes
        ),
    )
    verdict = f"已变动{len(outcome.changes)}处" if outcome.written else "没有需要变动的数据"
    return Done(path, Tone.INFO, verdict, details=details)


def narrate(path: Path) -> Done:
    """更新情况说明."""
    from juesuan.narrate_file import narrate_file
    from juesuan.narrate_telling import told
    from juesuan.narrative.sheet import DIFFERS, MISSING

    done = narrate_file(path)
    unfinished = any(one.state in (DIFFERS, MISSING) for one in done.narrated.rows)
    verdict = "已更新，还有要处理的段落" if unfinished else "已更新" if done.written else "没有变动"
    return Done(
        path,
        Tone.WARNING if unfinished else Tone.INFO,
        verdict,
        details=tuple(told(done.recomputed, done.narrated)),
    )


def report(path: Path) -> Done:
    """Word 报告, and the PDF where an office can make one, beside the workbook."""
    from juesuan.report_file import write_report

    done = write_report(path, free_name(path, " 报告", ".docx", ".pdf"), pdf=True)
    files = tuple(one for one in (done.docx, done.pdf) if one is not None)
    tone = Tone.WARNING if done.warnings else Tone.INFO
    return Done(path, tone, "已生成报告", details=done.warnings, written=files)


def export(path: Path) -> Done:
    """报送材料, folder and zip beside the workbook."""
    from juesuan.export_file import write_export

    done = write_export(path, path.resolve().parent)
    tone = Tone.WARNING if done.warnings else Tone.INFO
    files = tuple(one for one in (done.folder, done.zip) if one is not None)
    return Done(path, tone, "已生成报送材料", details=tuple(done.warnings), written=files)


def rollforward(path: Path) -> Done:
    """结转下年: next year's workbook beside this one."""
    from juesuan.rollforward import rollforward as roll
    from juesuan.rollforward_telling import told

    done = roll(path, free_name(next_year(path), "", ".xlsx"))
    lines = told(done)
    verdict = f"已建立{done.year}年度的工作簿"
    return Done(path, Tone.INFO, verdict, tuple(lines[1:2]), tuple(lines[2:]), (done.next,))


def undo(path: Path) -> Done:
    """撤销上次操作: the workbook as it was before the last write, and what was taken back."""
    from juesuan.filemode.taken_back import take_back

    done = take_back(path)
    return Done(path, Tone.INFO, f"{done.head}，现在是操作前的工作簿", details=done.lines)


def doctor(path: Path) -> Done:
    """运行环境检查, of the machine and of this workbook."""
    from juesuan.doctor import check_environment

    checks = check_environment(path)
    lines = tuple(line for one in checks if one.state != "ok" for line in one.lines)
    details = tuple(line for one in checks if one.state == "ok" for line in one.lines)
    if any(one.state == "bad" for one in checks):
        return Done(path, Tone.ERROR, "有不能工作的地方", lines, details, code=FAILED)
    if lines:
        return Done(path, Tone.WARNING, "有要注意的地方", lines, details)
    return Done(path, Tone.INFO, "没有发现问题", lines, details)


def import_into(into: Path, sources: Sequence[Path]) -> Done:
    """导入决算报表: the other files that were chosen, or what stands in 粘贴区."""
    from juesuan.import_file import import_file
    from juesuan.import_telling import told_import

    done = import_file(sources, into)
    verdict = f"已导入，变动{len(done.changes)}处" if done.written else "与本簿现有的数完全一致"
    if not done.complete:
        verdict += f"，{len(done.unplaced)}处没有导入" if done.unplaced else "，有要处理的问题"
    tone = Tone.INFO if done.complete else Tone.WARNING
    code = OK if done.complete else FINDINGS
    lines = told_import(done)
    return Done(into, tone, verdict, details=tuple(reversed(lines)) if done.unplaced else lines, code=code)


WORKS: dict[str, Work] = {
    "regenerate": regenerate,
    "validate": validate,
    "narrate": narrate,
    "report": report,
    "export": export,
    "rollforward": rollforward,
    "undo": undo,
    "doctor": doctor,
}
"""Actions that take every file by itself, by the name of the button."""
IMPORT = "import"
NAMES = (IMPORT, *WORKS)


def label(name: str) -> str:
    """Return the words of the button."""
    return action(name).label


def free_name(path: Path, ending: str, *suffixes: str) -> Path:
    """Return a name beside a workbook under which nothing stands yet, whatever the suffix; the first suffix is put on.

    A report may have been edited since it was made: none is ever replaced.
    """
    for number in range(1, 1000):
        stem = f"{path.stem}{ending}" + (f"（{number}）" if number > 1 else "")
        found = [path.with_name(stem + suffix) for suffix in suffixes]
        if not any(one.exists() for one in found):
            return found[0]
    raise StructureError("exists", f"“{path.stem}{ending}”已有太多份，请先整理文件夹。")


def next_year(path: Path) -> Path:
    """Return the name for next year's workbook: the year in the name counted on, else said behind it."""
    years = list(re.finditer(r"(?<!\d)20\d\d(?!\d)", path.stem))
    if not years:
        return path.with_name(f"{path.stem}（下年）.xlsx")
    first, last = years[-1].span()
    return path.with_name(f"{path.stem[:first]}{int(path.stem[first:last]) + 1}{path.stem[last:]}.xlsx")
