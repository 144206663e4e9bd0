"""A table of plain data: its columns with types, its rows, and both as CSV with a Table Schema.

Files are UTF-8 with a byte order mark (without it Excel on a Chinese Windows reads another encoding), lines end in
CR LF, nothing is an empty field. Texts are guarded against becoming formulas (:mod:`juesuan.export.safe`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from juesuan import money
from juesuan.export.safe import plain_text, safe_text

Kind = Literal["text", "amount", "integer", "boolean"]
Value = str | int | bool | None
ENCODING = "utf-8-sig"
TYPES = {"text": "string", "amount": "number", "integer": "integer", "boolean": "boolean"}


@dataclass(frozen=True)
class Field:
    """A column: ``name`` for programs, ``title`` for people. Amounts are ints of 分 here and 万元 in the file."""

    name: str
    title: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""

    def descriptor(self) -> dict[str, Any]:
        """Return the field as Table Schema describes it."""
        constraints: dict[str, Any] = {}
        if self.required:
            constraints["required"] = True
        if self.choices:
            constraints["enum"] = list(self.choices)
        if self.pattern:
            constraints["pattern"] = self.pattern
        made: dict[str, Any] = {"name": self.name, "title": self.title, "type": TYPES[self.kind]}
        if self.kind == "amount":
            made |= {"unit": "万元", "decimalChar": ".", "bareNumber": True}
        return made | ({"constraints": constraints} if constraints else {})


@dataclass(frozen=True)
class Resource:
    """Rows by field; ``name`` is that of the resource, ``file`` that of its file."""

    name: str
    title: str
    file: str
    fields: tuple[Field, ...]
    rows: tuple[Mapping[str, Value], ...]
    key: tuple[str, ...]

    def to_csv(self) -> bytes:
        """Return the file."""
        target = io.StringIO(newline="")
        writer = csv.writer(target, lineterminator="\r\n")
        writer.writerow([one.name for one in self.fields])
        for row in self.rows:
            writer.writerow([_written(one, row.get(one.name)) for one in self.fields])
        return target.getvalue().encode(ENCODING)

    def descriptor(self) -> dict[str, Any]:
        """Return the resource as Data Package describes it, without size and hash."""
        return {
            "name": self.name,
            "title": self.title,
            "path": self.file,
            "profile": "tabular-data-resource",
            "scheme": "file",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": ENCODING,
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
            "schema": {
                "fields": [one.descriptor() for one in self.fields],
                "missingValues": [""],
                "primaryKey": list(self.key),
            },
        }


def _written(field: Field, value: Value) -> str:
    if value is None:
        return ""
    if field.kind == "amount":
        return money.format_wan(int(value), None, thousands=False)
    if field.kind == "boolean":
        return "true" if value else "false"
    return safe_text(value) if isinstance(value, str) else str(value)


def read_csv(data: bytes) -> Iterator[dict[str, str]]:
    """Yield the rows of such a file by name of field, texts without their guards; ValueError when it is none."""
    reader = csv.reader(io.StringIO(data.decode(ENCODING), newline=""), strict=True)
    try:
        header: Sequence[str] = next(reader, ())
        for row in reader:
            if len(row) != len(header):
                raise ValueError(f"line {reader.line_num}: {len(row)} fields instead of {len(header)}")
            yield {name: plain_text(text) for name, text in zip(header, row, strict=True)}
    except csv.Error as error:
        raise ValueError(str(error)) from error
