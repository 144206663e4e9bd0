"""The text of a user's Word file without what belongs to that file only: revisions, comments, fields, sections, marks."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from juesuan.report.xml import NAMESPACES, Element, tag

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_DROPPED = frozenset(
    tag(f"w:{one}")
    for one in (
        "del", "moveFrom", "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "bookmarkStart",
        "bookmarkEnd", "permStart", "permEnd", "proofErr", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
        "moveToRangeEnd", "sectPr", "pPrChange", "rPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange",
        "tblPrExChange", "numberingChange", "fldChar", "instrText", "delInstrText", "delText", "fldData", "footnoteReference",
        "endnoteReference", "altChunk", "subDoc", "lastRenderedPageBreak", "control", "cellIns", "cellDel", "cellMerge",
        "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
        "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd",
        "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "cnfStyle", "divId",
    )
)  # fmt: skip
_UNWRAPPED = frozenset(
    tag(f"w:{one}")
    for one in ("ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "hyperlink")
)
_KEPT_SPACES = frozenset(
    {
        *NAMESPACES.values(),
        "urn:schemas-microsoft-com:vml",
        "urn:schemas-microsoft-com:office:office",
        "urn:schemas-microsoft-com:office:word",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
    }
)
LEFT_OUT = {
    tag("w:footnoteReference"): "脚注",
    tag("w:endnoteReference"): "尾注",
    tag("w:commentReference"): "批注",
    tag("w:del"): "修订中删除的文字",
    tag("w:altChunk"): "嵌入的文档",
    tag("w:control"): "控件",
}
"""What is told about when it is left out."""


def cleaned(element: Element) -> list[Element]:
    """Return what stands in place of an element (a copy): nothing, itself, or its content."""
    found: list[Element] = []
    for one in _resolved(element):
        own = deepcopy(one)
        del own[:]
        for key in list(own.attrib):
            if not _kept_attribute(str(key)):
                del own.attrib[key]
        for child in one:
            own.extend(cleaned(child))
        found.append(own)
    return found


def _kept_attribute(name: str) -> bool:
    space, _, local = name.removeprefix("{").rpartition("}")
    if not space:
        return True
    known = space in _KEPT_SPACES or space == "http://www.w3.org/XML/1998/namespace"
    return known and not (space == NAMESPACES["w"] and local.startswith("rsid"))


def _resolved(element: Element) -> Iterator[Element]:
    """Yield the elements that an element stands for: wrappers give what is in them."""
    name = element.tag
    if not isinstance(name, str) or name in _DROPPED or name.endswith("}extLst"):
        return
    if name == f"{{{MC}}}AlternateContent":
        chosen = _alternative(element)
        for child in chosen if chosen is not None else ():
            yield from _resolved(child)
    elif name in _UNWRAPPED:
        for child in element:
            yield from _resolved(child)
    elif name == tag("w:tr") and element.find(f"{tag('w:trPr')}/{tag('w:del')}") is not None:
        return
    elif name.removeprefix("{").partition("}")[0] in _KEPT_SPACES:
        yield element


def _alternative(element: Element) -> Element | None:
    """Return the alternative that every program understands, where there is one."""
    fallback = element.find(f"{{{MC}}}Fallback")
    if fallback is not None and len(fallback):
        return fallback
    return element.find(f"{{{MC}}}Choice")
