"""数据包: the tables, texts, findings and adjustments of an export as plain data with a descriptor (Data Package)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from juesuan.book.sheets import SectionLayout
from juesuan.export.material import Material
from juesuan.export.resource import Field, Resource, Value
from juesuan.findings import Level
from juesuan.money import FEN_PER_WAN
from juesuan.narrative.sheet import read_paragraphs
from juesuan.report.rows import adopted_rows
from juesuan.spec.model import Cell, Column, Panel, Row, RowKind, Table

DESCRIPTOR, FINDINGS_JSON = "datapackage.json", "findings.json"
CELLS, PARAGRAPHS = "单元格.csv", "情况说明.csv"
WORDS = {"line": ("line", "行次"), "code": ("code", "科目编码"), "name": ("name", "项目（科目名称）")}
"""Columns of words that tables share, by role: name and title of the field."""
ADDED = "added"
"""What paragraphs are called that a person added: ``added.1``, in the order in which they stand."""


def paragraphs_of(material: Material, section: SectionLayout) -> tuple[tuple[str, str], ...]:
    """Return the paragraphs that count, in order: what names each for good, and its text."""
    return tuple((str(row["key"]), str(row["text"])) for row in _paragraph_rows(material, section))


def resources(material: Material, section: SectionLayout) -> Iterator[Resource]:
    """Yield everything that 数据包 holds as CSV."""
    for number, table in enumerate(material.form, 1):
        yield _table(material, table, number)
    yield _cells(material)
    yield _paragraphs(material, section)
    yield _adjustments(material)
    yield _findings(material)


def descriptor(material: Material, found: Sequence[tuple[Resource, bytes]]) -> bytes:
    """Return ``datapackage.json`` over resources and their files."""
    content: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"juesuan-{material.form.key}-{material.year}".lower(),
        "title": f"{material.unit}{material.year}年度部门决算公开",
        "created": material.now.isoformat(timespec="seconds"),
        "resources": [
            one.descriptor() | {"bytes": len(data), "hash": f"sha256:{sha256(data).hexdigest()}"}
            for one, data in found
        ],
    }
    return json_bytes(content)


def findings_json(material: Material) -> bytes:
    """Return what was found, in the shape of ``validate --json``."""
    return json_bytes(material.audit.to_json())


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """Return JSON as all files of an export hold it."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


# The official tables


def _table(material: Material, table: Table, number: int) -> Resource:
    fields: dict[str, Field] = {"row": Field("row", "行的标识", required=True)}
    if len(table.panels) > 1:
        fields["part"] = Field("part", "栏目", required=True)
    for panel in table.panels:
        for column in panel.columns:
            one = _field(table, panel, column)
            known = fields.get(one.name)
            fields[one.name] = one if known is None or known.title == one.title else _joined(known, one)
    rows = [row for panel in table.panels for row in _panel_rows(material, table, panel)]
    return Resource(
        f"table-{number:02}",
        f"{table.number} {table.title}".strip(),
        f"{table.sheet}.csv",
        tuple(fields.values()),
        tuple(rows),
        ("row",),
    )


def _joined(one: Field, other: Field) -> Field:
    return Field(one.name, f"{one.title}／{other.title}", one.kind)


def _field(table: Table, panel: Panel, column: Column) -> Field:
    if column.role in WORDS:
        return Field(*WORDS[column.role], kind="integer" if column.role == "line" else "text")
    heading = f"{panel.heading}—" if panel.heading and len(table.panels) > 1 else ""
    title = heading + "—".join(column.labels)
    return Field(column.key, title, "amount" if column.is_amount else "text")


def _panel_rows(material: Material, table: Table, panel: Panel) -> Iterator[Mapping[str, Value]]:
    layout = material.read.layout[table.key]
    places = material.read.places[table.key].places if panel.region is not None else {}
    found = [(layout.fixed[row.key], row.key) for row in panel.fixed] + [
        (at, key) for key, at in places.items()
    ]
    fixed = {row.key: row for row in panel.fixed}
    grid = material.source.grid(table.sheet)
    for at, key in sorted(found):
        row: dict[str, Value] = {"row": key, "part": panel.heading or f"第{table.panels.index(panel) + 1}栏"}
        for column in panel.columns:
            if column.is_amount:
                row[column.key] = material.values.get(Cell(table.key, key, column.key))
            elif key in fixed:
                row[WORDS[column.role][0] if column.role in WORDS else column.key] = _word(fixed[key], column)
            else:
                text = grid.text(at, layout.column(key, column.key))
                row[WORDS[column.role][0] if column.role in WORDS else column.key] = text or None
        yield row


