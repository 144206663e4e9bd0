"""修改对照表 of two versions: two reports (Word, PDF, text), paragraph by paragraph and table by table, or two workbooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from juesuan.audit.standing import read_standing
from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.book.saving import check_writable, save_atomically
from juesuan.export.naming import Namer
from juesuan.export.revisions import (
    ADDED,
    CHANGED,
    GONE,
    NAME,
    Changes,
    Head,
    TextChange,
    changed_figures,
    changed_texts,
    changes_sheet,
    summary,
)
from juesuan.findings import StructureError, refuse_on_errors
from juesuan.narrative.sheet import paragraphs_section, read_paragraphs
from juesuan.readback.align import align, squeezed
from juesuan.readback.lines import Found, found_lines
from juesuan.regenerate import Progress, quiet
from juesuan.report.rows import adopted_rows
from juesuan.spec.load import available_formats, load_format
from juesuan.spec.model import Cell, Format
from juesuan.template.reading import read
from juesuan.tieout.document import Document
from juesuan.tieout.own_tables import OwnTables, own_tables
from juesuan.tieout.read import read_report_file
from juesuan.tieout.tieout import title_of

BOOKS, REPORTS = (".xlsx", ".xlsm"), (".docx", ".docm", ".pdf", ".txt")
NOTHING = "附表数字和文字都没有变动。"
MOST_LABEL = 30
"""A line of a PDF without a mark of a sentence that is shorter is a letter of a chart."""
_LEADERS = re.compile(r"[.．…·]{6,}|(?:编制)?单位[：:].{0,40}元$")
"""Lines of the contents, heads of tables and charts."""
FRONT, ELSEWHERE = "封面", "标题之前"
OTHER_KIND = "不能对照。请选两份报告（.docx、.pdf 或 .txt），或两个决算簿工作簿（.xlsx）；.doc、.wps 请先另存为 .docx。"


@dataclass(frozen=True)
class Compared:
    """``changes`` and where they were written; ``notes`` are what a person should know of how the files were read."""

    changes: Changes
    out: Path
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What is told, a line each."""
        return (summary(self.changes) or NOTHING, *(f"注意：{one}" for one in self.notes))


@dataclass(frozen=True)
class _Side:
    """One version as far as tables go: its form, its figures in 分, its rows."""

    form: Format | None
    cells: dict[Cell, int]
    rows: dict[str, tuple[str, ...]]


def compare_files(old: Path, new: Path, out: Path, *, progress: Progress = quiet) -> Compared:
    """Write 修改对照表 of two reports or of two workbooks, whole or not at all.

    Raises StructureError for files that cannot be read or do not belong together and for an ``out`` that cannot be written,
    FindingsError for cells of a workbook that cannot be read.
    """
    _check_target(out, old, new)
    kinds = {_kind(one) for one in (old, new)}
    if len(kinds) > 1:
        raise StructureError("usage", f"“{old.name}”和“{new.name}”一个是工作簿，一个是报告，{OTHER_KIND}")
    progress("读取")
    found, head, notes = _books(old, new) if kinds == {BOOKS} else _reports(old, new)
    progress("写出对照表")
    save_atomically(out, changes_sheet(found, head))
    return Compared(found, out, notes)


def _kind(path: Path) -> tuple[str, ...]:
    found = next((kinds for kinds in (BOOKS, REPORTS) if path.suffix.lower() in kinds), None)
    if not path.is_file():
        raise StructureError("not-found", f"没有找到文件“{path}”。请核对路径。")
    if found is None:
        raise StructureError("unknown-kind", f"“{path.name}”{OTHER_KIND}")
    return found


