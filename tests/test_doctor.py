"""运行环境检查: the bad case of every check on made-up facts, and the real probe on this machine."""

from __future__ import annotations

import hashlib
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from juesuan.doctor import CHECKS, Check, Facts, check_environment, judged, probe
from juesuan.doctor.facts import AddinFacts, BookFacts, FolderFacts, OfficeFacts
from juesuan.doctor.files import altered_files, book_facts, is_marked, mounted, place_of, writable
from juesuan.doctor.machine import fits
from juesuan.doctor.windows import addin_facts, fonts, office_facts, program_bits
from tests.books import book_bytes

EXCEL = r"C:\Program Files\Microsoft Office\Root\Office16\EXCEL.EXE"
WPS = r"C:\Users\王\AppData\Local\Kingsoft\WPS Office\12.1.0\office6\et.exe"
XLAM = PureWindowsPath(r"C:\Users\王\AppData\Roaming\Microsoft\Excel\XLSTART\juesuan.xlam")
BOOK = PureWindowsPath(r"D:\决算\我局2020.xlsx")
FONTS = frozenset({"方正小标宋简体", "SimHei", "楷体_GB2312", "仿宋_GB2312", "SimSun"})

GOOD = Facts(
    platform="win32",
    python=(3, 11, 9),
    addin=AddinFacts(XLAM, current=True, interpreter=r"C:\juesuan\python\pythonw.exe"),
    folder=FolderFacts(PureWindowsPath(r"D:\决算")),
    temp=FolderFacts(PureWindowsPath(r"C:\Temp"), kept=None),
    packages={"lxml": "6.1.3", "openpyxl": "3.1.5"},
    pins={"lxml": "<7,>=6.1", "openpyxl": "==3.1.5"},
    formats=("四川省2020年度部门决算公开（十四张表）",),
    code_page="cp936",
    personal=(r"C:\Users\王小明",),
    fonts=FONTS,
    office=OfficeFacts(EXCEL, "16", 64, word=r"C:\WINWORD.EXE"),
    book=BookFacts(BOOK),
)


def office(**changes: Any) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, office=replace(facts.office, **changes))


def addin(**changes: Any) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, addin=replace(facts.addin, **changes))


def book(**changes: Any) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, book=BookFacts(**{"path": BOOK} | changes))


def of(**changes: Any) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, **changes)


