"""名词解释: the terms that occur in a report, none missing and no other, with their definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from juesuan.narrative.render import Renderer
from juesuan.narrative.values import Thing, Value, Words
from juesuan.spec.classification import well_formed
from juesuan.spec.model import Format

LEVELS = {"item_name": "（项）", "section_name": "（款）", "class_name": "（类）"}
"""What stands behind a name of the classification: such terms of the glossary define codes by their names."""
NAME, DEFINITION = "full_name", "code_definition"
"""The sentences that name a code and that define one of which the glossary says nothing."""


def terms_of(form: Format, world: Mapping[str, Value], texts: Sequence[str]) -> tuple[Thing, ...]:
    """Return the terms of the glossary that occur in the texts, and the codes of the items listed in the report.

    Codes stand where the first of them (or of the names that define codes) stands in the glossary. A term that is part of
    a longer one in the glossary counts only where it occurs on its own. What the narrative names counts in any case.
    """
    whole = "\n".join(texts)
    found: list[Thing] = []
    coded = False
    for term, definition in form.glossary.items():
        if _of_codes(term):
            if not coded:
                coded = True
                found += _codes(form, world)
        elif term in form.narrative.terms or _occurs(term, whole, form.glossary):
            found.append(_term(Words(term), Words(definition)))
    return tuple(found if coded else [*found, *_codes(form, world)])


def _of_codes(term: str) -> bool:
    return well_formed(term) or term.endswith(tuple(LEVELS.values()))


def _occurs(term: str, text: str, glossary: Mapping[str, str]) -> bool:
    longer = [one for one in glossary if one != term and term in one]
    for one in sorted(longer, key=len, reverse=True):
        text = text.replace(one, "　")
    return term in text


def _codes(form: Format, world: Mapping[str, Value]) -> Iterator[Thing]:
    narrative = form.narrative
    if NAME not in narrative.sentences:
        return
    renderer = Renderer(narrative, world)
    listed: dict[str, Thing] = {}
    for key in form.analysis.collections:
        things = world.get(key)
        for one in things if isinstance(things, tuple) else ():
            if one.get("sign") in ("正", "负"):
                listed.setdefault(str(one.get("code")), one)
    for code, one in sorted(listed.items()):
        name = renderer.sentence(narrative.sentences[NAME], one).text
        definition = (
            form.glossary.get(code)
            or _by_name(one, form.glossary)
            or renderer.sentence(narrative.sentences[DEFINITION], one).text
        )
        yield _term(Words(name), Words(definition))


def _by_name(one: Thing, glossary: Mapping[str, str]) -> str | None:
    """Return the definition of a code by the name of its lowest level: the name itself, or the first pattern that fits."""
    names = ((one.values.get(key), mark) for key, mark in LEVELS.items())
    name = next((f"{value.text}{mark}" for value, mark in names if isinstance(value, Words)), "")
    patterns = (term for term in glossary if "*" in term and fnmatchcase(name, term))
    return glossary.get(name) or glossary.get(next(patterns, ""))


def _term(term: Words, definition: Words) -> Thing:
    return Thing("term", {"term": term, "definition": definition})
