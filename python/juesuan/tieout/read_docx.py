"""Word -> document: paragraphs and tables in document order, tracked changes as accepted, hidden text left out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from juesuan.findings import StructureError
from juesuan.tieout.document import Block, Document, Paragraph, RawTable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
MAIN = "word/document.xml"
MOST_XML = 512 << 20
OLE_HEAD = b"\xd0\xcf\x11\xe0"
LOCKED = (
    "有打开密码，或是旧式 .doc 文件，无法读取。请在 Word 或 WPS 里打开，取消密码并另存为 .docx 后再核对。"
)
BROKEN = "不是完整的 Word 文件（.docx），无法读取。请在 Word 或 WPS 里打开并另存为 .docx 后再核对。"
_SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{MC}Fallback"}


@dataclass(frozen=True)
class _Span:
    """A cell of a row: where it begins, over how many columns it stands, whether it goes on with the one above."""

    row: int
    column: int
    width: int
    goes_on: bool


def read_docx(path: Path) -> Document:
    """Read a Word file. Raises StructureError for what has a password or is no Word file."""
    root = _root(path)
    body = root.find(f"{W}body")
    if body is None:
        raise StructureError("not-word", f"“{path.name}”{BROKEN}")
    numbers = {paragraph: number for number, paragraph in enumerate(body.iter(f"{W}p"), 1)}
    blocks = tuple(_blocks(body, numbers))
    return Document("docx", path.name, blocks, 0, tuple(_notes(root, blocks)))


def _root(path: Path) -> etree._Element:
    try:
        with zipfile.ZipFile(path) as package:
            if package.getinfo(MAIN).file_size > MOST_XML:
                raise StructureError("too-large", f"“{path.name}”太大，无法核对。请删去其中的大图后再试。")
            data = package.read(MAIN)
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except zipfile.BadZipFile as error:
        with path.open("rb") as file:
            locked = file.read(4) == OLE_HEAD
        text = LOCKED if locked else BROKEN
        raise StructureError("encrypted" if locked else "not-word", f"“{path.name}”{text}") from error
    except (KeyError, etree.XMLSyntaxError) as error:
        raise StructureError("not-word", f"“{path.name}”{BROKEN}") from error


def _notes(root: etree._Element, blocks: tuple[Block, ...]) -> Iterator[str]:
    changes = sum(1 for _ in root.iter(f"{W}ins", f"{W}del", f"{W}moveTo", f"{W}moveFrom"))
    if changes:
        yield f"文件中有{changes}处修订没有接受或拒绝，按全部接受核对。定稿前请在“审阅”里处理完修订。"
    comments = sum(1 for _ in root.iter(f"{W}commentReference"))
    if comments:
        yield f"文件中有{comments}条批注，不影响核对。定稿前请删除批注。"
    alone = [
        paragraph
        for paragraph in root.iter(f"{W}p")
        if next(paragraph.iter(PICTURE), None) is not None and not _text(paragraph).strip()
    ]
    if alone and not any(isinstance(one, RawTable) for one in blocks):
        yield f"文件中没有表格，有{len(alone)}张图片：图片里的表和数不能核对。请用可以编辑的表格代替图片。"


def _blocks(parent: Any, numbers: dict[Any, int]) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{W}p":
            yield _paragraph(child, numbers)
            for box in _text_boxes(child):
                yield from _blocks(box, numbers)
        elif child.tag == f"{W}tbl":
            yield _table(child, numbers)
        elif child.tag in (f"{W}sdt", f"{W}ins", f"{W}moveTo", f"{W}smartTag", f"{W}customXml"):
            inner = child.find(f"{W}sdtContent") if child.tag == f"{W}sdt" else child
            if inner is not None:
                yield from _blocks(inner, numbers)


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    for one in paragraph.iter(f"{W}txbxContent"):
        if not any(above.tag == f"{MC}Fallback" for above in one.iterancestors()):
            yield one


def _paragraph(element: Any, numbers: dict[Any, int]) -> Paragraph:
    number = numbers[element]
    return Paragraph(_text(element), line=number, mark=number - 1, level=_level(element))


def _level(element: Any) -> int:
    """Return 1 to 9 for a heading, -1 for a line of the contents, 0 for the rest."""
    style = element.find(f"{W}pPr/{W}pStyle")
    name = (style.get(f"{W}val") or "").lower() if style is not None else ""
    if name.startswith("toc"):
        return -1
    digits = name.removeprefix("heading").strip()
    return int(digits) if name.startswith("heading") and digits.isdigit() else 0


def _text(element: Any) -> str:
    return "".join(text for _, text in pieces(element))


def pieces(element: Any) -> Iterator[tuple[Any, str]]:
    """Yield what the text of a paragraph is made of: the element (``w:t``, ``w:tab``, …) and its text."""
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or tag == f"{W}txbxContent":
            continue
        if tag == f"{W}r" and child.find(f"{W}rPr/{W}vanish") is not None:
            continue
        if tag == f"{W}t":
            yield child, child.text or ""
        elif tag in (f"{W}tab", f"{W}br", f"{W}cr") and element.tag == f"{W}r":
            yield child, " "
        elif tag == f"{W}noBreakHyphen":
            yield child, "-"
        elif isinstance(tag, str):
            yield from pieces(child)


def _table(element: Any, numbers: dict[Any, int]) -> RawTable:
    rows: list[tuple[str | None, ...]] = []
    marks: list[tuple[int, ...]] = []
    spans: list[_Span] = []
    first = 0
    for row in _children(element, f"{W}tr"):
        cells: list[str | None] = []
        places: list[int] = []
        before = row.find(f"{W}trPr/{W}gridBefore")
        skipped = int(before.get(f"{W}val") or 0) if before is not None else 0
        cells += [None] * skipped
        places += [-1] * skipped
        for cell in _children(row, f"{W}tc"):
            paragraphs = list(cell.iter(f"{W}p"))
            mark = numbers[paragraphs[0]] - 1 if paragraphs else -1
            first = first or mark + 1
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = int(span.get(f"{W}val") or 1) if span is not None else 1
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merged is not None and merged.get(f"{W}val") != "restart"
            spans.append(_Span(len(rows), len(cells), width, goes_on))
            cells += [None if goes_on else "".join(_text(one) for one in paragraphs).strip()]
            cells += [None] * (width - 1)
            places += [mark] * width
        rows.append(tuple(cells))
        marks.append(tuple(places))
    return RawTable(tuple(rows), line=first, marks=tuple(marks), merged=tuple(_merged(spans)))


def _merged(spans: list[_Span]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the areas of merged cells: a cell that goes on belongs to the one above that begins at its column."""
    open_cells: dict[int, tuple[_Span, int]] = {}
    for one in spans:
        if one.goes_on and one.column in open_cells:
            open_cells[one.column] = (open_cells[one.column][0], one.row)
            continue
        if one.column in open_cells:
            yield from _area(*open_cells[one.column])
        open_cells[one.column] = (one, one.row)
    for start, last in open_cells.values():
        yield from _area(start, last)


def _area(start: _Span, last: int) -> Iterator[tuple[int, int, int, int]]:
    if last > start.row or start.width > 1:
        yield start.row, start.column, last, start.column + start.width - 1


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Yield the children of a tag, also those inside content controls and accepted insertions."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == f"{W}sdt":
            inner = child.find(f"{W}sdtContent")
            if inner is not None:
                yield from _children(inner, tag)
        elif child.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml"):
            yield from _children(child, tag)
