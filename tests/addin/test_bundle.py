"""The offline package, made of the registry's real wheels for Windows and a stand-in for the embeddable Python."""

from __future__ import annotations

import ast
import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from juesuan import __version__
from juesuan.addin.bundle import Bundle, bundle
from juesuan.addin.install_cli import Machine, install_here, uninstall_here
from juesuan.addin.install_journal import known_marks
from juesuan.addin.install_steps import Place
from juesuan.addin.pins import accepted, faults, read_wheel
from juesuan.addin.profile import XLAM
from juesuan.addin.wheels import wheels_in
from juesuan.findings import StructureError
from tests.addin.profiles import AccountDoor, MemoryRegistry, tree, windows_profile
from tests.addin.standin import AMD64, MEMBERS, PINS, PLATFORM, PYTHON, X86, stand_in
from tests.addin.windows_programs import machine, needed

ROOT = Path(__file__).parents[2]
_SYSTEM = """
aclui activeds advapi32 bcrypt bcryptprimitives comctl32 comdlg32 credui crypt32 dbghelp dsound gdi32 imm32 iphlpapi
kernel32 ktmw32 loadperf lz32 mpr msimg32 mswsock netapi32 normaliz ntdll ntdsapi odbc32 ole32 oleacc oleaut32 pdh
powrprof propsys psapi query rasapi32 rpcrt4 secur32 setupapi sfc shell32 shlwapi urlmon user32 userenv uxtheme
version winhttp wininet winmm winspool wldap32 ws2_32 wtsapi32
"""
SYSTEM = frozenset(_SYSTEM.split())
"""Libraries that every Windows 10 has, without their ending; besides ``api-ms-win-*``."""
NOT_ON_WINDOWS = {"uno", "unohelper", "com", "tkinter"}
"""LibreOffice's own Python has these, and Python as it is installed on Linux: nothing imports them on Windows."""
WITH_WINDOWS = {
    "win32/lib/afxres.py",
    "win32/scripts/ControlService.py",
    "win32/scripts/VersionStamp/vssutil.py",
    "win32com/client/combrowse.py",
    "win32com/client/makepy.py",
    "win32com/client/selecttlb.py",
    "win32com/client/tlbrowse.py",
}
"""Tools of pywin32 for developers that show windows (makepy only when it is started by itself): nobody calls them."""
BUILDING = {"aspose", "packaging", "pip"}
"""What only the makers of add-in and package need."""


@pytest.fixture(scope="module")
def made(complete: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("包 (决算)&'")
    return bundle(folder / "out", stand_in(folder), PLATFORM, complete)


@pytest.fixture(scope="module")
def site(made: Bundle) -> Path:
    return made.folder / "python" / "Lib" / "site-packages"


# What is in it


def test_the_folder_and_the_zip_hold_the_same(made: Bundle) -> None:
    assert made.folder.name == f"决算簿-安装包-{__version__}-win_amd64"
    assert sorted(one.name for one in made.folder.iterdir()) == sorted(
        [
            "python",
            XLAM,
            "install.cmd",
            "uninstall.cmd",
            "no-python.txt",
            "no-start.txt",
            "hashes.txt",
            "安装说明.txt",
            "致信息部门.txt",
        ]
    )
    files = {name: data for name, data in tree(made.folder).items() if data is not None}
    with zipfile.ZipFile(made.archive) as package:
        assert {one.partition("/")[2]: package.read(one) for one in package.namelist()} == files
        assert all(info.flag_bits & 0x800 or info.filename.isascii() for info in package.infolist())
    assert (made.files, made.size) == (len(files), sum(map(len, files.values())))
    assert (
        max(len(name) for name in files) < 130
    )  # below the 260 letters of a path wherever a person unpacks it


def test_each_of_its_files_is_known_as_ours_when_the_journal_is_gone(made: Bundle, tmp_path: Path) -> None:
    profile = windows_profile(tmp_path / "盘")
    known = {
        Path(mark.where) for mark in known_marks(profile, MemoryRegistry()) if mark.kind in {"file", "tree"}
    }
    assert {profile.own / one.name for one in made.folder.iterdir()} <= known


def test_every_file_is_in_the_list_of_hashes(made: Bundle) -> None:
    listed = dict(
        reversed(line.split("  ", 1)) for line in (made.folder / "hashes.txt").read_text("utf-8").splitlines()
    )
    files = {name: data for name, data in tree(made.folder).items() if data is not None}
    assert listed == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "hashes.txt"
    }
    if shutil.which("sha256sum"):
        done = subprocess.run(
            ["sha256sum", "--quiet", "-c", "hashes.txt"], cwd=made.folder, capture_output=True, check=False
        )
        assert (done.returncode, done.stdout) == (0, b"")


