"""The styles of the report: fonts by name with what to fall back on, real headings, the exact line spacing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from juesuan.report.paper import PORTRAIT
from juesuan.report.xml import Element, el, root

SONG, HEI, KAI, FANGSONG, BIAOSONG = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体"
LATIN = "Times New Roman"
LINE = 579
"""The exact line spacing of the text in twips (28.95 points): 22 lines on a page."""
ALTERNATIVES = {
    SONG: ("SimSun,新宋体,宋体-简,Noto Serif CJK SC", "02010600030101010101", "auto"),
    HEI: ("SimHei,黑体-简,Noto Sans CJK SC", "02010609060101010101", "modern"),
    KAI: ("楷体,KaiTi,楷体-简,AR PL UKai CN,Noto Serif CJK SC", "02010609060101010101", "modern"),
    FANGSONG: ("仿宋,FangSong,华文仿宋,Noto Serif CJK SC", "02010609060101010101", "modern"),
    BIAOSONG: (
        "方正小标宋_GBK,小标宋体,华文中宋,宋体,SimSun,Noto Serif CJK SC",
        "03000509000000000000",
        "script",
    ),
}
"""Fonts with their substitutes in order, PANOSE and family."""

NOT_LAST = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
NOT_FIRST = (
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
)
"""What stands at no end and at no beginning of a line: Word's own lists for Chinese."""
UNITS = "万元年"
"""They stand at no beginning of a line either, so that an amount keeps its unit and a year its word."""


@dataclass(frozen=True)
class Style:
    """A paragraph style; sizes in half points, ``before`` and ``after`` in twips, ``line`` exact (0: as the font needs)."""

    id: str
    name: str
    font: str = FANGSONG
    size: int = 32
    bold: bool = False
    line: int = LINE
    before: int = 0
    after: int = 0
    indent: int = 0
    align: str = "both"
    level: int | None = None
    keep: bool = False
    follow: str = ""
    left: int = 0
    latin: str = LATIN


BODY = "BodyText"
HEADINGS = ("Heading1", "Heading2", "Heading3", "Heading4")
STYLES = (
    Style("Title", "Title", BIAOSONG, 44, line=760, align="center", after=240, follow=BODY),
    Style("Unit", "报告单位", BIAOSONG, 44, line=760, align="center", follow=BODY),
    Style("Date", "Date", KAI, 32, align="center"),
    Style("Draft", "草稿标记", HEI, 44, line=640, align="right"),
    Style("Heading1", "heading 1", BIAOSONG, 36, line=640, before=0, after=200, align="center", level=0, keep=True, follow=BODY),
    Style("Heading2", "heading 2", HEI, 32, indent=200, level=1, keep=True, follow=BODY),
    Style("Heading3", "heading 3", KAI, 32, indent=200, level=2, keep=True, follow=BODY),
    Style("Heading4", "heading 4", FANGSONG, 32, bold=True, indent=200, level=3, keep=True, follow=BODY),
    Style(BODY, "Body Text", indent=200),
    Style("Figure", "图", line=0, before=120, align="center", keep=True, follow="Caption"),
    Style("Caption", "caption", HEI, 24, line=400, after=160, align="center", follow=BODY),
    Style("TOCHeading", "TOC Heading", BIAOSONG, 36, line=640, after=160, align="center"),
    Style("TOC1", "toc 1", HEI, 24, line=370, align="left"),
    Style("TOC2", "toc 2", SONG, 24, line=370, align="left", left=480),
    Style("TableText", "表格文字", SONG, 18, line=0, align="left", latin=SONG),
    Style("TableNote", "表格说明", SONG, 18, line=260, before=40, align="left", latin=SONG),
    Style("Attached", "附件文字", indent=200),
    Style("AttachedHeading", "附件标题", HEI, 32, keep=True, align="left", follow="Attached"),
    Style("AttachedTitle", "附件题名", HEI, 36, line=640, keep=True, align="center", follow="Attached"),
    Style("AttachedPlain", "附件表格文字", SONG, 21, line=0, align="left"),
    Style("Footer", "footer", SONG, 28, line=0, align="left"),
)  # fmt: skip


def fonts(name: str, latin: str = LATIN) -> Element:
    """Return the fonts of a run or style."""
    return el("w:rFonts", ascii=latin, hAnsi=latin, eastAsia=name, cs=latin)


def contents_line(lines: int) -> int:
    """Return the line spacing of a table of contents in twips: on one page where that can be read, else loose on two."""
    whole = (PORTRAIT.height - PORTRAIT.top - PORTRAIT.bottom - 900) // max(1, lines)
    return min(whole, 480) if whole >= 330 else 440


