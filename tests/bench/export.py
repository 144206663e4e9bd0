"""The report and the export of the sample, against the time in which LibreOffice converts the same document."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from juesuan.export_file import write_export
from juesuan.report.office import find_office
from juesuan.report_file import write_report
from tests.report.books import sample_copy


def took(work: Callable[[], object]) -> float:
    """Return the shorter of two times, in seconds."""
    times = []
    for _ in range(2):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print report and export, with LibreOffice and without, as ratios to one conversion."""
    office = find_office()
    if office is None:
        print("export: not measured, there is no LibreOffice")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book, out = sample_copy(folder), folder / "报告.docx"
        write_report(book, out)
        data = out.read_bytes()
        conversion = took(lambda: office.to_pdf(data))
        for label, without in (("with page numbers and PDF", False), ("without an office", True)):
            with (
                patch("juesuan.export_file.find_office", return_value=None if without else office),
                patch("juesuan.report_file.find_office", return_value=None if without else office),
            ):
                report = took(lambda: write_report(book, out, pdf=True))
                export = took(lambda: write_export(book, folder / "out"))
            print(
                f"report of the sample, {label}: {report / conversion:.2f} of LibreOffice's conversion of it"
            )
            print(
                f"export of the sample, {label}: {export / conversion:.2f} of LibreOffice's conversion of it"
            )


if __name__ == "__main__":
    main()
