from __future__ import annotations

import pytest

from xlwings_libreoffice.formula_text import (
    as_excel_writes,
    mend_lost_references,
    result_kind,
    shift,
    take_apart,
)


def test_a_formula_falls_into_skeleton_and_slots() -> None:
    pieces = take_apart("=SUMIFS($公开06表.$C$8:$C$60;$'My ''s'.$A$8;$A9&\"A1;??\";#N/A)+LOG10(B2)")
    assert pieces.slots == ("$C$8", "$C$60", "$A$8", "$A9", '"A1;??"', "#N/A", "B2")
    assert (
        pieces.fill(pieces.slots)
        == "=SUMIFS($公开06表.$C$8:$C$60;$'My ''s'.$A$8;$A9&\"A1;??\";#N/A)+LOG10(B2)"
    )


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=A1+$A1+A$1+$A$1", "=C2+$A2+C$1+$A$1"),
        ('="A1"&B2', '="A1"&D3'),
        ("='A1 B2'!A1:B2", "='A1 B2'!C2:D3"),
        ("=公开06表!A1", "=公开06表!C2"),
        ("=Sheet2!A1", "=Sheet2!C2"),
        ("=SUM(A:A,$A:B,1:1,$1:2)", "=SUM(C:C,$A:D,2:2,$1:3)"),
        ("=LOG10(A1)+ATAN2(A1,1.5E3)", "=LOG10(C2)+ATAN2(C2,1.5E3)"),
        ("=XFD1", "=#REF!"),
    ],
)
def test_references_shift(formula: str, moved: str) -> None:
    assert shift(formula, 1, 2) == moved


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("=_xlfn.STDEV.S(A1)", "=STDEV.S(A1)"),
        ("=_xlfn._xlws.FILTER(A1)", "=FILTER(A1)"),
        ('=IF(TRUE(),"TRUE()",FALSE())', '=IF(TRUE,"TRUE()",FALSE)'),
        ("=2020年!A1+AB1!C3+公开06表!A1", "='2020年'!A1+'AB1'!C3+公开06表!A1"),
        ("=MIN((A1~B3))", "=MIN((A1,B3))"),
        ("='a~b'!A1", "='a~b'!A1"),
    ],
)
def test_excels_own_spelling(printed: str, written: str) -> None:
    assert as_excel_writes(printed) == written


@pytest.mark.parametrize(
    "lost", ["=$Sheet1.A#REF!+1", "=$'My s'.$A#REF!+1", "=$Sheet1.#REF!5+1", "=Sheet1!#REF!+1"]
)
def test_lost_references(lost: str) -> None:
    assert mend_lost_references(lost) == "=#REF!+1"


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("=A1>2", "boolean"),
        ('=A1=""', "boolean"),
        ("=AND(A1;B1)", "boolean"),
        ("=TODAY()", "date"),
        ("=TODAY()-1", None),
        ("=IF(A1>2;1;0)", None),
        ('="a>b"&C1', None),
        ("=$'a>b'.A1", None),
        ("=AND(A1)+AND(B1)", None),
        ("=SUM(A1)", None),
    ],
)
def test_what_a_formula_gives(formula: str, kind: str | None) -> None:
    assert result_kind(formula) == kind
