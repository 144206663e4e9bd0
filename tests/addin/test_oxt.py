"""The extension as a file, and the part of its handler that needs no office."""

from __future__ import annotations

import ast
import importlib.util
import io
import json
import os
import socket
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from juesuan import button, steps
from juesuan.actions import ACTIONS, GROUPS, Action
from juesuan.addin import oxt, oxt_parts

OOR = "{http://openoffice.org/2001/registry}"
MANIFEST = "{http://openoffice.org/2001/manifest}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(oxt.build_oxt(tmp_path_factory.mktemp("扩展 out"), "/opt/决算 簿/bin/python"))


def tree(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(package.read(name))


def named(parent: ElementTree.Element, *names: str) -> ElementTree.Element:
    for name in names:
        found = [one for one in parent if one.get(f"{OOR}name") == name]
        assert len(found) == 1, name
        parent = found[0]
    return parent


def value(node: ElementTree.Element, name: str, language: str | None = None) -> str | None:
    values = [one for one in named(node, name) if one.get(LANG) == language]
    return values[0].text if values else None


def entries(package: zipfile.ZipFile, *where: str) -> list[ElementTree.Element]:
    nodes = list(named(tree(package, "Addons.xcu"), "AddonUI", *where))
    return [one for one in nodes if one.tag == "node"]


TOOLBARS = [("OfficeToolBar", one) for one in oxt_parts.TOOLBARS]
MENU = ("OfficeMenuBar", oxt_parts.IDENTIFIER, "Submenu")
CALC, START = "com.sun.star.sheet.SpreadsheetDocument", "com.sun.star.frame.StartModule"
LANGUAGES = ("zh-CN", "en-US")


def is_button(entry: ElementTree.Element) -> bool:
    return value(entry, "URL") != "private:separator"


def in_order(nodes: list[ElementTree.Element]) -> bool:
    names = [str(one.get(f"{OOR}name")) for one in nodes]
    return names == sorted(names)  # the office sorts them


def test_every_action_is_on_a_toolbar_in_order(package: zipfile.ZipFile) -> None:
    assert all(in_order(entries(package, *where)) for where in TOOLBARS)
    buttons = [one for where in TOOLBARS for one in entries(package, *where) if is_button(one)]
    assert [value(one, "URL") for one in buttons] == [f"vnd.juesuan:{one.id}" for one in ACTIONS]
    for language in LANGUAGES:
        assert [value(one, "Title", language) for one in buttons] == [one.label for one in ACTIONS]
    assert {value(one, "Context") for one in buttons} == {CALC}


def test_groups_are_separated(package: zipfile.ZipFile) -> None:
    for where, groups in zip(TOOLBARS, oxt_parts.TOOLBARS.values(), strict=True):
        urls = [value(one, "URL") for one in entries(package, *where)]
        assert urls.count("private:separator") == len(groups) - 1
        assert "private:separator" not in (urls[0], urls[-1])


def test_the_menu_has_a_menu_for_each_group(package: zipfile.ZipFile) -> None:
    menu = named(tree(package, "Addons.xcu"), "AddonUI", "OfficeMenuBar", oxt_parts.IDENTIFIER)
    assert value(menu, "Title", "zh-CN") == "决算"
    groups = entries(package, *MENU)
    assert in_order(groups)
    for language in LANGUAGES:
        assert [value(one, "Title", language) for one in groups] == list(GROUPS)
    listed = {str(value(one, "Title", "zh-CN")): list(named(one, "Submenu")) for one in groups}
    for group, nodes in listed.items():
        assert in_order(nodes)
        wanted = [one for one in ACTIONS if one.group == group]
        assert [value(one, "URL") for one in nodes] == [f"vnd.juesuan:{one.id}" for one in wanted]
        assert [value(one, "Title", "zh-CN") for one in nodes] == [one.label for one in wanted]
        where = [str(value(one, "Context")).split(",") for one in nodes]
        assert where == [[CALC] if one.needs_book else [CALC, START] for one in wanted]


def test_the_start_window_shows_no_empty_menu(package: zipfile.ZipFile) -> None:
    shown = [
        value(one, "Title", "zh-CN") for one in entries(package, *MENU) if START in str(value(one, "Context"))
    ]
    assert shown == ["数据", "帮助"]


def test_the_toolbars_are_docked_one_below_the_other_with_words(package: zipfile.ZipFile) -> None:
    states = named(tree(package, "CalcWindowState.xcu"), "UIElements", "States")
    bars = [named(states, f"private:resource/toolbar/addon_{one}") for one in oxt_parts.TOOLBARS]
    shown = [(value(bar, "Docked"), value(bar, "Visible"), value(bar, "Style")) for bar in bars]
    assert shown == [("true", "true", "2")] * 2
    assert len({value(bar, "DockPos") for bar in bars}) == 2
    assert [value(bar, "UIName", "zh-CN") for bar in bars] == [
        "决算簿：数据 计算 审核",
        "决算簿：说明 导出 帮助",
    ]


def test_addresses_go_to_the_handler(package: zipfile.ZipFile) -> None:
    handler = named(tree(package, "ProtocolHandler.xcu"), "HandlerSet", oxt_parts.IMPLEMENTATION)
    assert value(handler, "Protocols") == "vnd.juesuan:*"
    assert oxt_parts.IMPLEMENTATION in package.read("handler.py").decode()


def test_the_manifest_names_what_there_is(package: zipfile.ZipFile) -> None:
    listed = {
        str(one.get(f"{MANIFEST}full-path")): one.get(f"{MANIFEST}media-type")
        for one in tree(package, "META-INF/manifest.xml")
    }
    names = set(package.namelist())
    assert set(listed) <= names
    assert listed["handler.py"] == "application/vnd.sun.star.uno-component;type=Python"
    assert {name for name in names if name.endswith(".xcu")} == set(listed) - {"handler.py"}
    assert tree(package, "description.xml").tag.endswith("description")


def test_the_handler_knows_every_action(package: zipfile.ZipFile) -> None:
    told = json.loads(package.read("actions.json"))
    assert told == {
        one.id: {"label": one.label, "tip": one.tip, "book": one.needs_book, "cancel": one.can_cancel}
        for one in ACTIONS
    }
    assert package.read("python.txt").decode() == "/opt/决算 簿/bin/python\n"


def test_pictures_are_complete(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    for image in entries(package, "Images"):
        pictures = named(image, "UserDefinedImages")
        for size in ("ImageSmallURL", "ImageBigURL"):
            assert str(value(pictures, size)).removeprefix("%origin%/") in names


def test_without_pictures_there_are_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oxt, "_pictures", dict)
    with zipfile.ZipFile(io.BytesIO(oxt.oxt_bytes("/usr/bin/python3"))) as bare:
        assert entries(bare, "Images") == []
        assert sum(len(entries(bare, *where)) for where in TOOLBARS) >= len(ACTIONS)
        assert not [name for name in bare.namelist() if name.startswith("icons/")]


def test_same_input_same_bytes(tmp_path: Path) -> None:
    first = oxt.build_oxt(tmp_path / "a" / "one.oxt", "/usr/bin/python3")
    second = oxt.build_oxt(tmp_path / "b", "/usr/bin/python3")
    assert (first.name, second.name) == ("one.oxt", "juesuan.oxt")
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes() != oxt.oxt_bytes("/usr/bin/python3.11")
    assert [one.name for one in second.parent.iterdir()] == ["juesuan.oxt"]


def test_a_line_break_in_the_program_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        oxt.oxt_bytes("/usr/bin/py\nthon")


def test_words_are_escaped() -> None:
    odd = Action("x", '<审核> & "说明"\'', "a & b", "none", "数据", "m:f")
    text = oxt_parts.addons([odd], ["none"])
    root = ElementTree.fromstring(text)
    node = named(root, "AddonUI", *TOOLBARS[0], "m000")
    assert value(node, "Title", "zh-CN") == odd.label


# The part of the handler that knows nothing of the office.


@pytest.fixture(scope="module")
def start() -> ModuleType:
    path = oxt.addin_folder() / "libreoffice" / "pythonpath" / "juesuan_start.py"
    spec = importlib.util.spec_from_file_location("juesuan_start", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_office_sources_run_in_an_older_python() -> None:
    for name in oxt._SOURCES:
        source = (oxt.addin_folder() / "libreoffice" / name).read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 9))


