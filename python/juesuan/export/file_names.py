"""Names of what is sent: of the folder from the unit's name, safe on every system, and of the files in it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from juesuan.export.data import DESCRIPTOR, FINDINGS_JSON

TEXT, PDF, TABLES = "1-公开文本.docx", "1-公开文本.pdf", "2-公开附表.xlsx"
VERDICT, COMPARISON, SELFCHECK, REVISIONS = (
    "3-审核情况表.xlsx",
    "4-数据对比表.xlsx",
    "5-公开自查表.xlsx",
    "6-修改对照表.xlsx",
)
DATA, MANIFEST = "数据包", "manifest.json"
FINAL, DRAFT = "送审稿", "草稿"
MOST_UNIT = 60
"""Characters of a unit's name that a folder is called by at most."""
LEAST_UNIT = 4
MOST_BYTES = 240
"""Bytes of the name of a folder and its zip, ending included: file systems allow 255."""
_WIDE = str.maketrans({char: chr(ord(char) + 0xFEE0) for char in '/\\:*?"<>|'})
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{one}{n}" for one in ("COM", "LPT") for n in "123456789¹²³")}
_JOINER = "\u200d"
"""What holds an emoji together: the one invisible character that is kept."""


@dataclass(frozen=True)
class FolderName:
    """``shortened``: the unit's name did not fit as a whole; ``changed``: it has characters that no name may have."""

    text: str
    shortened: bool = False
    changed: bool = False


def folder_name(unit: str, year: str, *, draft: bool, number: int, room: int = 255) -> FolderName:
    """Return the name of an export's folder: ``某某局_2020年度决算公开_送审稿（第2次）``.

    ``number`` counts the exports of a year from 1. The name has at most ``room`` characters (as Windows counts them)
    where the unit's name can be shortened so far; of that ``LEAST_UNIT`` characters stay.
    """
    word = DRAFT if draft else FINAL
    ending = f"_{year}年度决算公开_{word}" + (f"（第{number}次）" if number > 1 else "")
    safe = safe_name(unit)
    fits = safe[:MOST_UNIT]
    while len(fits) > LEAST_UNIT and (
        _units(fits + ending) > room or len(f"{fits}{ending}.zip".encode()) > MOST_BYTES
    ):
        fits = fits[:-1]
    return FolderName(safe_name(fits) + ending, fits != safe, safe != unit)


def safe_name(text: str) -> str:
    """Return a text as a file may be called on every system: forbidden characters full width, invisible ones left out."""
    kept = (
        char
        for char in text.translate(_WIDE)
        if char == _JOINER or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    name = "".join(kept).rstrip(" .\u3000").lstrip(" .~$\u3000")
    stem = name.partition(".")[0].strip().upper()
    return (f"_{name}" if stem in _RESERVED else name) or "单位"


def _units(text: str) -> int:
    """Return the length of a name as Windows counts it."""
    return len(text.encode("utf-16-le")) // 2


LONGEST_INSIDE = max(len(f"/{DATA}/{one}") for one in (DESCRIPTOR, FINDINGS_JSON, MANIFEST)) + 8
"""Characters that a path has below the folder at most: the longest names of our files, and some room."""
