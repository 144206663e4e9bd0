"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "bad"]
MARKS: dict[State, str] = {"ok": "√", "warn": "！", "bad": "×"}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: ``ok``, ``warn`` (works without) or ``bad``; ``name`` is stable."""

    name: str
    title: str
    state: State
    detail: str
    remedy: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The check as it is told: what was seen, and how to mend it."""
        head = f"{MARKS[self.state]} {self.title}：{self.detail}"
        return (head, f"   办法：{self.remedy}") if self.remedy else (head,)
