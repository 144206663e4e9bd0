"""What ``juesuan addin install`` and ``uninstall`` do on this machine, and the lines that tell of it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from juesuan.addin.install import install, say_nothing, uninstall
from juesuan.addin.install_door import Door
from juesuan.addin.install_source import built_source, package_root, package_source
from juesuan.addin.install_steps import Place, Source, Step, plan
from juesuan.addin.profile import Profile, System, current_profile
from juesuan.addin.registry import OFFICE, option_keys
from juesuan.findings import StructureError

_WPS = "WPS 表格不能加载加载项：请关闭工作簿，在文件上点右键，从“发送到”里选决算簿的各项。"
_NO_EXCEL = "没有发现这个账号用过 Excel。Excel 装好后会自动显示“决算”选项卡。"
_MAC = "Mac 版 Excel 会显示“决算”选项卡，但按钮目前不能在 Mac 上运行；请用命令方式。"
_CHECKING = "正在核对安装包……"
_LEAVING = "正在卸载，请不要关闭这个窗口……"
_DRY = "将要做的（现在没有改动任何内容）："
_GONE = "卸载完成：程序、加载项、设置和菜单都已删除，您的工作簿没有动。"
_NOTHING = "没有装过决算簿，没有改动任何内容。"
_NOT_THERE = "没有装过决算簿的加载项和菜单。"
_FORGOTTEN = "为“撤销上次操作”保留的{}份旧工作簿也已删除，以后不能再撤销以前的操作；现在的工作簿不受影响。"


@dataclass(frozen=True)
class Machine:
    """Where something is installed: the account, the door to it, and the Python program that runs this."""

    profile: Profile
    door: Door
    executable: Path


def this_machine() -> Machine:
    """Return this machine, for the account that runs this."""
    return Machine(current_profile(), Door(), Path(sys.executable))


def install_here(
    interpreter: str | None,
    place: Place,
    *,
    dry_run: bool = False,
    machine: Machine | None = None,
    tell: Callable[[str], None] = say_nothing,
) -> list[str]:
    """Install for the account that runs this, and return what is to be said; with ``dry_run`` only what would be done.

    ``tell`` is told before what takes long: copying takes a minute or two.
    """
    here = machine or this_machine()
    if interpreter and not Path(os.path.expandvars(interpreter)).is_file():
        text = f"没有找到 {interpreter}，没有改动任何内容。请写 pythonw.exe 的完整路径。"
        raise StructureError("no-interpreter", text)
    with tempfile.TemporaryDirectory(prefix="juesuan-") as work:
        if here.profile.system is System.LINUX:
            return _linux(here, Path(work), interpreter, dry_run=dry_run)
        root = package_root(_as_named(here.executable, here.profile))
        if root:
            tell(_CHECKING)
        source = (
            package_source(root, interpreter)
            if root
            else built_source(Path(work), interpreter, here.executable)
        )
        steps = _steps(here.profile, source, place, here.door)
        if dry_run:
            return [_DRY, *(f"  {step}" for step in steps)]
        install(here.profile, steps, here.door, tell)
    return _told(here.profile, source, here.door)


def _as_named(program: Path, account: Profile) -> Path:
    """Return where a program lies, named as the account names its own folder.

    Windows knows a folder by several names: the users' folder may stand on another disk behind a junction.
    """
    real, own = program.resolve(), account.own.resolve()
    return account.own / real.relative_to(own) if real.is_relative_to(own) else real


def uninstall_here(machine: Machine | None = None, tell: Callable[[str], None] = say_nothing) -> list[str]:
    """Take out what was installed for the account that runs this, what is kept between runs too; return what is to be said."""
    here = machine or this_machine()
    tell(_LEAVING)
    linux = here.profile.system is System.LINUX
    there, gone = _from_linux(here, own=machine is None) if linux else _from_profile(here)
    if not gone:
        return [_GONE if there else _NOTHING]
    return [_GONE if there else _NOT_THERE, _FORGOTTEN.format(gone)]


def _from_profile(here: Machine) -> tuple[bool, int]:
    """Uninstall where the profile holds everything; return whether anything was there, and how many copies went."""
    undo = here.profile.own / "undo"
    copies = len(here.door.below(undo))
    there = uninstall(here.profile, here.door, keep=_as_named(here.executable, here.profile))
    return there, copies - len(here.door.below(undo))


def _from_linux(here: Machine, *, own: bool) -> tuple[bool, int]:
    """As :func:`_from_profile`; ``own``: this account, and not a made-up one."""
    from juesuan.addin.install_linux import uninstall_linux
    from juesuan.book.kept import copies, forget

    base = None if own else here.profile.own
    before = copies(base)
    there = uninstall_linux(here.profile.roaming)
    forget(base)
    return there, before - copies(base)


def _steps(account: Profile, source: Source, place: Place, door: Door) -> Sequence[Step]:
    keys = option_keys(door.registry)
    if place is Place.ADDINS and (account.system is not System.WINDOWS or not keys):
        text = "没有在注册表里找到 Excel，不能登记加载项。请先打开一次 Excel 再运行，或不写 --place addins。"
        raise StructureError("no-excel", text)
    return plan(account, source, place, keys, menus=account.system is System.WINDOWS)


def _told(account: Profile, source: Source, door: Door) -> list[str]:
    lines = [f"安装完成，装给当前用户：{account.home}"]
    if account.system is System.MACOS:
        return [*lines, _MAC]
    lines.append("请重新打开 Excel，功能区里有“决算”选项卡。")
    if not any("Excel" in door.registry.keys(rf"{OFFICE}\{one}") for one in door.registry.keys(OFFICE)):
        lines.append(_NO_EXCEL)
    if source.program:
        lines.append(f"程序在 {account.own}，U 盘或安装包可以拿走；卸载时双击其中的 uninstall.cmd。")
    return [*lines, _WPS]


def _linux(here: Machine, work: Path, interpreter: str | None, *, dry_run: bool) -> list[str]:
    applications = here.profile.roaming / "applications"
    if dry_run:
        return [
            _DRY,
            "  把扩展 juesuan.oxt 装进当前用户的 LibreOffice",
            f"  添加文件管理器里的决算簿各项  {applications}",
        ]
    from juesuan.addin.install_linux import install_linux

    office = install_linux(work, interpreter or str(here.executable), here.profile.roaming)
    buttons = (
        "请重新打开 LibreOffice，表格里有决算簿工具栏。"
        if office
        else "没有找到 LibreOffice，只装了右键菜单。"
    )
    return [f"安装完成。{buttons}", "用 WPS 时：在工作簿上点右键，选打开方式里的决算簿各项。"]
