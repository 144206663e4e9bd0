"""Questions to the person: answers given beforehand, Excel's dialogs (a stand-in), and offices without a window."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from juesuan.dialogs import ANSWERS, Field, ask_files, ask_folder, ask_form, ask_target, confirm

TITLE = "Word 报告"
FORM = (
    Field("format", "公开格式", "b", (("a", "甲省2023"), ("b", "甲省2024"))),
    Field("year", "年度", "2024"),
    Field("unit", "单位全称"),
)


class Excel:
    """Excel's dialogs; each takes the next answer and remembers what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, Any]] = []
        self.api = SimpleNamespace(
            GetSaveAsFilename=lambda **given: self._next("save", given),
            GetOpenFilename=lambda **given: self._next("open", given),
            InputBox=lambda *given, **_: self._next("input", given),
            FileDialog=self._folder,
        )

    def _next(self, kind: str, given: Any) -> Any:
        self.asked.append((kind, given))
        return self.answers.pop(0)

    def _folder(self, kind: int) -> Any:
        answer = self._next("folder", kind)
        return SimpleNamespace(Show=lambda: -1 if answer else 0, SelectedItems=lambda _: answer)

    def alert(self, prompt: str, **_: Any) -> str:
        return str(self._next("alert", prompt))


@pytest.fixture(autouse=True)
def nobody_answers_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ANSWERS, raising=False)


def test_excel_is_asked_where_to_save(tmp_path: Path) -> None:
    wanted = tmp_path / "报告.docx"
    excel = Excel(str(wanted))
    assert ask_target(excel, TITLE, tmp_path / "某局2020年度部门决算报告.docx") == wanted
    assert excel.asked == [
        (
            "save",
            {
                "InitialFileName": str(tmp_path / "某局2020年度部门决算报告.docx"),
                "FileFilter": "Word 文档 (*.docx),*.docx",
                "Title": f"{TITLE}：保存为",
            },
        )
    ]
    assert ask_target(Excel(False), TITLE, wanted) is None


def test_excel_does_not_ask_about_a_file_that_is_there_so_we_do(tmp_path: Path) -> None:
    there = tmp_path / "报告.docx"
    there.write_bytes(b"")
    assert ask_target(Excel(str(there), "ok"), TITLE, there) == there
    excel = Excel(str(there), "cancel")
    assert ask_target(excel, TITLE, there) is None
    assert "“报告.docx”已经存在" in excel.asked[-1][1]


def test_the_ending_is_added_and_then_asked_about(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(b"")
    assert (
        ask_target(Excel(str(tmp_path / "报告"), "ok"), TITLE, tmp_path / "x.docx") == tmp_path / "报告.docx"
    )
    assert ask_target(Excel(str(tmp_path / "a.doc")), TITLE, tmp_path / "x.docx") == tmp_path / "a.doc.docx"


def test_excel_is_asked_for_a_folder(tmp_path: Path) -> None:
    assert ask_folder(Excel(str(tmp_path)), "报送材料", tmp_path) == tmp_path
    assert ask_folder(Excel(""), "报送材料", tmp_path) is None


def test_excel_asks_a_form_one_field_after_the_other() -> None:
    excel = Excel("甲省2023", "3", " 1 ", "2023", " 某局 ")
    assert ask_form(excel, "新建年度套表", FORM) == {"format": "a", "year": "2023", "unit": "某局"}
    prompts = [one[0] for _, one in excel.asked]
    assert prompts[0] == "公开格式，请填写序号：\n1  甲省2023\n2  甲省2024"
    assert prompts[1].startswith("“甲省2023”不是序号。公开格式")
    assert prompts[2].startswith("“3”不是序号。")
    assert [one[2] for _, one in excel.asked] == ["2", "2", "2", "2024", ""]


@pytest.mark.parametrize("answers", [(False,), ("1", False), ("1", "2023", False)])
def test_giving_up_a_form_on_the_way(answers: tuple[Any, ...]) -> None:
    assert ask_form(Excel(*answers), "新建年度套表", FORM) is None


def test_answers_given_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "files": ["/甲.xlsx"],
        "save_as": "/乙.docx",
        "folder": "/丙",
        "form": {"year": 2020},
        "save": True,
    }
    monkeypatch.setenv(ANSWERS, json.dumps(given))
    assert ask_files(None, TITLE, ["*.xlsx"]) == [Path("/甲.xlsx")]
    assert ask_target(None, TITLE, Path("/x.docx")) == Path("/乙.docx")
    assert ask_folder(None, TITLE, tmp_path) == Path("/丙")
    assert ask_form(None, TITLE, FORM) == {"format": "b", "year": "2020", "unit": ""}
    assert confirm(None, "save", "？", TITLE)
    assert not confirm(None, "overwrite", "？", TITLE)


def test_an_office_without_a_window_asks_nobody(tmp_path: Path) -> None:
    app = SimpleNamespace(impl=SimpleNamespace(office=SimpleNamespace(window=False)))
    assert ask_files(app, TITLE, ["*.xlsx"]) == []
    assert ask_target(app, TITLE, tmp_path / "x.docx") is None
    assert ask_folder(app, TITLE, tmp_path) is None
    assert ask_form(app, TITLE, FORM) is None
    assert not confirm(app, "save", "？", TITLE)
