"""Building WordprocessingML: namespaces, elements, runs; what characters a document can hold."""

from __future__ import annotations

import re

from lxml import etree

Element = etree._Element

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold."""
_PIECES = re.compile(r"(\n|\t)")


def tag(name: str) -> str:
    """Return the full name of ``w:p``."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def el(name: str, /, *children: Element | None, **attributes: str | float) -> Element:
    """Return an element; attributes of ``w:`` elements are in that namespace, ``r_id`` means ``r:id``."""
    prefix = name.partition(":")[0]
    made = etree.Element(tag(name), nsmap={prefix: NAMESPACES[prefix]})
    for key, value in attributes.items():
        plain = key.rstrip("_")
        space, _, local = plain.partition("_")
        if local and space in NAMESPACES:
            full = tag(f"{space}:{local}")
        else:
            full = tag(f"w:{plain}") if prefix == "w" else plain
        made.set(full, str(value))
    made.extend([one for one in children if one is not None])
    return made


def text_el(name: str, text: str, /, **attributes: str | float) -> Element:
    """Return an element that holds a text."""
    made = el(name, **attributes)
    made.text = text
    return made


def run(text: str, look: Element | None = None) -> Element:
    """Return a run with a text to the letter: line breaks and tabs are those of Word."""
    made = el("w:r", look)
    for piece in _PIECES.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        if piece == "\n":
            made.append(el("w:br"))
        elif piece == "\t":
            made.append(el("w:tab"))
        elif piece:
            held = text_el("w:t", piece)
            held.set(SPACE, "preserve")
            made.append(held)
    return made


def paragraph(style: str, *content: Element, properties: tuple[Element, ...] = ()) -> Element:
    """Return a paragraph of a style; ``properties`` in the order of the schema."""
    return el("w:p", el("w:pPr", el("w:pStyle", val=style), *properties), *content)


def root(name: str, *children: Element, prefixes: tuple[str, ...] = ()) -> Element:
    """Return the root of a part, the namespaces of the prefixes declared on it."""
    own = name.partition(":")[0]
    made = etree.Element(tag(name), nsmap={one: NAMESPACES[one] for one in (own, *prefixes)})
    made.extend(children)
    return made


def xml_bytes(made: Element) -> bytes:
    """Return a part, namespaces declared once."""
    etree.cleanup_namespaces(made, keep_ns_prefixes=list(NAMESPACES))
    body: bytes = etree.tostring(made, encoding="UTF-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + body
