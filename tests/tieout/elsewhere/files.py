"""Made-up reports as files: Word by python-docx, PDF by LibreOffice, text by pdftotext or separated by tabs."""

from __future__ import annotations

import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from tests.tieout.elsewhere.accounts import Unit
from tests.tieout.elsewhere.printed import Layout, Printed
from tests.tieout.elsewhere.tables import Tables
from tests.tieout.elsewhere.words import CHINESE, Manner, Words

FONT = "Noto Serif CJK SC"
CENTRED = ("合计", "总计", "本年收入合计", "本年支出合计", "人员经费合计", "公用经费合计")
WIDE = 7
"""From so many columns on a table lies on a landscape page."""


@dataclass(frozen=True)
class Report:
    """A report: its paragraphs and tables in their order. ``blocks`` are texts (# before headings) and tables."""

    unit: Unit
    layout: Layout
    blocks: tuple[str | Printed, ...]

    def said(self, old: str, new: str, within: str = "") -> Report:
        """The report with some words of one paragraph replaced. Raises ValueError where they do not stand there once."""
        hits = [
            n for n, one in enumerate(self.blocks) if isinstance(one, str) and old in one and within in one
        ]
        if len(hits) != 1:
            raise ValueError(f"{old!r} stands in {len(hits)} paragraphs")
        blocks = list(self.blocks)
        blocks[hits[0]] = str(blocks[hits[0]]).replace(old, new, 1)
        return replace(self, blocks=tuple(blocks))

    def celled(self, key: str, name: str, column: int, text: str) -> Report:
        """The report with the cell of a table replaced: table by its key, row by a text in it."""
        blocks = list(self.blocks)
        for number, one in enumerate(blocks):
            if isinstance(one, Printed) and one.key == key and any(name in row for row in one.rows):
                blocks[number] = one.replaced(one.find(name), column, text)
                return replace(self, blocks=tuple(blocks))
        raise ValueError(f"no row {name} in table {key}")

    def table(self, key: str) -> Printed:
        """The first table of a key."""
        return next(one for one in self.blocks if isinstance(one, Printed) and one.key == key)


def made_report(
    unit: Unit, layout: Layout, manner: Manner, *, before: bool = True, bare: bool = False
) -> Report:
    """Put a report together; ``before``: tables before the prose; ``bare``: without tables."""
    word = manner.word
    tables: list[str | Printed] = [] if bare else list(Tables(unit, layout).all())
    prose = list(_prose(Words(unit, manner), manner))
    parts = [(f"{unit.year}年度{word}决算表", tables), (f"{unit.year}年度{word}决算情况说明", prose)]
    front: list[str | Printed] = [
        f"#{unit.name}{unit.year}年度{word}决算", f"#第一部分 {unit.name}概况", f"#{_mark(0, manner)}主要职责", "贯彻执行有关方针政策，承担职责范围内的管理和服务工作。",
        f"#{_mark(1, manner)}机构设置", f"从决算单位构成看，{unit.name}{word}决算包括本级决算，内设机构5个。",
    ]  # fmt: skip
    for number, (title, blocks) in enumerate(parts if before else parts[::-1]):
        if blocks:
            front += [f"#第{CHINESE[number + 1]}部分 {title}", *blocks]
    front += [
        "#第四部分 名词解释",
        "一、财政拨款收入：指单位从同级财政部门取得的财政预算资金。",
        "二、基本支出：指为保障机构正常运转、完成日常工作任务而发生的支出。",
    ]
    return Report(unit, layout, tuple(front))


def _mark(number: int, manner: Manner) -> str:
    if manner.number == "（一）":
        return f"（{CHINESE[number]}）"
    return f"{number + 1}." if manner.number == "1." else f"{CHINESE[number]}、"


def _prose(words: Words, manner: Manner) -> Iterator[str]:
    for number, (heading, lines) in enumerate(words.sections()):
        yield f"#{_mark(number, manner)}{heading}"
        yield from lines


def write_docx(report: Report, path: Path) -> Path:
    """Write a report as a Word file."""
    word = docx.Document()
    word.styles["Normal"].font.size = Pt(10.5)
    _page(word, wide=False)
    landscape = False
    for one in report.blocks:
        if isinstance(one, str):
            if landscape:
                _section(word, wide=False)
                landscape = False
            word.add_paragraph(one.removeprefix("#") if one.startswith("#") else f"　　{one}")
            continue
        wide = len(one.rows[0]) >= WIDE
        if wide != landscape:
            _section(word, wide=wide)
            landscape = wide
        elif word.paragraphs:
            word.add_page_break()
        _table(word, one, report)
    word.save(str(path))
    return path