BAD: list[tuple[str, str, str, Callable[[Facts], Facts]]] = [
    ("python", "bad", "3.10.4，需要 3.11 以上", of(python=(3, 10, 4))),
    ("packages", "bad", "缺少 lxml", of(packages={"lxml": None, "openpyxl": "3.1.5"})),
    ("packages", "warn", "openpyxl 3.1.2（应为 ==3.1.5）", of(packages={"openpyxl": "3.1.2"})),
    ("package-files", "bad", "缺少 a.pyd、b.pyd、c.pyd、d.pyd、e.pyd等6个；被改动 juesuan.xlam",
     of(lost=tuple(f"{one}.pyd" for one in "abcdef"), altered=("juesuan.xlam",))),
    ("formats", "bad", "x.yaml:3", of(format_error="x.yaml:3: not YAML")),
    ("formats", "bad", "一个也没有找到", of(formats=())),
    ("folder", "warn", "不能写入（Permission denied）",
     of(folder=FolderFacts(PureWindowsPath("D:\\"), problem="Permission denied"))),
    ("folder", "warn", "磁盘只剩 12 MB", of(folder=FolderFacts(PureWindowsPath("D:\\"), free=12))),
    ("folder", "bad", "透明加密", of(folder=FolderFacts(PureWindowsPath("D:\\"), kept=False))),
    ("temp", "warn", "不能写入", of(temp=FolderFacts(PureWindowsPath("C:\\T"), problem="Access is denied"))),
    ("encoding", "warn", "cp936", of(encoding="cp936")),
    ("personal-folders", "warn", "系统代码页（cp936）以外的字", of(personal=("C:\\Users\\Zoë𠮷",))),
    ("office", "bad", "Excel 2007，32位，太旧", office(excel="12", bits=32)),
    ("office", "warn", "没有 Excel，有 WPS", office(server="", wps=WPS)),
    ("office", "warn", "没有找到 Excel、WPS 或 LibreOffice", office(server="")),
    ("wps-as-excel", "warn", "系统登记的 Excel 程序是 WPS", office(server=WPS)),
    ("pdf", "warn", "没有找到 Word 或 LibreOffice", office(word="")),
    ("addin", "bad", "启动文件夹", addin(folder=False, present=False)),
    ("addin", "bad", f"没有 {XLAM}", addin(present=False)),
    ("addin", "bad", "不是同一个版本", addin(current=False)),
    ("addin-blocked", "bad", "来自互联网", addin(marked=True)),
    ("addin-disabled", "bad", "禁用项目", addin(disabled=True)),
    ("trust", "bad", "禁用了所有受信任位置", addin(locations_off=True)),
    ("trust", "warn", "禁用了所有宏", addin(macros_off=True)),
    ("interpreter", "bad", r"没有 C:\juesuan\python\pythonw.exe", addin(startable=False)),
    ("office-python", "warn", "/opt/conda/bin 里的 Python 排在系统的前面", office(libreoffice="soffice", strangers=("/opt/conda/bin",))),
    ("chinese-fonts", "warn", "没有找到中文字体", of(fonts=frozenset({"Arial"}))),
    ("official-fonts", "warn", "没有 方正小标宋简体，", of(fonts=FONTS - {"方正小标宋简体"})),
    ("book", "bad", "透明加密", book(refusal=("document-protection", "x"))),
    ("book", "bad", "是空文件", book(refusal=("not-a-workbook", "“a.xlsx”是空文件（0 字节）。"))),
    ("book-blocked", "warn", "来自互联网", book(marked=True)),
    ("book-open", "warn", "正由“小李”打开", book(locked="“我局2020.xlsx”正由“小李”打开。")),
    ("book-place", "warn", "在网络盘上", book(place="network")),
    ("book-place", "warn", "OneDrive", book(place="cloud")),
    ("book-place", "warn", "U 盘", book(place="removable")),
    ("book-path", "warn", "放不下", book(path=PureWindowsPath("D:\\" + "长" * 190 + ".xlsx"))),
    ("book-path", "bad", "Excel 最多218个", book(path=PureWindowsPath("D:\\" + "长" * 230 + ".xlsx"))),
]  # fmt: skip


def wrong(facts: Facts) -> dict[str, Check]:
    return {one.name: one for one in judged(facts) if one.state != "ok"}


def test_a_machine_on_which_all_is_well() -> None:
    checks = judged(GOOD)
    assert {one.name: one.detail for one in checks if one.state != "ok"} == {}
    assert [one.name for one in checks] == [
        "python", "packages", "formats", "folder", "temp", "encoding", "personal-folders", "office", "addin",
        "pdf", "chinese-fonts", "official-fonts", "book",
    ]  # fmt: skip
    assert "Excel 2016 以上，64位" in next(one.detail for one in checks if one.name == "office")


@pytest.mark.parametrize(("name", "state", "words", "change"), BAD, ids=[f"{one[0]}-{one[2]}" for one in BAD])
def test_what_is_wrong_is_said_and_how_to_mend_it(
    name: str, state: str, words: str, change: Callable[[Facts], Facts]
) -> None:
    found = wrong(change(GOOD))
    assert name in found
    assert (found[name].state, words in found[name].detail) == (state, True), found[name]
    assert found[name].remedy or name in ("book", "book-open")  # their detail says it
    others = {"office", "wps-as-excel"} if name in ("office", "wps-as-excel", "pdf") else {name}
    others |= {"official-fonts"} if name == "chinese-fonts" else set()
    assert found.keys() <= others | {name}


