"""What installing has done, or was about to do: written before each step, so that uninstalling undoes just that."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Literal

from juesuan.addin.config import DEFAULT_INTERPRETER, INTERPRETER
from juesuan.addin.profile import XLAM, Profile, System
from juesuan.addin.registry import Registry, Values, option_keys

Kind = Literal["folder", "file", "tree", "line", "open", "menus"]


@dataclass(frozen=True)
class Mark:
    """One thing to be undone.

    ``where`` is a path or a registry key; ``name`` the key of a line, the file that is registered or the folder for
    half-written files. ``before`` is what was there (a file's bytes in base64, the OPEN values in JSON; "" for nothing),
    ``after`` the bytes that were written.
    """

    kind: Kind
    where: str
    name: str = ""
    before: str = ""
    after: str = ""

    @property
    def same(self) -> tuple[str, str, str]:
        """Two marks with the same one are of the same thing."""
        return self.kind, self.where, self.name


def add(marks: Iterable[Mark], mark: Mark) -> tuple[Mark, ...]:
    """Return the marks with one more; it stands in the place of an older mark of the same thing."""
    have = list(marks)
    known = [one.same for one in have]
    if mark.same not in known:
        return (*have, mark)
    have[known.index(mark.same)] = mark
    return tuple(have)


def dump(marks: Iterable[Mark], version: str) -> bytes:
    """Return the journal as it is kept."""
    content = {"version": version, "marks": [asdict(mark) for mark in marks]}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def load(data: bytes | None) -> tuple[Mark, ...] | None:
    """Return the marks of a journal; None when there is none or it cannot be read."""
    if data is None:
        return None
    names = {field.name for field in fields(Mark)}
    try:
        rows = json.loads(data)["marks"]
        return tuple(Mark(**{name: str(row[name]) for name in names}) for row in rows)  # type: ignore[arg-type]
    except (ValueError, KeyError, TypeError):
        return None


def known_marks(profile: Profile, registry: Registry) -> tuple[Mark, ...]:
    """Return what can only be ours by its name and place, for an account whose journal is gone."""
    own = [
        "hashes.txt",
        "install.cmd",
        "uninstall.cmd",
        "no-python.txt",
        "no-start.txt",
        XLAM,
        "安装说明.txt",
        "致信息部门.txt",
    ]
    found = [Mark("tree", str(profile.program))]
    found += [Mark("file", str(profile.own / one), str(profile.own)) for one in own]
    for folder in (profile.startup, profile.addins):
        found.append(Mark("file", str(folder / XLAM), str(folder.parent)))
    found += [Mark("open", key, str(profile.addins / XLAM)) for key in option_keys(registry)]
    settings = f"{INTERPRETER}={DEFAULT_INTERPRETER}\n".encode()
    found += [
        Mark("folder", str(profile.settings.parent)),
        Mark("line", str(profile.settings), INTERPRETER, "", pack(settings)),
    ]
    menus = (Mark("menus", str(profile.roaming)),) if profile.system is System.WINDOWS else ()
    return (*found, *menus)


def pack(data: bytes | None) -> str:
    """Bytes as text; a marker when there are none, for a file that was empty is not a file that was missing."""
    return "" if data is None else "=" + base64.b64encode(data).decode()


def unpack(text: str) -> bytes | None:
    """Bytes back from text."""
    return base64.b64decode(text[1:]) if text else None


def pack_values(values: Values | None) -> str:
    """OPEN values as text; "" when the key was not there."""
    return "" if values is None else json.dumps(values, ensure_ascii=False)


def unpack_values(text: str) -> Values | None:
    """OPEN values back from text."""
    return {name: (data, kind) for name, (data, kind) in json.loads(text).items()} if text else None
