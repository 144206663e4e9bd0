"""What Windows does to an installer: files held for a moment, folders with two names, minutes of copying."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.addin.install import install, uninstall
from juesuan.addin.install_cli import Machine, install_here, uninstall_here
from juesuan.addin.install_door import Door
from juesuan.addin.install_steps import Place, Source
from juesuan.addin.profile import Profile, System
from juesuan.findings import StructureError
from tests.addin.profiles import AccountDoor, MemoryRegistry, package, steps, tree, windows_profile


class Scanner(AccountDoor):
    """A virus scanner keeps the new program's folder from being renamed, so many times."""

    def __init__(self, registry: MemoryRegistry, times: int, error: OSError) -> None:
        super().__init__(registry, (0.0, 0.0, 0.0))
        self.times = times
        self.error = error

    def rename(self, source: Path, target: Path) -> None:
        def work() -> None:
            if source.name == "python.new" and self.times > 0:
                self.times -= 1
                raise self.error
            source.replace(target)

        self.patiently(work)


def test_what_a_scanner_holds_for_a_moment_is_tried_again(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    door = Scanner(registry, 3, PermissionError(13, "Access is denied"))
    install(profile, steps(profile, source, registry), door)
    assert door.times == 0
    assert (profile.program / "python.exe").is_file()


def test_what_is_held_for_good_is_told_and_can_be_undone(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    before = tree(profile.home)
    door = Scanner(registry, 4, PermissionError(13, "Access is denied", "python.new"))
    with pytest.raises(StructureError, match=r"没有装完：python\.new 被占用或没有权限.*再运行一次"):
        install(profile, steps(profile, source, registry), door)
    uninstall(profile, AccountDoor(registry))
    assert tree(profile.home) == before


def test_a_full_disk_is_not_waited_for(profile: Profile, registry: MemoryRegistry, source: Source) -> None:
    door = Scanner(registry, 1, OSError(28, "No space left on device"))
    with pytest.raises(StructureError, match="磁盘已满"):
        install(profile, steps(profile, source, registry), door)


def test_deleting_waits_too(tmp_path: Path) -> None:
    folder = tmp_path / "一"
    folder.mkdir()
    file = folder / "刚删的"
    file.write_bytes(b"")

    class Late(Door):
        """A deleted file is still there until the scanner lets go of it: its folder is not empty yet."""

        def patiently(self, work: object) -> None:
            super().patiently(lambda: (file.unlink(missing_ok=True), work()) if self.waited() else work())  # type: ignore[operator]

        def waited(self) -> bool:
            self.tries = getattr(self, "tries", 0) + 1
            return self.tries > 2

    Late(None, (0.0, 0.0)).delete_folder(folder)
    assert not folder.exists()


def test_what_takes_long_is_told_before_it_is_done(tmp_path: Path, registry: MemoryRegistry) -> None:
    account = windows_profile(tmp_path / "盘")
    root = package(tmp_path / "U盘")
    here = Machine(account, AccountDoor(registry), root / "python" / "python.exe")
    told: list[tuple[str, bool]] = []

    def tell(line: str) -> None:
        told.append((line, account.program.exists()))

    last = install_here(None, Place.XLSTART, machine=here, tell=tell)
    assert told == [
        ("正在核对安装包……", False),
        ("正在复制程序（4个文件），一般要一两分钟，请不要关闭这个窗口……", False),
    ]
    assert last[0].startswith("安装完成")
    told.clear()
    uninstall_here(here, tell)
    assert told == [("正在卸载，请不要关闭这个窗口……", True)]


def test_the_folder_of_all_users_behind_a_junction(tmp_path: Path, registry: MemoryRegistry) -> None:
    """The account names its folders by the junction, Windows may name the running program by the disk behind it."""
    real = windows_profile(tmp_path / "D盘")
    (tmp_path / "C盘").symlink_to(tmp_path / "D盘", target_is_directory=True)

    def behind(path: Path) -> Path:
        return tmp_path / "C盘" / path.relative_to(tmp_path / "D盘")

    account = Profile(System.WINDOWS, behind(real.home), behind(real.roaming), behind(real.local))
    first = Machine(account, AccountDoor(registry), package(tmp_path / "U盘") / "python" / "python.exe")
    install_here(None, Place.XLSTART, machine=first)
    installed = real.program / "python.exe"
    number = installed.stat().st_ino

    again = Machine(account, AccountDoor(registry), installed)
    install_here(None, Place.XLSTART, machine=again)
    assert installed.stat().st_ino == number  # not copied onto itself: Windows would refuse

    uninstall_here(again)
    assert sorted(one.name for one in real.own.iterdir()) == ["python", "uninstall.cmd"]