def test_every_check_has_a_bad_case() -> None:
    tried = {one[0] for one in BAD}
    said = {one.name for *_, change in BAD for one in judged(change(GOOD))}
    assert said == tried
    assert len(CHECKS) == len(tried)


def test_what_concerns_windows_alone_is_not_said_elsewhere() -> None:
    linux = replace(GOOD, platform="linux", office=OfficeFacts(libreoffice="/usr/bin/soffice"))
    spoiled = replace(
        linux,
        addin=replace(GOOD.addin, marked=True, disabled=True, locations_off=True, startable=False),
        personal=("/home/𠮷",),
    )
    assert wrong(linux) == {}
    assert wrong(spoiled) == {}
    assert "juesuan addin install" in wrong(addin(present=False)(linux))["addin"].remedy
    assert "打开方式" in wrong(replace(linux, office=OfficeFacts(wps="/usr/bin/et")))["office"].remedy
    assert "libreoffice-calc" in wrong(replace(linux, office=OfficeFacts()))["office"].remedy


@pytest.mark.parametrize(
    ("version", "pin", "good"),
    [
        ("0.37.8", "==0.37.*", True),
        ("0.38.0", "==0.37.*", False),
        ("3.1.5", "==3.1.5", True),
        ("3.1", "==3.1.0", True),
        ("3.1.50", "==3.1.5", False),
        ("6.1.3", "<7,>=6.1", True),
        ("7.0", "<7,>=6.1", False),
        ("6.0.9", "<7,>=6.1", False),
        ("6.1.3+local", ">=6.1, <6.2", True),
        ("1.0", "", True),
    ],
)
def test_versions_against_pins(version: str, pin: str, good: bool) -> None:
    assert fits(version, pin) is good


# ---- the probe


def test_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "我局 &'.xlsx"
    path.write_bytes(book_bytes("sichuan-2020:exact:7"))
    facts = probe(path)
    assert (facts.platform, facts.python) == (sys.platform, sys.version_info[:3])
    assert all(facts.packages.values())
    assert facts.folder == FolderFacts(tmp_path, free=facts.folder.free, kept=True)
    assert facts.book == BookFacts(path)
    assert [one.name for one in tmp_path.iterdir()] == ["我局 &'.xlsx"]
    assert not [one for one in check_environment(path) if one.state == "bad"]


@pytest.mark.skipif(sys.platform != "linux", reason="the profile of LibreOffice on Linux")
def test_the_extension_in_a_profile_of_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert not probe().addin.present
    cache = (
        tmp_path / ".config/libreoffice/4/user/uno_packages/cache/uno_packages/lu20112dh9.tmp_/juesuan.oxt"
    )
    cache.mkdir(parents=True)
    assert probe().addin == AddinFacts(cache)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    assert writable(tmp_path / "none").problem == "No such file or directory"


