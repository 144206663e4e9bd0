"""What other people call our lists, their columns and rows: data in ``workbook/layouts/lists.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from msgspec import field

from juesuan.book.naming import plain
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.importing.labels import label, norm
from juesuan.spec.files import FileStruct
from juesuan.spec.load import workbook_folder
from juesuan.spec.model import Format
from juesuan.spec.source import Source, read_yaml

FILE = "lists.yaml"
_COUNTED = re.compile(r"\((?:人|人次|个|批|批次|辆|台|套|台、套|次|家|%|[A-C])\)$")
_UNIT = re.compile(r"[(:,、/](?:单位:?)?(?:人民币)?(?P<unit>万元|元)\)?$")
_WITHIN = re.compile(r"^(?:按[^:]{1,4}|其中):")


class MarksFile(FileStruct, frozen=True, kw_only=True):
    """What a ticked and an unticked cell holds."""

    yes: list[str]
    no: list[str]


class FamilyFile(FileStruct, frozen=True, kw_only=True):
    """A header of other people and the lists that the rows below it may go to."""

    key: str
    lists: list[str]
    needs: list[list[str]]
    columns: dict[str, list[str]]
    least: int = 2
    named: bool = False
    below: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    behind: dict[str, list[str]] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=dict)
    sums: dict[str, list[str]] = field(default_factory=dict)


class ListsFile(FileStruct, frozen=True, kw_only=True):
    """``lists.yaml``."""

    totals: list[str]
    ignored: list[str]
    marks: MarksFile
    families: list[FamilyFile]
    form: dict[str, list[str]]


@dataclass(frozen=True)
class Family:
    """A family as it is looked up: words lead to columns and, with ``below``, to columns of another column."""

    key: str
    lists: tuple[SectionLayout, ...]
    needs: tuple[frozenset[str], ...]
    least: int
    named: bool
    columns: Mapping[str, tuple[str, int]]
    below: Mapping[str, Mapping[str, str]]
    behind: Mapping[str, str]
    aside: frozenset[str]
    rows: Mapping[str, tuple[str, str]]
    """What a row with a fixed place is called, to its list and code."""
    sums: Mapping[str, tuple[str, ...]]

    def kind(self, key: str) -> str:
        """What a column holds: text, money, count or date (of the first list that has it)."""
        found = (one.kind for layout in self.lists for one in layout.section.columns if one.key == key)
        return next(found, "text")


@dataclass(frozen=True)
class Words:
    """All declared words for one format."""

    families: tuple[Family, ...]
    totals: frozenset[str]
    ignored: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    form: Mapping[str, str]
    headings: frozenset[str]
    """What our own sheets write above their lists."""

    @cached_property
    def header(self) -> frozenset[str]:
        """Everything that can stand in a header."""
        return frozenset(text for one in self.families for text in one.columns)


def word(value: object) -> str:
    """Return a text of a header or the name of a row as it is compared: without ordinals and units."""
    return _word(value) if isinstance(value, str) else label(value)


@lru_cache(maxsize=1 << 14)
def _word(text: str) -> str:
    return _COUNTED.sub("", _UNIT.sub("", label(text)))


def unit_of(value: object) -> str:
    """Return the unit of amounts that a text names at its end, as labels and names of rows do: ``金额（元）``."""
    match = _UNIT.search(norm(value))
    return match["unit"] if match else ""


def row_word(value: object) -> str:
    """Return the name of a row as it is compared: what it is part of (其中：, 按用途：) is left out."""
    return _WITHIN.sub("", word(value))


def load_words(form: Format, folder: Path | None = None) -> Words:
    """Read the words; raise SpecError with file and line when a word stands for two columns."""
    source, file = _read(folder or workbook_folder() / "layouts")
    known = all_sections(form)
    families = [_family(source, number, one, known) for number, one in enumerate(file.families)]
    headings = {word(text) for one in known.values() for text in (one.section.heading, one.sheet) if text}
    headings |= {word(one.title) for one in (*form.sheets.before, *form.sheets.after)}
    return Words(
        families=tuple(one for one in families if one.lists),
        totals=frozenset(map(norm, file.totals)),
        ignored=frozenset(map(word, file.ignored)),
        yes=frozenset(map(plain, file.marks.yes)),
        no=frozenset(map(plain, file.marks.no)),
        form={word(one): key for key, words in file.form.items() for one in words},
        headings=frozenset(headings),
    )


@cache
def _read(folder: Path) -> tuple[Source, ListsFile]:
    source = read_yaml(folder / FILE)
    return source, source.decode(ListsFile)


def _family(source: Source, number: int, file: FamilyFile, known: Mapping[str, SectionLayout]) -> Family:
    lists = tuple(known[key] for key in file.lists if key in known)
    columns: dict[str, tuple[str, int]] = {}
    within = {key for found in file.below.values() for key in found}
    for layout in lists:
        for one in layout.section.columns:
            # 其中：财政拨款 stands twice: such labels are known by the column before them
            if one.kind != "derived" and one.key not in within:
                columns.setdefault(word(one.label), (one.key, 0))
    for key, words in file.columns.items():
        for rank, text in enumerate(words, 1):
            if columns.setdefault(word(text), (key, rank))[0] != key:
                raise source.error(f"`{text}` stands for two columns", "families", number, "columns", key)
    derived = {word(one.label) for layout in lists for one in layout.section.columns if one.kind == "derived"}
    below = {
        key: {word(text): name for name, texts in found.items() for text in texts}
        for key, found in file.below.items()
    }
    return Family(
        key=file.key,
        lists=lists,
        needs=tuple(map(frozenset, file.needs)),
        least=file.least,
        named=file.named,
        columns=columns,
        below=below,
        behind={word(text): key for key, texts in file.behind.items() for text in texts},
        aside=frozenset(map(word, file.aside)) | derived,
        rows=_rows(lists, file),
        sums={row_word(text): tuple(codes) for text, codes in file.sums.items()},
    )


def _rows(lists: tuple[SectionLayout, ...], file: FamilyFile) -> dict[str, tuple[str, str]]:
    """Lead from codes and names of prepared rows to list and code: their own names first, then those of other people."""
    items = [(one.section.key, item[0], item[1]) for one in lists for item in one.section.items]
    own = _leading((key, code, [code, word(name), row_word(name)]) for key, code, name in items)
    others = _leading((key, code, map(row_word, file.rows.get(code, []))) for key, code, _ in items)
    return {**others, **own}


def _leading(rows: Iterable[tuple[str, str, Iterable[str]]]) -> dict[str, tuple[str, str]]:
    """Lead from texts to list and code; a text that two rows have leads nowhere."""
    found: dict[str, set[tuple[str, str]]] = {}
    for key, code, texts in rows:
        for text in texts:
            found.setdefault(text, set()).add((key, code))
    return {text: next(iter(here)) for text, here in found.items() if len(here) == 1}
