"""What is the engine's own: how it joins xlwings, and what it says about what it cannot do."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

import xlwings_libreoffice
from xlwings_libreoffice import errors, settings

PACKAGE = Path(xlwings_libreoffice.__file__).parent


def run(code: str) -> str:
    """What a fresh Python prints."""
    environment = {"PYTHONPATH": str(PACKAGE.parent), "PATH": "/usr/bin:/bin", "HOME": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_registering_is_done_once() -> None:
    xlwings_libreoffice.register()
    xlwings_libreoffice.register()
    assert [engine.name for engine in xw.engines].count("libreoffice") == 1
    assert xw.engines.active.name == "libreoffice"


def test_the_other_part_of_xlwings_is_not_loaded() -> None:
    loaded = run(
        "import xlwings_libreoffice, sys; xlwings_libreoffice.register(); import xlwings;"
        "print(xlwings.__pro__, [name for name in sys.modules if name.startswith('xlwings.pro.')],"
        "sys.modules['xlwings.pro'], 'uno' in sys.modules)"
    )
    assert loaded == "False [] None False"


def test_nothing_of_the_system_python_comes_along() -> None:
    assert xlwings_libreoffice.available() is not None or (
        run(
            "import sys, builtins; path, plain = list(sys.path), builtins.__import__;"
            "import xlwings_libreoffice; print(xlwings_libreoffice.available(), sys.path == path,"
            "builtins.__import__ is plain)"
        )
        == "None True True"
    )


def test_it_stands_alone() -> None:
    for source in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names.append(node.module or "")
            roots = {name.partition(".")[0] for name in names}
            assert roots <= {*sys.stdlib_module_names, "xlwings"}, (source.name, roots)


def test_the_readme_lists_every_member() -> None:
    """The tables of members cannot fall behind: they are compared with the classes."""
    from xlwings_libreoffice.members import table

    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
    assert f"<!-- members -->\n{table()}\n<!-- /members -->" in readme


def test_members_that_are_not_supported_are_counted_so() -> None:
    from xlwings_libreoffice.members import members

    states = {(member.owner, member.name): member.state for member in members()}
    assert states["Range", "raw_value"] == "supported"
    assert states["Chart", "to_pdf"] == "partly"
    assert states["Range", "borders"] == "not"


def test_a_missing_office_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings.settings, "office", tmp_path / "nowhere")
    with pytest.raises(errors.OfficeMissing, match="nowhere"):
        xw.App(visible=False)


def test_a_missing_bridge_is_named() -> None:
    said = run(
        "import os; os.environ['XLWINGS_LIBREOFFICE_UNO'] = '/nowhere'; import xlwings_libreoffice as x;"
        "print(x.available())"
    )
    assert "python3-uno" in said or "LibreOffice was not found" in said


def test_settings_are_known_by_name() -> None:
    with pytest.raises(TypeError, match="deadlin'"):
        xlwings_libreoffice.configure(deadlin=3)


@pytest.mark.office
def test_an_unsupported_member_is_named(app: xw.App, sheet: xw.Sheet) -> None:
    for ask, name in (
        (lambda: sheet.show_gridlines, "Sheet.show_gridlines"),
        (lambda: sheet.tables, "Sheet.tables"),
        (lambda: sheet["A1"].borders, "Range.borders"),
        (lambda: sheet["A1"].conditional_formats, "Range.conditional_formats"),
        (lambda: sheet["A1"].impl.sort([1], [True], False), "Range.sort"),
        (lambda: app.macro("x").run(), "App.run"),
        (lambda: sheet.pivot_tables, "Sheet.pivot_tables"),
        (lambda: sheet["A1,C3"], "a range of several areas"),
    ):
        with pytest.raises(NotImplementedError, match=f"xlwings_libreoffice does not support .*{name}"):
            ask()


@pytest.mark.office
def test_questions_without_a_window(app: xw.App, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app.alert("好了") == "ok"
    with pytest.raises(errors.NoAnswer, match="继续吗"):
        app.alert("继续吗？", buttons="yes_no")
    asked: list[settings.Question] = []

    def answer(question: settings.Question) -> str:
        asked.append(question)
        return "yes"

    monkeypatch.setattr(settings.settings, "answer", answer)
    assert app.alert("继续吗？", "标题", "yes_no", "info") == "yes"
    assert asked == [settings.Question("继续吗？", "标题", ("yes", "no"), "info")]


@pytest.mark.office
def test_a_protected_sheet_is_named(sheet: xw.Sheet) -> None:
    sheet.api.protect("")
    with pytest.raises(errors.OfficeError, match="protected"):
        sheet["A1:B1"].value = [1, 2]
    sheet.api.unprotect("")
    sheet["A1:B1"].value = [1, 2]


@pytest.mark.office
def test_a_closed_book_is_no_dead_office(app: xw.App) -> None:
    book = app.books.add()
    book.close()
    with pytest.raises(errors.BookClosed):
        _ = book.name
    assert len(xw.apps) >= 1


@pytest.mark.office
def test_a_stale_lock_is_named(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = app.books.add()
    made.save(path)
    made.close()
    lock = tmp_path / ".~lock.a.xlsx#"
    lock.write_text(",somebody,elsewhere,01.01.2020 00:00,file:///home/somebody/profile;", encoding="utf-8")
    with pytest.raises(errors.OfficeError, match="open elsewhere"):
        app.books.open(path)
    assert lock.exists()


@pytest.mark.office
def test_blocks_cost_few_calls(sheet: xw.Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block must not become a loop over cells: 60x12 cells ask for the office's ranges far less than 720 times."""
    kind = type(sheet["A1"].impl)
    asked: list[object] = []
    own = kind.xl.fget

    def counted(cells: object) -> Any:
        asked.append(cells)
        return own(cells)

    monkeypatch.setattr(kind, "xl", property(counted))
    block = [[float(i * j) for j in range(12)] for i in range(60)]
    sheet["A1"].value = block
    assert sheet["A1:L60"].options(ndim=2).value == block
    assert 0 < len(asked) < 40


