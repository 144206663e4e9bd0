"""What the program knows of its own lists: what tells two rows apart, what a row must have, what goes on below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Trait:
    """A list.

    ``identity``: the columns by which a row is found again; ``required``: of each group one must be there;
    ``carried``: what is blank where it is as in the row above; ``repeats``: two equal rows are two things;
    ``fixed``: its rows stand in the workbook already; ``kept``: columns that name a row and are not written over.
    """

    identity: tuple[str, ...]
    required: tuple[tuple[str, ...], ...]
    carried: tuple[str, ...] = ()
    repeats: bool = False
    fixed: bool = False
    kept: tuple[str, ...] = ()


MARKS = ("assessed", "targets", "monitored", "self")
"""Columns of ``managed`` that are ticked."""
_FACT = Trait(("code",), (("code",),), fixed=True, kept=("name",))
TRAITS: Mapping[str, Trait] = {
    "items": Trait(("code",), (("code",),), kept=("name",)),
    "three": _FACT,
    "amounts": _FACT,
    "counts": _FACT,
    "receptions": Trait(
        ("subject", "date", "persons"), (("subject",), ("persons", "amount", "date")), repeats=True
    ),
    "projects": Trait(
        ("project",),
        (
            ("project",),
            ("budget", "actual", "budget_appropriation", "actual_appropriation", "objective", "result", "effect",
             "problem", "remedy"),
        ),
    ),
    "indicators": Trait(
        ("project", "first", "second", "third"),
        (("project",), ("third", "second"), ("target", "actual", "third")),
        carried=("project", "first", "second"),
    ),
    "managed": Trait(("project",), (("project",), (*MARKS, "result", "note"))),
    "causes": Trait(("measure", "text"), (("measure",), ("text",)), carried=("measure",)),
    "attachments": Trait(
        ("number", "text", "file"), (("number",), ("text", "file", "title")), carried=("number",)
    ),
}  # fmt: skip
"""The lists that can be imported."""
