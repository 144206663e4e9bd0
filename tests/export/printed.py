"""Reading the printed forms back: texts, pages of the real office, and what is wrong with a file that leaves the house."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.office import convert


def rows(data: bytes, sheet: str) -> list[list[Any]]:
    """The values of a sheet, row by row."""
    book = load_workbook(io.BytesIO(data))
    return [list(one) for one in book[sheet].iter_rows(values_only=True)]


def text(data: bytes, sheet: str) -> str:
    """Everything that a sheet says."""
    return "\n".join("|".join("" if one is None else str(one) for one in row) for row in rows(data, sheet))


def pages(data: dict[str, bytes], folder: Path) -> dict[str, int]:
    """How many pages each form takes in LibreOffice, by name."""
    files = []
    for name, one in data.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(one)
        files.append(path)
    convert(files, "pdf", folder)
    found = {}
    for path in files:
        told = subprocess.run(
            ["pdfinfo", str(path.with_suffix(".pdf"))], check=True, capture_output=True, text=True
        ).stdout
        found[path.stem] = int(
            next(line for line in told.splitlines() if line.startswith("Pages")).split()[1]
        )
    return found


def leaves_clean(data: bytes) -> None:
    """No formula, link, hidden sheet or author; every sheet prints on the width of an A4 page."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not any("externalLink" in name or "vba" in name.lower() for name in parts)
    sheets = [one for name, one in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    for sheet in sheets:
        assert b"<f>" not in sheet
        assert b'paperSize="9"' in sheet
        assert b'fitToWidth="1"' in sheet
    core = parts["docProps/core.xml"]
    assert b"creator" not in core
    assert b"lastModifiedBy" not in core
    assert all(one.sheet_state == "visible" for one in load_workbook(io.BytesIO(data)).worksheets)
