"""``selfcheck.yaml``: the items of 公开自查表, in order; which check answers each stands there too.

Layers add to the file below them: groups with the same key go together, an item with the same key takes the place of
the other, ``omit`` leaves items out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from juesuan.spec.files import FileStruct
from juesuan.spec.model import Format
from juesuan.spec.source import Source, read_yaml

SELF_CHECK = "selfcheck.yaml"


class ItemFile(FileStruct, frozen=True, kw_only=True):
    """An item: what is required, its published ``source``, the ``check`` that answers it, and what that looks at.

    ``tables`` are kinds of tables, ``facts`` codes of 其他重要事项, ``paragraphs`` keys of the narrative, ``expense`` a column of
    the 三公 tables, ``measures`` keys of the analysis, ``rules`` ids of audit rules, ``fields`` keys of the cover, ``fill`` what
    a person writes by hand.
    """

    key: str
    text: str
    source: str
    check: str
    facts: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    expense: str = ""
    measures: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    days: int = 0
    fill: str = ""


class GroupFile(FileStruct, frozen=True, kw_only=True):
    """A group of items."""

    key: str
    title: str = ""
    items: tuple[ItemFile, ...] = ()


class SelfCheckFile(FileStruct, frozen=True, kw_only=True):
    """The file."""

    title: str = ""
    groups: tuple[GroupFile, ...] = ()
    omit: tuple[str, ...] = ()


@dataclass(frozen=True)
class SelfCheck:
    """The form of a format: its title, and its groups (title, items) in order; ``path`` is the file that was read last."""

    title: str
    groups: tuple[tuple[str, tuple[ItemFile, ...]], ...]
    path: Path | None = None

    @property
    def items(self) -> Iterator[tuple[str, ItemFile]]:
        """All items, each with the title of its group."""
        yield from ((title, one) for title, items in self.groups for one in items)


def load_selfcheck(form: Format) -> SelfCheck:
    """Return the items of a format, its lower layers first; SpecError with file and line for what is wrong."""
    title, path = "", None
    titles: dict[str, str] = {}
    groups: dict[str, dict[str, ItemFile]] = {}
    for folder in reversed(form.folders):
        if not (folder / SELF_CHECK).is_file():
            continue
        path = folder / SELF_CHECK
        source = read_yaml(path)
        file = source.decode(SelfCheckFile)
        title = file.title or title
        _omit(source, file, groups)
        for number, group in enumerate(file.groups):
            titles[group.key] = group.title or titles.get(group.key, "")
            if not titles[group.key]:
                raise source.error(f"group `{group.key}` has no title", "groups", number, "key")
            _add(source, number, group, groups)
    found = tuple((titles[key], tuple(items.values())) for key, items in groups.items() if items)
    return SelfCheck(title, found, path)


def _omit(source: Source, file: SelfCheckFile, groups: dict[str, dict[str, ItemFile]]) -> None:
    for number, key in enumerate(file.omit):
        if not any(key in items for items in groups.values()):
            raise source.error(f"there is no item `{key}` to omit", "omit", number)
        for items in groups.values():
            items.pop(key, None)


def _add(source: Source, number: int, group: GroupFile, groups: dict[str, dict[str, ItemFile]]) -> None:
    here: set[str] = set()
    for place, item in enumerate(group.items):
        at = ("groups", number, "items", place)
        elsewhere = any(item.key in items for key, items in groups.items() if key != group.key)
        if item.key in here or elsewhere:
            raise source.error(f"item `{item.key}` stands twice", *at, "key")
        if not item.source or not item.text:
            raise source.error(f"item `{item.key}` needs a text and a published source", *at)
        here.add(item.key)
        groups.setdefault(group.key, {})[item.key] = item
