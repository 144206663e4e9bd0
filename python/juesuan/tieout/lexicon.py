"""The words of reports: sections, subjects, sentence patterns, from ``workbook/tieout/lexicon.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from juesuan.spec.files import FileStruct
from juesuan.spec.load import workbook_folder
from juesuan.spec.source import Source, read_yaml

QUOTES = re.compile(r"[“”\"'‘’「」《》]")
_BOTH = re.compile(r"(收入?)[、与和及](支出?)")
LEVEL = re.compile(r"（(?:类|款|项)）")


class SectionFile(FileStruct, frozen=True, kw_only=True):
    """A section: what its heading says, what its figures speak of, which lists it gives, the rules of its figures."""

    key: str
    match: str
    subject: str = ""
    members: tuple[str, ...] = ()
    rule: str = "D30"
    share: str = "D30"
    partial: bool = False


class SubjectFile(FileStruct, frozen=True, kw_only=True):
    """A subject: its names everywhere, and those that hold in its own sections only.

    ``exact`` names hold where they are all that is said; ``unit`` are the kinds of units in which it is counted; ``counts`` what is counted for an amount, by kind of unit.
    """

    home: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    counts: dict[str, str] = msgspec.field(default_factory=dict)


class ExhaustiveFile(FileStruct, frozen=True, kw_only=True):
    """A whole whose parts are all there is."""

    whole: str
    parts: tuple[str, ...]
    section: str = ""


class LimitFile(FileStruct, frozen=True, kw_only=True):
    """A part that is at most its whole."""

    part: str
    whole: str


class LexiconFile(FileStruct, frozen=True, kw_only=True):
    """``lexicon.yaml``."""

    sections: tuple[SectionFile, ...]
    subjects: dict[str, SubjectFile]
    members: dict[str, tuple[str, ...]]
    exhaustive: tuple[ExhaustiveFile, ...]
    limits: tuple[LimitFile, ...]
    either: dict[str, tuple[str, ...]]
    covers: dict[str, tuple[str, ...]]
    divides: dict[str, tuple[str, ...]]
    cells: dict[str, str]
    patterns: dict[str, str]
    against_budget: str
    gap: str
    last_year: str
    compared: str
    unchanged: str
    versus_budget: str
    cause: str
    goes_on: str
    this_year: str
    opens_list: str
    also: str
    units: dict[str, tuple[str, ...]]
    placeholders: str
    branches: str


@dataclass(frozen=True)
class Section:
    """A section of a report."""

    key: str
    match: re.Pattern[str]
    subject: str
    members: tuple[str, ...]
    rule: str = "D30"
    share: str = "D30"
    partial: bool = False


@dataclass(frozen=True)
class Lexicon:
    """Everything in ``lexicon.yaml``, its expressions compiled; names are normalised (:func:`normal`)."""

    sections: tuple[Section, ...]
    subjects: Mapping[str, SubjectFile]
    members: Mapping[str, tuple[str, ...]]
    exhaustive: tuple[ExhaustiveFile, ...]
    limits: tuple[LimitFile, ...]
    either: Mapping[str, tuple[str, ...]]
    covers: Mapping[str, tuple[str, ...]]
    divides: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]]
    against_budget: re.Pattern[str]
    gap: re.Pattern[str]
    last_year: re.Pattern[str]
    compared: re.Pattern[str]
    unchanged: re.Pattern[str]
    versus_budget: re.Pattern[str]
    cause: re.Pattern[str]
    goes_on: re.Pattern[str]
    this_year: re.Pattern[str]
    opens_list: re.Pattern[str]
    also: re.Pattern[str]
    placeholders: re.Pattern[str]
    branches: re.Pattern[str]
    units: Mapping[str, str]

    def section(self, heading: str) -> Section | None:
        """Return the section that a heading opens."""
        bare = QUOTES.sub("", heading)
        return next((one for one in self.sections if one.match.search(bare)), None)

    def names(self, section: str) -> Iterator[tuple[str, str]]:
        """Yield name and subject of everything that can be named in a section, local names first."""
        for key, one in self.subjects.items():
            if section in one.home:
                yield from ((name, key) for name in _ways((*one.local, *one.name)))
        for key, one in self.subjects.items():
            if section not in one.home:
                yield from ((name, key) for name in _ways(one.name))


def _ways(names: Iterable[str]) -> Iterator[str]:
    """Yield names in normal form; 费 is 费用 as well."""
    for name in names:
        bare = normal(name)
        yield bare
        if bare.endswith("费"):
            yield f"{bare}用"


def normal(name: str) -> str:
    """Return a name as it is compared: without quotes, level marks and blanks; 收、支 is 收支."""
    bare = LEVEL.sub("", QUOTES.sub("", name)).replace(" ", "").replace("（境）", "境")
    return _BOTH.sub(r"\1\2", bare)


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the last place of a text that matches."""
    return max(pattern.finditer(text), key=lambda found: found.start(), default=None)


