"""``glossary.csv``: the terms that the report explains with their definitions, and those of codes.

Columns ``term`` and ``definition``. A term is a word of the report, a functional code, or a name of the classification with
its level behind it (``行政运行（项）``; ``其他*（项）`` for all that begin so). Files of upper layers add to those below and
correct them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from juesuan.spec.errors import SpecError
from juesuan.spec.source import read_utf8

GLOSSARY = "glossary.csv"


def read_glossary(paths: Iterable[Path]) -> dict[str, str]:
    """Return definition by term, in order; later files correct earlier ones; SpecError with file and line."""
    found: dict[str, str] = {}
    for path in paths:
        reader = csv.DictReader(read_utf8(path).splitlines())
        here: set[str] = set()
        for row in reader:
            term, definition = (row.get("term") or "").strip(), (row.get("definition") or "").strip()
            if not term or not definition or term in here:
                raise SpecError(path, reader.line_num, f"term `{term}`: no definition, or it stands twice")
            if re.search(r"\d", definition):
                raise SpecError(path, reader.line_num, f"term `{term}`: a definition holds no digits")
            here.add(term)
            found[term] = definition
    return found