def test_the_packages_are_the_pins_and_the_program(site: Path) -> None:
    found: dict[str, Distribution] = {
        canonicalize_name(one.metadata["Name"]): one for one in distributions(path=[str(site)])
    }
    assert {name: Version(one.version) for name, one in found.items()} == PINS | {
        "juesuan": Version(__version__)
    }
    tags = {
        name: re.findall(r"^Tag: (\S+)", one.read_text("WHEEL") or "", re.M) for name, one in found.items()
    }
    compiled = {name for name, values in tags.items() if "cp311-cp311-win_amd64" in values}
    assert {"lxml", "msgspec", "numpy", "pandas", "pywin32", "pyyaml", "xlwings"} <= compiled
    assert [name for name, values in tags.items() if not accepted(values, PYTHON, PLATFORM)] == []


def test_the_pins_are_what_the_program_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for need in map(Requirement, project["dependencies"]):
        assert need.specifier.contains(PINS[canonicalize_name(need.name)]), need


def test_everything_that_a_package_needs_on_windows_is_there(wheels: Path) -> None:
    have = wheels_in(wheels)
    assert faults(have, PINS, PYTHON, PLATFORM) == []
    without = [one for one in have if one.name != "pywin32"]
    assert faults(without, PINS, PYTHON, PLATFORM) == [
        f"缺少 pywin32 {PINS['pywin32']}",
        "xlwings 需要 pywin32>=224",
    ]
    assert faults(without, {n: v for n, v in PINS.items() if n != "pywin32"}, PYTHON, PLATFORM) == [
        "xlwings 需要 pywin32>=224"
    ]
    assert faults(have, PINS | {"lark": Version("1.2.0")}, PYTHON, PLATFORM) == ["缺少 lark 1.2.0"]


def test_a_wheel_for_another_system_is_told(wheels: Path, tmp_path: Path) -> None:
    lark = next(one.file for one in wheels_in(wheels) if one.name == "lark")
    for tag, good in (
        ("cp311-cp311-manylinux2014_x86_64", False),
        ("cp312-cp312-win_amd64", False),
        ("cp311-cp311-win32", False),
        ("cp38-abi3-win_amd64", True),
        ("cp312-abi3-win_amd64", False),
    ):
        other = tmp_path / f"lark-{PINS['lark']}-{tag}.whl"
        shutil.copy(lark, other)
        told = faults([read_wheel(other)], {}, PYTHON, PLATFORM)
        assert told == ([] if good else [f"{other.name} 不能用于 win_amd64"]), tag


# Whether it can run there, as far as that shows here


def test_every_library_is_for_this_processor_and_finds_what_it_needs(made: Bundle) -> None:
    programs = [
        one for one in made.folder.rglob("*") if one.suffix in {".pyd", ".dll"} and one.name not in MEMBERS
    ]
    assert len(programs) > 90
    have = {one.name.lower() for one in programs} | {one.lower() for one in MEMBERS}
    lost = {}
    for one in programs:
        data = one.read_bytes()
        assert machine(data) == (X86 if one.name.startswith("xlwings32") else AMD64), one
        missing = {
            name
            for name in needed(data) - have
            if not name.startswith("api-ms-win-") and Path(name).stem not in SYSTEM
        }
        if missing:
            lost[one.name] = missing
    assert lost == {}


