"""运行环境检查: what this machine has, what is missing, and how to mend it.

``probe`` looks and writes down facts, the checks judge them: every check is a function of the facts alone. The names of the
checks are stable.
"""

from __future__ import annotations

from pathlib import Path

from juesuan.doctor.check import Check, State
from juesuan.doctor.facts import Facts
from juesuan.doctor.judge import CHECKS, judged
from juesuan.doctor.probe import probe


def check_environment(book: Path | None = None) -> list[Check]:
    """Look at everything that the program needs or can use, and at a workbook where one is given."""
    return judged(probe(book))


__all__ = ["CHECKS", "Check", "Facts", "State", "check_environment", "judged", "probe"]
