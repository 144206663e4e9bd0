"""更新情况说明: the paragraphs of a report, in order, each with its figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from juesuan.narrative.render import Mark, Rendered, Renderer, numbered
from juesuan.narrative.terms import terms_of
from juesuan.narrative.values import NarrativeError, Thing, Value
from juesuan.spec.model import Format
from juesuan.spec.narrative import Kind, Narrative, Paragraph

_NUMBER = re.compile(
    r"^(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+(?=、)|（[一二三四五六七八九十]+）|附件\d+)"
)
_LEVELS = ("part", "heading", "subheading")


@dataclass(frozen=True)
class Written:
    """A paragraph: ``key`` names it for good, ``section`` says where in the report; ``missing`` what is to be filled in."""

    key: str
    kind: Kind
    section: str
    text: str
    marks: tuple[Mark, ...]
    missing: str = ""


def write(form: Format, world: Mapping[str, Value], own: Iterable[str] = ()) -> list[Written]:
    """Return the paragraphs of a report; ``own`` are texts that people wrote, in which terms may occur too.

    Raises NarrativeError when the narrative of the format asks for what is not there.
    """
    first = list(_write(form.narrative, world))
    texts = [*(one.text for one in first), *own]
    terms = terms_of(form, world, texts)
    return _sectioned(list(_write(form.narrative, {**world, "terms": terms})))


def _write(narrative: Narrative, world: Mapping[str, Value]) -> Iterator[Written]:
    renderer = Renderer(narrative, world)
    for group in _groups(narrative.paragraphs):
        if not group[0].each:
            for one in group:
                yield from _one(renderer, one, one.key, None, "")
            continue
        things = renderer.value(group[0].each, None)
        if not isinstance(things, tuple):
            raise NarrativeError(f"paragraph `{group[0].key}`: {'.'.join(group[0].each)} is no list")
        yield from _each(renderer, group, things)


def _groups(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    group: list[Paragraph] = []
    for one in paragraphs:
        if group and not one.also:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _each(renderer: Renderer, group: Sequence[Paragraph], things: Sequence[Thing]) -> Iterator[Written]:
    counts = dict.fromkeys((one.key for one in group), 0)
    taken: set[str] = set()
    for place, thing in enumerate(things, 1):
        for one in group:
            key = f"{one.key}.{_name(thing, place)}"
            key = key if key not in taken else f"{key}.{place}"
            found = list(_one(renderer, one, key, thing, numbered(one.number, counts[one.key] + 1)))
            counts[one.key] += len(found)
            taken.add(key)
            yield from found


def _name(thing: Thing, place: int) -> str:
    """Return what names one of several things for good, so that own texts stay with theirs."""
    for name in ("code", "project", "subject", "term"):
        value = thing.values.get(name)
        if value:
            return value if isinstance(value, str) else str(getattr(value, "text", place))
    return str(place)


def _one(
    renderer: Renderer, paragraph: Paragraph, key: str, thing: Thing | None, number: str
) -> Iterator[Written]:
    try:
        found = renderer.sentence(paragraph.sentence, thing)
    except NarrativeError as error:
        raise NarrativeError(f"paragraph `{paragraph.key}`: {error}") from error
    if found.text:
        whole = Rendered(number).then(found)
        yield Written(key, paragraph.kind, "", whole.text, whole.marks)
    elif paragraph.missing:
        yield Written(key, paragraph.kind, "", "", (), paragraph.missing)


def _sectioned(paragraphs: Sequence[Written]) -> list[Written]:
    """Say of every paragraph where in the report it stands: 第二部分 五（二）."""
    numbers = dict.fromkeys(_LEVELS, "")
    found = []
    for one in paragraphs:
        if one.kind in _LEVELS:
            match = _NUMBER.match(one.text)
            numbers[one.kind] = match[1] if match else ""
            for lower in _LEVELS[_LEVELS.index(one.kind) + 1 :]:
                numbers[lower] = ""
        part, heading, sub = (numbers[level] for level in _LEVELS)
        found.append(replace(one, section=f"{part} {heading}{sub}".strip()))
    return found