def test_the_libraries_of_pywin32_stand_beside_python_where_windows_looks(made: Bundle, site: Path) -> None:
    for name in ("pywintypes311.dll", "pythoncom311.dll"):
        assert (made.folder / "python" / name).read_bytes() == (site / "pywin32_system32" / name).read_bytes()
    lines = (made.folder / "python" / "python311._pth").read_bytes().decode("ascii").split("\r\n")
    packages = "Lib\\site-packages"
    assert lines == ["python311.zip", ".", packages, f"{packages}\\win32", f"{packages}\\win32\\lib", ""]
    for place in (
        "win32/win32api.pyd",
        "win32/win32gui.pyd",
        "win32/lib/pywintypes.py",
        "win32com/client/__init__.py",
    ):
        assert (site / place).is_file()
    wanted = (site / "pywin32.pth").read_text().splitlines()
    assert [one for one in wanted if one and one[0] not in "#i"] == ["win32", "win32\\lib", "pythonwin"]
    assert (made.folder / "python" / "xlwings64-0.37.8.dll").is_file()


def imports(file: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def is_there(site: Path, module: str) -> bool:
    path = module.replace(".", "/")
    places = [site, site / "win32", site / "win32" / "lib", site / "win32comext"]
    return any(
        (place / path).is_dir() or (place / f"{path}.py").is_file() or list(place.glob(f"{path}.*pyd"))
        for place in places
    )


def test_every_module_that_the_program_imports_is_there(site: Path) -> None:
    files = [*(site / "juesuan").rglob("*.py")]
    assert len(files) > 150
    lost = {
        name
        for file in files
        if "_addin" not in file.parts
        for name in imports(file)
        if name.partition(".")[0] not in sys.stdlib_module_names and not is_there(site, name)
    }
    assert {one.partition(".")[0] for one in lost} <= NOT_ON_WINDOWS | BUILDING
    assert "tkinter" in sys.stdlib_module_names  # in the standard library, but not in the embeddable Python


def test_what_xlwings_needs_on_windows_is_there(site: Path) -> None:
    names = set(imports(site / "xlwings" / "_xlwindows.py"))
    assert {"pywintypes", "pythoncom", "win32api", "win32com.client", "win32timezone"} <= names
    optional = {"PIL"}
    lost = {
        one
        for one in names
        if one.partition(".")[0] not in sys.stdlib_module_names and not is_there(site, one)
    }
    assert lost - optional == set()


def test_nothing_that_is_kept_imports_what_was_left_out(wheels: Path, site: Path) -> None:
    gone = {
        re.sub(r"^pythonwin/|(/__init__)?\.pyi?$", "", name).replace("/", ".")
        for wheel in wheels_in(wheels)
        for name in zipfile.ZipFile(wheel.file).namelist()
        if name.endswith(".py") and ".data/" not in name and not (site / name).exists()
    }
    assert {"pandas.tests", "pywin", "isapi"} <= gone
    words = re.compile(
        rb"(?m)^[ \t]*(?:from|import)\b.*\b(?:tests?|[Dd]emos|pywin|isapi|adodbapi|axdebug|mapi)\b"
    )
    using = {
        (file.relative_to(site).as_posix(), name)
        for file in site.rglob("*.py")
        if words.search(file.read_bytes())
        for name in imports(file)
        if name in gone
    }
    assert {file for file, _ in using} == WITH_WINDOWS
    assert {name.partition(".")[0] for _, name in using} == {"pywin"}


def test_the_program_finds_its_own_files_there(site: Path) -> None:
    """With a Python that has no ``site``, no environment and no current folder, as the package's own."""
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "from juesuan.addin import install_cli, sources\n"
        "print(sources.folder(), (sources.folder() / 'install' / 'install.cmd').is_file())\n"
        "print((sources.folder().parent / '_workbook' / 'formats' / 'sichuan-2020' / 'format.yaml').is_file())"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", code],
        capture_output=True,
        check=False,
        cwd=site,
    )
    assert done.stdout.decode().splitlines() == [
        f"{site}/juesuan/_addin True",
        "True",
    ], done.stderr.decode()


