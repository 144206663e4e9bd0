"""YAML files with the line of every value, decoded into checked structures.

All scalars are read as text (codes such as ``01`` and ``201`` must stay text); msgspec turns them into what the
structure asks for and refuses unknown keys. Its error path is turned into a line here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from juesuan.spec.errors import SpecError

T = TypeVar("T")
Step = str | int
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[\.\.\.\]")


@dataclass(frozen=True)
class Source:
    """A decoded YAML file and where each of its values stands."""

    path: Path
    data: object
    lines: dict[tuple[Step, ...], int] = field(repr=False)

    def line(self, *steps: Step) -> int:
        """Return the line (1-based) of a value, or of its nearest known ancestor."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 0)

    def error(self, message: str, *steps: Step) -> SpecError:
        """Make the error for the value at ``steps``."""
        return SpecError(self.path, self.line(*steps), message)

    def decode(self, shape: type[T]) -> T:
        """Return the file as ``shape`` (a msgspec structure); raise SpecError at the first thing out of shape."""
        try:
            return msgspec.convert(self.data, shape, strict=False)
        except msgspec.ValidationError as error:
            message, _, path = str(error).partition(" - at `$")
            steps = _steps(path.rstrip("`"))
            unknown = re.search(r"unknown field `([^`]+)`", message)
            raise self.error(message, *steps, *unknown.groups() if unknown else ()) from None


def read_utf8(path: Path) -> str:
    """Return the text of a file; raise SpecError when it is missing or was saved in another encoding than UTF-8."""
    try:
        data = path.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise SpecError(path, 0, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SpecError(path, line, "is not UTF-8: save the file with this encoding") from None


def read_yaml(path: Path) -> Source:
    """Read one YAML file; raise SpecError when it is missing, no YAML, or holds a key twice."""
    text = read_utf8(path)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        node = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise SpecError(path, line, f"not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise SpecError(path, 0, f"not YAML: {str(error).splitlines()[0]}") from None
    lines: dict[tuple[Step, ...], int] = {}
    data = _plain(node, (), lines, path) if node is not None else {}
    return Source(path, data, lines)


def _plain(
    node: yaml.Node, steps: tuple[Step, ...], lines: dict[tuple[Step, ...], int], path: Path
) -> object:
    lines.setdefault(steps, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*steps, number), lines, path) for number, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                raise SpecError(path, key_node.start_mark.line + 1, f"key `{key}` stands twice")
            lines[(*steps, key)] = key_node.start_mark.line + 1
            found[key] = _plain(value_node, (*steps, key), lines, path)
        return found
    return str(node.value)


def _steps(path: str) -> tuple[Step, ...]:
    """Turn ``.panels[0].columns[...]`` into steps; an elided place ends the path."""
    steps: list[Step] = []
    for match in _STEP.finditer(path):
        if match[1] is not None:
            steps.append(match[1])
        elif match[2] is not None:
            steps.append(int(match[2]))
        else:
            break
    return tuple(steps)
