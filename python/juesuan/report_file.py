"""The Word report through the file door: the workbook read, its report built, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from juesuan.audit.standing import read_standing
from juesuan.book.file import FileBook
from juesuan.book.saving import check_writable, save_atomically
from juesuan.findings import Finding, FindingsError, Level, StructureError, refuse_on_errors
from juesuan.narrate import NARRATE, analysed_book, analysis_edits
from juesuan.narrate_check import text_findings
from juesuan.narrative.sheet import paragraphs_section, read_paragraphs
from juesuan.plan import ACTION, make_plan
from juesuan.regenerate import Progress, quiet
from juesuan.report.attach import Attachments
from juesuan.report.document import DOCUMENT, build
from juesuan.report.gather import Book, gather
from juesuan.report.office import NoOffice, Office, find_office
from juesuan.report.pages import heading_pages
from juesuan.report.pieces import Attached, Report
from juesuan.report.wordfile import WordFile

Files = dict[Path, WordFile]
NO_PAGES = "目录里没有页码（{why}）：在 Word 里打开后，在目录上点右键选“更新域”。"
NO_PDF = "没有生成 PDF：{why}。可以在 Word 或 WPS 里打开报告，另存为 PDF。"
NO_PDF_ALONE = "没有生成 PDF：{why}。可以先按“Word 报告”，再在 Word 或 WPS 里另存为 PDF。"
NO_PROGRAM = "这台电脑上没有找到 Word 或 LibreOffice"


@dataclass(frozen=True)
class ReportDone:
    """What was written. ``no_pdf`` says why there is none that was asked for; ``warnings`` are findings and remarks."""

    docx: Path
    pdf: Path | None
    no_pdf: str
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Everything that a person should be told, a line each."""
        return (*map(str, self.findings), *self.remarks, *((self.no_pdf,) if self.no_pdf else ()))


@dataclass(frozen=True)
class Collected:
    """A report before it is built. ``findings``: what the tables have left behind; ``faults``: what cannot go in."""

    book: Book
    report: Report
    files: Files
    findings: tuple[Finding, ...]
    faults: tuple[Finding, ...]


