"""Installing for one person, on a made-up account of Windows whose name holds everything that a name can hold."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from juesuan.addin.config import DEFAULT_INTERPRETER
from juesuan.addin.install import KEPT, install, uninstall
from juesuan.addin.install_source import HASHES, package_root, package_source
from juesuan.addin.install_steps import Place, Source, plan
from juesuan.addin.profile import XLAM, Profile, System, current_profile
from juesuan.book import kept
from juesuan.findings import StructureError
from tests.addin.profiles import (
    FOREIGN,
    OPTIONS,
    PACKAGE,
    AccountDoor,
    DyingDoor,
    Killed,
    LockedDoor,
    MemoryRegistry,
    package,
    steps,
    tree,
    windows_profile,
)


def disk(profile: Profile) -> dict[str, bytes | None]:
    return tree(profile.home.parent)


# Installing and taking out


def test_installing_puts_the_program_the_settings_and_the_add_in_in_place(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    before = disk(profile)
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    for name, data in PACKAGE.items():
        assert (profile.own / name).read_bytes() == data
    assert (profile.own / HASHES).is_file()
    assert (profile.startup / XLAM).read_bytes() == b"add-in 1"
    assert profile.settings.read_text(encoding="utf-8") == f"INTERPRETER_WIN={DEFAULT_INTERPRETER}\n"
    assert registry.content[OPTIONS] == FOREIGN
    added = [name for name in disk(profile) if name not in before]
    assert all(
        "/juesuan" in name or "/.juesuan" in name or name.endswith(XLAM) or "/SendTo/决算簿" in name
        for name in added
    )
    links = [data for name, data in disk(profile).items() if "/SendTo/决算簿" in name]
    program = PureWindowsPath(f"C:{profile.program / 'pythonw.exe'}")
    assert len(links) > 4
    assert all(str(program).encode("utf-16-le") in (data or b"") for data in links)
    assert {name: data for name, data in disk(profile).items() if name in before} == before


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("excel_ran", [True, False])
def test_nothing_is_left_after_uninstalling(
    tmp_path: Path, registry: MemoryRegistry, source: Source, place: Place, excel_ran: bool
) -> None:
    profile = windows_profile(tmp_path / "另一台", excel_ran=excel_ran)
    before, values = disk(profile), copy.deepcopy(registry.content)
    install(profile, steps(profile, source, registry, place), AccountDoor(registry))
    assert disk(profile) != before
    assert uninstall(profile, AccountDoor(registry))
    assert disk(profile) == before
    assert registry.content == values
    assert not uninstall(profile, AccountDoor(registry))


@pytest.mark.parametrize("place", list(Place))
def test_installing_twice_is_installing_once(
    profile: Profile, registry: MemoryRegistry, source: Source, place: Place
) -> None:
    before = disk(profile)
    install(profile, steps(profile, source, registry, place), AccountDoor(registry))
    once, values = disk(profile), copy.deepcopy(registry.content)
    install(profile, steps(profile, source, registry, place), AccountDoor(registry))
    assert (disk(profile), registry.content) == (once, values)
    uninstall(profile, AccountDoor(registry))
    assert disk(profile) == before
    assert registry.content[OPTIONS] == FOREIGN


def apart_from_places(profile: Profile) -> dict[str, bytes | None]:
    """The account without what names its own folder: the journal, and the insides of shortcuts."""
    found = {name: b"" if name.endswith(".lnk") else data for name, data in tree(profile.home).items()}
    return {name: data for name, data in found.items() if not name.endswith("install.json")}


def newer(folder: Path) -> Source:
    files = {name: data for name, data in PACKAGE.items() if not name.endswith("__init__.py")}
    files |= {"juesuan.xlam": b"add-in 2", "python/Lib/site-packages/juesuan/new.py": b"2"}
    return package_source(package(folder, files))


def test_an_upgrade_replaces_the_program_whole(
    tmp_path: Path, profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    before = disk(profile)
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    (profile.program / "Lib" / "left.pyc").write_bytes(b"made while it ran")
    install(profile, steps(profile, newer(tmp_path / "new"), registry), AccountDoor(registry))
    assert (profile.startup / XLAM).read_bytes() == b"add-in 2"
    inside = {name for name, data in tree(profile.program).items() if data is not None}
    assert "Lib/site-packages/juesuan/new.py" in inside
    assert not inside & {"Lib/site-packages/juesuan/__init__.py", "Lib/left.pyc"}
    assert not [one for one in profile.own.iterdir() if one.name.startswith("python.")]
    uninstall(profile, AccountDoor(registry))
    assert disk(profile) == before


def test_a_change_of_place_leaves_nothing_at_the_old_one(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    before = disk(profile)
    install(profile, steps(profile, source, registry, Place.ADDINS), AccountDoor(registry))
    assert (profile.addins / XLAM).is_file()
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    assert not (profile.addins / XLAM).exists()
    assert (profile.startup / XLAM).is_file()
    assert registry.content[OPTIONS] == FOREIGN
    uninstall(profile, AccountDoor(registry))
    assert disk(profile) == before


def test_without_its_journal_what_is_ours_by_name_is_taken_out(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    before = disk(profile)
    install(profile, steps(profile, source, registry, Place.ADDINS), AccountDoor(registry))
    profile.journal.write_bytes(b"{ broken")
    assert uninstall(profile, AccountDoor(registry))
    left = {name: data for name, data in disk(profile).items() if name not in before}
    assert list(left.values()) == [None]  # an empty folder AddIns: nobody knows any more who made it
    assert registry.content[OPTIONS] == FOREIGN


def test_what_others_have_put_into_our_folders_stays(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    other = [profile.startup / "别人的.xlam", profile.settings.parent / "笔记.txt", profile.own / "备份.xlsx"]
    for one in other:
        one.write_bytes(b"theirs")
    uninstall(profile, AccountDoor(registry))
    assert [one.read_bytes() for one in other] == [b"theirs"] * 3
    assert sorted(one.name for one in profile.own.iterdir()) == ["备份.xlsx"]


def test_what_the_program_has_kept_between_runs_goes_too(
    profile: Profile, registry: MemoryRegistry, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(kept.FOLDER_VARIABLE, raising=False)
    before = disk(profile)
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    assert kept.kept_folder().name in KEPT
    for name in KEPT:
        (profile.own / name).mkdir()
        (profile.own / name / "一本.xlsx").write_bytes(b"before the last write")
    uninstall(profile, AccountDoor(registry))
    assert disk(profile) == before


def test_a_running_program_leaves_only_itself_to_the_command_that_started_it(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    assert uninstall(profile, AccountDoor(registry), keep=profile.program / "python.exe")
    assert sorted(one.name for one in profile.own.iterdir()) == ["python", "uninstall.cmd"]
    assert not (profile.startup / XLAM).exists()
    assert not profile.settings.exists()


# Broken off


@pytest.mark.parametrize("place", list(Place))
def test_broken_off_anywhere_uninstalling_brings_everything_back(
    tmp_path: Path, registry: MemoryRegistry, source: Source, place: Place
) -> None:
    at = 0
    while True:
        profile = windows_profile(tmp_path / f"{at}", excel_ran=at % 2 == 0)
        (profile.home / ".juesuan").mkdir()
        profile.settings.write_bytes("别的=1\r\nINTERPRETER_WIN=D:\\py\\pythonw.exe".encode())
        before = disk(profile)
        mine = MemoryRegistry(registry.content)
        try:
            install(profile, steps(profile, source, mine, place), DyingDoor(mine, at))
        except Killed:
            uninstall(profile, AccountDoor(mine))
            assert disk(profile) == before, at
            assert mine.content == registry.content, at
        else:
            break
        at += 1
    assert at > 40


def test_broken_off_anywhere_installing_again_is_as_if_nothing_had_been(
    tmp_path: Path, registry: MemoryRegistry, source: Source
) -> None:
    whole = windows_profile(tmp_path / "whole")
    install(whole, steps(whole, source, registry), AccountDoor(registry))
    wanted = apart_from_places(whole)
    for at in range(200):
        profile = windows_profile(tmp_path / f"{at}")
        before = disk(profile)
        try:
            install(profile, steps(profile, source, registry), DyingDoor(registry, at))
        except Killed:
            install(profile, steps(profile, source, registry), AccountDoor(registry))
            assert apart_from_places(profile) == wanted, at
            uninstall(profile, AccountDoor(registry))
            assert disk(profile) == before, at
        else:
            return
    raise AssertionError


def test_an_upgrade_or_a_removal_broken_off_anywhere_can_be_taken_up_again(
    tmp_path: Path, registry: MemoryRegistry, source: Source
) -> None:
    new = newer(tmp_path / "new")
    upgraded = removed = False
    for at in range(200):
        profile = windows_profile(tmp_path / f"{at}")
        before = disk(profile)
        mine = MemoryRegistry(registry.content)
        install(profile, steps(profile, source, mine, Place.ADDINS), AccountDoor(mine))
        with suppress(Killed):
            install(profile, steps(profile, new, mine), DyingDoor(mine, at))
            upgraded = True
        with suppress(Killed):
            uninstall(profile, DyingDoor(mine, at))
            removed = True
        uninstall(profile, AccountDoor(mine))
        left = {name for name in disk(profile) if name not in before}
        assert {one for one in left if not one.endswith("AddIns")} == set(), at
        assert mine.content == registry.content, at
        if upgraded and removed:
            return
    raise AssertionError


# In use, full, forbidden


def test_an_add_in_that_excel_has_open_is_told_before_anything_changes(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    before = disk(profile)
    door = LockedDoor(registry, profile.startup / XLAM)
    with pytest.raises(StructureError, match="关闭所有 Excel 窗口") as told:
        install(profile, steps(profile, source, registry), door)
    with pytest.raises(StructureError, match="没有改动任何内容"):
        uninstall(profile, door)
    assert told.value.name == "locked"
    assert disk(profile) == before


def test_a_program_that_is_running_is_not_half_replaced(
    tmp_path: Path, profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    program = tree(profile.program)
    door = LockedDoor(registry, profile.program, told=False)
    with pytest.raises(StructureError, match="被占用或没有权限") as told:
        install(profile, steps(profile, newer(tmp_path / "new"), registry), door)
    assert told.value.name == "install-failed"
    assert tree(profile.program) == program
    assert (profile.startup / XLAM).read_bytes() == b"add-in 1"


def test_a_package_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    root = package(tmp_path / "stick")
    (root / "juesuan.xlam").write_bytes(b"changed")
    (root / "python" / "pythonw.exe").unlink()
    with pytest.raises(StructureError, match=r"python/pythonw\.exe、juesuan\.xlam") as told:
        package_source(root)
    assert told.value.name == "package-damaged"
    assert package_root(root / "python" / "python.exe") == root
    assert package_root(tmp_path / "bin" / "python") is None


def test_the_mark_of_the_internet_is_taken_away(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    """On NTFS this is a stream of the file; on other disks a file with such a name, which is what shows here."""
    mark = profile.startup / f"{XLAM}:Zone.Identifier"
    mark.write_bytes(b"[ZoneTransfer]\r\nZoneId=3\r\n")
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    assert not mark.exists()


# The account


def test_the_folders_of_an_account() -> None:
    given = {"USERPROFILE": "/u/王", "APPDATA": "/u/王/r", "LOCALAPPDATA": "/u/王/l", "HOME": "/home/x"}
    windows = current_profile(given, "win32")
    assert windows.startup.as_posix() == "/u/王/r/Microsoft/Excel/XLSTART"
    assert windows.program.as_posix() == "/u/王/l/juesuan/python"
    assert windows.settings.as_posix() == "/u/王/.juesuan/juesuan.conf"
    mac = current_profile(given, "darwin")
    assert mac.startup.as_posix() == (
        "/home/x/Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
    )
    assert current_profile(given, "linux").system is System.LINUX
    with pytest.raises(StructureError, match="APPDATA、LOCALAPPDATA"):
        current_profile({"USERPROFILE": "/u"}, "win32")


def test_on_a_mac_every_folder_is_made_and_goes_again(tmp_path: Path, source: Source) -> None:
    profile = current_profile({"HOME": str(tmp_path)}, "darwin")
    profile.local.mkdir(parents=True)
    before = tree(tmp_path)
    only = replace(source, program=None, interpreter="/usr/local/bin/python3")
    install(profile, plan(profile, only), AccountDoor(MemoryRegistry()))
    assert (profile.startup / XLAM).read_bytes() == b"add-in 1"
    uninstall(profile, AccountDoor(MemoryRegistry()))
    assert tree(tmp_path) == before


def test_the_journal_tells_what_was_done(profile: Profile, registry: MemoryRegistry, source: Source) -> None:
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    marks = json.loads(profile.journal.read_bytes())["marks"]
    assert [mark["kind"] for mark in marks].count("tree") == 1
    assert [mark["where"] for mark in marks if mark["kind"] == "file"][-1] == str(profile.startup / XLAM)