def _check_target(out: Path, *sources: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise StructureError("usage", f"“{out.name}”的扩展名不是 .xlsx，请改成以 .xlsx 结尾的文件名。")
    if out.resolve() in [one.resolve() for one in sources]:
        raise StructureError("usage", f"{NAME}不能写到要对照的文件自己上面；请换一个文件名。")
    check_writable(out)


def _against(old: Path, new: Path) -> str:
    return f"原文、原数：“{old.name}”；现文、现数：“{new.name}”。"


# Two workbooks


@dataclass(frozen=True)
class _Book:
    accounts: Accounts
    cells: dict[Cell, int]
    texts: tuple[tuple[str, str], ...]
    sections: dict[str, str]


def _read_book(path: Path) -> _Book:
    source = FileBook.open(path)
    found = read(source)
    refuse_on_errors(found.findings)
    form = found.accounts.format
    section = paragraphs_section(source, form)
    rows = list(adopted_rows(source, section, form)) if section is not None else []
    standing = read_paragraphs(source, section) if section is not None else []
    return _Book(
        found.accounts,
        dict(read_standing(source, found).values),
        tuple((one.key, one.text) for one in rows),
        {one.key: one.section for one in standing if one.key},
    )


def _books(old: Path, new: Path) -> tuple[Changes, Head, tuple[str, ...]]:
    before, after = _read_book(old), _read_book(new)
    form = after.accounts.format
    if before.accounts.format.key != form.key:
        titles = "”与“".join(one.accounts.format.title for one in (before, after))
        raise StructureError(
            "other-format", f"两个工作簿的公开格式不同（“{titles}”），表和行对不上，没有对照。"
        )
    figures = tuple(changed_figures(form, before.cells, after.cells))
    texts = tuple(changed_texts(before.texts, after.texts))
    unit, year = (after.accounts.info.get(key, "").strip() for key in ("unit_name", "year"))
    sections = {**before.sections, **after.sections}
    what = f"{year or form.year}年度部门决算"
    head = Head(unit, what, _against(old, new), NOTHING, Namer(after.accounts), sections)
    return Changes(figures, texts), head, tuple(_other_owner(before.accounts, after.accounts))


def _other_owner(before: Accounts, after: Accounts) -> Iterator[str]:
    for key, name in (("unit_name", "单位"), ("year", "年度")):
        one, other = (side.info.get(key, "").strip() for side in (before, after))
        if one != other:
            yield f"两个工作簿的{name}不同：“{one}”与“{other}”。"


# Two reports


def _reports(old: Path, new: Path) -> tuple[Changes, Head, tuple[str, ...]]:
    documents = read_report_file(old), read_report_file(new)
    before, after = _sides(*documents)
    form = after.form or before.form or load_format(available_formats()[0])
    texts, pictured = _parted(tuple(_texts(*(found_lines(one) for one in documents))), documents)
    figures = tuple(changed_figures(form, before.cells, after.cells)) if before.form and after.form else ()
    unit, year = title_of(documents[1])
    sections = {one.key: one.key for one in texts}
    accounts = Accounts(form, rows={**before.rows, **after.rows})
    what = f"{year}年度部门决算报告" if year else "部门决算报告"
    head = Head(unit, what, _against(old, new), NOTHING, Namer(accounts), sections)
    return Changes(figures, texts), head, tuple(_notes(documents, before, after, pictured))


def _parted(
    texts: tuple[TextChange, ...], documents: tuple[Document, Document]
) -> tuple[tuple[TextChange, ...], int]:
    """Leave out what only a PDF has beside a Word file, and count it: letters of charts, lines of the contents, heads."""
    if (documents[0].kind == "pdf") == (documents[1].kind == "pdf"):
        return texts, 0
    pdf_is_new = documents[1].kind == "pdf"
    kept = tuple(
        one
        for one in texts
        if not (one.before == "" if pdf_is_new else one.after == "")
        or not _is_pictured(one.after if pdf_is_new else one.before)
    )
    return kept, len(texts) - len(kept)


def _is_pictured(text: str) -> bool:
    return _LEADERS.search(text) is not None or (
        len(text) < MOST_LABEL and not any(one in text for one in "，。；：")
    )


def _sides(old: Document, new: Document) -> tuple[_Side, _Side]:
    """Read the tables of both in one form: the one that fits the new version, else the old one."""
    after = own_tables(new)
    before = own_tables(old, (after.form.key,) if after is not None else ())
    return _side(before), _side(after)


def _side(own: OwnTables | None) -> _Side:
    if own is None:
        return _Side(None, {}, {})
    return _Side(own.form, own.recognised.amounts, dict(own.recognised.rows))


def _texts(before: tuple[Found, ...], after: tuple[Found, ...]) -> Iterator[TextChange]:
    """Yield the paragraphs that are others, in reading order; blanks make no difference."""
    for link in align([one.line for one in before], [one.line for one in after]):
        olds, news = [before[one] for one in link.old], [after[one] for one in link.new]
        texts = ["\n".join(one.line.text for one in side) for side in (olds, news)]
        if squeezed(texts[0]) == squeezed(texts[1]) and len(olds) == len(news):
            continue
        kind = CHANGED if olds and news else GONE if olds else ADDED
        yield TextChange(kind, _title((news or olds)[0]), *texts)


def _title(one: Found) -> str:
    return one.title or (FRONT if one.front else ELSEWHERE)


def _notes(documents: tuple[Document, Document], before: _Side, after: _Side, pictured: int) -> Iterator[str]:
    if pictured:
        yield f"一份是 PDF：图、目录和表头上的字（{pictured}处）没有列入；分页处的段落在 PDF 里可能分开或连在一起，请再看一眼。"
    for document, side in zip(documents, (before, after), strict=True):
        yield from (f"“{document.name}”：{one.replace('核对', '对照')}" for one in document.notes)
        if side.form is None:
            yield f"“{document.name}”里没有认出附表，附表的数没有对照。"
    units = [title_of(one) for one in documents]
    if units[0] != units[1] and all(year for _, year in units):
        said = "与".join(f"“{unit}{year}年度”" for unit, year in units)
        yield f"两份报告的单位或年度不同：{said}。请确认选对了文件。"
