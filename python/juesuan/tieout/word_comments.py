"""Comments in a Word file: the comments part, and the ranges in the text; every other part stays byte for byte."""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from juesuan.tieout.read_docx import MAIN, W, pieces

NS = W.strip("{}")
AUTHOR, INITIALS = "决算簿文表核对", "核对"
SIZE = "18"
"""The size of a comment's letters, in half points."""
RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
COMMENTS_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
RELS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARSER = etree.XMLParser(resolve_entities=False, huge_tree=True)


@dataclass(frozen=True)
class Comment:
    """Words to be commented on: characters ``start`` to ``end`` of the paragraph with this number (from 0)."""

    paragraph: int
    start: int
    end: int
    lines: tuple[str, ...]


def with_comments(data: bytes, comments: Sequence[Comment], when: datetime) -> bytes:
    """Return a Word file with comments beside those that it has. ``data`` is a file that ``read_docx`` has read."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
        root = etree.fromstring(parts[MAIN], _PARSER)
        name, changed = _comments_part(parts)
        listed = etree.fromstring(changed.get(name, parts.get(name, b"")), _PARSER)
        body = root.find(f"{W}body")
        paragraphs = list(body.iter(f"{W}p")) if body is not None else []
        number = 1 + max((int(one.get(f"{W}id") or 0) for one in listed.iter(f"{W}comment")), default=-1)
        for own, one in enumerate(comments, number):
            listed.append(_comment(own, one.lines, when))
            _anchor(paragraphs[one.paragraph], one, own)
        changed |= {name: _written(listed), MAIN: _written(root)}
        return _packed(package, changed)


def _packed(package: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for entry in package.infolist():
            archive.writestr(entry, changed.get(entry.filename, package.read(entry)))
        for name in changed:
            if name not in package.namelist():
                archive.writestr(name, changed[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _written(root: Any) -> bytes:
    return HEAD + bytes(etree.tostring(root))


# The part


def _comments_part(parts: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Return the name of the comments part and what has to be written for it where there is none yet."""
    rels = (
        etree.fromstring(parts[RELS], _PARSER)
        if RELS in parts
        else etree.Element(f"{{{RELS_SPACE}}}Relationships")
    )
    for one in rels:
        if one.get("Type") == COMMENTS_KIND and one.get("TargetMode") != "External":
            known = posixpath.normpath(posixpath.join("/word", one.get("Target") or "")).lstrip("/")
            if known in parts:
                return known, {}
    name = next(one for one in ("word/comments.xml", "word/juesuanComments.xml") if one not in parts)
    used = {one.get("Id") for one in rels}
    own = next(f"rId{number}" for number in range(1, len(used) + 2) if f"rId{number}" not in used)
    etree.SubElement(
        rels,
        f"{{{RELS_SPACE}}}Relationship",
        Id=own,
        Type=COMMENTS_KIND,
        Target=posixpath.basename(name),
    )
    types = etree.fromstring(parts[TYPES], _PARSER)
    etree.SubElement(types, f"{{{TYPES_SPACE}}}Override", PartName=f"/{name}", ContentType=COMMENTS_TYPE)
    empty = etree.Element(f"{W}comments", nsmap={"w": NS})
    return name, {TYPES: _written(types), RELS: _written(rels), name: _written(empty)}


def _comment(number: int, lines: Sequence[str], when: datetime) -> Any:
    made = etree.Element(f"{W}comment", nsmap={"w": NS})
    made.set(f"{W}id", str(number))
    made.set(f"{W}author", AUTHOR)
    made.set(f"{W}date", when.strftime("%Y-%m-%dT%H:%M:%SZ"))
    made.set(f"{W}initials", INITIALS)
    for line in lines:
        made.append(_line(line))
    return made