def _word(row: Row, column: Column) -> Value:
    if column.role == "line":
        return row.line or None
    if column.role == "name":
        return row.label or None
    coded = column.role == "code" and row.kind in (RowKind.LEAF, RowKind.PARENT)
    return row.key if coded else None


# What stands beside the tables


def _cell_fields() -> tuple[Field, ...]:
    return (
        Field("table", "表", required=True),
        Field("row", "行", required=True),
        Field("column", "栏", required=True),
    )


def _cells(material: Material) -> Resource:
    order = {table.key: number for number, table in enumerate(material.form)}
    rows: list[Mapping[str, Value]] = [
        {"table": cell.table, "row": cell.row, "column": cell.column, "amount": amount}
        for cell, amount in sorted(material.values.items(), key=lambda one: (order[one[0].table], one[0]))
    ]
    fields = (*_cell_fields(), Field("amount", "金额", "amount", required=True))
    return Resource("cells", "全部数据，一格一行", CELLS, fields, tuple(rows), ("table", "row", "column"))


def _paragraph_rows(material: Material, section: SectionLayout) -> Iterator[Mapping[str, Value]]:
    added = 0
    sections = {one.key: one.section for one in read_paragraphs(material.source, section)}
    for number, one in enumerate(adopted_rows(material.source, section, material.form), 1):
        added += not one.key
        yield {
            "number": number,
            "key": one.key or f"{ADDED}.{added}",
            "section": sections.get(one.key, ""),
            "kind": one.kind,
            "own": one.own,
            "text": one.text,
        }


def _paragraphs(material: Material, section: SectionLayout) -> Resource:
    fields = (
        Field("number", "序号", "integer", required=True),
        Field("key", "段落的标识", required=True),
        Field("section", "所在部分"),
        Field("kind", "种类", required=True),
        Field("own", "是否自己改写", "boolean", required=True),
        Field("text", "文字"),
    )
    rows = tuple(_paragraph_rows(material, section))
    return Resource("paragraphs", "情况说明", PARAGRAPHS, fields, rows, ("number",))


def _adjustments(material: Material) -> Resource:
    fields = (
        Field("number", "序号", "integer", required=True),
        *_cell_fields(),
        Field("kind", "调整的种类", required=True),
        Field("amount", "金额", "amount", required=True),
        Field("note", "说明"),
    )
    rows: list[Mapping[str, Value]] = [
        {"number": n, **one.cell._asdict(), "kind": one.kind, "amount": one.amount, "note": one.note or None}
        for n, one in enumerate(material.read.accounts.adjustments, 1)
    ]
    return Resource("adjustments", "调整（尾差、未分科目）", "调整.csv", fields, tuple(rows), ("number",))


def _findings(material: Material) -> Resource:
    levels = tuple(one.value for one in Level)
    fields = (
        Field("number", "序号", "integer", required=True),
        Field("rule", "审核公式", required=True),
        Field("level", "级别", required=True, choices=levels),
        Field("table", "表"),
        Field("cell", "位置"),
        Field("title", "名称"),
        Field("message", "问题"),
        Field("expected", "应为", "amount"),
        Field("actual", "实为", "amount"),
        Field("difference", "相差", "amount"),
        Field("remedy", "处理办法"),
        Field("answer", "说明或放行理由"),
        Field("released_by", "放行人"),
    )
    rows: list[Mapping[str, Value]] = [
        {"number": n, **{one.name: _found(listed.get(one.name), one) for one in fields[1:]}}
        for n, listed in enumerate(material.audit.to_json()["findings"], 1)
    ]
    return Resource("findings", "审核结果", "审核结果.csv", fields, tuple(rows), ("number",))


def _found(value: Any, field: Field) -> Value:
    if field.kind == "amount":
        return None if value is None else round(value * FEN_PER_WAN)
    return str(value) if value else None
