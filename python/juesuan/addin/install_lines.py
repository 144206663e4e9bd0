"""One line ``KEY=VALUE`` of the person's settings; every other line stays as it is, to the byte."""

from __future__ import annotations

from juesuan.addin.install_journal import Mark, unpack


def value_of(data: bytes | None, key: str) -> str | None:
    """Return the value of a key, as the add-in reads it; None when there is no such line."""
    for line in _lines(data):
        name, equals, value = line.partition("=")
        if equals and name.strip().upper() == key:
            return value.strip()
    return None


def with_line(data: bytes | None, key: str, value: str) -> bytes:
    """Return the settings with a key set to a value, in the place of its line or at the end."""
    lines = _lines(data)
    mine = next((at for at, line in enumerate(lines) if _is(line, key)), None)
    if mine is not None:
        lines[mine] = f"{key}={value}\n"
    else:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.append(f"{key}={value}\n")
    return _bytes(lines)


def without_line(data: bytes | None, key: str) -> bytes | None:
    """Return the settings without a key; None when nothing is left."""
    lines = [line for line in _lines(data) if not _is(line, key)]
    return _bytes(lines) if "".join(lines).strip() else None


def restored(data: bytes | None, mark: Mark) -> bytes | None:
    """Return the settings as they would be had the line of a mark never been written; None for no file.

    What was there before comes back to the byte when nobody has changed the file since; otherwise only our line goes.
    """
    before, after = unpack(mark.before), unpack(mark.after)
    if data == after:
        return before
    if data is None or value_of(data, mark.name) != value_of(after, mark.name):
        return data
    old = value_of(before, mark.name)
    return without_line(data, mark.name) if old is None else with_line(data, mark.name, old)


def _is(line: str, key: str) -> bool:
    name, equals, _ = line.partition("=")
    return bool(equals) and name.strip().upper() == key


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "surrogateescape").splitlines(keepends=True)


def _bytes(lines: list[str]) -> bytes:
    return "".join(lines).encode("utf-8", "surrogateescape")
