"""Numbers of lists in inserted files: their definitions copied under numbers of the report."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from juesuan.report.package import WORD, Parts
from juesuan.report.wordfile import WordFile
from juesuan.report.xml import Element, el, root, tag, xml_bytes

PART = "word/numbering.xml"
_LINKS = ("w:styleLink", "w:numStyleLink", "w:tmpl")


@dataclass
class Numbering:
    """The definitions collected so far."""

    abstract: list[Element] = field(default_factory=list)
    numbers: list[Element] = field(default_factory=list)
    _known: dict[tuple[int, str], str] = field(default_factory=dict)
    _files: list[WordFile] = field(default_factory=list)

    def adopt(self, paragraph: Element, file: WordFile) -> None:
        """Give a numbered paragraph the number of the report; one whose definition is not there is not numbered."""
        settings = paragraph.find(f"{tag('w:pPr')}/{tag('w:numPr')}")
        number = settings.find(tag("w:numId")) if settings is not None else None
        if settings is None or number is None:
            return
        made = self._number(file, number.get(tag("w:val"), ""))
        if made:
            number.set(tag("w:val"), made)
        else:
            above = settings.getparent()
            if above is not None:
                above.remove(settings)

    def _number(self, file: WordFile, own: str) -> str:
        if file not in self._files:
            self._files.append(file)
        key = (self._files.index(file), own)
        if key not in self._known:
            self._known[key] = self._copied(file, own)
        return self._known[key]

    def _copied(self, file: WordFile, own: str) -> str:
        part = file.related("numbering")
        given = file.root(part) if part else el("w:numbering")
        number = next((one for one in given.findall(tag("w:num")) if one.get(tag("w:numId")) == own), None)
        link = number.find(tag("w:abstractNumId")) if number is not None else None
        wanted = link.get(tag("w:val"), "") if link is not None else ""
        levels = next(
            (one for one in given.findall(tag("w:abstractNum")) if one.get(tag("w:abstractNumId")) == wanted),
            None,
        )
        if number is None or levels is None or levels.find(tag("w:lvl")) is None:
            return ""
        abstract, made = deepcopy(levels), deepcopy(number)
        for name in _LINKS:
            for one in abstract.findall(tag(name)):
                abstract.remove(one)
        for one in list(abstract.iter(tag("w:pStyle"), tag("w:lvlPicBulletId"))):
            above = one.getparent()
            if above is not None:
                above.remove(one)
        _plain(abstract)
        _plain(made)
        at = str(len(self.abstract))
        abstract.set(tag("w:abstractNumId"), at)
        found = made.find(tag("w:abstractNumId"))
        if found is not None:
            found.set(tag("w:val"), at)
        made.set(tag("w:numId"), str(len(self.numbers) + 1))
        self.abstract.append(abstract)
        self.numbers.append(made)
        return str(len(self.numbers))

    def add(self, parts: Parts, document: str) -> None:
        """Add the part to a document, where there is anything to number."""
        if self.numbers:
            made = root("w:numbering", *self.abstract, *self.numbers)
            parts.add(PART, f"{WORD}.numbering+xml", xml_bytes(made))
            parts.relate(document, "numbering", PART)


def _plain(element: Element) -> None:
    """Drop attributes of later versions, which a document would have to declare."""
    space = tag("w:x").removesuffix("x")
    for one in element.iter():
        for key in [str(name) for name in one.attrib]:
            if key.startswith("{") and not key.startswith(space):
                del one.attrib[key]