def _line(content: str) -> Any:
    """Return a paragraph of a comment, in small letters whatever the text of the report looks like."""
    paragraph = etree.Element(f"{W}p")
    properties = etree.SubElement(paragraph, f"{W}pPr")
    etree.SubElement(properties, f"{W}spacing").attrib.update(
        {f"{W}before": "0", f"{W}after": "0", f"{W}line": "240", f"{W}lineRule": "auto"}
    )
    etree.SubElement(properties, f"{W}ind").attrib.update({f"{W}left": "0", f"{W}firstLine": "0"})
    etree.SubElement(properties, f"{W}jc").set(f"{W}val", "left")
    run = etree.SubElement(paragraph, f"{W}r")
    etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}sz").set(f"{W}val", SIZE)
    text = etree.SubElement(run, f"{W}t")
    text.text = content
    text.set(SPACE, "preserve")
    return paragraph


# The range


def _anchor(paragraph: Any, comment: Comment, number: int) -> None:
    """Put the range of a comment around its words, around the paragraph where they cannot be parted from the rest."""
    host = _host(paragraph)
    start, end = _range_mark("commentRangeStart", number), _range_mark("commentRangeEnd", number)
    runs = _runs(paragraph, comment) if host is paragraph else None
    if runs is None:
        _around(host, start, end)
        host.append(_reference(number))
        return
    first, last = runs
    first.addprevious(start)
    last.addnext(end)
    top = end
    while top.getparent() is not host:
        top = top.getparent()
    top.addnext(_reference(number))


def _host(paragraph: Any) -> Any:
    """Return the paragraph that holds a text box, for one inside it: Word takes no comments in text boxes."""
    boxes = list(paragraph.iterancestors(f"{W}txbxContent"))
    return next(boxes[-1].iterancestors(f"{W}p")) if boxes else paragraph


def _around(paragraph: Any, start: Any, end: Any) -> None:
    properties = paragraph.find(f"{W}pPr")
    if properties is not None:
        properties.addnext(start)
    else:
        paragraph.insert(0, start)
    paragraph.append(end)


def _runs(paragraph: Any, comment: Comment) -> tuple[Any, Any] | None:
    """Return the first and the last run of the words, parted from the words around them."""
    _part(paragraph, comment.start)
    _part(paragraph, comment.end)
    place, inside = 0, []
    for element, text in pieces(paragraph):
        if text and comment.start <= place and place + len(text) <= comment.end:
            inside.append(element)
        place += len(text)
    if not inside or comment.end > place:
        return None
    return _run_of(inside[0], paragraph), _run_of(inside[-1], paragraph)


def _run_of(element: Any, paragraph: Any) -> Any:
    """Return the outermost run of a piece of text (a run may stand in a run: phonetic guides)."""
    found = element
    for above in element.iterancestors():
        if above is paragraph:
            return found
        if above.tag == f"{W}r":
            found = above
    return found


def _part(paragraph: Any, at: int) -> None:
    """Part the run that holds the boundary before character ``at`` in two, unless it lies between two runs already."""
    place = 0
    for element, text in pieces(paragraph):
        if place <= at <= place + len(text) and text:
            run = _run_of(element, paragraph)
            if element.getparent() is run and not (at == place and _first(element)):
                _split(run, element, at - place)
                return
            if at < place + len(text):
                return
        place += len(text)


def _first(element: Any) -> bool:
    before = element.getprevious()
    return before is None or before.tag == f"{W}rPr"


def _split(run: Any, element: Any, at: int) -> None:
    """Move what stands behind character ``at`` of a piece of a run to a new run like it."""
    behind = list(element.itersiblings())
    text = element.text or ""
    if at == 0:
        behind.insert(0, element)
    elif element.tag == f"{W}t" and at < len(text):
        rest = copy.deepcopy(element)
        element.text, rest.text, rest.tail = text[:at], text[at:], None
        for one in (element, rest):
            one.set(SPACE, "preserve")
        behind.insert(0, rest)
    if not behind:
        return
    new = etree.Element(f"{W}r", dict(run.attrib))
    properties = run.find(f"{W}rPr")
    if properties is not None:
        new.append(copy.deepcopy(properties))
    for one in behind:
        new.append(one)
    new.tail, run.tail = run.tail, None
    run.addnext(new)


def _range_mark(name: str, number: int) -> Any:
    made = etree.Element(f"{W}{name}")
    made.set(f"{W}id", str(number))
    return made


def _reference(number: int) -> Any:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}commentReference").set(f"{W}id", str(number))
    return run
