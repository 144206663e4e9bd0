"""Sentences to text: variants chosen, fields filled in, every figure remembered with its place in the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from juesuan.narrative.values import Figure, NarrativeError, Thing, Value, Words, World
from juesuan.spec.narrative import Narrative, Sentence, Slot, Template

_DIGITS = "零一二三四五六七八九十"
TEN = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text that comes from somewhere: ``start`` and ``end`` in the text; ``key`` is empty for words."""

    start: int
    end: int
    key: str
    place: str


@dataclass(frozen=True)
class Rendered:
    """A text and its marks."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def then(self, other: Rendered) -> Rendered:
        """Return this text with another behind it."""
        shift = len(self.text)
        moved = (Mark(one.start + shift, one.end + shift, one.key, one.place) for one in other.marks)
        return Rendered(self.text + other.text, (*self.marks, *moved))


def chinese_number(number: int) -> str:
    """Return 一, 十, 十一, 二十 and so on, up to 九十九."""
    tens, ones = divmod(number, TEN)
    head = "" if not tens else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def numbered(pattern: str, number: int) -> str:
    """Return the number of one of several: ``一是`` counts in Chinese, ``1.`` and ``（1）`` in digits."""
    if "一" in pattern:
        return pattern.replace("一", chinese_number(number))
    return pattern.replace("1", str(number))


class Renderer:
    """Renders the sentences of one narrative over one world."""

    def __init__(self, narrative: Narrative, world: World) -> None:
        self.narrative = narrative
        self.world = world

    def sentence(self, sentence: Sentence, thing: Thing | None) -> Rendered:
        """Render a sentence about a thing (None: about the whole world); nothing where no variant speaks."""
        values = [self._choice(path, thing) for path in sentence.by]
        template = sentence.choose(values)
        return self.template(template, thing) if template is not None else Rendered()

    def template(self, template: Template, thing: Thing | None) -> Rendered:
        """Render a text with fields."""
        found = Rendered()
        for piece in template.pieces:
            found = found.then(Rendered(piece) if isinstance(piece, str) else self._slot(piece, thing))
        return found

    def several(self, things: Iterable[Thing], sentence: Sentence) -> Rendered:
        """Render a sentence about each of several things, joined, with numbers where there is more than one."""
        parts = [one for one in (self.sentence(sentence, thing) for thing in things) if one.text]
        found = Rendered()
        for number, part in enumerate(parts, 1):
            before = sentence.join if number > 1 else ""
            if sentence.number and len(parts) > 1:
                before += numbered(sentence.number, number)
            found = found.then(Rendered(before)).then(part)
        return found

    def value(self, path: Sequence[str], thing: Thing | None) -> Value:
        """Return what a path leads to: a property of the thing at hand, or something of the world."""
        name = path[0]
        value: Value
        if name == "it" and thing is not None:
            value = thing
        elif thing is not None and (name.removeprefix("has_") in thing.values or name in thing.values):
            value = thing.get(name)
        elif name in self.world:
            value = self.world[name]
        elif name.startswith("has_") and name.removeprefix("has_") in self.world:
            value = Thing("world", self.world).get(name)
        elif thing is not None:
            value = thing.get(name)
        else:
            raise NarrativeError(f"nothing is called `{name}`")
        for step in path[1:]:
            if not isinstance(value, Thing):
                raise NarrativeError(f"`{'.'.join(path)}`: what stands before `{step}` has no properties")
            value = value.get(step)
        return value

    def _choice(self, path: Sequence[str], thing: Thing | None) -> str:
        value = self.value(path, thing)
        if not isinstance(value, str):
            raise NarrativeError(f"`{'.'.join(path)}` chooses nothing")
        return value

    def _slot(self, slot: Slot, thing: Thing | None) -> Rendered:
        value = self.value(slot.path, thing)
        if slot.sentence:
            sentence = self.narrative.sentences[slot.sentence]
            if isinstance(value, tuple):
                return self.several(value, sentence)
            if isinstance(value, Thing):
                return self.sentence(sentence, value)
            raise NarrativeError(f"`{'.'.join(slot.path)}` is no thing")
        if isinstance(value, Figure):
            return Rendered(value.text, (Mark(0, len(value.text), value.key, value.place),))
        if isinstance(value, Words):
            return Rendered(value.text, (Mark(0, len(value.text), "", value.place),) if value.place else ())
        if isinstance(value, str) and value:
            return Rendered(value)
        raise NarrativeError(f"`{'.'.join(slot.path)}` is not known: the sentence needs a variant without it")
