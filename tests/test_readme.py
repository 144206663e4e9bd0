"""The README says what the registry says."""

from __future__ import annotations

import re
from pathlib import Path

from juesuan.actions import ACTIONS

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_every_button_stands_in_the_table() -> None:
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", README, re.MULTILINE))
    assert {one.label: one.tip for one in ACTIONS}.items() <= rows.items()


def test_pictures_are_there() -> None:
    pictures = re.findall(r"\]\((docs/[^)]+)\)", README)
    assert pictures
    assert all((Path(__file__).parents[1] / one).is_file() for one in pictures)
