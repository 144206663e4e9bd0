"""The entries in the file manager: shortcuts in 发送到 (Windows), desktop entries (Linux). macOS has none.

On Linux every action is an entry of its own among the programs that open a workbook (发送到 has no counterpart there);
one more, 决算簿, stands in the menu of programs, takes files that are dropped on it, and offers all actions. deepin and
UOS show actions in the context menu only from folders of the system; that entry carries the keys they want, for
administrators who copy it there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path, PurePath

from juesuan.actions import action
from juesuan.book.saving import save_atomically
from juesuan.filemode.desktop import entry, escaped, exec_line, opened_elsewhere
from juesuan.filemode.shortcut import shortcut
from juesuan.filemode.work import label
from juesuan.findings import StructureError

ENTRIES = ("import", "regenerate", "validate", "narrate", "report", "export", "rollforward", "undo", "doctor")
"""The actions in the order of the work."""
MODULE = "juesuan.filemode"
OPTIONS = ("-E", "-P", "-X", "utf8", "-m", MODULE)
"""How the interpreter is started: no foreign settings, nothing from the current folder, UTF-8."""
PRODUCT = "决算簿"
WINDOWS_FOLDER = Path("Microsoft", "Windows", "SendTo")
LINUX_FOLDER = Path("applications")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK_TYPES = (XLSX, "application/vnd.ms-excel.sheet.macroEnabled.12", "application/wps-office.xlsx")
SOURCE_TYPES = ("application/vnd.ms-excel", "application/wps-office.xls", "text/csv", "application/zip")
"""What 导入决算报表 takes besides."""
MAIN = "juesuan.desktop"


def install_menus(
    base: Path,
    interpreter: PurePath | str,
    *,
    platform: str = sys.platform,
    icons: Path | None = None,
    types: Collection[str] = (),
) -> list[Path]:
    """Put the entries into a user's profile and return them; a second time gives the same, what is outdated goes.

    ``base`` is %APPDATA% on Windows, $XDG_DATA_HOME on Linux; ``interpreter`` the program that runs them (pythonw.exe);
    ``icons`` the folder with the pictures of the buttons, used on Linux (a shortcut shows the icon of its program);
    ``types`` the MIME types that other programs open, see :func:`juesuan.filemode.desktop.opened_elsewhere`. Raises
    StructureError, before anything is written, where a file of somebody else has one of our names, and where an entry
    cannot be written.
    """
    wanted = _wanted(base, str(interpreter), platform, icons, types)
    for path in wanted:
        if path.exists() and not _is_ours(path):
            text = f"“{path}”不是决算簿建立的，没有覆盖；请改名或移走后再试。"
            raise StructureError("exists", text)
    for path, data in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != data:
            save_atomically(path, data)
    for path in _ours(base, platform):
        if path not in wanted:
            path.unlink(missing_ok=True)
    _refresh(base, platform)
    return list(wanted)


def uninstall_menus(base: Path, *, platform: str = sys.platform) -> list[Path]:
    """Remove our entries, of every version, and nothing else; return what was removed."""
    gone = list(_ours(base, platform))
    for path in gone:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            text = f"“{path}”删除不了（{error.strerror}）；请关闭占用它的程序后再试。"
            raise StructureError("locked", text) from error
    if gone:
        _refresh(base, platform)
    return gone


def user_base(platform: str = sys.platform) -> Path | None:
    """Return the base folder of the current user; None where there are no menus."""
    if platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    if platform == "linux":
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return None


def install_for_user(interpreter: PurePath | str = "", icons: Path | None = None) -> list[Path]:
    """Put the entries into the profile of the current user; by default they are run by this interpreter.

    Raises as :func:`install_menus`, and StructureError on a system without menus.
    """
    base = user_base()
    if base is None:
        raise StructureError("no-menus", "这个系统上没有右键菜单可装；请用命令方式，见说明。")
    types = opened_elsewhere((*WORKBOOK_TYPES, *SOURCE_TYPES), os.environ, Path.home())
    program = interpreter or windowless(Path(sys.executable))
    return install_menus(base, program, icons=icons, types=types)


def uninstall_for_user() -> list[Path]:
    """Remove the entries of the current user."""
    base = user_base()
    return [] if base is None else uninstall_menus(base)


def windowless(interpreter: Path) -> Path:
    """Return the interpreter that opens no console window, where there is one beside."""
    beside = interpreter.with_name("pythonw.exe")
    return beside if interpreter.name.lower() == "python.exe" and beside.exists() else interpreter


def _wanted(
    base: Path, interpreter: str, platform: str, icons: Path | None, types: Collection[str]
) -> dict[Path, bytes]:
    if platform == "win32":
        folder = base / WINDOWS_FOLDER
        return {folder / f"{PRODUCT} {label(name)}.lnk": _link(interpreter, name) for name in ENTRIES}
    if platform == "linux":
        folder = base / LINUX_FOLDER
        files = {folder / MAIN: _main_entry(interpreter, icons)}
        for name in ENTRIES:
            files[folder / f"juesuan-{name}.desktop"] = _action_entry(interpreter, name, icons, types)
        return {path: text.encode() for path, text in files.items()}
    return {}


def _link(interpreter: str, name: str) -> bytes:
    try:
        return shortcut(interpreter, " ".join([*OPTIONS, name]), description=action(name).tip)
    except ValueError:
        text = f"“发送到”菜单启动不了这个位置的程序（路径太长，或不是完整路径）：{interpreter}"
        raise StructureError("bad-path", text) from None


def _common(interpreter: str, name: str, icons: Path | None) -> dict[str, str]:
    return {
        "Comment": escaped(action(name).tip),
        "Exec": exec_line(interpreter, [*OPTIONS, name]),
        "Icon": _icon(name, icons),
        "Terminal": "false",
        "StartupNotify": "false",
    }


def _icon(name: str, icons: Path | None) -> str:
    file = icons / f"{action(name).icon}_32.png" if icons else None
    return escaped(str(file)) if file and file.is_file() else ""


def _action_entry(interpreter: str, name: str, icons: Path | None, types: Collection[str]) -> str:
    kinds = WORKBOOK_TYPES + (SOURCE_TYPES if name == "import" else ())
    mime = "".join(f"{one};" for one in kinds if one in types)
    keys = {"Type": "Application", "Version": "1.0", "Name": f"{PRODUCT} {label(name)}"}
    keys |= _common(interpreter, name, icons) | {"NoDisplay": "true", "MimeType": mime}
    return entry({"Desktop Entry": keys})


def _main_entry(interpreter: str, icons: Path | None) -> str:
    keys = {"Type": "Application", "Version": "1.1", "Name": PRODUCT}
    keys |= _common(interpreter, "validate", icons)
    keys |= {
        "Categories": "Office;Finance;",
        "Actions": "".join(f"{name};" for name in ENTRIES),
        "X-DDE-FileManager-MenuTypes": "SingleFile;MultiFileDirs;",
    }
    groups = {"Desktop Entry": keys}
    for name in ENTRIES:
        command = exec_line(interpreter, [*OPTIONS, name])
        groups[f"Desktop Action {name}"] = {"Name": label(name), "Exec": command, "Icon": _icon(name, icons)}
    return entry(groups)


def _ours(base: Path, platform: str) -> Iterator[Path]:
    """Yield the entries that some version of this program made."""
    folder, names = {
        "win32": (base / WINDOWS_FOLDER, [f"{PRODUCT} *.lnk"]),
        "linux": (base / LINUX_FOLDER, [MAIN, "juesuan-*.desktop"]),
    }.get(platform, (base, []))
    for name in names:
        yield from (one for one in sorted(folder.glob(name)) if _is_ours(one))


def _is_ours(path: Path) -> bool:
    """Whether an entry starts our program."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return MODULE.encode() in data or MODULE.encode("utf-16-le") in data


def _refresh(base: Path, platform: str) -> None:
    """Tell the desktop of new entries; where the tool is missing, most desktops see for themselves."""
    program = shutil.which("update-desktop-database") if platform == "linux" else None
    if program:
        with suppress(OSError):
            subprocess.run([program, "-q", str(base / LINUX_FOLDER)], capture_output=True, check=False)
