"""A real LibreOffice for the tests: conversion of many files in one run, and an open one for the buttons."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import xlwings_libreoffice

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
_PRINT_TITLES = re.compile(rb'<definedName name="_xlnm.Print_Titles"[^>]*>.*?</definedName>')


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    """An office without a window and without a book, one for each file of tests (tests/conftest.py hands it out)."""
    xlwings_libreoffice.register()
    import xlwings

    started = xlwings.App(visible=False, add_book=False)
    yield started
    started.quit()


_HARD_RECALCULATION = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def without_print_titles(book: bytes) -> bytes:
    """Return a book without rows that repeat on printed pages, for which an office works out the pages when it opens.

    That takes most of the opening; for what a book calculates it does nothing.
    """
    return with_parts(book, "xl/workbook.xml", lambda data: _PRINT_TITLES.sub(b"", data))


def with_parts(book: bytes, start: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a book with the parts changed whose names begin like that."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            data = source.read(name)
            out.writestr(name, change(data) if name.startswith(start) else data)
    return target.getvalue()


def convert(files: Iterable[Path], target: str, out: Path, *, recalculate: bool = False) -> None:
    """Convert files (``target`` as for --convert-to); with ``recalculate`` every formula is calculated anew."""
    assert SOFFICE is not None
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        if recalculate:
            user = Path(profile) / "user"
            user.mkdir()
            (user / "registrymodifications.xcu").write_text(_HARD_RECALCULATION, encoding="utf-8")
        command = [
            SOFFICE,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--convert-to",
            target,
            "--outdir",
            str(out),
            *map(str, files),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
