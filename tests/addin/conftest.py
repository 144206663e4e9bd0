"""A made-up account of Windows, a small offline package, and the real wheels of the whole one."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from juesuan.addin.install_source import package_source
from juesuan.addin.install_steps import Source
from juesuan.addin.pins import pins_file
from juesuan.addin.profile import Profile
from juesuan.addin.registry import OFFICE
from juesuan.addin.wheels import download, own_wheel
from juesuan.findings import StructureError
from tests.addin.profiles import FOREIGN, OPTIONS, MemoryRegistry, package, windows_profile
from tests.addin.standin import PLATFORM, PYTHON


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return windows_profile(tmp_path / "盘")


@pytest.fixture
def registry() -> MemoryRegistry:
    return MemoryRegistry(
        {OPTIONS: dict(FOREIGN), rf"{OFFICE}\16.0\Word\Options": {}, rf"{OFFICE}\Common": {}}
    )


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return package_source(package(tmp_path / "U盘 (决算)&'"))


@pytest.fixture(scope="session")
def wheels() -> Path:
    """The pinned wheels, fetched by pip once for each state of the pins."""
    file = pins_file(PYTHON, PLATFORM)
    key = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    cache = Path(tempfile.gettempdir()) / f"juesuan-wheels-{PLATFORM}-{key}"
    if not cache.is_dir():
        with tempfile.TemporaryDirectory() as work:
            try:
                download(file, Path(work), PYTHON, PLATFORM)
            except StructureError as error:
                if os.environ.get("CI"):
                    raise
                pytest.skip(f"no package index is reachable: {error}")
            shutil.copytree(work, cache)
    return cache


@pytest.fixture(scope="session")
def complete(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pinned wheels and the program's own."""
    folder = tmp_path_factory.mktemp("wheels")
    own_wheel(folder)
    return Path(shutil.copytree(wheels, folder, dirs_exist_ok=True))