def test_the_persons_own_file_comes_first(start: ModuleType, tmp_path: Path) -> None:
    built_in, own = tmp_path / "built", tmp_path / "own"
    built_in.write_text(f"{sys.executable}\n", encoding="utf-8")
    assert start.interpreter(built_in, own) == sys.executable
    own.write_text("\n", encoding="utf-8")
    assert start.interpreter(built_in, own) == sys.executable
    mine = tmp_path / "我的 & it's python"
    mine.symlink_to(sys.executable)
    own.write_text(f"\ufeff{mine}\r\n", encoding="utf-8")
    assert start.interpreter(built_in, own) == str(mine)


@pytest.mark.parametrize("text", ["python3\n", "/nowhere/python\n", "/usr\n", "/bin/sh\n/bin/sh\n", ""])
def test_a_useless_program_is_told(start: ModuleType, tmp_path: Path, text: str) -> None:
    built_in = tmp_path / "built"
    built_in.write_text(text, encoding="utf-8")
    with pytest.raises(start.StartError):
        start.interpreter(built_in, tmp_path / "own")


def test_an_unreadable_own_file_is_told(start: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "own").write_bytes(b"\xff\xfe/\x00")
    with pytest.raises(start.StartError, match="不能读取"):
        start.interpreter(tmp_path / "built", tmp_path / "own")


