"""Errors that a person makes in LibreOffice Writer: the report opened, a word or a digit replaced, saved as .docx."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from juesuan.tieout.document import Document, Paragraph
from juesuan.tieout.read import read_report_file
from juesuan.tieout.tieout import TiedOut, tie_out
from tests.office import needs_office
from tests.tieout.planting import KINDS, Planted, planted
from tests.tieout.reports import FORMATS, report_bytes
from xlwings_libreoffice.bridge import properties

pytestmark = [needs_office, pytest.mark.office]
BY_HAND = ("digit", "direction", "share", "swapped", "year", "branch", "count")
EACH = dict.fromkeys(KINDS, 0) | dict.fromkeys(BY_HAND, 1)
SEED = 2


def in_writer(app: Any, source: Path, target: Path, old: str, new: str) -> None:
    """Let Writer replace a paragraph's words and save the report under another name."""
    document = app.impl.office.desktop.loadComponentFromURL(
        source.as_uri(), "_blank", 0, properties(Hidden=True)
    )
    try:
        search = document.createReplaceDescriptor()
        search.SearchString, search.ReplaceString = old, new
        assert document.replaceAll(search) >= (1 if old else 0)
        document.storeToURL(target.as_uri(), properties(FilterName="MS Word 2007 XML"))
    finally:
        document.close(True)


def changed(base: Document, one: Planted) -> tuple[str, str]:
    """The shortest unique words of the changed paragraph that differ, before and after."""
    pairs = zip(base.blocks, one.document.blocks, strict=True)
    before, after = next(
        (a.text, b.text) for a, b in pairs if isinstance(a, Paragraph) and isinstance(b, Paragraph) and a != b
    )
    start = next(n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    end = next(n for n, (a, b) in enumerate(zip(before[::-1], after[::-1], strict=False)) if a != b)
    end = min(end, len(before) - start, len(after) - start)
    head, tail = max(0, start - 25), min(end, 25)
    return before[head : len(before) - end + tail], after[head : len(after) - end + tail]


def told(found: TiedOut) -> set[str]:
    return {f"{one.rule} {one.message}" for one in found.issues}


@pytest.mark.parametrize("form", FORMATS)
def test_what_writer_saves_is_checked_as_before(form: str, app: Any, tmp_path: Path) -> None:
    source = tmp_path / "报告.docx"
    source.write_bytes(report_bytes(form, SEED))
    document = read_report_file(source)
    base = tie_out(document)
    only_saved = tmp_path / "另存.docx"
    in_writer(app, source, only_saved, "单位", "单位")
    assert told(tie_out(read_report_file(only_saved))) == told(base)
    missed, tried = [], 0
    for number, one in enumerate(planted(base, SEED, 1, EACH)):
        old, new = changed(document, one)
        edited = tmp_path / f"改{number}.docx"
        in_writer(app, source, edited, old, new)
        tried += 1
        if not told(tie_out(read_report_file(edited))) - told(base):
            missed.append((one.kind, old, new))
    assert tried >= 6
    assert missed == []
