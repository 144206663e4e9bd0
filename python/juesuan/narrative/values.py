"""What the sentences are made from: figures and words that know their cell, and things that have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

PRESENT, ABSENT = "有", "无"


class NarrativeError(ValueError):
    """A sentence asks for what is not there: the narrative of the format is wrong."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed; ``key`` names it for good (``分析.changes.total.current``), ``place`` its cell now."""

    text: str
    key: str
    place: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a person wrote or that a form prints, with the cell that holds them."""

    text: str
    place: str = ""


@dataclass(frozen=True)
class Thing:
    """Something that sentences speak of, with its properties; what is not known is None."""

    kind: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def get(self, name: str) -> Value:
        """Return a property; ``has_…`` says whether it is there; NarrativeError for one that such things do not have."""
        if name.startswith("has_") and name not in self.values:
            return PRESENT if self.get(name.removeprefix("has_")) not in (None, "", ()) else ABSENT
        if name not in self.values:
            raise NarrativeError(f"a {self.kind} has no `{name}`")
        return self.values[name]


Value: TypeAlias = Figure | Words | Thing | str | tuple[Thing, ...] | None
World = Mapping[str, Value]
