"""A reader of Word files that knows nothing of how they are made: what stands in them, in order."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl import load_workbook

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@dataclass(frozen=True)
class Block:
    """A paragraph of the body (``rows`` empty) or a table (``text`` empty); cells that hang from above are None."""

    style: str
    text: str
    rows: tuple[tuple[str | None, ...], ...] = ()
    element: Any = None


@dataclass(frozen=True)
class ChartPart:
    """What a chart shows, kept in it and in the workbook inside it; ``last`` is the last child of the chart."""

    labels: tuple[str, ...]
    values: tuple[float, ...]
    sheet: tuple[tuple[Any, ...], ...]
    last: str
    description: str


class Word:
    """A document."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.root = self.part("word/document.xml")
        self.body = self.root.find(f"{W}body")

    def part(self, name: str) -> Any:
        return ET.fromstring(self.archive.read(name))

    @cached_property
    def blocks(self) -> list[Block]:
        return [one for element in self.body for one in self._block(element)]

    def _block(self, element: Any) -> Iterator[Block]:
        if element.tag == f"{W}p":
            style = element.find(f"{W}pPr/{W}pStyle")
            yield Block(style.get(f"{W}val") if style is not None else "", text_of(element), element=element)
        elif element.tag == f"{W}tbl":
            rows = tuple(tuple(map(cell_text, row.findall(f"{W}tc"))) for row in element.findall(f"{W}tr"))
            yield Block("", "", rows, element)

    def texts(self, *styles: str) -> list[str]:
        return [one.text for one in self.blocks if not one.rows and one.style in styles and one.text]

    @property
    def tables(self) -> list[Block]:
        return [one for one in self.blocks if one.rows]

    @cached_property
    def charts(self) -> list[ChartPart]:
        """The charts in the order in which they stand."""
        links = self.relations("word/document.xml")
        found = []
        for inline in self.root.iter(f"{WP}inline"):
            chart = next(inline.iter(f"{C}chart"), None)
            if chart is not None:
                described = inline.find(f"{WP}docPr").get("descr")
                found.append(self._chart(links[chart.get(f"{R}id")], described))
        return found

    def _chart(self, name: str, description: str) -> ChartPart:
        root = self.part(name)
        ids = self.relations(name)
        data = root.find(f"{C}externalData")
        sheet = load_workbook(io.BytesIO(self.archive.read(ids[data.get(f"{R}id")]))).active
        cache = [one.text for one in root.find(f".//{C}cat//{C}strCache").iter(f"{C}v")]
        values = [float(one.text) for one in root.find(f".//{C}val//{C}numCache").iter(f"{C}v")]
        return ChartPart(
            tuple(cache),
            tuple(values),
            tuple(sheet.iter_rows(values_only=True)),
            list(root)[-1].tag,
            description,
        )

    def relations(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        root = self.part(f"{folder}/_rels/{name}.rels")
        return {
            one.get("Id"): posixpath.normpath(posixpath.join(folder, one.get("Target")))
            for one in root.iter(f"{RELS}Relationship")
        }


def text_of(element: Any) -> str:
    """What is read of a paragraph: texts, tabs and line breaks."""
    pieces = []
    for one in element.iter():
        if one.tag == f"{W}t":
            pieces.append(one.text or "")
        elif one.tag == f"{W}tab" and "val" not in str(one.attrib):
            pieces.append("\t")
        elif one.tag == f"{W}br":
            pieces.append("\n")
    return "".join(pieces)


def cell_text(cell: Any) -> str | None:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    if merge is not None and merge.get(f"{W}val") != "restart":
        return None
    return "\n".join(text_of(one) for one in cell.findall(f"{W}p"))


def number_in(element: Any, path: str, name: str) -> int:
    """A number that an attribute holds, 0 where there is none."""
    found = element.find("/".join(f"{W}{one}" for one in path.split("/")))
    return int(found.get(f"{W}{name}", "0")) if found is not None else 0
