"""报送材料 through the file door: everything that goes to the finance bureau, in a folder and its zip."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from juesuan.audit.audit import audit_book
from juesuan.audit.report import Report, Verdict
from juesuan.book.file import FileBook
from juesuan.compute.rows import complete_rows
from juesuan.export.comparison import comparison_sheet
from juesuan.export.data import DESCRIPTOR, FINDINGS_JSON, descriptor, findings_json, paragraphs_of, resources
from juesuan.export.earlier import Sent, is_same, last_sent, read_sent
from juesuan.export.file_names import (
    COMPARISON,
    DATA,
    LONGEST_INSIDE,
    PDF,
    REVISIONS,
    SELFCHECK,
    TABLES,
    TEXT,
    VERDICT,
    folder_name,
)
from juesuan.export.given_text import GivenText, given_text
from juesuan.export.manifest import PLACE, manifest_bytes
from juesuan.export.material import Material
from juesuan.export.placing import clean, place, ready, zip_bytes
from juesuan.export.revisions import Earlier, revisions_sheet
from juesuan.export.selfcheck import selfcheck_sheet
from juesuan.export.tables import values_only
from juesuan.export.verdict_sheet import verdict_sheet
from juesuan.findings import Finding, FindingsError, Level, StructureError
from juesuan.narrate_check import text_findings
from juesuan.plan import make_plan
from juesuan.regenerate import Progress, carry_out, new_book, quiet
from juesuan.report.office import find_office
from juesuan.report.pieces import Text
from juesuan.report_file import NO_PDF, Collected, as_pdf, collect, with_pages

WINDOWS_PATH, OTHER_PATH = 259, 1000
OUTDATED = ("table-outdated", "analysis-outdated", "text-outdated")
NOT_WRITTEN = "text-missing"


@dataclass(frozen=True)
class ExportDone:
    """What was written: ``files`` are the paths below ``folder``, in order.

    ``findings`` are those that do not stand in the way (all of them for a draft), ``previous`` the export that this
    one was compared with, ``round`` counts the exports of a year, ``verdict`` is that of the audit.
    """

    folder: Path
    zip: Path
    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...]
    previous: Path | None
    round: int
    verdict: str
    draft: bool

    @property
    def warnings(self) -> tuple[str, ...]:
        """Everything that a person should be told, a line each."""
        return (*map(str, self.findings), *self.remarks)


@dataclass(frozen=True)
class _Made:
    """An export before its files are made."""

    material: Material
    collected: Collected
    given: GivenText | None
    previous: Sent | None
    findings: tuple[Finding, ...]


def write_export(  # noqa: PLR0913 - where from, where to, what and how
    book: Path,
    out: Path,
    *,
    draft: bool = False,
    text: Path | None = None,
    last: Path | None = None,
    pdf: bool = True,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> ExportDone:
    """Write what goes to the finance bureau into a new folder below ``out``, and the zip of that folder beside it.

    ``text`` is a finished Word file that goes in place of the generated text; ``last`` the export (folder or zip) to
    compare with, else the latest one of the unit and year in ``out``. Nothing that is there is overwritten: a second
    export is ``…（第2次）``.

    Raises StructureError (a file that cannot be worked on, a place that cannot be written) and FindingsError, with
    all findings: cells that cannot be read, errors neither mended nor released, tables, analysis or texts that are
    out of date, paragraphs still to be written. A ``draft`` is refused for what cannot be read only; its tables are
    recomputed. Nothing is written then. A file is never half written, see :mod:`juesuan.export.placing`.
    """
    when = (now or datetime.now()).replace(microsecond=0)  # noqa: DTZ005 - the office's own clock
    target = ready(out)
    clean(target)
    progress("读取工作簿")
    made, remarks = _read(book, target, when, text=text, last=last, draft=draft)
    number, name, named = _name(made, target)
    files, more = _files(made, number, progress, pdf=pdf)
    progress("写出")
    folder, archive = place(target, name, files, zip_bytes(name, files, when))
    return ExportDone(
        folder,
        archive,
        tuple(sorted(files)),
        made.findings,
        (*remarks, *named, *more, *_told(made)),
        made.previous.path if made.previous is not None else None,
        number,
        made.material.audit.verdict.value,
        draft,
    )


def _read(  # noqa: PLR0913 - as write_export
    path: Path, out: Path, now: datetime, *, text: Path | None, last: Path | None, draft: bool
) -> tuple[_Made, tuple[str, ...]]:
    given = given_text(text) if text is not None else None
    source, before = _source(path, draft=draft)
    collected = collect(source, path, now, draft=draft)
    book = collected.book
    audit = audit_book(source, text_findings)
    material = Material(source, book.read, book.analysed, book.values, audit, now, draft)
    previous, remarks = _previous(material, out, last)
    in_the_way = [
        *before,
        *collected.faults,
        *_open_errors(audit),
        *_outdated(collected),
        *_unwritten(collected, audit, given),
    ]
    if given is not None:
        in_the_way += given.findings
    found = list(dict.fromkeys(in_the_way))
    if collected.faults or (found and not draft):
        raise FindingsError(found)
    return _Made(material, collected, given, previous, tuple(found)), remarks


def _source(path: Path, *, draft: bool) -> tuple[FileBook, list[Finding]]:
    """Return the workbook; for a draft one that was not recomputed is, in memory only, and that is told."""
    source = FileBook.open(path)
    if not draft:
        return source, []
    plan = make_plan(source)
    if not plan.changes:
        return source, []
    message = f"有{len(plan.changes)}个单元格与重新计算的结果不一致，草稿里是重新计算的数，"
    told = Finding("table-outdated", Level.ERROR, "附表", "", message, "请点“重新计算”。", "附表没有重新计算")
    carry_out(source, plan)
    return FileBook.from_bytes(source.to_bytes()), [told]


def _open_errors(audit: Report) -> Iterator[Finding]:
    yield from (one for one in audit.findings if one.level is Level.ERROR and not audit.is_settled(one))


def _outdated(collected: Collected) -> Iterator[Finding]:
    """What is out of date cannot be released: it only has to be brought up to date."""
    yield from (one for one in collected.findings if one.rule in OUTDATED)


def _unwritten(collected: Collected, audit: Report, given: GivenText | None) -> Iterator[Finding]:
    """Yield the paragraphs that nobody wrote yet; a finished text has its own."""
    if given is not None:
        return
    missing = [one for one in audit.findings if one.rule == NOT_WRITTEN]
    yield from (replace(one, level=Level.ERROR) for one in missing)
    others = [
        one
        for one in collected.report.pieces
        if isinstance(one, Text) and one.missing and not one.text.startswith("【")
    ]
    if others or (
        not missing and any(isinstance(one, Text) and one.missing for one in collected.report.pieces)
    ):
        sheet = collected.book.section.sheet
        yield Finding(
            NOT_WRITTEN,
            Level.ERROR,
            sheet,
            "",
            "有还没有写的段落，",
            "请补写后再导出。",
            "情况说明有待填写的段落",
        )


def _previous(material: Material, out: Path, last: Path | None) -> tuple[Sent | None, tuple[str, ...]]:
    code = material.read.accounts.info.get("unit_code", "").strip()
    if last is None:
        return last_sent(out, material.unit, code, material.year)
    sent = read_sent(last)
    if not is_same(sent.manifest, material.unit, code, material.year):
        its = f"{sent.manifest.unit}{sent.manifest.year}年度"
        text = f"“{last.name}”是{its}的报送材料，不是{material.unit}{material.year}年度的，不能对照。请另选上次的报送材料。"
        raise StructureError("another-export", text)
    return sent, ()


def _name(made: _Made, out: Path) -> tuple[int, str, list[str]]:
    """Return the number of this export, the name of its folder, which is not taken, and remarks on the name."""
    number = made.previous.manifest.round + 1 if made.previous is not None else 1
    longest = WINDOWS_PATH if os.name == "nt" else OTHER_PATH
    room = longest - len(str(out)) - 1 - LONGEST_INSIDE
    material = made.material
    while True:
        name = folder_name(material.unit, material.year, draft=material.draft, number=number, room=room)
        if not (out / name.text).exists() and not (out / f"{name.text}.zip").exists():
            break
        number += 1
    if len(name.text) > room:
        text = f"文件夹“{out.name}”的路径太长，放不下报送材料。请换到较短的路径，如 D:\\报送。"
        raise StructureError("path-too-long", text)
    remarks = []
    if name.shortened:
        remarks.append(f"单位名称较长，文件夹的名称缩短为“{name.text}”，文件里是全称。")
    if name.changed and not name.shortened:
        remarks.append(f"单位名称里有文件名不能用的字符，文件夹的名称是“{name.text}”，文件里的名称没有改动。")
    return number, name.text, remarks


# The files


def _files(made: _Made, number: int, progress: Progress, *, pdf: bool) -> tuple[dict[str, bytes], list[str]]:
    files, remarks = _texts(made, progress, pdf=pdf)
    material = made.material
    progress("生成附表和对照表")
    accounts = complete_rows(material.read.accounts)
    title = f"{material.unit}{material.year}年度部门决算公开附表"
    files[TABLES] = values_only(material.form, new_book(material.form, accounts), printed=True, title=title)
    files[VERDICT] = verdict_sheet(material)
    files[COMPARISON] = comparison_sheet(material)
    files[SELFCHECK] = selfcheck_sheet(material)
    section = made.collected.book.section
    if made.previous is not None:
        sent = made.previous
        earlier = Earlier(sent.cells, sent.paragraphs, sent.manifest.round, _when(sent.manifest.time))
        files[REVISIONS] = revisions_sheet(material, earlier, paragraphs_of(material, section))
    tables = [(one, one.to_csv()) for one in resources(material, section)]
    files |= {f"{DATA}/{one.file}": data for one, data in tables}
    files[f"{DATA}/{DESCRIPTOR}"] = descriptor(material, tables)
    files[f"{DATA}/{FINDINGS_JSON}"] = findings_json(material)
    files[PLACE] = manifest_bytes(material, files, number, made.previous.manifest if made.previous else None)
    return files, remarks


def _when(time: str) -> str:
    return time.replace("T", " ")[:16]


def _texts(made: _Made, progress: Progress, *, pdf: bool) -> tuple[dict[str, bytes], list[str]]:
    """Return the public text as Word and, where that is wanted and an office is there, as PDF."""
    office = find_office()
    progress("生成公开文本")
    remarks: list[str] = []
    if made.given is not None:
        data = made.given.data
    else:
        data, left_out, remark = with_pages(made.collected.report, made.collected.files, office, progress)
        remarks += [*map(str, left_out), *([remark] if remark else [])]
    files = {TEXT: data}
    if pdf:
        progress("转成 PDF")
        converted, why = as_pdf(data, office)
        if converted is None:
            remarks.append(NO_PDF.format(why=why))
        else:
            files[PDF] = converted
    return files, remarks


def _told(made: _Made) -> Iterator[str]:
    audit = made.material.audit
    if audit.verdict is Verdict.TO_EXPLAIN:
        open_ones = sum(one.level is Level.EXPLAIN and not audit.is_settled(one) for one in audit.findings)
        yield f"有{open_ones}项需说明的问题还没有说明，列在“{VERDICT}”里；财政部门可能退回，请在“审核结果”里说明后再导出。"
    if made.given is not None:
        yield "公开文本用的是给出的定稿；其中的数请用“文表核对”核对。"
    if made.previous is not None:
        yield f"已与“{made.previous.path.name}”对照，不同之处列在“{REVISIONS}”里。"