def write_report(  # noqa: PLR0913 - where from, where to, what and how
    book: Path,
    out: Path,
    *,
    pdf: bool = False,
    draft: bool = False,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> ReportDone:
    """Write the report of a workbook as a Word document, and as PDF where that is wanted and an office is there.

    Raises StructureError (a file that cannot be worked on or written) and FindingsError (cells that cannot be read, an
    attachment that is missing, texts that the tables have left behind unless ``draft``); nothing is written then.
    """
    if out.suffix.lower() != ".docx":
        raise StructureError("not-docx", f"“{out.name}”的扩展名不是 .docx，请改成以 .docx 结尾的文件名。")
    target = out.with_suffix(".pdf") if pdf else None
    for one in (out, target):
        if one is not None:
            check_writable(one)
    office = find_office()
    data, findings, remarks = _document(book, office, now, progress, draft=draft)
    made, why = (None, "")
    if target is not None:
        progress("转成 PDF")
        made, why = as_pdf(data, office)
    progress("保存")
    save_atomically(out, data)
    if target is not None and made is not None:
        save_atomically(target, made)
    return ReportDone(
        out, target if made is not None else None, NO_PDF.format(why=why) if why else "", findings, remarks
    )


@dataclass(frozen=True)
class PdfDone:
    """The PDF that was written; ``warnings`` are findings and remarks."""

    pdf: Path
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Everything that a person should be told, a line each."""
        return (*map(str, self.findings), *self.remarks)


def write_pdf(
    book: Path,
    out: Path,
    *,
    draft: bool = False,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> PdfDone:
    """Write the report of a workbook as PDF alone; raises as :func:`write_report`, and where no office can make one."""
    if out.suffix.lower() != ".pdf":
        raise StructureError("not-pdf", f"“{out.name}”的扩展名不是 .pdf，请改成以 .pdf 结尾的文件名。")
    check_writable(out)
    office = find_office()
    data, why = None, NO_PROGRAM
    if office is not None:
        docx, findings, remarks = _document(book, office, now, progress, draft=draft)
        progress("转成 PDF")
        data, why = as_pdf(docx, office)
    if data is None:
        raise StructureError("no-pdf", NO_PDF_ALONE.format(why=why))
    progress("保存")
    save_atomically(out, data)
    return PdfDone(out, findings, remarks)


def _document(
    book: Path, office: Office | None, now: datetime | None, progress: Progress, *, draft: bool
) -> tuple[bytes, tuple[Finding, ...], tuple[str, ...]]:
    """Return the Word document of a workbook file, findings and remarks; raises as :func:`write_report`."""
    progress("读取工作簿")
    report, files, findings = read_report(book, now or datetime.now(), draft=draft)  # noqa: DTZ005 - the office's own clock
    progress("生成报告")
    data, left_out, remark = with_pages(report, files, office, progress)
    return data, (*findings, *left_out), (remark,) if remark else ()


def read_report(
    path: Path, now: datetime, *, draft: bool = False
) -> tuple[Report, Files, tuple[Finding, ...]]:
    """Return the report of a workbook file before anything is built, the files to insert, and what is to be told.

    Raises as :func:`write_report` does.
    """
    made = collect(FileBook.open(path), path, now, draft=draft)
    refuse_on_errors([*made.faults, *([] if draft else made.findings)])
    return made.report, made.files, made.findings


def collect(source: FileBook, path: Path, now: datetime, *, draft: bool = False) -> Collected:
    """Return all that a report is made of, whatever is found; ``path`` gives the workbook's name and folder.

    Raises StructureError, and FindingsError for cells that cannot be read.
    """
    plan = make_plan(source)
    found, analysed, hints = analysed_book(source, plan.read)
    section = paragraphs_section(source, found.accounts.format)
    if section is None or not any(one.generated for one in read_paragraphs(source, section)):
        raise StructureError("no-text", f"“{path.name}”的“情况说明”还没有文字，请先点“{NARRATE}”。")
    findings = [*hints, *_outdated(len(plan.changes))]
    if not plan.changes:
        findings += _outdated_analysis(analysis_edits(source, analysed)[0].edits)
    findings += text_findings(source, found)
    values = read_standing(source, found).values
    book = Book(source, found, analysed, values, section, path.resolve().parent)
    gathered = gather(book, now.date(), draft=draft)
    files, faults = _opened(gathered.report)
    faults += gathered.findings
    return Collected(book, gathered.report, files, tuple(findings), tuple(faults))


def _outdated(changes: int) -> list[Finding]:
    if not changes:
        return []
    message = f"有{changes}个单元格与重新计算的结果不一致，"
    remedy = f"请先点“{ACTION}”，再点“{NARRATE}”。"
    return [Finding("table-outdated", Level.ERROR, "附表", "", message, remedy, "附表没有重新计算")]


def _outdated_analysis(sheets: Iterable[str]) -> list[Finding]:
    return [
        Finding(
            "analysis-outdated",
            Level.ERROR,
            name,
            "",
            "与现在的表不一致，",
            f"请点“{NARRATE}”。",
            "分析没有更新",
        )
        for name in sheets
    ]


def _opened(report: Report) -> tuple[Files, list[Finding]]:
    """Open the files to insert; each that cannot be used is a finding."""
    files = Attachments(DOCUMENT)
    faults: list[Finding] = []
    for one in report.pieces:
        if isinstance(one, Attached):
            try:
                files.open(one)
            except FindingsError as error:
                faults += error.findings
    return files.files, faults


def with_pages(
    report: Report, files: Files, office: Office | None, progress: Progress
) -> tuple[bytes, tuple[Finding, ...], str]:
    """Return the document with the pages of its headings, measured by an office; a remark where none could."""
    attachments = Attachments(DOCUMENT, files)
    data, entries = build(report, attachments)
    left_out = tuple(attachments.left_out.values())
    if office is None:
        return data, left_out, NO_PAGES.format(why="没有找到 LibreOffice，不能预先排版")
    progress("排版，计算目录的页码")
    try:
        pages = heading_pages(office.to_pdf(data), [one.text for one in entries])
    except NoOffice as error:
        return data, left_out, NO_PAGES.format(why=str(error))
    if pages is None:
        return data, left_out, NO_PAGES.format(why="排版结果与标题对不上")
    return build(report, Attachments(DOCUMENT, files), pages)[0], left_out, ""


def as_pdf(data: bytes, office: Office | None) -> tuple[bytes | None, str]:
    """Return a document as PDF, or None and why there is none."""
    if office is None:
        return None, NO_PROGRAM
    try:
        return office.to_pdf(data), ""
    except NoOffice as error:
        return None, str(error)