def test_files_that_were_removed_or_changed(tmp_path: Path) -> None:
    for name in ("a.pyd", "b.pyd", "sub/c.pyd"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    lines = [
        f"{hashlib.sha256(one.encode()).hexdigest()}  {one}\n" for one in ("a.pyd", "b.pyd", "sub/c.pyd")
    ]
    (tmp_path / "hashes.txt").write_text("".join(lines), encoding="utf-8")
    assert altered_files(tmp_path) == ((), ())
    (tmp_path / "sub/c.pyd").unlink()
    (tmp_path / "a.pyd").write_bytes(b"quarantined")
    assert altered_files(tmp_path) == (("sub/c.pyd",), ("a.pyd",))
    assert altered_files(tmp_path / "sub") == ((), ())


def test_the_mark_of_the_internet(tmp_path: Path) -> None:
    """On NTFS a stream of the file; here a file of that name, which reads the same."""
    file = tmp_path / "juesuan.xlam"
    assert not is_marked(file)
    stream = tmp_path / "juesuan.xlam:Zone.Identifier"
    stream.write_text("[ZoneTransfer]\r\nZoneId=1\r\n", encoding="utf-8")
    assert not is_marked(file)
    stream.write_text("[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=about:internet\r\n", encoding="utf-8")
    assert is_marked(file)


def test_an_enciphered_workbook_and_one_that_is_open(tmp_path: Path) -> None:
    path = tmp_path / "密.xlsx"
    path.write_bytes(b"%TSD-Header-###%" + bytes(2000))
    assert (book_facts(path).refusal or ("",))[0] == "document-protection"
    path.write_bytes(book_bytes("sichuan-2020:exact:7"))
    (tmp_path / ".~lock.密.xlsx#").write_text(",小李,host,;", encoding="utf-8")
    facts = book_facts(path)
    assert facts.refusal is None
    assert "正由“小李”打开" in facts.locked
    assert (book_facts(tmp_path / "none.xlsx").refusal or ("",))[0] == "not-found"


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//server/share /mnt/财政\\040共享 cifs rw 0 0
/dev/sdb1 /media/wang/USB vfat rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/home/wang/决算.xlsx", "local"),
        ("/mnt/财政 共享/决算.xlsx", "network"),
        ("/mnt/财政 共享2/决算.xlsx", "local"),
        ("/media/wang/USB/决算.xlsx", "removable"),
    ],
)
def test_the_disk_of_a_path(path: str, place: str) -> None:
    assert mounted(path, MOUNTS) == place


def test_folders_that_are_synchronised(tmp_path: Path) -> None:
    assert place_of(tmp_path / "a.xlsx", {}) == "local"
    assert place_of(tmp_path / "a.xlsx", {"OneDrive": str(tmp_path)}) == "cloud"
    assert place_of(Path("/home/w/OneDrive - 局/a.xlsx"), {}) == "cloud"
    assert place_of(Path("//server/share/a.xlsx"), {}) == "network"


# ---- Windows, on made-up registries


class MadeUp:
    """A registry in memory: values by ``ROOT\\key``."""

    def __init__(self, **_: Any) -> None:
        self.content: dict[str, dict[str, Any]] = {}

    def values(self, root: str, key: str) -> dict[str, Any]:
        return self.content.get(f"{root}\\{key}", {})

    def keys(self, root: str, key: str) -> list[str]:
        start = f"{root}\\{key}\\"
        return sorted(
            {one.removeprefix(start).split("\\")[0] for one in self.content if one.startswith(start)}
        )


def registered(name: str, number: str, command: str, *, node: str = "") -> MadeUp:
    made = MadeUp()
    made.content[rf"HKCR\{name}\CLSID"] = {"": number}
    made.content[rf"HKCR\{node}CLSID\{number}\LocalServer32"] = {"": command}
    return made


@pytest.mark.parametrize(
    ("command", "node"), [(f'"{EXCEL}" /automation', ""), (f"{EXCEL} /automation", "WOW6432Node\\")]
)
def test_excel_in_the_registry(command: str, node: str) -> None:
    made = registered("Excel.Application", "{00024500}", command, node=node)
    made.content[r"HKCR\Excel.Application\CurVer"] = {"": "Excel.Application.16"}
    assert office_facts(made) == OfficeFacts(EXCEL, "16")


def test_wps_in_the_place_of_excel_and_beside_it() -> None:
    facts = office_facts(registered("Excel.Application", "{1}", f'"{WPS}" /Automation'))
    assert facts == OfficeFacts(WPS)
    assert wrong(replace(GOOD, office=facts)).keys() == {"office", "wps-as-excel", "pdf"}
    assert office_facts(registered("Ket.Application", "{2}", WPS), "lo") == OfficeFacts(
        "", wps=WPS, libreoffice="lo"
    )
    assert office_facts(MadeUp()) == OfficeFacts()


