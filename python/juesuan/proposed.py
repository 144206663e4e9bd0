"""Names and places that are proposed for new files: what the cover of an open workbook says, beside that workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from juesuan.book.identity import format_of, read_identity
from juesuan.book.live import LiveBook
from juesuan.book.read_lists import read_front
from juesuan.spec.model import Format

BOOK = "{unit}{year}年度部门决算.xlsx"
REPORT = "{unit}{year}年度部门决算报告{ending}"
MOST_CHARACTERS = 60
"""Of a unit's name inside the name of a file."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_DOCUMENTS = ("Documents", "文档")


@dataclass(frozen=True)
class Front:
    """What the cover says: short (or else full) name of the unit, and the year (0: none that can be read)."""

    form: Format
    unit: str
    year: int


def read_cover(book: Any) -> Front:
    """Read the cover of an open workbook; StructureError when it is none of ours."""
    live = LiveBook(book)
    form = format_of(read_identity(live))
    info = read_front(live, form, []).info
    year = info.get("year", "").strip().removesuffix("年度").removesuffix("年")
    unit = info.get("unit_short", "").strip() or info.get("unit_name", "").strip()
    return Front(form, unit, int(year) if year.isdecimal() else 0)


def file_name(pattern: str, unit: str, year: int, ending: str = "") -> str:
    """Return a name that every system takes: characters that cannot stand in a file's name are left out."""
    plain = " ".join(_FORBIDDEN.sub("", unit).split())[:MOST_CHARACTERS].strip(". ")
    return pattern.format(unit=plain, year=year or "", ending=ending).strip()


def documents_folder() -> Path:
    """Return the folder where a person without an open workbook would save."""
    home = Path.home()
    return next((home / one for one in _DOCUMENTS if (home / one).is_dir()), home)
