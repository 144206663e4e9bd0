"""Plain text -> document: a line a paragraph, lines that were broken for width put together again."""

from __future__ import annotations

import re
from pathlib import Path

from juesuan.findings import StructureError
from juesuan.tieout.document import Document, Paragraph, is_numbered

ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
WIDE_GAP = re.compile(r"\S\s{2,}\S")
_LINE_END = re.compile(r"\r\n?|\n")
"""What an editor counts as the end of a line; the mark of a new page is none."""
BROKEN_AT = 30
"""A line that is at least so long and ends no sentence was broken for width."""
ENDS = "。！？；：:;"
NOT_TEXT = "不是文本文件，无法读取。请选择 .docx、.pdf 或 .txt 文件。"
NO_TABLES = "文本文件里的表格不能可靠地读出，只核对文字；要连表一起核对，请用 Word 或 PDF 文件，或用 --book 指定工作簿。"


def read_txt(path: Path) -> Document:
    """Read a text file in UTF-8, GB 18030 or UTF-16. Raises StructureError for what is no text."""
    lines = _LINE_END.split(_decoded(path))
    blocks: list[Paragraph] = []
    columns = False
    for number, line in ((at, one) for at, whole in enumerate(lines, 1) for one in whole.split("\x0c")):
        text = line.strip("\x0c\ufeff 　\t")
        if not text:
            continue
        if len(WIDE_GAP.findall(text)) > 1 or "\t" in text:  # columns of a table
            columns = True
            continue
        last = blocks[-1] if blocks else None
        if (
            last is not None
            and last.line + _rows(last) == number
            and _broken(last.text)
            and not is_numbered(text)
        ):
            blocks[-1] = Paragraph(last.text + text, line=last.line, mark=number)
        else:
            blocks.append(Paragraph(text, line=number, mark=number))
    return Document("txt", path.name, tuple(blocks), 0, (NO_TABLES,) if columns else ())


def _rows(paragraph: Paragraph) -> int:
    return paragraph.mark - paragraph.line + 1


def _broken(text: str) -> bool:
    return len(text) >= BROKEN_AT and text[-1] not in ENDS


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
