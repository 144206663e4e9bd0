"""The kinds of reports that are tried: what differs between provinces, years, units and files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.tieout.elsewhere.accounts import made_unit
from tests.tieout.elsewhere.files import (
    Report,
    made_report,
    write_docx,
    write_drawn_txt,
    write_layout_txt,
    write_pdf,
    write_tab_txt,
)
from tests.tieout.elsewhere.printed import Layout
from tests.tieout.elsewhere.words import Manner


@dataclass(frozen=True)
class Kind:
    """A kind of report and how its file is written."""

    name: str
    year: int
    unit: str
    place: str
    layout: Layout
    manner: Manner
    suffix: str
    write: Callable[[Report, Path], Path]
    before: bool = True

    def report(self, seed: int = 1) -> Report:
        """A report of this kind."""
        unit = made_unit(seed, self.year, self.unit, self.place)
        return made_report(unit, self.layout, self.manner, before=self.before)

    def written(self, report: Report, folder: Path) -> Path:
        """The file of a report."""
        return self.write(report, folder / f"{report.unit.year}年度决算{self.suffix}")


OWN = {"07": "一般公共预算财政拨款“三公”经费支出决算表"}
KINDS = {one.name: one for one in (
    Kind("word-national-2022", 2022, "水利局", "某县", Layout(codes=3, zero="0.00"), Manner(), ".docx", write_docx),
    Kind("word-inside-2023", 2023, "第三小学", "某市", Layout(word="单位", inside=True, comma=True, lines=False, three="mixed", basic_whole=False), Manner(word="单位", number="（一）", style="west"), ".docx", write_docx, before=False),
    Kind("word-old-2016", 2016, "文化馆", "某区", Layout(capital="", comma=True), Manner(style="east"), ".docx", write_docx),
    Kind("word-2018-yuan", 2018, "交通运输局", "某州", Layout(capital="", unit="元", comma=True, codes=3, titles=OWN), Manner(unit="元", comma=True), ".docx", write_docx, before=False),
    Kind("word-2019-titles", 2019, "水利局", "某旗", Layout(total_last=True, zero="0.00", three="rows", titles={
        "02": "收入决算总表", "03": "支出决算总表", "06": "一般公共预算财政拨款基本支出决算表", "07": "财政拨款“三公”经费支出决算表"}, capital="收入支出"),
        Manner(style="west", number="1."), ".docx", write_docx),
    Kind("pdf-carried-2021", 2021, "文化馆", "某州", Layout(carried=True, unit_once=True, unit="元", comma=True, titles=OWN), Manner(number="（一）"), ".pdf", write_pdf),
    Kind("pdf-national-2021", 2021, "水利局", "某县", Layout(codes=3, zero="0.00", titles=OWN), Manner(style="east"), ".pdf", write_pdf),
    Kind("pdf-yuan-tables-2024", 2024, "交通运输局", "某市", Layout(unit="元", comma=True, codes=1), Manner(word="部门", number="（一）", comma=True), ".pdf", write_pdf, before=False),
    Kind("pdf-folded-2020", 2020, "第三小学", "某县", Layout(word="单位", fold=9, codes=3, inside=True), Manner(word="单位", style="west"), ".pdf", write_pdf),
    Kind("txt-layout-2022", 2022, "文化馆", "某市", Layout(codes=3, zero="0.00"), Manner(), ".txt", write_layout_txt),
    Kind("txt-layout-blank-2024", 2024, "交通运输局", "某市", Layout(codes=1, comma=True), Manner(style="west"), ".txt", write_layout_txt, before=False),
    Kind("txt-drawn-2019", 2019, "第三小学", "某州", Layout(codes=1, comma=True, three="rows"), Manner(style="east", number="（一）"), ".txt", write_drawn_txt),
    Kind("txt-tabs-2023", 2023, "水利局", "某区", Layout(word="单位", unit="万元", codes=3), Manner(word="单位", unit="元", comma=True, number="1."), ".txt", write_tab_txt),
)}  # fmt: skip
