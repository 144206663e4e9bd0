"""Making foreign content fit the page of the report: tables and pictures that are wider, lines that would cut pictures off."""

from __future__ import annotations

from juesuan.report.paper import PORTRAIT, TWIPS
from juesuan.report.xml import Element, el, tag

EMU = 12_700
"""A point in the units of drawings."""
LARGE = 44
"""Letters of more half points do not fit between lines of exact height."""


def fit_table(table: Element) -> None:
    """Shrink a table that is wider than the page to its width, column by column."""
    room = round(PORTRAIT.room[0] * TWIPS)
    columns = table.findall(f"{tag('w:tblGrid')}/{tag('w:gridCol')}")
    whole = sum(_number(one) for one in columns)
    if whole <= room:
        return
    widths = [*columns, *(one for one in table.iter(tag("w:tcW")) if one.get(tag("w:type"), "dxa") == "dxa")]
    for one in widths:
        one.set(tag("w:w"), str(_number(one) * room // whole))
    settings = table.find(tag("w:tblPr"))
    if settings is not None:
        for name in ("w:tblW", "w:tblInd"):
            for one in settings.findall(tag(name)):
                one.set(tag("w:w"), str(room if name == "w:tblW" else 0))
                one.set(tag("w:type"), "dxa")


def _number(element: Element) -> int:
    text = element.get(tag("w:w"), "0")
    return int(float(text)) if text.replace(".", "", 1).lstrip("-").isdigit() else 0


def fit_pictures(element: Element) -> None:
    """Shrink drawings that are larger than the page."""
    across, down = (int(one * EMU) for one in PORTRAIT.room)
    for extent in element.iter(tag("wp:extent")):
        wide, high = (int(extent.get(one, "0")) for one in ("cx", "cy"))
        if wide <= across and high <= down:
            continue
        part = min(across / max(1, wide), down / max(1, high))
        holder = extent.getparent()
        sizes = [extent, *(holder.iter(tag("a:ext")) if holder is not None else ())]
        for one in sizes:
            for name in ("cx", "cy"):
                if one.get(name) is not None:
                    one.set(name, str(int(int(one.get(name, "0")) * part)))


def loosen(paragraph: Element) -> None:
    """Let the lines of a paragraph grow where it holds a picture or large letters."""
    holds = any(True for _ in paragraph.iter(tag("w:drawing"), tag("w:pict"), tag("w:object")))
    large = any(_size(one) > LARGE for one in paragraph.iter(tag("w:sz")))
    if not holds and not large:
        return
    settings = paragraph.find(tag("w:pPr"))
    if settings is None:
        return
    if holds and next(paragraph.iter(tag("w:t")), None) is None:
        insert_in_order(settings, el("w:ind", firstLineChars=0, firstLine=0))
    spacing = settings.find(tag("w:spacing"))
    if spacing is None:
        spacing = el("w:spacing")
        insert_in_order(settings, spacing)
    spacing.set(tag("w:line"), "240")
    spacing.set(tag("w:lineRule"), "auto")


def _size(element: Element) -> int:
    text = element.get(tag("w:val"), "0")
    return int(text) if text.isdigit() else 0


ORDER = tuple(
    tag(f"w:{one}")
    for one in (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
        "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
        "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
        "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle",
        "rPr", "sectPr", "pPrChange",
    )
)  # fmt: skip
"""The children of the properties of a paragraph, in the order of the schema."""


def insert_in_order(settings: Element, made: Element) -> None:
    """Put a property of a paragraph where the schema has it, in place of one of the same name."""
    for one in settings.findall(made.tag):
        settings.remove(one)
    place = ORDER.index(str(made.tag))
    at = sum(1 for one in settings if one.tag in ORDER and ORDER.index(str(one.tag)) < place)
    settings.insert(at, made)
