"""The README says what the registry says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from juesuan.actions import ACTIONS, GROUPS, table, with_table

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_table_of_buttons_is_that_of_the_registry() -> None:
    command = ".venv/bin/python -m juesuan.actions README.md"
    assert with_table(README) == README, f"the table of buttons has changed; bring it up to date: {command}"


def test_a_row_for_every_button_in_order() -> None:
    rows = re.findall(r"^\| ([^|]*) \| ([^|]+) \| ([^|]+) \|$", table(), re.MULTILINE)[1:]
    assert [row[1:] for row in rows] == [(one.label, one.tip) for one in ACTIONS]
    assert [row[0] for row in rows if row[0].strip()] == list(GROUPS)
    assert all(row in README for row in table().splitlines())


def test_an_old_table_is_replaced_and_nothing_else() -> None:
    old = "前\n\n| 组 | 按钮 | 作用 |\n|---|---|---|\n| 数据 | 旧 | 旧 |\n\n后 | 不动 |\n"
    assert with_table(old) == f"前\n\n{table()}\n\n后 | 不动 |\n"
    with pytest.raises(ValueError, match="no table"):
        with_table("| 位置 | 内容 |\n")


def test_pictures_are_there() -> None:
    pictures = re.findall(r"\]\((docs/[^)]+)\)", README)
    assert pictures
    assert all((Path(__file__).parents[1] / one).is_file() for one in pictures)
