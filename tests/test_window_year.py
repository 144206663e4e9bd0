"""The whole year's work in a real window, with mouse and keyboard only: from a new book to what is sent.

The same as ``tests/test_year.py``, which needs no window. Pictures of every step lie in the test's folder.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from juesuan.addin.oxt import build_oxt, install_oxt
from juesuan.book.layout import column_letter
from juesuan.book.sheets import all_sections
from juesuan.sample import load_sample
from tests.addin.test_oxt_window import PROFILE, REASON, Window, screen, text_of, wait_for  # noqa: F401 - screen is a fixture
from tests.importing import shapes
from tests.person import save_lists
from tests.test_year import SAMPLE, TABLE, WRONG, tables_file

pytestmark = [pytest.mark.office, pytest.mark.skipif(REASON is not None, reason=str(REASON))]

UNIT = "上海市普陀区财政局"
TEXTS = {"duties": "负责财政收支管理。", "performance.system": "已建立预算绩效管理制度。"}
WAIT = 20.0
FILE_NAME = 72
"""Where the field for the file's name is in the office's file dialog: per cent of its height."""


class YearWindow(Window):
    """A window with an empty workbook in it, and what a person does in dialogs."""

    def top(self, title: str) -> Any:
        """The dialog with a title, when it is open; message boxes, which have the same titles, are none."""
        from xlwings_libreoffice.bridge import load_uno

        alert = load_uno().getConstantByName("com.sun.star.accessibility.AccessibleRole.ALERT")
        toolkit = self.service("awt.Toolkit")
        windows = [toolkit.getTopWindow(index) for index in range(toolkit.getTopWindowCount())]
        for one in windows:
            if one is not None:
                found = one.getAccessibleContext()
                if found.getAccessibleName() == title and found.getAccessibleRole() != alert:
                    return one
        return None

    def keys(self, *names: str) -> None:
        self.do("xdotool", "key", "--delay", "80", *names)

    def type(self, text: str) -> None:
        self.do("xdotool", "type", "--delay", "60", text)
        time.sleep(0.3)

    def choose(self, title: str, picture: str, path: Path | None = None) -> None:
        """In the office's file dialog: type a path (or take what is proposed), and press Enter."""
        top = wait_for(lambda: self.top(title))
        time.sleep(1)
        size, place = top.getAccessibleContext().getSize(), top.getAccessibleContext().getLocationOnScreen()
        field = (place.X + size.Width // 2, place.Y + FILE_NAME * size.Height // 100)
        for _ in range(5):  # without a window manager a click may only wake the window, and keys go astray
            self.click(field)
            time.sleep(0.7)
            if path is not None:
                self.keys("ctrl+a")
                self.type(str(path))
            self.picture(picture)
            self.keys("Return")
            time.sleep(1.5)
            if self.top(title) is None:
                return
        raise AssertionError(f"{title}: the dialog stays")

    def press(self, label: str, what: Callable[[], Any]) -> None:
        """Press a button until something is there: an event can get lost where no window manager is."""
        for _ in range(3):
            self.click(self.button(label))
            until = time.monotonic() + WAIT
            while time.monotonic() < until:
                if what():
                    return
                time.sleep(0.3)
        raise AssertionError(f"{label}: nothing came of it")

    def message(self, picture: str, button: str = "OK") -> str:
        """Wait for the message box, take its picture, press its button until it is gone, and return its text."""
        box = wait_for(self.box)
        time.sleep(0.5)
        self.picture(picture)
        texts = [name for one in self.below(box) for name in (one.getAccessibleName(), text_of(one)) if name]
        place = self.middle(self.find("PUSH_BUTTON", button, box))
        for _ in range(5):
            self.click(place)
            time.sleep(1.5)
            if self.box() is None:
                break
        self.click((640, 300))
        time.sleep(0.3)
        return max(texts, key=len)

    def tell(self, label: str, picture: str) -> str:
        """Press a button and return what it tells."""
        self.press(label, self.box)
        return self.message(picture)

    def question(self, picture: str) -> None:
        """Agree to what is asked."""
        self.message(picture)

    def enter(self, sheet: str, cell: str, text: str, done: Callable[[], bool]) -> None:
        """Go to a cell, type, and press Enter, until it is there."""
        controller = self.frame.Controller
        controller.setActiveSheet(controller.Model.Sheets.getByName(sheet))
        for _ in range(4):
            controller.select(self.cell(sheet, cell))
            self.frame.ContainerWindow.setFocus()
            time.sleep(0.5)
            self.type(text)
            self.keys("Return")
            time.sleep(0.7)
            if done():
                return
        raise AssertionError(f"{sheet}!{cell}: {text!r} did not get there")

    def cell(self, sheet: str, name: str) -> Any:
        return self.frame.Controller.Model.Sheets.getByName(sheet).getCellRangeByName(name)


@pytest.fixture
def window(screen: str, tmp_path: Path) -> Iterator[YearWindow]:  # noqa: F811 - the fixture
    folder = tmp_path / "work"
    for name in ("预算 & it's 2020", "profile/user", "sent"):
        (folder / name).mkdir(parents=True)
    (folder / "profile/user/registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    openpyxl.Workbook().save(folder / "预算 & it's 2020" / "决算 套表.xlsx")
    tables_file(folder).rename(folder / "tables.xlsx")
    save_lists(folder / "lists.xlsx", load_sample(SAMPLE))
    install_oxt(build_oxt(folder, sys.executable), folder / "profile")
    opened = YearWindow(screen, folder)
    try:
        opened.connect()
        yield opened
    finally:
        opened.quit()


def test_a_year_with_mouse_and_keyboard(window: YearWindow) -> None:
    begin(window)
    mend(window)
    explain(window)
    send(window)


def begin(window: YearWindow) -> None:
    """A new book, and into it the tables and the lists."""
    window.press("新建年度套表", lambda: window.top("新建年度套表"))
    time.sleep(1.5)
    window.keys("Up", "Up", "Tab", "Tab")
    window.type(UNIT)
    window.picture("01-form.png")
    window.keys("Return")
    window.choose("新建年度套表：保存为", "02-where.png")
    assert "已建立2024年度的工作簿" in window.message("03-made.png")
    window.picture("04-open.png")

    window.press("导入决算报表", lambda: window.top("导入决算报表"))
    window.choose("导入决算报表", "05-tables.png", window.folder / "tables.xlsx")
    told = window.message("06-imported.png")
    assert "对不上2处" in told
    window.press("导入决算报表", lambda: window.top("导入决算报表"))
    window.choose("导入决算报表", "07-lists.png", window.folder / "lists.xlsx")
    assert "其他重要事项·数量" in window.message("08-lists.png")


def mend(window: YearWindow) -> None:
    """The wrong figure: found, mended, followed."""
    told = window.tell("全部审核", "09-audited.png")
    assert told.startswith("审核未通过")
    assert "可能多了27.00万元" in told
    told = window.tell("下一个问题", "10-next.png")
    assert told.startswith("第")
    window.picture("11-there.png")
    row = code_row(window)
    right = shapes.expected(SAMPLE)[WRONG]
    window.enter(
        TABLE,
        f"D{row}",
        str(right / 1_000_000),
        lambda: abs(window.cell(TABLE, f"D{row}").Value * 1_000_000 - right) < 1,
    )
    window.picture("12-mended.png")
    window.tell("重新计算", "13-recomputed.png")
    assert "错误0项" in window.tell("全部审核", "14-audited.png")


def explain(window: YearWindow) -> None:
    """The texts."""
    window.tell("变动分析", "15-analysed.png")
    assert "请写明主要职能" in window.tell("更新情况说明", "16-narrated.png")
    for key, text in TEXTS.items():
        type_text(window, key, text)
    window.picture("17-texts.png")
    assert "自写2段" in window.tell("更新情况说明", "18-narrated.png")
    assert window.tell("全部审核", "19-audited.png").startswith("审核通过")


def send(window: YearWindow) -> None:
    """Report and materials, and what there is to look at."""
    report = window.folder / "report.docx"
    window.press("Word 报告", lambda: window.top("Word 报告：保存为"))
    window.choose("Word 报告：保存为", "20-report.png", report)
    window.question("21-save.png")
    assert str(report) in window.message("22-reported.png")
    assert report.read_bytes()[:2] == b"PK"
    window.press("报送材料", lambda: window.top("报送材料：放在哪个文件夹"))
    window.choose("报送材料：放在哪个文件夹", "23-folder.png", window.folder / "sent")
    told = window.message("24-sent.png")
    assert str(window.folder / "sent") in told
    assert len(list((window.folder / "sent").iterdir())) == 2
    window.tell("操作记录", "25-log.png")
    window.tell("关于", "26-about.png")


def code_row(window: YearWindow) -> int:
    codes = [row[0] for row in window.cell(TABLE, "A1:A60").DataArray]
    return 1 + next(at for at, code in enumerate(codes) if str(code) == WRONG.row)


def type_text(window: YearWindow, key: str, text: str) -> None:
    """Type a text of one's own beside a paragraph."""
    section = all_sections(load_sample(SAMPLE).accounts.format)["paragraphs"]
    letters = {name: column_letter(section.column(name)) for name in ("key", "own")}
    keys = [row[0] for row in window.cell(section.sheet, f"{letters['key']}1:{letters['key']}200").DataArray]
    at = f"{letters['own']}{keys.index(key) + 1}"
    window.enter(section.sheet, at, text, lambda: window.cell(section.sheet, at).String == text)
