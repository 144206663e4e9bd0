"""What other people call our tables, columns and rows: data in ``workbook/layouts``, read once and looked up.

A word is compared as it stands first; only where that says nothing do the declared synonyms count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec

from juesuan.importing.labels import label, norm
from juesuan.spec.files import FileStruct
from juesuan.spec.load import workbook_folder
from juesuan.spec.source import Source, read_yaml

OTHER_FILES = ("general.yaml", "lists.yaml")
"""What in the folder is no list of foreign layouts."""


class WordsFile(FileStruct, frozen=True, kw_only=True):
    """``words``: what a header cell says a column is."""

    code: list[str]
    name: list[str]
    item: list[str]
    text: list[str]
    line: list[str]
    neutral: list[str]
    total: list[str]
    total_row: list[str]
    aside: list[str]


class TableWordsFile(FileStruct, frozen=True, kw_only=True):
    """Labels of columns that hold in one table only."""

    title: str
    columns: list[list[str]]


class GeneralFile(FileStruct, frozen=True, kw_only=True):
    """``general.yaml``."""

    words: WordsFile
    titles: list[list[str]]
    columns: list[list[str]]
    rows: list[list[str]]
    tables: list[TableWordsFile]
    prefixes: list[str]


class LayoutFile(FileStruct, frozen=True, kw_only=True):
    """A table of another system that fills one of ours (``table``), or none."""

    name: str
    title: str
    table: str
    verified: bool
    columns: dict[str, str] = msgspec.field(default_factory=dict)
    aside: list[str] = msgspec.field(default_factory=list)
    note: str = ""


class BureauFile(FileStruct, frozen=True, kw_only=True):
    """``bureau.yaml`` and other lists of foreign layouts."""

    layouts: list[LayoutFile]


@dataclass(frozen=True)
class Words:
    """Sets of normalised header words by what they say."""

    code: frozenset[str]
    name: frozenset[str]
    item: frozenset[str]
    text: frozenset[str]
    line: frozenset[str]
    neutral: frozenset[str]
    total: frozenset[str]
    total_row: frozenset[str]
    aside: frozenset[str]

    def all(self) -> frozenset[str]:
        """All words that can stand in a header."""
        return frozenset().union(
            *(self.code, self.name, self.item, self.text, self.line, self.neutral, self.total, self.aside)
        )


@dataclass(frozen=True)
class Layouts:
    """All declared words. ``columns`` and ``rows`` lead from a word to the lists that hold it."""

    words: Words
    titles: tuple[frozenset[str], ...]
    columns: Mapping[str, frozenset[str]]
    rows: Mapping[str, frozenset[str]]
    tables: Mapping[str, Mapping[str, frozenset[str]]]
    prefixes: tuple[str, ...]
    foreign: tuple[LayoutFile, ...] = field(repr=False)

    def same_titles(self, title: str) -> frozenset[str]:
        """All titles of the table that has this (normalised) title."""
        return frozenset({title}).union(*(one for one in self.titles if title in one))

    def column_words(self, title: str, word: str) -> frozenset[str]:
        """The words that mean the same column of a table as ``word``, itself included."""
        own = next((found for titles, found in self._own(title)), {})
        return frozenset({word}) | self.columns.get(word, frozenset()) | own.get(word, frozenset())

    def _own(self, title: str) -> Iterable[tuple[str, Mapping[str, frozenset[str]]]]:
        same = self.same_titles(title)
        return ((one, found) for one, found in self.tables.items() if one in same)

    def row_words(self, word: str) -> frozenset[str]:
        """The words that mean the same row as ``word``, itself included."""
        return frozenset({word}) | self.rows.get(word, frozenset())

    def layout(self, title: str) -> LayoutFile | None:
        """The bureau's layout with a (normalised) title."""
        return next((one for one in self.foreign if norm(one.title) == title), None)


def load_layouts(folder: Path | None = None) -> Layouts:
    """Read the layouts; raise SpecError with file and line for a fault."""
    return _load(folder or workbook_folder() / "layouts")


@cache
def _load(folder: Path) -> Layouts:
    source = read_yaml(folder / "general.yaml")
    file = source.decode(GeneralFile)
    words = {name: frozenset(map(label, getattr(file.words, name))) for name in WordsFile.__struct_fields__}
    files = sorted(one for one in folder.glob("*.yaml") if one.name not in OTHER_FILES)
    return Layouts(
        words=Words(**words),
        titles=tuple(frozenset(map(norm, one)) for one in file.titles),
        columns=_classes(file.columns, source, "columns"),
        rows=_classes(file.rows, source, "rows"),
        tables={
            norm(one.title): _classes(one.columns, source, "tables", number, "columns")
            for number, one in enumerate(file.tables)
        },
        prefixes=tuple(map(norm, file.prefixes)),
        foreign=tuple(layout for one in files for layout in read_yaml(one).decode(BureauFile).layouts),
    )


def _classes(lists: list[list[str]], source: Source, *at: str | int) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for number, one in enumerate(lists):
        words = frozenset(map(label, one))
        for word in words:
            if word in found:
                raise source.error(f"`{word}` stands in two lists", *at, number)
            found[word] = words
    return found
