"""A real LibreOffice for the tests: conversion of many files in one run, with a profile of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

_HARD_RECALCULATION = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def convert(files: Iterable[Path], target: str, out: Path, *, recalculate: bool = False) -> None:
    """Convert files (``target`` as for --convert-to); with ``recalculate`` every formula is calculated anew."""
    assert SOFFICE is not None
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        if recalculate:
            user = Path(profile) / "user"
            user.mkdir()
            (user / "registrymodifications.xcu").write_text(_HARD_RECALCULATION, encoding="utf-8")
        command = [
            SOFFICE,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--convert-to",
            target,
            "--outdir",
            str(out),
            *map(str, files),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
