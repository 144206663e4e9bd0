"""The sheet 情况说明 of a written workbook, as any program reads it: its paragraphs, and the cells around them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from juesuan.book.file import FileBook
from juesuan.narrate import plan_narrative
from juesuan.narrate_file import narrate_file, write_narrated
from juesuan.spec import load_format
from juesuan.spec.narrative import Sentence, Template
from tests.narrative.made import made_bytes

SHEET = "情况说明"
HEADER = ("章节", "类型", "生成的文字", "自己改写的文字", "状态", "数字取自", "键")
LISTS = ("封面", "预算数", "变动原因", "其他重要事项", "绩效", "附件")
"""Sheets on which people write words that go into the report."""
WHEN = datetime(2021, 3, 1, 9, 30)  # noqa: DTZ001 - the office's own clock


@dataclass(frozen=True)
class Paragraph:
    row: int
    section: str
    kind: str
    generated: str
    own: str
    state: str
    sources: str
    key: str


class Report:
    """A workbook file with its stored values; sheets are read when they are asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._book: Any = load_workbook(io.BytesIO(data), data_only=True, read_only=True)
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self.chosen: set[tuple[str, str]] = set()

    def rows(self, sheet: str) -> list[tuple[Any, ...]]:
        if sheet not in self._rows:
            self._rows[sheet] = list(self._book[sheet].iter_rows(values_only=True))
        return self._rows[sheet]

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        rows = self.rows(SHEET)
        top = next(n for n, row in enumerate(rows) if HEADER[2] in row)
        columns = [rows[top].index(one) for one in HEADER]
        found = []
        for number, row in enumerate(rows[top + 1 :], top + 2):
            texts = [str(row[at] or "") for at in columns]
            if any(texts):
                found.append(Paragraph(number, *texts))
        return found

    def get(self, key: str) -> Paragraph | None:
        return next((one for one in self.paragraphs if one.key == key), None)

    def __getitem__(self, key: str) -> Paragraph:
        return next(one for one in self.paragraphs if one.key == key)

    def value(self, place: str) -> Any:
        """What a cell (``分析!B6``) holds."""
        sheet, _, cell = place.rpartition("!")
        letters, row = coordinate_from_string(cell)
        column, rows = column_index_from_string(letters) - 1, self.rows(sheet)
        return rows[row - 1][column] if row <= len(rows) and column < len(rows[row - 1]) else None

    @cached_property
    def words(self) -> list[str]:
        """Every text that stands in the lists beside the tables."""
        cells = (value for name in LISTS for row in self.rows(name) for value in row)
        return [one for one in cells if isinstance(one, str)]

    def analysis(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the lines of 分析 by the labels above them, with their row."""
        labels: list[str] = []
        for number, row in enumerate(self.rows("分析"), 1):
            if "键" in row:
                labels = [str(one or "") for one in row]
            elif labels and row[labels.index("键")]:
                yield number, dict(zip(labels, row, strict=True))

    def line(self, key: str, label: str = "") -> dict[str, Any]:
        """Return the first line of 分析 with a key (and with a heading of its list, where several lists have it)."""
        return next(one for _, one in self.analysis() if one["键"] == key and (not label or label in one))


@lru_cache(maxsize=256)
def made_report(form: str, seed: int) -> Report:
    """Return the report of a made-up book (a new one: it needs no recomputation before)."""
    book = FileBook.from_bytes(made_bytes(form, seed))
    with chosen_variants(form) as chosen:
        write_narrated(book, plan_narrative(book, WHEN))
    report = Report(book.to_bytes())
    report.chosen |= chosen
    return report


@contextmanager
def chosen_variants(form: str) -> Iterator[set[tuple[str, str]]]:
    """Note which variant of which sentence is chosen, by their names in ``narrative.yaml``; none: nothing was said."""
    names = {id(one): name for name, one in variants_of(form).items()}
    found: set[tuple[str, str]] = set()
    choose = Sentence.choose

    def noted(self: Sentence, values: Sequence[str]) -> Template | None:
        template = choose(self, values)
        if id(self) in names:
            found.update((names[id(self)], key) for key, one in self.variants.items() if one is template)
        return template

    with patch.object(Sentence, "choose", noted):
        yield found


def variants_of(form: str) -> dict[str, Sentence]:
    """Return every sentence of a format by its name, those of paragraphs behind the word 段."""
    narrative = load_format(form).narrative
    return {**narrative.sentences, **{f"段 {one.key}": one.sentence for one in narrative.paragraphs}}


def narrated(data: bytes, folder: Path) -> bytes:
    """Return a workbook after 更新情况说明."""
    path = folder / "决算.xlsx"
    path.write_bytes(data)
    narrate_file(path, now=WHEN)
    return path.read_bytes()