@cache
def load_lexicon(path: Path | None = None) -> Lexicon:
    """Load the lexicon; raise SpecError with file and line for what is wrong with it."""
    source = read_yaml(path or workbook_folder() / "tieout" / "lexicon.yaml")
    file = source.decode(LexiconFile)

    def compiled(text: str, *place: str | int) -> re.Pattern[str]:
        try:
            return re.compile(text)
        except re.error as error:
            raise source.error(f"no regular expression: {error}", *place) from None

    sections = tuple(
        Section(
            one.key,
            compiled(one.match, "sections", number, "match"),
            one.subject,
            one.members,
            one.rule,
            one.share,
            one.partial,
        )
        for number, one in enumerate(file.sections)
    )
    _check_names(source, file)
    return Lexicon(
        sections=sections,
        subjects=file.subjects,
        members={normal(key): tuple(map(normal, names)) for key, names in file.members.items()},
        exhaustive=file.exhaustive,
        limits=file.limits,
        either={normal(name): subjects for name, subjects in file.either.items()},
        covers={key: tuple(map(normal, names)) for key, names in file.covers.items()},
        divides=file.divides,
        cells=file.cells,
        patterns={key: compiled(text, "patterns", key) for key, text in file.patterns.items()},
        against_budget=compiled(file.against_budget, "against_budget"),
        gap=compiled(file.gap, "gap"),
        last_year=compiled(file.last_year, "last_year"),
        compared=compiled(file.compared, "compared"),
        unchanged=compiled(file.unchanged, "unchanged"),
        versus_budget=compiled(file.versus_budget, "versus_budget"),
        cause=compiled(file.cause, "cause"),
        goes_on=compiled(file.goes_on, "goes_on"),
        this_year=compiled(file.this_year, "this_year"),
        opens_list=compiled(file.opens_list, "opens_list"),
        also=compiled(file.also, "also"),
        placeholders=compiled(file.placeholders, "placeholders"),
        branches=compiled(file.branches, "branches"),
        units={unit: kind for kind, units in file.units.items() for unit in units},
    )


def _check_names(source: Source, file: LexiconFile) -> None:
    """Raise SpecError with file and line for the first section or subject that is named and not there.

    ``cells`` may hold figures that no name leads to: a check asks for them.
    """
    sections = {one.key for one in file.sections}
    for name, place in _named_sections(file):
        if name and name not in sections:
            raise source.error(f"there is no section `{name}`", *place)
    for name, place in _named_subjects(file):
        if name and name not in file.subjects:
            raise source.error(f"there is no subject `{name}`", *place)
    for key, cell in file.cells.items():
        if cell.count("|") != 2:
            raise source.error(f"`{cell}` is not table|row|column", "cells", key)


_Place = tuple[str | int, ...]


def _named_sections(file: LexiconFile) -> Iterator[tuple[str, _Place]]:
    for key, subject in file.subjects.items():
        yield from ((one, ("subjects", key, "home")) for one in subject.home)
    for number, whole in enumerate(file.exhaustive):
        yield whole.section, ("exhaustive", number, "section")


def _named_subjects(file: LexiconFile) -> Iterator[tuple[str, _Place]]:
    for number, section in enumerate(file.sections):
        yield section.subject, ("sections", number, "subject")
    for key, subject in file.subjects.items():
        yield from ((one, ("subjects", key, "counts", unit)) for unit, one in subject.counts.items())
    for number, whole in enumerate(file.exhaustive):
        yield from ((one, ("exhaustive", number)) for one in (whole.whole, *whole.parts))
    for number, limit in enumerate(file.limits):
        yield from ((one, ("limits", number)) for one in (limit.part, limit.whole))
    for name, subjects in file.either.items():
        yield from ((one, ("either", name)) for one in subjects)
    yield from ((one, ("covers", one)) for one in file.covers)