def test_where_the_own_file_is(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/张三")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert start.own_file() == Path("/home/张三/.config/juesuan/python.txt")
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert start.own_file() == Path("/home/张三/.config/juesuan/python.txt")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/etc/own")
    assert start.own_file() == Path("/etc/own/juesuan/python.txt")


def test_nothing_of_the_office_is_left(start: ModuleType) -> None:
    office = {
        "PYTHONPATH": "a",
        "PYTHONHOME": "b",
        "URE_BOOTSTRAP": "c",
        "LD_LIBRARY_PATH": "d",
        "LANG": "zh",
    }
    assert start.environment(office) == {"LANG": "zh", "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}


def script(folder: Path, text: str) -> str:
    program = folder / "程序 & it's"
    program.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_a_program_gets_its_arguments_whole(start: ModuleType, tmp_path: Path) -> None:
    out = tmp_path / "out"
    program = script(
        tmp_path, f"import json,os,sys; open({str(out)!r},'w').write(json.dumps([sys.argv[1:], os.getcwd()]))"
    )
    document = "file:///tmp/%E5%86%B3%20&%20it's.xlsx"
    assert start.Process(start.command(program, "regenerate", "pipe-1", document)).wait() == 0
    arguments, folder = json.loads(out.read_text(encoding="utf-8"))
    assert arguments == ["-m", "juesuan.button", "regenerate", "--pipe", "pipe-1", "--workbook", document]
    assert folder == str(Path.home())


def test_a_program_is_asked_to_stop_by_a_file(start: ModuleType, tmp_path: Path) -> None:
    sign = start.StopSign()
    text = "import os, pathlib, time\nfor _ in range(500):\n time.sleep(0.01)\n "
    text += "if pathlib.Path(os.environ['JUESUAN_CANCEL']).exists(): raise SystemExit(5)\n"
    process = start.Process([script(tmp_path, text)], sign.environment)
    assert not sign.is_set()
    sign.set()
    assert sign.is_set()
    assert process.wait() == 5
    sign.remove()
    sign.set()  # nobody is there any more
    assert not Path(sign.environment["JUESUAN_CANCEL"]).parent.exists()


def test_the_program_and_the_toolbar_mean_the_same_file(start: ModuleType) -> None:
    sign = start.StopSign()
    assert list(sign.environment) == [steps.CANCEL]
    sign.remove()


def test_the_button_takes_these_arguments(start: ModuleType) -> None:
    assert button.__name__ == start.MODULE
    with pytest.raises(SystemExit) as ended:
        button.main([*start.command("p", "regenerate", "x", "y")[3:], "--no-such-option"])
    assert ended.value.code == 2


def test_last_words(start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    silent = start.Process([script(tmp_path, "raise SystemExit(7)")])
    told = silent.last_words(silent.wait(), connected=True)
    assert "退出码 7" in told
    assert "请再试一次" in told
    assert not list(tmp_path.glob("*.log"))
    process = start.Process([script(tmp_path, "import sys; sys.exit('没有 juesuan')")])
    told = process.last_words(process.wait(), connected=False)
    log = Path(told.splitlines()[-1])
    assert "没有连上" in told
    assert "没有 juesuan" not in told  # what the program said is often a traceback: it goes to the log
    assert log.read_text(encoding="utf-8") == "没有 juesuan"
    assert log.stat().st_mode & 0o077 == 0


def test_no_traceback_is_shown_to_a_person() -> None:
    folder = oxt.addin_folder() / "libreoffice"
    calls = [
        (node.func.attr, parent)
        for file in (folder / "handler.py", folder / "pythonpath" / "juesuan_run.py")
        for parent, node in _calls(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node.func, ast.Attribute) and node.func.attr.startswith("format_")
    ]
    assert calls
    assert all(parent == "kept" for _, parent in calls), calls  # written to the log, and nowhere else


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a program, with the name of the function that takes what it returns ("" for anything else)."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                taker = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                yield (node.func.id if taker else ""), child  # type: ignore[union-attr]


def test_a_program_that_is_none_is_told(start: ModuleType, tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("no program", encoding="utf-8")
    broken.chmod(0o755)
    with pytest.raises(start.StartError, match="不能运行"):
        start.Process([str(broken)])


@pytest.mark.skipif(not Path("/proc/net/unix").exists(), reason="only Linux lists its sockets")
def test_a_pipe_is_found_and_closed_to_others(start: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "OSL_PIPE_0_juesuan-7"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        assert start.find_socket("juesuan-7") is None
        listener.listen()
        assert start.find_socket("juesuan-7") == str(path)
        assert start.wait_listening("juesuan-7")
        assert os.stat(path).st_mode & 0o777 == 0o600  # noqa: PTH116
    assert not start.wait_listening("juesuan-8", 0.05)
