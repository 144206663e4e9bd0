"""A line of the sheet 分析: a key, and for each column a value with the live formula that gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from juesuan import money

SHEET_SECTIONS = ("changes", "shares", "completions", "splits", "reasons", "chart_data")
"""The lists of 分析 by the key of their section."""


@dataclass(frozen=True, slots=True)
class Field:
    """``value``: money in 分 (int), percent (Decimal), a text, a plain number (float), or None for nothing.

    ``formula`` has its leading ``=``; without one the value itself is written.
    """

    value: int | float | Decimal | str | None = None
    formula: str | None = None

    @property
    def content(self) -> float | str | None:
        """What the cell holds: money in 万元; a formula without a figure gives an empty text."""
        if isinstance(self.value, Decimal):
            return float(self.value)
        if isinstance(self.value, int):
            return money.to_wan(self.value)
        return "" if self.value is None and self.formula is not None else self.value


@dataclass(frozen=True)
class Line:
    """``key`` names the line within its section: ``total``, ``income_parts.other``, ``items.2040201``."""

    section: str
    key: str
    fields: Mapping[str, Field]
