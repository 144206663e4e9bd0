"""Running an action on the files that were chosen: each is done, whatever becomes of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from juesuan.actions import Tone
from juesuan.book.file import FileBook
from juesuan.book.identity import read_identity
from juesuan.bugs import log_bug
from juesuan.filemode.held import held
from juesuan.filemode.waiting import GoOn, always
from juesuan.filemode.work import FAILED, FINDINGS, IMPORT, WORKBOOKS, WORKS, Done, import_into
from juesuan.findings import FindingsError, StructureError

REFUSED, NOT_DONE = "没有做：有错误要先改正", "没有做成"
STOPPED = "没有做：已停止"


def run(name: str, paths: Sequence[Path], go_on: GoOn = always) -> list[Done]:
    """Run an action on files and folders; return what came of each workbook, in the given order.

    A folder stands for the workbooks of this program that lie right in it. A file that is named is never passed over.
    ``go_on`` is asked before each workbook; where the person has stopped, it is told as not done.
    """
    if name == IMPORT:
        return [_import(paths, go_on)]
    done = []
    for path in paths:
        if not path.is_dir():
            done.append(_unless_stopped(name, path, go_on))
            continue
        inside = books_in(path)
        done += [_unless_stopped(name, one, go_on) for one in inside]
        if not inside:
            done.append(Done(path, Tone.ERROR, NOT_DONE, ("这个文件夹里没有决算簿的工作簿。",), code=FAILED))
    return done


def _unless_stopped(name: str, path: Path, go_on: GoOn) -> Done:
    if go_on(path):
        return guarded(name, path, WORKS[name])
    return Done(
        path, Tone.WARNING, STOPPED, ("这个工作簿没有改动；要做的话，请再选中它运行一次。",), code=FAILED
    )


def guarded(name: str, path: Path, work: Callable[[Path], Done]) -> Done:
    """Run the work on one file; a refusal, and a bug, is what came of it."""
    try:
        with held(path):
            return work(path)
    except StructureError as error:
        return Done(path, Tone.ERROR, NOT_DONE, (str(error),), code=FAILED)
    except FindingsError as error:
        lines = tuple(str(one) for one in error.findings)
        return Done(
            path, Tone.ERROR, REFUSED, (f"共{len(lines)}项，没有写入任何改动。",), lines, code=FINDINGS
        )
    except Exception:  # noqa: BLE001 - not hidden: it is told, and logged with its number
        number, log = log_bug([name, str(path)])
        text = f"抱歉，程序出了意外的错误（编号 {number}），工作簿没有改动。请把日志发给维护人员：{log}"
        return Done(path, Tone.ERROR, NOT_DONE, (text,), code=FAILED)


def books_in(folder: Path) -> list[Path]:
    """Return the workbooks of this program right in a folder, by name; marks of open files are no workbooks."""
    files = (one for one in sorted(folder.iterdir()) if one.suffix.lower() in WORKBOOKS)
    return [one for one in files if not one.name.startswith(("~$", ".")) and is_ours(one)]


def is_ours(path: Path) -> bool:
    """Whether a file is a workbook of this program."""
    if path.suffix.lower() not in WORKBOOKS or not path.is_file():
        return False
    try:
        read_identity(FileBook.open(path))
    except StructureError:
        return False
    return True


def _import(paths: Sequence[Path], go_on: GoOn) -> Done:
    """Import into the one workbook of ours among the files; the others are what is imported."""
    ours = [one for one in paths if is_ours(one)]
    if len(ours) != 1:
        why = "没有决算簿的工作簿" if not ours else f"有{len(ours)}个决算簿的工作簿"
        text = (
            f"选中的文件里{why}，不知道导入到哪一个。请同时选中一个决算簿的工作簿和要导入的报表、清单；"
            "只选中工作簿时，导入它的“粘贴区”。"
        )
        return Done(paths[0], Tone.ERROR, NOT_DONE, (text,), code=FAILED)
    sources = [one for one in paths if one != ours[0]]
    go_on(ours[0])
    return guarded(IMPORT, ours[0], lambda into: import_into(into, sources))
