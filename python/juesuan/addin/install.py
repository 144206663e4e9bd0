"""Installing the add-in for one person, and taking it out again: no administrator, no internet, nothing left.

What is going to be done is written into a journal before it is done. Broken off anywhere, installing again or
uninstalling mends it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from juesuan import __version__
from juesuan.addin.install_apply import carry_out, mark_of, undo
from juesuan.addin.install_door import HALF, Door, delete_tree, put_whole
from juesuan.addin.install_journal import Mark, add, dump, known_marks, load
from juesuan.addin.install_steps import MakeFolder, PutFile, PutTree, Step
from juesuan.addin.profile import XLAM, Profile
from juesuan.findings import StructureError

KEPT = ("undo", "running")
"""What the program keeps in its own folder between runs (``book/kept.py``)."""


def say_nothing(_: str) -> None:
    """Tell nobody."""


def install(
    profile: Profile, steps: Sequence[Step], door: Door, tell: Callable[[str], None] = say_nothing
) -> None:
    """Carry the steps of :func:`~juesuan.addin.install_steps.plan` out, in place of what an earlier time has installed.

    ``tell`` is told before what takes long.
    Raises :class:`StructureError`: the add-in is in use (nothing was changed), or the system refuses a step.
    """
    xlam = [step.target for step in steps if isinstance(step, PutFile) and step.target.name == XLAM]
    _refuse_in_use(xlam, door)
    try:
        marks = _take_out_stale(profile, steps, door)
        for step in steps:
            if step != MakeFolder(profile.own):  # it holds the journal, and goes when it is empty
                old = next((mark for mark in marks if mark.same == _same(step, door)), None)
                mark = mark_of(step, door, old)
                if mark is not None:
                    marks = _note(profile, add(marks, mark), door)
            if isinstance(step, PutTree):
                tell(f"正在复制程序（{len(step.files)}个文件），一般要一两分钟，请不要关闭这个窗口……")
            _carry_out(step, door)
    except OSError as error:
        raise _refused(error, "没有装完") from error


def uninstall(profile: Profile, door: Door, keep: Path | None = None) -> bool:
    """Undo what was installed, in reverse; return whether anything of it was there.

    ``keep`` is the program that is running just now, below the profile: Windows cannot delete it, so its folder and
    ``uninstall.cmd`` stay for that to delete.
    """
    journal = door.read(profile.journal)
    marks = load(journal) or known_marks(profile, door.registry)
    there = journal is not None or any(_is_there(mark, door) for mark in marks)
    running = keep is not None and keep.is_relative_to(profile.program)
    stays = {str(profile.program), str(profile.own / "uninstall.cmd")} if running else set()
    _refuse_in_use([Path(mark.where) for mark in marks if mark.kind == "file"], door)
    try:
        for mark in reversed(marks):
            if mark.where not in stays:
                undo(mark, door)
        for name in KEPT:
            delete_tree(door, profile.own / name)
        door.delete(profile.journal)
        door.delete(profile.own / HALF)
        if door.is_folder(profile.own) and door.is_empty(profile.own):
            door.delete_folder(profile.own)
    except OSError as error:
        raise _refused(error, "没有卸载完") from error
    return there


def _carry_out(step: Step, door: Door) -> None:
    try:
        carry_out(step, door)
    except StructureError as error:  # only the menus, which come last, have refusals of their own
        text = f"加载项已经装好，右键菜单“发送到”没有装好：{error}"
        raise StructureError(error.name, text) from error


def _same(step: Step, door: Door) -> tuple[str, str, str] | None:
    mark = mark_of(step, door)
    return mark.same if mark else None


def _take_out_stale(profile: Profile, steps: Sequence[Step], door: Door) -> tuple[Mark, ...]:
    """Take the add-in out of the place where an earlier time has put it, when it is to stand elsewhere now."""
    marks = load(door.read(profile.journal)) or ()
    wanted = {_same(step, door) for step in steps}
    places = {str(folder / XLAM) for folder in (profile.startup, profile.addins)}
    stale = [
        one
        for one in marks
        if one.same not in wanted and (one.kind == "open" or (one.kind == "file" and one.where in places))
    ]
    _refuse_in_use([Path(one.where) for one in stale if one.kind == "file"], door)
    for one in reversed(stale):
        undo(one, door)
    kept = tuple(one for one in marks if one not in stale)
    return _note(profile, kept, door) if stale else kept


def _note(profile: Profile, marks: tuple[Mark, ...], door: Door) -> tuple[Mark, ...]:
    put_whole(door, profile.journal, dump(marks, __version__), profile.own)
    return marks


def _is_there(mark: Mark, door: Door) -> bool:
    path = Path(mark.where)
    return (mark.kind == "file" and door.read(path) is not None) or (
        mark.kind == "tree" and door.is_folder(path)
    )


def _refuse_in_use(files: Sequence[Path], door: Door) -> None:
    for file in files:
        if door.in_use(file):
            text = f"加载项正被 Excel 使用，没有改动任何内容：{file}。请关闭所有 Excel 窗口后再运行。"
            raise StructureError("locked", text)


def _refused(error: OSError, what: str) -> StructureError:
    """Say what the system has refused; what was done stays in the journal."""
    name = error.filename or ""
    if isinstance(error, PermissionError):
        why = "被占用或没有权限。请关闭 Excel、WPS 和正在运行的决算簿"
    elif error.errno == 28:
        why = "磁盘已满。请清理磁盘空间"
    else:
        why = f"系统提示：{error.strerror}。请检查磁盘和杀毒软件的拦截记录"
    return StructureError(
        "install-failed", f"{what}：{name} {why}，再运行一次；已做的部分不会重复，也能卸载。"
    )
