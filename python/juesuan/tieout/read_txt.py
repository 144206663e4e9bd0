"""Plain text -> document: a line a paragraph, lines that were broken for width put together again, tables by their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from juesuan.findings import StructureError
from juesuan.importing.labels import is_amount
from juesuan.tieout.document import Block, Document, Paragraph, RawTable, is_numbered
from juesuan.tieout.txt_columns import pieces
from juesuan.tieout.txt_heads import rows_of

ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
_LINE_END = re.compile(r"\r\n?|\n")
"""What an editor counts as the end of a line; the mark of a new page is none."""
BROKEN_AT = 30
"""A line that is at least so long and ends no sentence was broken for width."""
ENDS = "。！？；：:;"
NOT_TEXT = "不是文本文件，无法读取。请选择 .docx、.pdf 或 .txt 文件。"
FROM_COLUMNS = "文本文件里的表格是按空格或制表符分栏读出的，栏目对不齐时可能读不全；要核对得更全，请用 Word 或 PDF 文件。"
LOST_COLUMNS = "文本文件里有的表格没有分清栏目，其中的数没有核对；要连表一起核对，请用 Word 或 PDF 文件，或用 --book 指定工作簿。"
LONGEST_CELL = 40
LONGEST_LABEL = 12
"""So many characters has the label of a head, or a piece of a name, at the most."""
_STOPS = re.compile(
    r"第[一二三四五六七八九十\d]+部分|注：|注:|备注|[^\s]{2,40}表(?:（续）)?$|公开\s?\d+\s?表"
)
_AROUND = re.compile(r"公开|表$|单位[:：]|部门[:：]|单位名称|[。；，]")


@dataclass(frozen=True)
class _Line:
    number: int
    raw: str
    page: int = 0

    @property
    def text(self) -> str:
        return self.raw.strip("\x0c\ufeff 　\t")

    @property
    def columns(self) -> int:
        """How many cells stand on the line."""
        return self.raw.count("\t") + 1 if "\t" in self.raw.strip() else len(pieces(self.raw, apart=False))


def read_txt(path: Path) -> Document:
    """Read a text file in UTF-8, GB 18030 or UTF-16. Raises StructureError for what is no text."""
    whole = _LINE_END.split(_decoded(path))
    lines = list(_lines(whole))
    blocks: list[Block] = []
    notes: dict[str, None] = {}
    at = 0
    while at < len(lines):
        end = _table_end(lines, at)
        if end == at:
            _add_line(blocks, lines[at])
            at += 1
            continue
        table = _table(lines[at:end])
        if table is not None:
            blocks.append(table)
        notes[FROM_COLUMNS if table is not None else LOST_COLUMNS] = None
        at = end
    return Document("txt", path.name, tuple(blocks), 0, tuple(notes))


def _lines(whole: Sequence[str]) -> Iterator[_Line]:
    page = 0
    for at, raw in enumerate(whole, 1):
        for number, one in enumerate(raw.split("\x0c")):
            page += bool(number)
            yield _Line(at, one, page)


# Paragraphs


def _add_line(blocks: list[Block], line: _Line) -> None:
    text = line.text
    if not text:
        return
    last = blocks[-1] if blocks else None
    if (
        isinstance(last, Paragraph)
        and last.line + _rows(last) == line.number
        and _broken(last.text)
        and not is_numbered(text)
    ):
        blocks[-1] = Paragraph(last.text + text, line=last.line, mark=line.number)
    else:
        blocks.append(Paragraph(text, line=line.number, mark=line.number))


def _rows(paragraph: Paragraph) -> int:
    return paragraph.mark - paragraph.line + 1


def _broken(text: str) -> bool:
    return len(text) >= BROKEN_AT and text[-1] not in ENDS


# Tables


def _table_end(lines: Sequence[_Line], at: int) -> int:
    """Return the place behind the table that begins at a line; the line itself where none does."""
    if not _opens(lines, at):
        return at
    last = at
    for place in range(at, len(lines)):
        line = lines[place]
        if not line.text:
            continue
        if _closes(line):
            break
        if line.columns > 1 or (place - last == 1 and _is_rest(line)):
            last = place
    return last + 1


def _opens(lines: Sequence[_Line], at: int) -> bool:
    """Whether a table begins: here, or behind some labels of its head that start here."""
    if not lines[at].text:
        return False
    if _is_row(lines[at]):
        return True
    for place in range(at, min(at + 4, len(lines))):
        line = lines[place]
        if _is_row(line):
            return True
        if not _is_label(line):
            return False
    return False


def _is_row(line: _Line) -> bool:
    return "\t" in line.raw.strip() or line.columns > 2


def _is_label(line: _Line) -> bool:
    """Whether a line can be the upper one of a head: short labels away from the margin, or two of them."""
    text = line.text
    if not text or _AROUND.search(text) or is_numbered(text):
        return False
    short = all(len(one.text) <= LONGEST_LABEL for one in pieces(line.raw, apart=False))
    return short and (line.columns == 2 or line.raw.startswith("   "))


def _closes(line: _Line) -> bool:
    """Whether a line stands behind a table: a note, a title, a sentence."""
    if line.columns > 1:
        return False
    text = line.text
    return bool(_STOPS.match(text)) or len(text) > LONGEST_CELL or text[-1] in "。；"


def _is_rest(line: _Line) -> bool:
    """Whether a line can be the rest of a cell that was broken."""
    return len(line.text) <= LONGEST_LABEL and not is_numbered(line.text)


def _table(lines: Sequence[_Line]) -> RawTable | None:
    """Return the table of some lines; None where its columns cannot be told, or where there are no amounts."""
    rows = (
        [[one.strip() for one in line.raw.split("\t")] for line in lines if line.text]
        if any("\t" in line.raw.strip() for line in lines)
        else _by_place(lines)
    )
    if sum(any(is_amount(cell) for cell in row) for row in rows) == 0:
        return None
    width = max(map(len, rows))
    cells = tuple(tuple(one or None for one in [*row, *[""] * (width - len(row))]) for row in rows)
    return RawTable(cells, line=next(line.number for line in lines if line.text))


def _by_place(lines: Sequence[_Line]) -> list[list[str]]:
    pages: dict[int, list[str]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line.raw.replace("\u3000", "  "))
    return rows_of(list(pages.values()))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise StructureError("not-text", f"“{path.name}”{NOT_TEXT}")
