"""The thinnest whole path, in a real window: a figure typed with the keyboard, a click on 重新计算, and back.

The toolbar's Python is the one that runs the tests; keyboard and mouse events come from xdotool.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from juesuan.addin.oxt import build_oxt, install_oxt
from tests.addin.test_oxt_window import PROFILE, REASON, Window, screen, wait_for  # noqa: F401 - screen is a fixture
from tests.books import book_bytes

pytestmark = [pytest.mark.office, pytest.mark.skipif(REASON is not None, reason=str(REASON))]


@pytest.fixture
def window(screen: str, tmp_path: Path) -> Iterator[Window]:  # noqa: F811 - the fixture
    folder = tmp_path / "支队 决算"
    for name in ("预算 & it's 2020", "profile/user"):
        (folder / name).mkdir(parents=True)
    (folder / "profile/user/registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    (folder / "预算 & it's 2020" / "决算 套表.xlsx").write_bytes(book_bytes("panzhihua-2020"))
    install_oxt(build_oxt(folder, sys.executable), folder / "profile")
    opened = Window(screen, folder)
    try:
        opened.connect()
        yield opened
    finally:
        opened.quit()


def sheet(window: Window, name: str) -> Any:
    return window.frame.Controller.Model.Sheets.getByName(name)


def value(window: Window, name: str, cell: str) -> float:
    return float(sheet(window, name).getCellRangeByName(cell).Value)


def codes(window: Window, name: str) -> list[str]:
    rows = sheet(window, name).getCellRangeByName("A7:A60").DataArray
    return [str(row[0]) for row in rows if row[0]]


def type_into(window: Window, cell: str, text: str) -> None:
    """Go to a cell by the keyboard's way and type."""
    controller = window.frame.Controller
    controller.select(controller.ActiveSheet.getCellRangeByName(cell))
    window.frame.ContainerWindow.setFocus()
    time.sleep(0.5)
    window.do("xdotool", "type", "--delay", "40", text)
    window.do("xdotool", "key", "Return")


def test_type_click_follow_undo(window: Window) -> None:
    controller = window.frame.Controller
    controller.setActiveSheet(sheet(window, "公开06表"))
    assert codes(window, "公开06表")[-1] == "2210201"
    assert value(window, "公开06表", "C7") == pytest.approx(7970.77)

    type_into(window, "E13", "2014.6")
    type_into(window, "A26", "2100101")
    type_into(window, "D26", "12.34")
    wait_for(lambda: abs(value(window, "公开06表", "D26") - 12.34) < 1e-9)
    assert value(window, "公开04表", "G9") == pytest.approx(0)
    window.picture("1-typed.png")

    window.click(window.button("重新计算"))
    told = window.message("2-told.png")
    assert "已变动" in told
    assert "210 卫生健康支出" in told
    assert codes(window, "公开06表")[-6:] == ["210", "21001", "2100101", "221", "22102", "2210201"]
    assert value(window, "公开06表", "C7") == pytest.approx(8083.11)
    assert value(window, "公开04表", "F15") == pytest.approx(12.34)
    assert "2100101" in codes(window, "公开03表")
    assert "2100101" in codes(window, "公开07表")
    window.picture("3-followed.png")

    window.click(window.button("撤销上次操作"))
    assert "已撤销" in window.message("4-undone.png")
    assert codes(window, "公开06表")[-2:] == ["2210201", "2100101"]
    assert "2100101" not in codes(window, "公开03表")
    window.picture("5-back.png")
