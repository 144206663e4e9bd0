"""The person's settings and the registry: what others have written there comes back to the byte."""

from __future__ import annotations

import copy

import pytest

from juesuan.addin.install import install, uninstall
from juesuan.addin.install_lines import value_of, with_line, without_line
from juesuan.addin.install_steps import Place, Register, Source, plan
from juesuan.addin.profile import XLAM, Profile
from juesuan.addin.registry import OFFICE, option_keys
from tests.addin.profiles import FOREIGN, OPTIONS, AccountDoor, MemoryRegistry, steps

# Settings


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "INTERPRETER_WIN=C:\\新\\p.exe\n"),
        ("A=1\r\nB=2", "A=1\r\nB=2\nINTERPRETER_WIN=C:\\新\\p.exe\n"),
        ("interpreter_win = old\nA=1\n", "INTERPRETER_WIN=C:\\新\\p.exe\nA=1\n"),
    ],
)
def test_a_line_of_the_settings(before: str | None, after: str) -> None:
    data = None if before is None else before.encode()
    assert with_line(data, "INTERPRETER_WIN", "C:\\新\\p.exe").decode() == after
    assert value_of(after.encode(), "INTERPRETER_WIN") == "C:\\新\\p.exe"
    assert "INTERPRETER_WIN" not in (without_line(after.encode(), "INTERPRETER_WIN") or b"").decode()


@pytest.mark.parametrize("before", [None, b"A=1\n", b"", b"INTERPRETER_WIN=D:\\own.exe\n"])
def test_settings_changed_since_keep_the_change(
    profile: Profile, registry: MemoryRegistry, source: Source, before: bytes | None
) -> None:
    if before is not None:
        profile.settings.parent.mkdir()
        profile.settings.write_bytes(before)
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    profile.settings.write_bytes(profile.settings.read_bytes() + "新=2\n".encode())
    install(profile, steps(profile, source, registry), AccountDoor(registry))
    uninstall(profile, AccountDoor(registry))
    assert profile.settings.read_bytes() == (before or b"") + "新=2\n".encode()


# The registry


def opened(registry: MemoryRegistry) -> dict[str, str]:
    return {name: text for name, (text, _) in registry.content[OPTIONS].items() if name.startswith("OPEN")}


def test_the_add_in_stands_behind_the_others_and_goes_without_a_gap(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    install(profile, steps(profile, source, registry, Place.ADDINS), AccountDoor(registry))
    assert registry.content[OPTIONS]["OPEN3"] == (f'"{profile.addins / XLAM}"', 1)
    registry.content[OPTIONS]["OPEN4"] = ('"C:\\later.xlam"', 2)
    uninstall(profile, AccountDoor(registry))
    assert registry.content[OPTIONS] == FOREIGN | {"OPEN3": ('"C:\\later.xlam"', 2)}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"OPEN": ("a.xlam", 1)},
        {f"OPEN{n or ''}": (f"{n}.xlam", 1) for n in range(12)},
        {"OPEN": ("a", 1), "OPEN5": ("b", 1)},
    ],
)
def test_the_list_comes_back_exactly(
    profile: Profile, source: Source, values: dict[str, tuple[str, int]]
) -> None:
    mine = MemoryRegistry({OPTIONS: values})
    install(profile, steps(profile, source, mine, Place.ADDINS), AccountDoor(mine))
    assert list(opened(mine).values())[-1].endswith(f'{XLAM}"')
    uninstall(profile, AccountDoor(mine))
    assert mine.content == {OPTIONS: values}


def test_excel_may_write_our_value_its_own_way(
    profile: Profile, registry: MemoryRegistry, source: Source
) -> None:
    """Without quotes, with a switch, or by the bare name in the folder of add-ins; moved to the front by the person."""
    for text in (XLAM, f"/A {profile.addins / XLAM}", f'"{str(profile.addins / XLAM).upper()}"'):
        mine = MemoryRegistry(registry.content)
        install(profile, steps(profile, source, mine, Place.ADDINS), AccountDoor(mine))
        theirs = [FOREIGN[name] for name in ("OPEN", "OPEN1", "OPEN2")]
        mine.content[OPTIONS] |= dict(
            zip(("OPEN", "OPEN1", "OPEN2", "OPEN3"), [(text, 1), *theirs], strict=True)
        )
        install(profile, steps(profile, source, mine, Place.ADDINS), AccountDoor(mine))
        assert len(opened(mine)) == 4
        uninstall(profile, AccountDoor(mine))
        assert mine.content[OPTIONS] == FOREIGN


def test_every_version_of_excel_and_nothing_else_is_registered(profile: Profile, source: Source) -> None:
    mine = MemoryRegistry(
        {
            rf"{OFFICE}\14.0\Excel": {},
            rf"{OFFICE}\16.0\Excel\Options": {},
            rf"{OFFICE}\15.0\Word": {},
            rf"{OFFICE}\ClickToRun\Excel": {},
        }
    )
    before = copy.deepcopy(mine.content)
    keys = [
        one.key for one in plan(profile, source, Place.ADDINS, option_keys(mine)) if isinstance(one, Register)
    ]
    assert keys == [rf"{OFFICE}\14.0\Excel\Options", OPTIONS]
    install(profile, steps(profile, source, mine, Place.ADDINS), AccountDoor(mine))
    assert [key for key, values in mine.content.items() if "OPEN" in values] == [OPTIONS, keys[0]]
    uninstall(profile, AccountDoor(mine))
    assert mine.content == before