def test_the_kind_of_a_program() -> None:
    def program(machine: int) -> bytes:
        return (
            b"MZ".ljust(0x3C, b"\0")
            + struct.pack("<L", 0x80)
            + bytes(0x40)
            + b"PE\0\0"
            + struct.pack("<H", machine)
        )

    assert [program_bits(program(one)) for one in (0x8664, 0x14C, 0x1)] == [64, 32, None]
    assert [program_bits(one) for one in (b"", b"MZ", b"\x7fELF" + bytes(100))] == [None, None, None]


@pytest.fixture
def profile(tmp_path: Path) -> dict[str, str]:
    roaming = tmp_path / "王 小明&'" / "Roaming"
    (roaming / "Microsoft/Excel/XLSTART").mkdir(parents=True)
    (roaming / "Microsoft/Excel/XLSTART/juesuan.xlam").write_bytes(b"xlam")
    return {"APPDATA": str(roaming), "LOCALAPPDATA": str(tmp_path / "Local")}


def test_the_add_in_in_a_profile(profile: dict[str, str], tmp_path: Path) -> None:
    facts = addin_facts(MadeUp(), "16", profile, tmp_path)
    assert (facts.folder, facts.present, facts.current, facts.disabled, facts.locations_off) == (
        True, True, None, False, False,
    )  # fmt: skip
    assert facts.interpreter.startswith(profile["LOCALAPPDATA"])
    assert not facts.startable
    (tmp_path / ".juesuan").mkdir()
    (tmp_path / ".juesuan/juesuan.conf").write_text(f"INTERPRETER_WIN={sys.executable}\n", encoding="utf-8")
    facts = addin_facts(MadeUp(), "16", profile, tmp_path)
    assert (facts.interpreter, facts.startable) == (sys.executable, True)
    facts.path.unlink()  # type: ignore[attr-defined]
    assert not addin_facts(MadeUp(), "16", profile, tmp_path).present
    assert not addin_facts(MadeUp(), "16", {"APPDATA": str(tmp_path / "none")}, tmp_path).folder


@pytest.mark.parametrize("version", ["16", ""])
def test_disabled_and_not_trusted(version: str, profile: dict[str, str], tmp_path: Path) -> None:
    made = MadeUp()
    key = r"HKCU\Software\Microsoft\Office\16.0\Excel"
    item = struct.pack("<3L", 1, 10, 20) + "C:\\XLSTART\\Juesuan.xlam\0".encode("utf-16-le")
    made.content[rf"{key}\Resiliency\DisabledItems"] = {"A1B2": item, "other": "text"}
    made.content[rf"{key}\Security\Trusted Locations"] = {"AllLocationsDisabled": 1}
    made.content[rf"{key}\Security"] = {"VBAWarnings": 4}
    facts = addin_facts(made, version, profile, tmp_path)
    assert (facts.disabled, facts.locations_off, facts.macros_off) == (True, True, True)
    policy = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
    made.content[policy] = {"VBAWarnings": 2}
    made.content[rf"{key}\Resiliency\DisabledItems"] = {"A1B2": b"other.xlam"}
    facts = addin_facts(made, version, profile, tmp_path)
    assert (facts.disabled, facts.macros_off) == (False, False)


def test_fonts_in_the_registry() -> None:
    made = MadeUp()
    key = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
    made.content[rf"HKLM\{key}"] = {
        "SimSun & NSimSun (TrueType)": "simsun.ttc",
        "楷体 (TrueType)": "simkai.ttf",
    }
    made.content[rf"HKCU\{key}"] = {"方正小标宋简体 (TrueType)": r"C:\Users\王\Fonts\FZXBSJW.TTF"}
    assert fonts(made) == {"SimSun", "NSimSun", "simsun", "楷体", "simkai", "方正小标宋简体", "FZXBSJW"}
