"""The bundled samples, and the reference folder with their sources."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from juesuan.sample import Sample, load_sample
from tests.samples.known import PANZHIHUA, PUTUO


@pytest.fixture(scope="module")
def shared() -> Path:
    """Return the reference folder: beside the checkout, or where JUESUAN_SHARED says."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    folder = Path(os.environ.get("JUESUAN_SHARED") or beside)
    if not folder.is_dir():
        pytest.skip(f"no reference folder at {folder}; JUESUAN_SHARED may name another")
    return folder


@pytest.fixture(scope="module")
def known(shared: Path) -> dict[str, Any]:
    """Return the record of what can be known of the Panzhihua tables."""
    found: dict[str, Any] = json.loads((shared / "domain" / "panzhihua_2020.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def panzhihua() -> Sample:
    return load_sample(PANZHIHUA)


@pytest.fixture(scope="module")
def putuo() -> Sample:
    return load_sample(PUTUO)
