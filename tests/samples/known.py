"""The bundled samples and where their sources lie."""

from __future__ import annotations

import csv

from juesuan.money import parse
from juesuan.spec.load import workbook_folder
from juesuan.spec.model import Cell

PANZHIHUA, PUTUO = "panzhihua-2020", "putuo-2024"
SAMPLES = workbook_folder() / "samples"


def records(name: str, file: str) -> list[dict[str, str]]:
    with (SAMPLES / name / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def at(text: str) -> Cell:
    return Cell(*text.split("."))


def fen(text: str) -> int:
    amount = parse(text)
    assert amount is not None
    return amount
