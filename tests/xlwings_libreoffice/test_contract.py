# ruff: noqa: F403 - the tests are the package's
"""The contract of xlwings engines, kept by this one; and the list of what it covers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xlwings_libreoffice.contract import members
from xlwings_libreoffice.contract.suite import *

pytestmark = pytest.mark.office


def test_the_list_says_what_the_contract_covers(
    request: pytest.FixtureRequest, used_members: set[str]
) -> None:
    """Last in this module. XLWINGS_CONTRACT_WRITE=1 writes the list anew."""
    run = {item.function.__name__ for item in request.session.items if item.module is request.module}
    whole = {name for name in vars(request.module) if name.startswith("test_")} <= run
    if os.environ.get("XLWINGS_CONTRACT_WRITE"):
        Path(members.LIST).write_text("\n".join(sorted(used_members)) + "\n", encoding="utf-8")
    listed = set(members.covered())
    assert used_members <= listed
    assert not whole or os.environ.get("PYTEST_XDIST_WORKER") or used_members == listed