@pytest.mark.office
@pytest.mark.parametrize("text", ["007", "12/31", "50%", "true", "1e5"])
def test_text_like_a_number_stays_text_and_changes_no_format(sheet: xw.Sheet, text: str) -> None:
    sheet["B1"].number_format = "0.00"
    sheet["A1"].value = [text, text]
    assert sheet["A1:B1"].value == [text, text]
    assert [sheet["A1"].number_format, sheet["B1"].number_format] == ["General", "0.00"]
    sheet["A1"].value = [5, 6]
    assert sheet["A1:B1"].value == [5.0, 6.0]


@pytest.mark.office
def test_the_callers_book(app: xw.App) -> None:
    book = app.books.add()
    book.set_mock_caller()
    try:
        assert xw.Book.caller() == book
    finally:
        del xw.Book._mock_caller
        book.close()


@pytest.mark.office
def test_the_offices_own_format_and_locks(app: xw.App, tmp_path: Path) -> None:
    book = app.books.add()
    book.save(tmp_path / "另存.ods")
    assert book.name == "另存.ods"
    assert list(tmp_path.glob(".~lock*")) != []
    book.close()
    assert list(tmp_path.glob(".~lock*")) == []


@pytest.mark.office
def test_pasting_leaves_the_offices_setting(app: xw.App, sheet: xw.Sheet) -> None:
    """The office asks before it pastes over filled cells; the setting is off only while Python pastes."""
    sheet["A1"].value = [1, 2]
    sheet["B1"].copy_from(sheet["A1"], "values")
    assert sheet["B1"].value == 1
    assert app.impl.office.setting("/org.openoffice.Office.Calc/Input", "ReplaceCellsWarning") is True
