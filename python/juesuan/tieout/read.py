"""Reading a finished report by its kind, and refusing what is none."""

from __future__ import annotations

import re
from pathlib import Path

from juesuan.findings import StructureError
from juesuan.tieout.document import Document

BUDGET = re.compile(r"(?:部门|单位)预算(?!绩效)")
FINAL = re.compile(r"决算")
HEAD = 8
"""So many paragraphs at the beginning say what a report is."""
OTHER_KIND = "不是 .docx、.pdf 或 .txt 文件。旧式 .doc、.wps 文件请在 Word 或 WPS 里另存为 .docx 后再核对。"
BUDGET_REPORT = "是预算报告，不是决算报告，没有核对。文表核对只用于部门决算公开的报告。"
OTHER_REPORT = "里没有“决算”二字，不像部门决算报告，没有核对。"


def read_report_file(path: Path) -> Document:
    """Read a report from .docx, .pdf or .txt.

    Raises StructureError (exit code 2) for what cannot be read (missing, password, scanned, broken, another kind of
    file) and for what is no report on final accounts.
    """
    if not path.is_file():
        raise StructureError("not-found", f"没有找到文件“{path}”。请核对路径。")
    document = _read(path)
    _check_subject(document)
    return document


def _read(path: Path) -> Document:
    match path.suffix.lower():
        case ".docx" | ".docm":
            from juesuan.tieout.read_docx import read_docx

            return read_docx(path)
        case ".pdf":
            from juesuan.tieout.read_pdf import read_pdf

            return read_pdf(path)
        case ".txt":
            from juesuan.tieout.read_txt import read_txt

            return read_txt(path)
    raise StructureError("unknown-kind", f"“{path.name}”{OTHER_KIND}")


def _check_subject(document: Document) -> None:
    text = document.text
    head = "".join(one.text for one in list(document.paragraphs)[:HEAD])
    if BUDGET.search(head) and not FINAL.search(head):
        raise StructureError("budget-report", f"“{document.name}”{BUDGET_REPORT}")
    budgets, finals = len(BUDGET.findall(text)), len(FINAL.findall(text))
    if finals == 0 and budgets:
        raise StructureError("budget-report", f"“{document.name}”{BUDGET_REPORT}")
    if finals == 0:
        raise StructureError("other-report", f"“{document.name}”{OTHER_REPORT}")
    if budgets > finals:
        raise StructureError("budget-report", f"“{document.name}”{BUDGET_REPORT}")