def _page(word: Word, *, wide: bool) -> None:
    section = word.sections[-1]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)


def _section(word: Word, *, wide: bool) -> None:
    word.add_section(WD_SECTION.NEW_PAGE)
    _page(word, wide=wide)


def _head_lines(one: Printed, report: Report) -> list[str]:
    return [
        one.title,
        one.number,
        f"{report.layout.word}：{report.unit.name}",
        f"金额单位：{report.layout.unit}",
    ]


def _table(word: Word, one: Printed, report: Report) -> None:
    lines = _head_lines(one, report)
    top = 0
    width = len(one.rows[0])
    if report.layout.inside:
        top = 3
    else:
        title = word.add_paragraph(lines[0])
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        word.add_paragraph(lines[1]).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        word.add_paragraph(f"{lines[2]}    {lines[3]}")
    made = word.add_table(len(one.rows) + top, width)
    made.style = "Table Grid"
    cells = [list(row.cells) for row in made.rows]
    if top:
        for number, text in enumerate((lines[0], lines[1])):
            cells[number][0].merge(cells[number][width - 1]).text = text
        middle = max(width // 2 - 1, 0)
        cells[2][0].merge(cells[2][middle]).text = lines[2]
        cells[2][middle + 1].merge(cells[2][width - 1]).text = lines[3]
    for above, left, below, right in one.merged:
        cells[above + top][left].merge(cells[below + top][right])
    for number, row in enumerate(one.rows):
        for column, text in enumerate(row):
            if text:
                paragraph = cells[number + top][column].paragraphs[0]
                paragraph.text = text
                paragraph.runs[0].font.size = Pt(7.5)
                if number < one.head or text.isdigit() or text in CENTRED:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                elif text[-1].isdigit():
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word.add_paragraph(one.note)


def write_pdf(report: Report, path: Path) -> Path:
    """Write a report as a PDF file."""
    with tempfile.TemporaryDirectory() as folder:
        source = write_docx(report, Path(folder) / f"{path.stem}.docx")
        to_pdf(source, path.parent)
    return path


def to_pdf(source: Path, folder: Path) -> None:
    """Convert a Word file by LibreOffice."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)


def write_layout_txt(report: Report, path: Path) -> Path:
    """Write what pdftotext -layout makes of the PDF."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = write_pdf(report, Path(folder) / "一.pdf")
        subprocess.run(["pdftotext", "-layout", str(pdf), str(path)], check=True, timeout=60)
    return path


def write_tab_txt(report: Report, path: Path) -> Path:
    """Write plain text, the cells of tables separated by tabs."""
    lines: list[str] = []
    for one in report.blocks:
        if isinstance(one, str):
            lines.append(one.removeprefix("#"))
        else:
            title, number, unit, money = _head_lines(one, report)
            lines += [title, number, f"{unit}\t\t{money}", *("\t".join(row) for row in one.rows), one.note]
    path.write_text("\n".join(lines) + "\n", encoding="gb18030")
    return path


def write_drawn_txt(report: Report, path: Path) -> Path:
    """Write plain text whose columns are below each other as they are drawn: Chinese twice as wide as digits."""
    lines: list[str] = []
    for one in report.blocks:
        if isinstance(one, str):
            lines += [one.removeprefix("#"), ""]
        else:
            title, number, unit, money = _head_lines(one, report)
            lines += [title, number, f"{unit}    {money}", *_drawn(one), one.note, ""]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _drawn(one: Printed) -> Iterator[str]:
    merged = {(top, left): right for top, left, _, right in one.merged}
    widths = [
        max(_width(row[at]) for number, row in enumerate(one.rows) if merged.get((number, at), at) == at) + 2
        for at in range(len(one.rows[0]))
    ]
    for number, row in enumerate(one.rows):
        line, at = "", 0
        while at < len(row):
            last = merged.get((number, at), at)
            room = sum(widths[at : last + 1])
            text = row[at]
            blank = room - _width(text)
            before = max(blank - 2, 0) if text[-1:].isdigit() else blank // 2 if last > at else 0
            line += f"{' ' * before}{text}{' ' * (blank - before)}"
            at = last + 1
        yield line.rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
