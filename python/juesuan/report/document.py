"""The document: pieces to paragraphs, figures and tables, sections portrait and landscape, all parts of the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from juesuan.report.attach import Attachments
from juesuan.report.charts import add_chart
from juesuan.report.contents import LEVELS, Entry, contents, listed_lines, mark_name
from juesuan.report.grid import table_element
from juesuan.report.lay import GAP, laid
from juesuan.report.package import CORE, WORD, Parts
from juesuan.report.paper import FOOTERS, PORTRAIT, TWIPS, Paper, empty_footer, footer, section
from juesuan.report.pieces import Figure, Form, Front, Heading, Official, Piece, Report, Text
from juesuan.report.styles import BODY, HEADINGS, font_table, settings, style_sheet
from juesuan.report.theme import THEME_TYPE, theme
from juesuan.report.titles import divided, even, lines_of
from juesuan.report.xml import Element, el, paragraph, root, run, tag, xml_bytes

DOCUMENT = "word/document.xml"
PART_SPACE, PART_LINE = 28.0, 32.0
"""What the title of a part takes of a page that a table stands on as well, in points: around it, and a line."""
PART_SIZE, FRONT_SIZE = 18.0, 22.0
"""Of the letters of the titles of parts and of the title page, in points."""
DRAFT = "草　稿"


@dataclass
class _Body:
    """The body as it grows. A section ends in the last paragraph that stands in it."""

    elements: list[Element] = field(default_factory=list)
    paper: Paper = PORTRAIT
    begun: bool = False
    """Whether anything stands on the page that the next piece would go to."""

    def add(self, *elements: Element) -> None:
        self.elements.extend(elements)
        self.begun = True

    def end_section(self, properties: Element) -> None:
        """Close the section; a table at its end needs a paragraph behind it."""
        last = self.elements[-1] if self.elements else None
        if last is None or last.tag != tag("w:p") or _ends_section(last):
            last = _thin()
            self.elements.append(last)
        settings_ = last.find(tag("w:pPr"))
        if settings_ is None:
            raise ValueError("a paragraph of ours has properties")
        settings_.append(properties)
        self.begun = False


def _ends_section(element: Element) -> bool:
    return element.find(f"{tag('w:pPr')}/{tag('w:sectPr')}") is not None


def build(
    report: Report, files: Attachments, pages: Sequence[int] | None = None
) -> tuple[bytes, list[Entry]]:
    """Return the document and the entries of its contents; ``pages`` are those of the entries, where they are known."""
    parts = Parts()
    writer = _Writer(parts, files)
    for piece in report.pieces:
        writer.piece(piece)
    entries = [
        Entry(text, level, mark_name(n), pages[n - 1] if pages else None)
        for n, (text, level) in enumerate(writer.entries, 1)
    ]
    parts.add(DOCUMENT, f"{WORD}.document.main+xml", xml_bytes(_document(report.front, entries, writer)))
    files.finish(parts)
    _furnish(parts, report, listed_lines(entries))
    return parts.to_bytes(), entries


class _Writer:
    def __init__(self, parts: Parts, files: Attachments) -> None:
        self.parts = parts
        self.files = files
        self.body = _Body()
        self.entries: list[tuple[str, int]] = []
        self.drawings = 0
        self.starts: int | None = 1
        self.footers = {
            kind: parts.relate(DOCUMENT, "footer", f"word/{name}") for kind, name in FOOTERS.items()
        }
        self._fresh_part = False
        self._part_space = 0.0

    def piece(self, piece: Piece) -> None:
        if isinstance(piece, Official):
            self._official(piece)
            return
        self._turn(PORTRAIT)
        if isinstance(piece, Heading):
            self._heading(piece)
        elif isinstance(piece, Text):
            self.body.add(_text(piece))
        elif isinstance(piece, Figure):
            self._figure(piece)
        elif isinstance(piece, Form):
            self.body.add(_gap(), table_element(piece.table), _gap())
        else:
            inserted = self.files.insert(piece, self.parts, self.drawings + 1)
            self.drawings += sum(1 for one in inserted for _ in one.iter(tag("wp:docPr")))
            self.body.add(*inserted)
        self._fresh_part = isinstance(piece, Heading) and piece.level == 1

    def _turn(self, paper: Paper) -> None:
        """Go on on another kind of page."""
        if paper is not self.body.paper and self.body.begun:
            self.close()
        self.body.paper = paper

    def close(self) -> Element:
        """End the section and return its properties."""
        made = self.section()
        self.body.end_section(made)
        return made

    def section(self) -> Element:
        """Return the properties of the section at hand; the first one begins with page 1."""
        made = section(self.body.paper, self.footers, start=self.starts)
        self.starts = None
        return made

    def _heading(self, piece: Heading) -> None:
        begins = piece.level == 1 or (piece.attached and not self._fresh_part)
        if piece.level == 1:
            self._part_space = PART_SPACE + PART_LINE * lines_of(divided(piece.text, PART_SIZE), PART_SIZE)
        self.body.add(self._titled(piece.text, piece.level, new_page=begins and self.body.begun))

    def _titled(self, text: str, level: int, *, new_page: bool = False, centred: bool = False) -> Element:
        shown = divided(text, PART_SIZE) if level == 1 else text
        properties = (
            *((el("w:pageBreakBefore"),) if new_page else ()),
            *((el("w:ind", firstLineChars=0, firstLine=0), el("w:jc", val="center")) if centred else ()),
            *(even(shown, PART_SIZE) if level == 1 else ()),
        )
        if level > LEVELS:
            return paragraph(HEADINGS[level - 1], run(text), properties=properties)
        self.entries.append((text, level))
        number = len(self.entries)
        begin = el("w:bookmarkStart", id=number, name=mark_name(number))
        end = el("w:bookmarkEnd", id=number)
        return paragraph(HEADINGS[level - 1], begin, run(shown), end, properties=properties)

    def _figure(self, piece: Figure) -> None:
        if piece.chart is None:
            self.body.add(_text(Text(piece.why)))
        else:
            self.drawings += 1
            self.body.add(paragraph("Figure", add_chart(self.parts, DOCUMENT, piece.chart, self.drawings)))
        self.body.add(paragraph("Caption", run(piece.caption)))

    def _official(self, piece: Official) -> None:
        paper, tables = laid(piece.text, self._part_space if self._fresh_part else 0)
        held = self._held_part(paper)
        self._turn(paper)
        if held is not None:
            self.body.add(held)
        new_page = self.body.begun and not self._fresh_part
        self.body.add(self._titled(piece.title, 2, new_page=new_page, centred=True))
        for number, table in enumerate(tables):
            if number:
                self.body.add(_thin(new_page=True) if table.new_page else _between())
            self.body.add(table_element(table))
        self.body.add(*(_note(one) for one in piece.text.notes or ("",)))
        self._fresh_part = False

    def _held_part(self, paper: Paper) -> Element | None:
        """Take back the title of a part that would stand alone on a page of the other kind."""
        if not self._fresh_part or paper is self.body.paper:
            return None
        held = self.body.elements.pop()
        settings_ = held.find(tag("w:pPr"))
        if settings_ is not None:
            for one in settings_.findall(tag("w:pageBreakBefore")):
                settings_.remove(one)
        self.body.begun = bool(self.body.elements) and not _ends_section(self.body.elements[-1])
        return held


def _text(piece: Text) -> Element:
    look = el("w:rPr", el("w:highlight", val="yellow")) if piece.missing else None
    return paragraph(BODY, run(piece.text, look))


def _note(text: str) -> Element:
    return paragraph("TableNote", *((run(text),) if text else ()))


def _thin(*, new_page: bool = False) -> Element:
    """Return a paragraph that takes no room to speak of."""
    space = el("w:spacing", line=20, lineRule="exact")
    return paragraph("TableNote", properties=(*((el("w:pageBreakBefore"),) if new_page else ()), space))


def _between() -> Element:
    """Return what stands between two blocks of columns of a table on one page."""
    return paragraph(
        "TableNote", properties=(el("w:spacing", before=0, line=round(GAP * TWIPS), lineRule="exact"),)
    )


def _gap() -> Element:
    """Return half a line between a text and a table."""
    return paragraph("TableNote", properties=(el("w:spacing", before=0, line=160, lineRule="exact"),))


def _document(front: Front, entries: Sequence[Entry], writer: _Writer) -> Element:
    none = {kind: writer.parts.relate(DOCUMENT, "footer", "word/footer_none.xml") for kind in FOOTERS}
    opening = _front(front)
    _last_settings(opening).append(section(PORTRAIT, none))
    listed = contents(entries) if entries else []
    if listed:
        _last_settings(listed).append(section(PORTRAIT, none))
    body = writer.body.elements or [paragraph(BODY)]
    return root(
        "w:document",
        el("w:body", *opening, *listed, *body, writer.section()),
        prefixes=("r", "wp", "a", "c", "pic"),
    )


def _last_settings(elements: Sequence[Element]) -> Element:
    found = elements[-1].find(tag("w:pPr"))
    if found is None:
        raise ValueError("a paragraph of ours has properties")
    return found


def _front(front: Front) -> list[Element]:
    """Return the title page: unit and title in the upper half, the date below."""
    down = (el("w:spacing", before=3600 if not front.draft else 2960),)
    return [
        *([paragraph("Draft", run(DRAFT))] if front.draft else []),
        paragraph(
            "Unit",
            *((run(front.unit),) if front.unit else ()),
            properties=(*down, *even(front.unit, FRONT_SIZE)),
        ),
        paragraph("Title", run(front.title), properties=even(front.title, FRONT_SIZE)),
        paragraph("Date", run(front.date), properties=(el("w:spacing", before=4600),)),
    ]


def _furnish(parts: Parts, report: Report, lines: int) -> None:
    """Add what every document has beside its text."""
    document = {
        "styles": ("styles.xml", "styles+xml", style_sheet(lines)),
        "settings": ("settings.xml", "settings+xml", settings()),
        "theme": ("theme/theme1.xml", "", theme()),
        "fontTable": ("fontTable.xml", "fontTable+xml", font_table()),
    }
    for kind, (name, content, made) in document.items():
        parts.add(f"word/{name}", f"{WORD}.{content}" if content else THEME_TYPE, xml_bytes(made))
        parts.relate(DOCUMENT, kind, f"word/{name}")
    for kind, name in FOOTERS.items():
        parts.add(f"word/{name}", f"{WORD}.footer+xml", xml_bytes(footer(kind)))
    parts.add("word/footer_none.xml", f"{WORD}.footer+xml", xml_bytes(empty_footer()))
    parts.relate("", "officeDocument", DOCUMENT)
    parts.add(
        "docProps/core.xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
        _core(report.subject),
    )
    parts.relate("", CORE, "docProps/core.xml")


def _core(title: str) -> bytes:
    """Return the properties of the document: its title, and nobody's name."""
    from lxml import etree

    spaces = {
        "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        "dc": "http://purl.org/dc/elements/1.1/",
    }
    made = etree.Element(f"{{{spaces['cp']}}}coreProperties", nsmap=spaces)
    etree.SubElement(made, f"{{{spaces['dc']}}}title").text = title
    return xml_bytes(made)