# Installing from it


def test_the_package_installs_itself_and_goes_again(made: Bundle, tmp_path: Path) -> None:
    profile = windows_profile(tmp_path / "盘", excel_ran=False)
    before = tree(profile.home)
    stick = Machine(profile, AccountDoor(MemoryRegistry()), made.folder / "python" / "python.exe")
    dry = install_here(None, Place.XLSTART, dry_run=True, machine=stick)
    assert tree(profile.home) == before
    assert any("XLSTART" in line and line.endswith(XLAM) for line in dry)
    told = install_here(None, Place.XLSTART, machine=stick)
    assert "没有发现这个账号用过 Excel" in "".join(told)
    installed = {n: data for n, data in tree(profile.own).items() if data is not None and n != "install.json"}
    assert installed == {name: data for name, data in tree(made.folder).items() if data is not None}
    with pytest.raises(StructureError, match="请先打开一次 Excel"):
        install_here(None, Place.ADDINS, machine=stick)
    repaired = Machine(profile, stick.door, profile.program / "python.exe")
    (profile.startup / XLAM).unlink()
    install_here(None, Place.XLSTART, machine=repaired)
    assert (profile.startup / XLAM).read_bytes() == (made.folder / XLAM).read_bytes()
    undo = profile.own / "undo"
    undo.mkdir()
    for name in ("0-1.xlsx", "2-3.xlsx"):
        (undo / name).write_bytes(b"before the last write")
    gone, forgotten = uninstall_here(stick)
    assert gone == "卸载完成：程序、加载项、设置和菜单都已删除，您的工作簿没有动。"
    assert forgotten.startswith("为“撤销上次操作”保留的2份旧工作簿也已删除")
    assert tree(profile.home) == before
    assert uninstall_here(stick) == ["没有装过决算簿，没有改动任何内容。"]


def test_with_the_worksheet_functions_only_the_add_in_and_a_note_are_others(
    made: Bundle, complete: Path, tmp_path: Path
) -> None:
    from oletools.olevba import VBA_Parser

    with_udf = bundle(tmp_path / "out", stand_in(tmp_path), PLATFORM, complete, with_udf=True)
    plain, more = tree(made.folder), tree(with_udf.folder)
    differing = {name for name in plain.keys() | more.keys() if plain.get(name) != more.get(name)}
    assert differing == {XLAM, "hashes.txt", "致信息部门.txt"}
    macros = "".join(text for *_, text in VBA_Parser(str(with_udf.folder / XLAM)).extract_macros())
    (library,) = set(re.findall(r"xlwings64-[\d.]+dll", macros))
    assert (with_udf.folder / "python" / library).is_file()
    note = (with_udf.folder / "致信息部门.txt").read_text("utf-8-sig")
    assert "带有工作表函数（JS_SHARE 等）" in note
    assert "JS_SHARE" not in (made.folder / "致信息部门.txt").read_text("utf-8-sig")


