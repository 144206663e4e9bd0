"""The paragraphs of a made-up book without the workbook: many more books in the same time.

The lists are taken as they are entered, instead of being written and read back; ``test_branches`` holds some of these books
against their workbooks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from juesuan.analysis.analyse import analyse
from juesuan.analysis.numbers import Numbers
from juesuan.book.facts import SECTIONS, Facts
from juesuan.book.file import FileBook
from juesuan.book.layout import Layout
from juesuan.book.read_facts import ENTRIES, NAMED
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import recompute
from juesuan.narrative.paragraphs import write
from juesuan.narrative.world import make_world
from juesuan.spec import load_format
from juesuan.spec.model import Format
from juesuan.template.build import build_template
from juesuan.template.entries import Entries
from tests.narrative.made import made
from tests.narrative.report import chosen_variants


@dataclass(frozen=True)
class Told:
    """``texts``: key and text of every paragraph that says something; ``chosen``: the variants behind them."""

    texts: tuple[tuple[str, str], ...]
    chosen: frozenset[tuple[str, str]]


@lru_cache(maxsize=1024)
def told(form: str, seed: int) -> Told:
    """Return what the report of a made-up book says."""
    accounts, entries = made(form, seed).accounts, made(form, seed).entries
    loaded = accounts.format
    numbers = Numbers(accounts, recompute(accounts).values, facts_of(loaded, entries))
    analysed = analyse(numbers, Layout(loaded), empty_book(form))
    with chosen_variants(form) as chosen:
        written = write(loaded, make_world(analysed, str, loaded.narrative.zero))
    return Told(tuple((one.key, one.text) for one in written if one.text), frozenset(chosen))


@lru_cache(maxsize=8)
def empty_book(form: str) -> FileBook:
    return FileBook.from_bytes(build_template(load_format(form), {}))


def facts_of(form: Format, entries: Entries) -> Facts:
    """Return the lists beside the tables as reading gives them."""
    found: dict[str, Any] = {}
    for key in SECTIONS:
        section = all_sections(form)[key]
        kinds = {one.key: one.kind for one in section.section.columns}
        fields = [one for one in ENTRIES[key].__dataclass_fields__ if one != "row"]
        prepared = [dict(zip(kinds, texts, strict=False)) for texts in section.section.items]
        rows: list[dict[str, Any]] = [*prepared]
        for one in entries.get(key, ()):
            known = next((row for row in rows if "code" in row and row["code"] == one.get("code")), None)
            rows = rows if known is not None else [*rows, {}]
            (known if known is not None else rows[-1]).update(
                {name: v for name, v in one.items() if v is not None}
            )
        made_rows = [
            ENTRIES[key](row=at, **{name: _value(row.get(name), kinds.get(name, "text")) for name in fields})
            for at, row in enumerate(rows, section.first)
            if any(value not in ("", None) for value in row.values())
        ]
        found[key] = {one.code: one for one in made_rows} if key in NAMED else tuple(made_rows)
    return Facts(**found)


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None if kind in ("money", "count") else ""
    return value.strip() if isinstance(value, str) else value
