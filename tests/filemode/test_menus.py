"""The entries in the file manager: what is put into a profile, what is left of it, and what stays untouched."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from juesuan.filemode.desktop import escaped, exec_line, opened_elsewhere
from juesuan.filemode.menus import (
    ENTRIES,
    OPTIONS,
    SOURCE_TYPES,
    WORKBOOK_TYPES,
    XLSX,
    install_menus,
    uninstall_menus,
    windowless,
)
from juesuan.filemode.work import NAMES
from juesuan.findings import StructureError
from tests.books import book_bytes
from tests.filemode.test_box import given, programs
from tests.filemode.test_shortcut import parsed

ROOT = Path(__file__).parents[2]
PYTHONW = r"C:\Users\王 小明&'\AppData\Local\juesuan\python\pythonw.exe"
LABELS = [
    "Word 报告",
    "全部审核",
    "导入决算报表",
    "报送材料",
    "撤销上次操作",
    "更新情况说明",
    "结转下年",
    "运行环境检查",
    "重新计算",
]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }


@pytest.fixture
def appdata(tmp_path: Path) -> Path:
    base = tmp_path / "王 小明&'(测试)" / "AppData" / "Roaming"
    sendto = base / "Microsoft/Windows/SendTo"
    sendto.mkdir(parents=True)
    (sendto / "邮件收件人.MAPIMail").write_bytes(b"")
    (sendto / "决算簿 备份.lnk").write_bytes(b"L\0\0\0 somebody's own")
    return base


# ---- Windows


def test_send_to(appdata: Path) -> None:
    before = tree(appdata)
    made = install_menus(appdata, PYTHONW, platform="win32")
    assert sorted(one.stem.removeprefix("决算簿 ") for one in made) == LABELS
    assert {one.parent for one in made} == {appdata / "Microsoft/Windows/SendTo"}
    for path, name in zip(made, ENTRIES, strict=True):
        link = parsed(path.read_bytes())
        assert (link.path, link.texts[1]) == (PYTHONW, f"-E -P -X utf8 -m juesuan.filemode {name}")
        assert link.texts[0]  # the tip of the button
    once = tree(appdata)
    assert install_menus(appdata, PYTHONW, platform="win32") == made
    assert tree(appdata) == once
    assert sorted(uninstall_menus(appdata, platform="win32")) == sorted(made)
    assert tree(appdata) == before
    assert uninstall_menus(appdata, platform="win32") == []


def test_a_new_version_takes_the_place_of_the_old(appdata: Path) -> None:
    install_menus(appdata, r"D:\旧\pythonw.exe", platform="win32")
    folder = appdata / "Microsoft/Windows/SendTo"
    (folder / "决算簿 全部审核.lnk").rename(folder / "决算簿 从前的.lnk")
    made = install_menus(appdata, PYTHONW, platform="win32")
    assert sorted(folder.glob("*.lnk")) == sorted([*made, folder / "决算簿 备份.lnk"])
    assert {parsed(one.read_bytes()).path for one in made} == {PYTHONW}


def test_a_file_of_somebody_else_is_left_alone(appdata: Path) -> None:
    foreign = appdata / "Microsoft/Windows/SendTo/决算簿 全部审核.lnk"
    foreign.write_bytes(b"L\0\0\0 somebody's own")
    before = tree(appdata)
    with pytest.raises(StructureError, match="不是决算簿建立的，没有覆盖") as error:
        install_menus(appdata, PYTHONW, platform="win32")
    assert error.value.name == "exists"
    assert tree(appdata) == before
    assert uninstall_menus(appdata, platform="win32") == []


def test_a_profile_without_the_folder_and_a_program_that_no_shortcut_can_start(tmp_path: Path) -> None:
    assert install_menus(tmp_path / "new", PYTHONW, platform="win32")
    with pytest.raises(StructureError, match="太长，或不是完整路径"):
        install_menus(tmp_path, "pythonw.exe", platform="win32")
    assert install_menus(tmp_path, PYTHONW, platform="darwin") == []
    assert uninstall_menus(tmp_path, platform="darwin") == []


def test_the_interpreter_without_a_window(tmp_path: Path) -> None:
    python = tmp_path / "python.exe"
    assert windowless(python) == python
    (tmp_path / "pythonw.exe").touch()
    assert windowless(python) == tmp_path / "pythonw.exe"
    assert windowless(tmp_path / "python3") == tmp_path / "python3"


# ---- Linux


def keys(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, delimiters="=", comment_prefixes="#")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    return parser


def test_desktop_entries(tmp_path: Path) -> None:
    base = tmp_path / "share"
    (base / "applications").mkdir(parents=True)
    (base / "applications/juesuan-own.desktop").write_text("[Desktop Entry]\nExec=true\n", encoding="utf-8")
    before = tree(base)
    made = install_menus(
        base, "/opt/王 明/python", platform="linux", icons=ROOT / "addin/icons", types={XLSX, "text/csv"}
    )
    assert len(made) == len(ENTRIES) + 1
    entry = keys(base / "applications/juesuan-validate.desktop")["Desktop Entry"]
    assert dict(entry) == {
        "Type": "Application",
        "Version": "1.0",
        "Name": "决算簿 全部审核",
        "Comment": entry["Comment"],
        "Exec": '"/opt/王 明/python" -E -P -X utf8 -m juesuan.filemode validate %F',
        "Icon": str(ROOT / "addin/icons/validate_32.png"),
        "Terminal": "false",
        "StartupNotify": "false",
        "NoDisplay": "true",
        "MimeType": f"{XLSX};",
    }
    assert (
        keys(base / "applications/juesuan-import.desktop")["Desktop Entry"]["MimeType"] == f"{XLSX};text/csv;"
    )
    main = keys(base / "applications/juesuan.desktop")
    assert main["Desktop Entry"]["Actions"] == "".join(f"{one};" for one in ENTRIES)
    assert main.sections() == ["Desktop Entry", *(f"Desktop Action {one}" for one in ENTRIES)]
    assert "MimeType" not in main["Desktop Entry"]
    assert main["Desktop Action undo"]["Name"] == "撤销上次操作"
    once = tree(base)
    install_menus(
        base, "/opt/王 明/python", platform="linux", icons=ROOT / "addin/icons", types={XLSX, "text/csv"}
    )
    assert tree(base) == once
    assert len(uninstall_menus(base, platform="linux")) == len(made)
    assert tree(base) == before


def test_no_entry_takes_a_type_that_nobody_else_opens(tmp_path: Path) -> None:
    install_menus(tmp_path, "/usr/bin/python3", platform="linux")
    assert not any(b"MimeType" in data for data in tree(tmp_path).values())


@pytest.mark.parametrize(
    ("program", "written"),
    [
        ("/usr/bin/python3", "/usr/bin/python3"),
        ("/opt/王 明/py", '"/opt/王 明/py"'),
        ("/a'b&c(d)/py", '"/a\'b&c(d)/py"'),
        ("/50%/py", "/50%%/py"),
        ('/a"b/py', r'"/a\\"b/py"'),
        ("/a$b`c/py", r'"/a\\$b\\`c/py"'),
        ("/a\\b/py", r'"/a\\\\b/py"'),
    ],
)
def test_the_two_rules_of_quoting(program: str, written: str) -> None:
    assert exec_line(program, ["-m", "x"]) == f"{written} -m x %F"
    assert as_a_desktop_reads_it(exec_line(program, ["-m", "x"])) == [program, "-m", "x", "%F"]


def as_a_desktop_reads_it(value: str) -> list[str]:
    """Undo the escapes of a string value, then split and unquote, then the codes of fields."""
    text = re.sub(r"\\(.)", lambda match: {"s": " ", "n": "\n", "t": "\t"}.get(match[1], match[1]), value)
    parts = re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', text)
    return [re.sub(r"\\(.)", r"\1", quoted).replace("%%", "%") if quoted else plain.replace("%%", "%")
            for quoted, plain in parts]  # fmt: skip


def test_what_no_entry_can_start() -> None:
    with pytest.raises(StructureError, match="有“=”"):
        exec_line("/a=b/py", [])
    assert escaped("a\\b\nc\t") == "a\\\\b\\nc\\t"


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="no desktop-file-validate")
def test_the_desktop_s_own_judge(tmp_path: Path) -> None:
    for path in install_menus(tmp_path, "/opt/王 明/python", platform="linux", types={XLSX}):
        subprocess.run(["desktop-file-validate", str(path)], check=True)


def test_an_entry_does_its_action_on_files_that_are_dropped_on_it(tmp_path: Path) -> None:
    """Started as a desktop starts it: split by its rules, %F replaced by the files."""
    (made,) = (
        one
        for one in install_menus(tmp_path / "share", sys.executable, platform="linux")
        if one.name == "juesuan-validate.desktop"
    )
    book = tmp_path / "乙 局%F&'.xlsx"
    book.write_bytes(book_bytes("sichuan-2020:exact:7"))
    line = as_a_desktop_reads_it(keys(made)["Desktop Entry"]["Exec"])
    assert line == [sys.executable, *OPTIONS, "validate", "%F"]
    environ = programs(tmp_path / "bin", "zenity") | {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    environ["JUESUAN_KEPT"] = str(tmp_path / "kept")
    subprocess.run([*line[:-1], str(book)], env=environ, cwd="/", check=True)
    assert "【乙 局%F&'.xlsx】审核通过" in given(tmp_path / "bin", "zenity")[-1]


# ---- which types may be taken


def applications(home: Path, *names: str) -> Path:
    folder = home / ".local/share/applications"
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text("[Desktop Entry]\n", encoding="utf-8")
    return folder


ENVIRON = {"XDG_DATA_DIRS": "/none", "XDG_CONFIG_DIRS": "/none"}


def test_a_type_that_a_program_opens(tmp_path: Path) -> None:
    folder = applications(tmp_path, "wps-office-et.desktop")
    assert opened_elsewhere(WORKBOOK_TYPES, ENVIRON, tmp_path) == set()
    (tmp_path / ".config").mkdir()
    settings = tmp_path / ".config/mimeapps.list"
    settings.write_text(f"[Added Associations]\n{XLSX}=wps-office-et.desktop;\n", encoding="utf-8")
    assert opened_elsewhere(WORKBOOK_TYPES, ENVIRON, tmp_path) == set()
    settings.write_text(
        f"[Default Applications]\n{XLSX}=gone.desktop;wps-office-et.desktop;\ntext/csv=gone.desktop\n%broken\n",
        encoding="utf-8",
    )
    assert opened_elsewhere((*WORKBOOK_TYPES, *SOURCE_TYPES), ENVIRON, tmp_path) == {XLSX}
    settings.unlink()
    (folder / "ukui-mimeapps.list").write_text(
        f"[Default Applications]\n{WORKBOOK_TYPES[1]}=wps-office-et.desktop\n", encoding="utf-8"
    )
    assert opened_elsewhere(WORKBOOK_TYPES, ENVIRON, tmp_path) == set()
    ukui = ENVIRON | {"XDG_CURRENT_DESKTOP": "UKUI"}
    assert opened_elsewhere(WORKBOOK_TYPES, ukui, tmp_path) == {WORKBOOK_TYPES[1]}


def test_settings_that_cannot_be_read_say_nothing(tmp_path: Path) -> None:
    folder = applications(tmp_path, "et.desktop")
    (folder / "mimeapps.list").write_bytes(b"\xff\xfe no section")
    assert opened_elsewhere(WORKBOOK_TYPES, ENVIRON, tmp_path) == set()


# ---- the command line


def juesuan(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    env |= {"HOME": str(home), "XDG_CONFIG_DIRS": "/none", "XDG_DATA_DIRS": "/none"}
    command = [sys.executable, "-m", "juesuan", *map(str, arguments)]
    return subprocess.run(
        command, cwd=home, env=env, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the menus of Linux")
def test_menus_from_the_command_line(tmp_path: Path) -> None:
    done = juesuan("menus", "install", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "还没有设定用哪个程序打开 .xlsx" in done.stdout
    applications(tmp_path, "et.desktop")
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config/mimeapps.list").write_text(
        f"[Default Applications]\n{XLSX}=et.desktop\n", encoding="utf-8"
    )
    done = juesuan("menus", "install", home=tmp_path)
    assert "还没有设定" not in done.stdout
    assert done.stdout.count("已装入：") == len(ENTRIES) + 1
    done = juesuan("menus", "uninstall", home=tmp_path)
    assert done.stdout.count("已去掉：") == len(ENTRIES) + 1
    assert [one.name for one in (tmp_path / ".local/share/applications").iterdir()] == ["et.desktop"]
    assert juesuan("menus", "uninstall", home=tmp_path).stdout == "菜单里没有决算簿。\n"


def test_undo_from_the_command_line(tmp_path: Path) -> None:
    book = tmp_path / "决算.xlsx"
    book.write_bytes(book_bytes("panzhihua-2020"))
    before = book.read_bytes()
    assert juesuan("validate", book.name, home=tmp_path).returncode == 0
    assert book.read_bytes() != before
    done = juesuan("undo", book.name, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    told = r"已撤销\d{4}-\d\d-\d\d \d\d:\d\d:\d\d的操作（涉及审核公式、审核结果）：决算\.xlsx\n"
    assert re.fullmatch(told, done.stdout)
    assert book.read_bytes() == before
    done = juesuan("undo", book.name, home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "“决算.xlsx”没有可以撤销的操作。\n")


def test_every_action_is_in_the_menu() -> None:
    assert sorted(ENTRIES) == sorted(NAMES)
    assert json.dumps(OPTIONS) == '["-E", "-P", "-X", "utf8", "-m", "juesuan.filemode"]'
