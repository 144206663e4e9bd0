"""文表核对 against pdfplumber's bare text and tables of the same file: seconds a page, and the ratio."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from juesuan.tieout.read import read_report_file
from juesuan.tieout.tieout import tie_out
from juesuan.tieout_file import tie_out_file
from juesuan.tieout_mark import write_marked
from tests.tieout.files import pdf_bytes, report_lines

PUBLISHED = "putuo-finance-bureau-2024.pdf"
REPEAT = 3
LONG = 300
FILLER = "本部门认真落实各项工作要求，按时完成全年任务。"


def main() -> None:
    """Print what a published report takes (where the reference folder is there), and one of 300 pages."""
    published = _published()
    if published is not None:
        _one("published report", published)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "报告.pdf"
        path.write_bytes(pdf_bytes([[*report_lines(), *[FILLER] * 25]] * LONG))
        _one("made-up report", path, repeat=1)


def bare(path: Path) -> int:
    """Extract text and tables of every page, and nothing else; return the number of pages."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()
            page.close()
        return len(pdf.pages)


def _published() -> Path | None:
    beside = Path(__file__).resolve().parents[3] / "shared"
    path = Path(os.environ.get("JUESUAN_SHARED") or beside) / "reference" / PUBLISHED
    return path if path.is_file() else None


def _one(name: str, path: Path, repeat: int = REPEAT) -> None:
    pages = bare(path)
    plain = _best(lambda: bare(path), repeat)
    document = read_report_file(path)
    read = _best(lambda: read_report_file(path), repeat)
    checked = _best(lambda: tie_out(document), repeat)
    whole = _best(lambda: tie_out_file(path), repeat)
    done = tie_out_file(path)
    with tempfile.TemporaryDirectory() as folder:
        marked = _best(lambda: write_marked(path, done, Path(folder) / "标注.pdf"), repeat)
    print(
        f"文表核对, {name} of {pages} pages: {whole / pages:.3f} s a page, {whole / plain:.2f} of pdfplumber's bare "
        f"text and tables (aim 1.5): reading {read / plain:.2f}, checking {checked / plain:.2f}; "
        f"the marked copy {marked / plain:.2f} more"
    )


def _best(work: Callable[[], object], repeat: int) -> float:
    """Return the shortest time of several runs, in seconds of this process: others may be at work as well."""
    shortest = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        work()
        shortest = min(shortest, time.process_time() - start)
    return shortest


if __name__ == "__main__":
    main()
