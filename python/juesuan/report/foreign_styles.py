"""The styles of a user's Word file in terms of those of the report: headings, text, text in tables."""

from __future__ import annotations

import re
from copy import deepcopy

from juesuan.report.fitting import insert_in_order
from juesuan.report.wordfile import WordFile
from juesuan.report.xml import Element, el, tag

_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_TITLES = ("title", "标题", "题目")
KEPT = ("w:numPr", "w:ind", "w:jc")
"""Properties of a paragraph's own style that are kept as the paragraph's own."""
DEEPEST = 20


class ForeignStyles:
    """The styles of one file."""

    def __init__(self, file: WordFile) -> None:
        part = file.related("styles")
        root = file.root(part) if part else el("w:styles")
        self.styles = {one.get(tag("w:styleId"), ""): one for one in root.findall(tag("w:style"))}
        self.default = next(
            (
                key
                for key, one in self.styles.items()
                if one.get(tag("w:default")) in ("1", "true") and one.get(tag("w:type")) == "paragraph"
            ),
            "",
        )

    def adopt(self, paragraph: Element) -> None:
        """Give a paragraph a style of the report; what its own style says of numbers, indents and sides stays."""
        settings = paragraph.find(tag("w:pPr"))
        if settings is None:
            settings = el("w:pPr")
            paragraph.insert(0, settings)
        given = settings.find(tag("w:pStyle"))
        own = given.get(tag("w:val"), "") if given is not None else self.default
        inside = any(True for _ in paragraph.iterancestors(tag("w:tc")))
        for name in KEPT:
            found = self._inherited(own, f"{tag('w:pPr')}/{tag(name)}")
            if settings.find(tag(name)) is None and found is not None:
                insert_in_order(settings, deepcopy(found))
        target = self._target(own, inside=inside)
        insert_in_order(settings, el("w:pStyle", val=target))
        for one in settings.findall(tag("w:outlineLvl")):
            settings.remove(one)
        _indented(settings)
        self._runs(paragraph, own, target)

    def _target(self, style: str, *, inside: bool) -> str:
        name = self._name(style)
        if _HEADING.match(name):
            return "AttachedHeading"
        if name.lower() in _TITLES:
            return "AttachedTitle"
        return "AttachedPlain" if inside else "Attached"

    def _name(self, style: str) -> str:
        found = self.styles.get(style)
        name = found.find(tag("w:name")) if found is not None else None
        return name.get(tag("w:val"), "") if name is not None else ""

    def _inherited(self, style: str, path: str) -> Element | None:
        """Return a property of a style, or of the styles that it is based on (not of the default style)."""
        for _ in range(DEEPEST):
            found = self.styles.get(style)
            if found is None:
                return None
            value = found.find(path)
            if value is not None:
                return value
            based = found.find(tag("w:basedOn"))
            style = based.get(tag("w:val"), "") if based is not None else ""
        return None

    def _runs(self, paragraph: Element, own: str, target: str) -> None:
        """Drop the styles of runs; bold and italic that they, or the paragraph's style, give stay."""
        for one in paragraph.iter(tag("w:r")):
            look = one.find(tag("w:rPr"))
            style = look.find(tag("w:rStyle")) if look is not None else None
            names = [own] if target.endswith(("Attached", "Plain")) else []
            if look is not None and style is not None:
                names.append(style.get(tag("w:val"), ""))
                look.remove(style)
            bold = any(self._inherited(name, f"{tag('w:rPr')}/{tag('w:b')}") is not None for name in names)
            if bold and (look is None or look.find(tag("w:b")) is None):
                if look is None:
                    look = el("w:rPr")
                    one.insert(0, look)
                at = 1 if len(look) and look[0].tag == tag("w:rFonts") else 0
                look.insert(at, el("w:b"))

    def adopt_tables(self, holder: Element) -> None:
        """Give tables the lines of the report where their style draws lines."""
        for table in holder.iter(tag("w:tbl")):
            settings = table.find(tag("w:tblPr"))
            style = settings.find(tag("w:tblStyle")) if settings is not None else None
            if settings is None or style is None:
                continue
            borders = f"{tag('w:tblPr')}/{tag('w:tblBorders')}"
            lined = self._inherited(style.get(tag("w:val"), ""), borders) is not None
            if lined:
                style.set(tag("w:val"), "TableGrid")
            else:
                settings.remove(style)


def _indented(settings: Element) -> None:
    """Let an indent of its own win over that of the style; what is centred has none."""
    indent = settings.find(tag("w:ind"))
    side = settings.find(tag("w:jc"))
    if indent is None and side is not None and side.get(tag("w:val")) in ("center", "right", "end"):
        insert_in_order(settings, el("w:ind", firstLineChars=0, firstLine=0))
    elif indent is not None and indent.get(tag("w:firstLineChars")) is None:
        indent.set(tag("w:firstLineChars"), "0")
        if indent.get(tag("w:firstLine")) is None and indent.get(tag("w:hanging")) is None:
            indent.set(tag("w:firstLine"), "0")
