"""The message box: which program, what it is given, and a real one on a virtual screen."""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from juesuan.actions import Tone
from juesuan.filemode.__main__ import main
from juesuan.filemode.box import commands, show
from tests.books import book_bytes

TEXT = "-e 第一行\n<b>&amp; $HOME `id` \"引号\" 'x' %s \\n C:\\new\\决算.xlsx"


def programs(folder: Path, *names: str, code: int = 0) -> dict[str, str]:
    """Programs that write down what they are given, alone on the PATH of a desktop."""
    folder.mkdir(exist_ok=True)
    for name in names:
        file = folder / name
        record = folder / f"{name}.json"
        file.write_text(
            f"#!{sys.executable}\nimport json, sys\n"
            f"open({str(record)!r}, 'w', encoding='utf-8').write(json.dumps(sys.argv[1:]))\nsys.exit({code})\n",
            encoding="utf-8",
        )
        file.chmod(0o755)
    return {"PATH": str(folder), "DISPLAY": ":1"}


def given(folder: Path, name: str) -> list[str]:
    found: list[str] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


def names(environ: dict[str, str], platform: str = "linux") -> list[str]:
    return [Path(one[0]).name for one in commands(Tone.INFO, "t", "x", environ, platform)]


def test_which_program_comes_first(tmp_path: Path) -> None:
    python = Path(sys.executable).name
    environ = programs(tmp_path, "zenity", "kdialog", "notify-send", "xmessage")
    assert names(environ) == ["zenity", "kdialog", python, "notify-send"]
    assert names(environ | {"XDG_CURRENT_DESKTOP": "KDE"}) == ["kdialog", "zenity", python, "notify-send"]
    (tmp_path / "zenity").unlink()
    assert names(environ) == ["kdialog", python, "notify-send"]
    assert names({"PATH": str(tmp_path / "none"), "WAYLAND_DISPLAY": "wayland-0"}) == [python]
    assert names({"PATH": str(tmp_path)}) == []  # no screen
    assert names({"PATH": str(tmp_path)}, "darwin") == []
    assert names(programs(tmp_path, "osascript"), "darwin") == ["osascript"]


@pytest.mark.parametrize("tone", list(Tone))
def test_texts_are_never_options_markup_or_escapes(tmp_path: Path, tone: Tone) -> None:
    environ = programs(tmp_path, "zenity", "kdialog", "notify-send")
    zenity, kdialog, tk, notify = commands(tone, "-t <i>", TEXT, environ, "linux")
    doubled = TEXT.replace("\\", "\\\\")
    kind = {"info": "--info", "warning": "--warning", "error": "--error"}[tone]
    assert zenity[1:] == [kind, "--title=-t <i>", "--no-markup", "--width=640", f"--text={doubled}"]
    assert kdialog[1] == "--title=-t <i>"
    assert kdialog[2].partition("=")[2] == doubled.replace("<", "＜")
    assert tk[1:4] == ["-E", "-X", "utf8"]  # else a desktop without a locale spoils the text
    assert tk[-3:] == [tone.value, "-t <i>", TEXT]
    assert notify[-3:-1] == ["--", "-t <i>"]
    assert "<b>" not in notify[-1]
    assert "&lt;b&gt;&amp;amp; $HOME" in notify[-1]


def test_macos_gives_the_text_as_an_argument_of_the_script(tmp_path: Path) -> None:
    (command,) = commands(Tone.ERROR, "题", TEXT, programs(tmp_path, "osascript"), "darwin")
    assert command[-3:] == ["--", TEXT, "题"]
    assert not any(TEXT in one for one in command[:-2])


def test_one_box_is_shown_and_the_next_where_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = programs(tmp_path, "zenity", code=255) | programs(tmp_path, "kdialog", code=1)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    show(Tone.INFO, "题", TEXT)
    assert given(tmp_path, "zenity")
    assert given(tmp_path, "kdialog")[0] == "--title=题"
    assert capsys.readouterr().err == ""


def test_without_a_screen_the_text_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    show(Tone.INFO, "题", TEXT)
    assert capsys.readouterr().err == f"题\n{TEXT}\n"
    monkeypatch.setattr(sys, "stderr", None)  # as under pythonw
    show(Tone.INFO, "题", TEXT)


