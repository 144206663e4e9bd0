"""Pages in the manner of GB/T 9704: sizes in twips, sections, the footer with the page's number."""

from __future__ import annotations

from dataclasses import dataclass

from juesuan.report.xml import Element, el, paragraph, root, run, text_el

TWIPS = 20
"""A point in twips."""


def mm(length: float) -> int:
    """Return millimetres in twips."""
    return round(length * 1440 / 25.4)


@dataclass(frozen=True)
class Paper:
    """A page and its margins in twips."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    footer: int
    landscape: bool = False

    @property
    def room(self) -> tuple[float, float]:
        """Width and height between the margins, in points."""
        across, down = self.width - self.left - self.right, self.height - self.top - self.bottom
        return across / TWIPS, down / TWIPS


PORTRAIT = Paper(mm(210), mm(297), mm(37), mm(26), mm(35), mm(28), footer=mm(23))
UPRIGHT = Paper(mm(210), mm(297), mm(28), mm(20), mm(26), mm(22), footer=mm(16))
"""Upright pages of tables: the form shall be whole on one page, so there is more room than for text."""
LANDSCAPE = Paper(mm(297), mm(210), mm(25), mm(20), mm(22), mm(20), footer=mm(13), landscape=True)
FOOTERS = {"default": "footer_odd.xml", "even": "footer_even.xml"}


def section(paper: Paper, footers: dict[str, str], *, start: int | None = None) -> Element:
    """Return the properties of a section that begins on a new page; ``footers`` ids by kind, ``start`` its first number."""
    size = el("w:pgSz", w=paper.width, h=paper.height)
    if paper.landscape:
        size = el("w:pgSz", w=paper.width, h=paper.height, orient="landscape")
    return el(
        "w:sectPr",
        *(el("w:footerReference", type=kind, r_id=one) for kind, one in footers.items()),
        el("w:type", val="nextPage"),
        size,
        el(
            "w:pgMar",
            top=paper.top,
            right=paper.right,
            bottom=paper.bottom,
            left=paper.left,
            header=mm(15),
            footer=paper.footer,
            gutter=0,
        ),
        el("w:pgNumType", start=start) if start is not None else None,
    )


def footer(kind: str) -> Element:
    """Return a footer: — 1 —, outside on both sides of a sheet, a character from the edge."""
    align = "right" if kind == "default" else "left"
    indent = el("w:ind", **{f"{align}Chars": 100, align: 280})
    number = (
        _field("begin"),
        el("w:r", text_el("w:instrText", "PAGE")),
        _field("separate"),
        run("1"),
        _field("end"),
    )
    content = (run("— "), *number, run(" —"))
    line = paragraph("Footer", *content, properties=(indent, el("w:jc", val=align)))
    return root("w:ftr", line, prefixes=("r",))


def empty_footer() -> Element:
    """Return the footer of the pages that carry no number."""
    return root("w:ftr", paragraph("Footer"), prefixes=("r",))


def _field(kind: str) -> Element:
    return el("w:r", el("w:fldChar", fldCharType=kind))
