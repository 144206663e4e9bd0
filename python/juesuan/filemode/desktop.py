"""Entries for Linux desktops, as the Desktop Entry Specification wants them, and which program opens a type of file."""

from __future__ import annotations

import configparser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from juesuan.findings import StructureError

RESERVED = frozenset(" \t\n\"'\\><~|&;$*?#()`")
"""What makes an argument of Exec need quotes."""


def exec_line(program: str, arguments: Sequence[str]) -> str:
    """Return the value of Exec: the command, then the chosen files.

    Raises StructureError for a program that no entry can start (a name with ``=``, a line break).
    """
    if "=" in program or "\n" in program:
        raise StructureError(
            "bad-path", f"程序所在的文件夹名里有“=”，桌面菜单启动不了：{program}；请换一个文件夹安装。"
        )
    return " ".join([*map(_quoted, (program, *arguments)), "%F"])


def _quoted(argument: str) -> str:
    """Quote an argument, then escape it as the value of a key: the two rules of the specification, in this order."""
    text = argument.replace("%", "%%")
    if RESERVED & set(text) or not text:
        text = '"' + "".join(f"\\{one}" if one in '"`$\\' else one for one in text) + '"'
    return escaped(text)


def escaped(text: str) -> str:
    """Escape a text as the value of a key."""
    for plain, written in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, written)
    return text


def entry(groups: Mapping[str, Mapping[str, str]]) -> str:
    """Return the text of an entry from its groups; values are already as they are written, empty ones are left out."""
    parts = []
    for name, keys in groups.items():
        lines = [f"{key}={value}" for key, value in keys.items() if value]
        parts.append("\n".join([f"[{name}]", *lines]) + "\n")
    return "\n".join(parts)


def opened_elsewhere(types: Iterable[str], environ: Mapping[str, str], home: Path) -> set[str]:
    """Return those types of files for which a program is set that opens them.

    A type without one would be opened by whatever names it, the user's own entries first: by us, who must never be what
    a double click starts. A setting counts where its program is installed (MIME Apps specification).
    """
    data, config = _folders(environ, home)
    places = [one / "applications" for one in data]
    programs = {file.name for place in places if place.is_dir() for file in place.rglob("*.desktop")}
    found: dict[str, set[str]] = {}
    for file in _settings(config + places, environ):
        for kind, names in _defaults(file):
            found.setdefault(kind.lower(), set()).update(names)
    return {one for one in types if found.get(one.lower(), set()) & programs}


def _folders(environ: Mapping[str, str], home: Path) -> tuple[list[Path], list[Path]]:
    def folders(own: str, usual: Path, more: str, others: str) -> list[Path]:
        rest = (environ.get(more) or others).split(":")
        return [Path(environ.get(own) or usual), *(Path(one) for one in rest if one)]

    data = folders("XDG_DATA_HOME", home / ".local/share", "XDG_DATA_DIRS", "/usr/local/share:/usr/share")
    return data, folders("XDG_CONFIG_HOME", home / ".config", "XDG_CONFIG_DIRS", "/etc/xdg")


def _settings(folders: Sequence[Path], environ: Mapping[str, str]) -> Iterator[Path]:
    desktops = [one.lower() for one in environ.get("XDG_CURRENT_DESKTOP", "").split(":") if one]
    for folder in folders:
        for name in (*(f"{one}-mimeapps.list" for one in desktops), "mimeapps.list", "defaults.list"):
            if (folder / name).is_file():
                yield folder / name


def _defaults(file: Path) -> Iterator[tuple[str, set[str]]]:
    parser = configparser.ConfigParser(
        delimiters="=", interpolation=None, strict=False, allow_no_value=True, comment_prefixes="#"
    )
    try:
        parser.read(file, encoding="utf-8")
    except (OSError, configparser.Error, UnicodeDecodeError):
        return
    if parser.has_section("Default Applications"):
        for kind, names in parser.items("Default Applications"):
            yield kind, {one.strip() for one in (names or "").split(";") if one.strip()}
