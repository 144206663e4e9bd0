# ruff: noqa: F403 - the chapters are what this module is made of
"""All chapters: ``from xlwings_libreoffice.contract.suite import *`` in a test module that has an ``app`` fixture."""

from __future__ import annotations

from .books import *
from .charts import *
from .fixtures import *
from .formulas import *
from .pictures import *
from .ranges import *
from .values import *