def test_windows_gets_the_text_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given to MessageBoxW; the box itself only a real Windows can show."""
    asked: list[tuple[object, ...]] = []

    def message_box(*arguments: object) -> int:
        asked.append(arguments)
        return 1

    dll = types.SimpleNamespace(user32=types.SimpleNamespace(MessageBoxW=message_box))
    monkeypatch.setattr(ctypes, "windll", dll, raising=False)
    monkeypatch.setattr("juesuan.filemode.box.sys.platform", "win32")
    show(Tone.ERROR, "题", TEXT)
    show(Tone.INFO, "题", TEXT)
    assert asked == [(None, TEXT, "题", 0x50010), (None, TEXT, "题", 0x50040)]


# ---- the whole way, as the menu starts it


def start(*arguments: object, folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    env = {"HOME": str(folder), "JUESUAN_KEPT": str(folder / "kept"), "TMPDIR": str(folder)} | environ
    command = [sys.executable, "-E", "-P", "-X", "utf8", "-m", "juesuan.filemode", *map(str, arguments)]
    return subprocess.run(
        command, cwd="/", env=env, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def test_from_the_menu(tmp_path: Path) -> None:
    good, bad = tmp_path / "-乙 局&'.xlsx", tmp_path / "坏.xls"
    good.write_bytes(book_bytes("sichuan-2020:exact:7"))
    bad.write_bytes(b"")
    environ = programs(tmp_path / "bin", "zenity")
    done = start("validate", good, bad, folder=tmp_path, environ=environ)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")
    kind, title, *_, text = given(tmp_path / "bin", "zenity")
    assert (kind, title) == ("--error", "--title=决算簿 · 全部审核")
    assert text.startswith(
        "--text=全部审核：2个文件，1个完成，1个没有做成。\n\n【-乙 局&'.xlsx】审核通过\n错误0项"
    )
    assert "【坏.xls】没有做成\n“坏.xls”是空文件" in text
    done = start("validate", good, folder=tmp_path, environ=environ)
    assert (done.returncode, given(tmp_path / "bin", "zenity")[0]) == (0, "--info")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "没有操作“”"),
        (["format"], "没有操作“format”；请从这些中选一个：import、"),
        (["report"], "请选中工作簿"),
    ],
)
def test_wrong_usage(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert main(arguments) == 2
    assert words in capsys.readouterr().err


def test_a_bug_is_told_with_its_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken(*_: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr("juesuan.filemode.running.run", broken)
    assert main(["validate", "a.xlsx"]) == 2
    told = capsys.readouterr().err
    (log,) = tmp_path.glob("juesuan-*.log")
    assert str(log) in told
    assert "Traceback" not in told


# ---- a real box


@pytest.fixture
def screen() -> Iterator[str]:
    if not all(map(shutil.which, ("Xvfb", "xdotool", "import", "identify"))):
        pytest.skip("no virtual screen")
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-noreset"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(write)
        with os.fdopen(read) as number:  # closed too early, it is the end of the server
            yield f":{number.readline().strip()}"
        server.terminate()


@pytest.mark.skipif(importlib.util.find_spec("tkinter") is None, reason="no Tk")
def test_a_box_of_tk_on_a_screen(screen: str, tmp_path: Path) -> None:
    """It shows, fits, and Return closes it."""
    good = tmp_path / "乙局.xlsx"
    good.write_bytes(book_bytes("sichuan-2020:exact:7"))
    env = {"DISPLAY": screen, "PATH": str(tmp_path / "none"), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-E", "-P", "-X", "utf8", "-m", "juesuan.filemode", "validate", str(good)]
    with subprocess.Popen(command, env=env, cwd="/", stderr=subprocess.PIPE) as running:
        picture = tmp_path / "screen.png"
        for _ in range(120):
            time.sleep(0.5)
            subprocess.run(["import", "-display", screen, "-window", "root", str(picture)], check=True)
            if running.poll() is not None or drawn(picture):
                break
        box = drawn(picture)
        assert box, running.returncode
        width, height = map(int, re.findall(r"\d+", box)[:2])
        assert 300 < width < 1000
        assert 80 < height < 700
        for _ in range(40):
            subprocess.run(["xdotool", "key", "Return"], env=os.environ | {"DISPLAY": screen}, check=True)
            time.sleep(0.5)
            if running.poll() is not None:
                break
        assert running.stderr is not None
        running.terminate()
        assert (running.wait(timeout=20), running.stderr.read()) == (0, b"")


def drawn(picture: Path) -> str:
    """Where something is on a black screen, as ``641x223+0+0``; empty where there is nothing."""
    shown = subprocess.run(
        ["identify", "-format", "%k %@", str(picture)], capture_output=True, text=True, check=False
    )
    colours, _, box = shown.stdout.partition(" ")
    return box if int(colours) > 1 else ""
