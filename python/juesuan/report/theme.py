"""The theme of the document: colours that nobody sees, and the fonts that are taken where a style names none."""

from __future__ import annotations

from juesuan.report.xml import Element, el, root

THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
COLORS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "404040", "lt2": "EDEDED", "accent1": "8FAADC", "accent2": "F4A36C",
    "accent3": "A9D18E", "accent4": "FFF2CC", "accent5": "B0B0B0", "accent6": "B79CD0", "hlink": "000000",
    "folHlink": "000000",
}  # fmt: skip


def theme() -> Element:
    """Return the part."""
    colors = el(
        "a:clrScheme",
        *(_named(name, el("a:srgbClr", val=value)) for name, value in COLORS.items()),
        name="juesuan",
    )
    made = el("a:fontScheme", _fonts("a:majorFont", "黑体"), _fonts("a:minorFont", "宋体"), name="juesuan")
    return _titled(root("a:theme", el("a:themeElements", colors, made, _effects())))


def _named(name: str, child: Element) -> Element:
    return el(f"a:{name}", child)


def _fonts(name: str, chinese: str) -> Element:
    return el(
        name,
        el("a:latin", typeface="Times New Roman"),
        el("a:ea", typeface=chinese),
        el("a:cs", typeface=""),
        el("a:font", script="Hans", typeface=chinese),
    )


def _effects() -> Element:
    """Return the looks of shapes, which the schema wants three of each."""

    def plain() -> Element:
        return el("a:solidFill", el("a:schemeClr", val="phClr"))

    return el(
        "a:fmtScheme",
        el("a:fillStyleLst", plain(), plain(), plain()),
        el("a:lnStyleLst", *(el("a:ln", plain(), w=width) for width in (6350, 12700, 19050))),
        el("a:effectStyleLst", *(el("a:effectStyle", el("a:effectLst")) for _ in range(3))),
        el("a:bgFillStyleLst", plain(), plain(), plain()),
        name="juesuan",
    )


def _titled(made: Element) -> Element:
    made.set("name", "juesuan")
    return made
