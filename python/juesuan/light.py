"""xlwings without what it imports only because it is installed.

xlwings imports numpy, pandas, matplotlib, polars and Pillow wherever it finds them, to be able to convert their objects. No
button hands it any, and a person waits for the import at every press. They stay free to be imported by whoever needs them.
"""

from __future__ import annotations

import sys
from typing import Any

HEAVY = ("numpy", "pandas", "matplotlib", "polars", "PIL")


def light_xlwings() -> Any:
    """Import xlwings (the first time in a process) without the packages of ``HEAVY``, and return it."""
    modules: dict[str, Any] = sys.modules
    hidden = [one for one in HEAVY if one not in modules]
    modules.update(dict.fromkeys(hidden))  # importing a name that stands for None is an ImportError
    try:
        import xlwings
    finally:
        for one in hidden:
            del modules[one]
    return xlwings