def style_sheet(lines: int = 0) -> Element:
    """Return the part with the styles; ``lines`` is how long the table of contents is."""
    line = contents_line(lines)
    styles = [
        replace(one, line=line) if one.id.startswith("TOC") and one.id != "TOCHeading" else one
        for one in STYLES
    ]
    run = el(
        "w:rPr",
        fonts(FANGSONG),
        el("w:sz", val=32),
        el("w:szCs", val=32),
        el("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"),
    )
    normal = el(
        "w:style",
        el("w:name", val="Normal"),
        el("w:qFormat"),
        el("w:pPr", el("w:spacing", line=LINE, lineRule="exact"), el("w:jc", val="both")),
        type="paragraph",
        default=1,
        styleId="Normal",
    )
    defaults = el("w:docDefaults", el("w:rPrDefault", run), el("w:pPrDefault", el("w:pPr")))
    return root("w:styles", defaults, normal, *_tables(), *map(_style, styles))


def _tables() -> tuple[Element, Element]:
    margins = el(
        "w:tblCellMar",
        el("w:top", w=0, type="dxa"),
        el("w:left", w=108, type="dxa"),
        el("w:bottom", w=0, type="dxa"),
        el("w:right", w=108, type="dxa"),
    )
    plain = el(
        "w:style",
        el("w:name", val="Normal Table"),
        el("w:uiPriority", val=99),
        el("w:semiHidden"),
        el("w:unhideWhenUsed"),
        el("w:tblPr", el("w:tblInd", w=0, type="dxa"), margins),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    lines = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = el(
        "w:tblBorders", *(el(f"w:{one}", val="single", sz=4, space=0, color="auto") for one in lines)
    )
    grid = el(
        "w:style",
        el("w:name", val="Table Grid"),
        el("w:basedOn", val="TableNormal"),
        el("w:tblPr", borders),
        type="table",
        styleId="TableGrid",
    )
    return plain, grid


def _style(one: Style) -> Element:
    rule = "exact" if one.line else "auto"
    indent = None
    if one.indent:
        indent = el("w:ind", firstLineChars=one.indent, firstLine=one.indent * one.size // 10)
    elif one.left:
        indent = el("w:ind", left=one.left)
    look = el(
        "w:rPr",
        fonts(one.font, one.latin),
        el("w:b") if one.bold else None,
        el("w:bCs") if one.bold else None,
        el("w:sz", val=one.size),
        el("w:szCs", val=one.size),
    )
    settings = el(
        "w:pPr",
        el("w:keepNext") if one.keep else None,
        el("w:keepLines") if one.keep else None,
        el("w:spacing", before=one.before, after=one.after, line=one.line or 240, lineRule=rule),
        indent,
        el("w:jc", val=one.align),
        el("w:outlineLvl", val=one.level) if one.level is not None else None,
    )
    return el(
        "w:style",
        el("w:name", val=one.name),
        el("w:basedOn", val="Normal"),
        el("w:next", val=one.follow) if one.follow else None,
        el("w:qFormat"),
        settings,
        look,
        type="paragraph",
        styleId=one.id,
        customStyle=int(not one.name.isascii()),
    )


def font_table() -> Element:
    """Return the part that says what to take where a font is not installed."""
    made = [
        el(
            "w:font",
            el("w:altName", val=names),
            el("w:panose1", val=panose),
            el("w:charset", val="86"),
            el("w:family", val=family),
            el("w:pitch", val="variable" if family == "auto" else "fixed"),
            name=name,
        )
        for name, (names, panose, family) in ALTERNATIVES.items()
    ]
    latin = el(
        "w:font",
        el("w:panose1", val="02020603050405020304"),
        el("w:charset", val="00"),
        el("w:family", val="roman"),
        el("w:pitch", val="variable"),
        name=LATIN,
    )
    return root("w:fonts", *made, latin)


def settings() -> Element:
    """Return the settings of the document: Chinese, numbers outside on both sides of a sheet."""
    mode = el(
        "w:compat",
        el("w:balanceSingleByteDoubleByteWidth"),
        el("w:useFELayout"),
        el(
            "w:compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val=15,
        ),
    )
    return root(
        "w:settings",
        el("w:defaultTabStop", val=420),
        el("w:evenAndOddHeaders"),
        el("w:characterSpacingControl", val="compressPunctuation"),
        el("w:noLineBreaksAfter", lang="zh-CN", val=NOT_LAST),
        el("w:noLineBreaksBefore", lang="zh-CN", val=NOT_FIRST + UNITS),
        mode,
        el("w:themeFontLang", val="en-US", eastAsia="zh-CN"),
    )
