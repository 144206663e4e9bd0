"""Offices for the books of both doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.doors import Offices


@pytest.fixture(scope="module")
def offices() -> Iterator[Offices]:
    found = Offices()
    yield found
    found.quit()