def test_functions_for_another_xlwings_are_refused(
    complete: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("juesuan.addin.bundle.version", lambda _: "0.36.0")
    with pytest.raises(StructureError, match=r"这里装的是 0\.36\.0，没有生成安装包"):
        bundle(tmp_path / "out", stand_in(tmp_path), PLATFORM, complete, with_udf=True)
    assert not (tmp_path / "out").exists()


# The commands and the notes


@pytest.mark.parametrize("name", ["install.cmd", "uninstall.cmd"])
def test_a_command_is_plain_and_quotes_every_path(made: Bundle, name: str) -> None:
    data = (made.folder / name).read_bytes()
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n") > 10
    lines = data.decode().splitlines()
    assert lines[0] == "@echo off"
    assert lines[2] == "setlocal EnableExtensions DisableDelayedExpansion"
    for line in lines:
        bare = re.sub(r'"[^"]*"', '""', line)
        assert line.count('"') % 2 == 0, line
        assert not re.search(r"%~?dp0|%(OWN|PYTHON|LOCALAPPDATA|SystemRoot|QUIET)%", bare), (
            line
        )  # only in quotes
        assert '\\"' not in line, line  # a backslash before a quote would swallow it in a program's arguments
        assert "!" not in line
    text = data.decode()
    numbers = re.search(r"-join\(\(([0-9A-Fx,]+)\)\|%%\{\[char\]\$_\}\)", text)
    assert numbers is not None
    assert (
        "".join(chr(int(one, 16)) for one in numbers[1].split(","))
        == f"请先把整个安装包解压出来，再双击其中的 {name}。"
    )
    # done (0) and refused (2) have been told by Python; with any other code it has not run, and the command says so
    after = lines[next(at for at, line in enumerate(lines) if "-m juesuan addin" in line) + 1 :]
    assert after[0] == 'set "CODE=%ERRORLEVEL%"'
    assert 'if "%CODE%"=="2" goto end' in after[:3]
    assert re.search(r'set "TELL=%~dp0no-start\.txt"\r\n(if not "%CODE%"=="0" )?goto tell\r\n', text)
    told = text[text.index(":tell") :]
    assert told.index("chcp 65001") < told.index('type "%TELL%"') < told.index("chcp %PAGE%")
    labels = set(re.findall(r"^:(\w+)", text, re.M))
    assert set(re.findall(r"\bgoto (\w+)", text)) <= labels
    assert f"-m juesuan addin {name.removesuffix('.cmd')}" in text


def test_uninstalling_deletes_only_below_the_own_folder(made: Bundle) -> None:
    text = (made.folder / "uninstall.cmd").read_text("ascii")
    assert re.findall(r"(?:rd|del)\b[^\"]*\"([^\"]*)\"", text) == [
        r"%OWN%\python",
        r"%OWN%\uninstall.cmd",
        r"%OWN%",
    ]
    assert r'set "OWN=%LOCALAPPDATA%\juesuan"' in text
    assert 'rd /s /q "%OWN%"' not in text  # what others have put there stays
    assert "if not defined LOCALAPPDATA goto missing" in text


def test_nothing_is_run_after_the_command_has_deleted_itself(made: Bundle) -> None:
    lines = (made.folder / "uninstall.cmd").read_text("ascii").splitlines()
    last = next(at for at, line in enumerate(lines) if line.startswith("(goto)"))
    assert lines[last + 1] == "exit /b %CODE%"  # where (goto) does not end it


@pytest.mark.parametrize("name", ["no-python.txt", "no-start.txt"])
def test_what_the_commands_say_themselves(made: Bundle, name: str) -> None:
    data = (made.folder / name).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")  # `type` would show a mark
    assert data.count(b"\n") == data.count(b"\r\n") > 2
    assert "python.exe" in data.decode()


def test_the_notes_can_be_read_in_notepad(made: Bundle) -> None:
    for name in ("安装说明.txt", "致信息部门.txt"):
        data = (made.folder / name).read_bytes()
        text = data.decode("utf-8-sig")
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n") > 15
        assert not re.search(r"\{\w+\}", text)
        assert __version__ in text
    assert f"{made.files} 个文件" in text
    assert (
        f"共 {round(made.size / 1_000_000)} MB" in text or f"共 {round(made.size / 1_000_000) - 1} MB" in text
    )
