"""What a format analyses: measures, compositions, collections, charts; see ``spec.analysis_load`` for the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from juesuan.spec.expression import Expression, Term
from juesuan.spec.files import FileStruct

FACTS = "facts"
"""The pseudo-table of 其他重要事项: rows are the codes there, columns ``current`` and ``prior``."""
ROW_WORDS = ("classes", "sections", "items", "leaves")
"""Rows of a code table that parts may name: by the length of their code, or those without codes below."""
COLUMN_WORD = "sections"
"""Columns of a table that stand for economic sections."""
Explain = Literal["auto", "always", "no"]


class ChartFile(FileStruct, frozen=True, kw_only=True):
    """A figure: a pie of a composition, or columns of a measure in both years."""

    key: str
    title: str
    composition: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Split:
    """A way to take a change apart."""

    label: str
    parts: tuple[Term, ...]


@dataclass(frozen=True)
class Measure:
    """See ``MeasureFile``."""

    key: str
    label: str
    value: Expression
    name: str
    explain: Explain
    budget: tuple[str, ...]
    basis: str
    budget_value: Expression | None
    splits: tuple[Split, ...]


@dataclass(frozen=True)
class Composition:
    """See ``CompositionFile``."""

    key: str
    label: str
    whole: Expression
    parts: tuple[Term, ...]
    partial: bool
    zeros: bool


@dataclass(frozen=True)
class Collection:
    """See ``CollectionFile``."""

    key: str
    label: str
    rows: Term
    budget: bool
    basis: str


@dataclass(frozen=True)
class Analysis:
    """What a format analyses; everything by key, in the order of the file."""

    measures: Mapping[str, Measure] = field(default_factory=dict)
    compositions: Mapping[str, Composition] = field(default_factory=dict)
    collections: Mapping[str, Collection] = field(default_factory=dict)
    charts: Mapping[str, ChartFile] = field(default_factory=dict)
