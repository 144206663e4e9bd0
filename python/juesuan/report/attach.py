"""Inserting a Word file of the user: its paragraphs, tables and pictures, in the styles of the report."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import Path

from juesuan.findings import Finding, Level
from juesuan.report.cleaning import LEFT_OUT, cleaned
from juesuan.report.fitting import fit_pictures, fit_table, loosen
from juesuan.report.foreign_styles import ForeignStyles
from juesuan.report.numbering import Numbering
from juesuan.report.package import Parts
from juesuan.report.pieces import Attached
from juesuan.report.wordfile import WordFile, open_word_file
from juesuan.report.xml import NAMESPACES, Element, el, paragraph, tag

DEEPEST = 8
"""Relations of relations that are followed."""
_R = f"{{{NAMESPACES['r']}}}"


@dataclass
class Attachments:
    """The files of one report. ``files`` may be shared by several builds; ``left_out`` tells what did not come along."""

    document: str
    files: dict[Path, WordFile] = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)
    left_out: dict[str, Finding] = field(default_factory=dict)
    _copied: int = 0

    def open(self, one: Attached) -> WordFile:
        """Return a file, opened once; FindingsError where it is not there or cannot be used."""
        if one.path not in self.files:
            self.files[one.path] = open_word_file(one)
        return self.files[one.path]

    def insert(self, one: Attached, parts: Parts, number: int) -> list[Element]:
        """Return the content of a file, its pictures added to the parts; ``number`` is that of its first drawing."""
        file = self.open(one)
        body = file.root(file.main).find(tag("w:body"))
        if body is None:
            return []
        self._tell(one, body)
        styles = ForeignStyles(file)
        found = [made for child in body for made in cleaned(child)]
        found = _trimmed([made for made in found if made.tag in (tag("w:p"), tag("w:tbl"))])
        holder = el("w:body", *found)
        for made in holder.iter(tag("w:p")):
            styles.adopt(made)
            self.numbering.adopt(made, file)
        styles.adopt_tables(holder)
        self._related(holder, file, file.main, self.document, parts, one)
        for table in holder.findall(tag("w:tbl")):
            fit_table(table)
        fit_pictures(holder)
        for made in holder.iter(tag("w:p")):
            loosen(made)
        for at, made in enumerate(holder.iter(tag("wp:docPr")), number):
            made.set("id", str(at))
        return _closed(list(holder))

    def finish(self, parts: Parts) -> None:
        """Add what all files share."""
        self.numbering.add(parts, self.document)

    def _tell(self, one: Attached, body: Element) -> None:
        names = [name for key, name in LEFT_OUT.items() if next(body.iter(key), None) is not None]
        if names:
            self._hint(one, f"文件“{one.path.name}”里的{'、'.join(names)}没有插入报告，")

    def _hint(self, one: Attached, message: str) -> None:
        remedy = "请看一遍报告的这一部分，需要的请写进文件的正文。"
        finding = Finding("attachment-part", Level.HINT, one.sheet, one.cell, message, remedy)
        self.left_out[f"{one.sheet}!{one.cell} {message}"] = finding

    def _related(  # noqa: PLR0913 - from where to where
        self, holder: Element, file: WordFile, source: str, target: str, parts: Parts, one: Attached
    ) -> None:
        """Give every relation inside new content the id that it has in the report, its part copied."""
        known = file.relations(source)
        copied: dict[str, str] = {}
        for element in list(holder.iter()):
            for key in [str(name) for name in element.attrib if str(name).startswith(_R)]:
                relation = known.get(element.get(key, ""))
                if relation is None or relation.external or relation.target not in file.parts:
                    _remove(element)
                    self._hint(one, f"文件“{one.path.name}”里有链接到文件以外的图片，没有插入报告，")
                    break
                name = self._copy(file, relation.target, parts, copied, 0)
                element.set(key, parts.relate(target, relation.kind, name))

    def _copy(self, file: WordFile, part: str, parts: Parts, copied: dict[str, str], depth: int) -> str:
        """Copy a part and what it is related to under new names; the content stays as it is, ids included."""
        if part in copied:
            return copied[part]
        self._copied += 1
        extension = posixpath.splitext(part)[1].lower()
        name = copied[part] = f"word/attached/part{self._copied}{extension}"
        parts.add(name, file.content_type(part) or "application/octet-stream", file.parts[part])
        if depth < DEEPEST:
            for relation in file.relations(part).values():
                inside = not relation.external and relation.target in file.parts
                if inside:
                    target = self._copy(file, relation.target, parts, copied, depth + 1)
                    parts.relate_as(name, relation.id, relation.kind, target)
                elif relation.external:
                    parts.relate_as(name, relation.id, relation.kind, relation.target, external=True)
        return name


def _remove(element: Element) -> None:
    """Take a picture out whose content is not there: the drawing as a whole."""
    holders = (tag("w:drawing"), tag("w:pict"), tag("w:object"))
    at: Element | None = element
    while at is not None and at.tag not in holders:
        at = at.getparent()
    found = at if at is not None else element
    above = found.getparent()
    if above is not None:
        above.remove(found)


def _trimmed(elements: list[Element]) -> list[Element]:
    """Return content without the empty paragraphs before and behind it."""
    while elements and _empty(elements[0]):
        elements = elements[1:]
    while elements and _empty(elements[-1]):
        elements = elements[:-1]
    return elements


def _empty(element: Element) -> bool:
    shown = (tag("w:t"), tag("w:drawing"), tag("w:pict"), tag("w:object"), tag("w:tbl"))
    return element.tag == tag("w:p") and next(element.iter(*shown), None) is None


def _closed(elements: list[Element]) -> list[Element]:
    """Return content that another table may follow: between tables stands a paragraph."""
    if elements and elements[-1].tag == tag("w:tbl"):
        space = el("w:spacing", line=160, lineRule="exact")
        return [*elements, paragraph("TableNote", properties=(space,))]
    return elements
