"""Names of folders: what Windows, Linux and a USB stick take, made from any name of a unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juesuan.export.file_names import MOST_BYTES, folder_name, safe_name

FORBIDDEN = set('/\\:*?"<>|') | {chr(one) for one in range(32)}


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("某某市某某局", "某某市某某局"),
        ("A&B ‹局>", "A&B ‹局＞"),
        ('甲/乙\\丙:丁*?"<>|', "甲／乙＼丙：丁＊？＂＜＞｜"),
        (" 局. . ", "局"),
        ("..局", "局"),
        ("CON", "_CON"),
        ("con.局", "_con.局"),
        ("COM1.x", "_COM1.x"),
        ("CONCORD", "CONCORD"),
        ("~$局", "局"),
        ("局\u202e甲\u200f\ufeff", "局甲"),
        ("局\n甲\t乙", "局甲乙"),
        ("👩\u200d💻局", "👩\u200d💻局"),
        ("…", "…"),
        ("\u202e", "单位"),
        ("", "单位"),
    ],
)
def test_a_safe_name(unit: str, name: str) -> None:
    assert safe_name(unit) == name


@given(st.text(max_size=400), st.integers(1, 999), st.booleans(), st.integers(60, 255))
def test_every_unit_has_a_folder(unit: str, number: int, draft: bool, room: int) -> None:
    name = folder_name(unit, "2020", draft=draft, number=number, room=room).text
    assert not FORBIDDEN & set(name)
    assert len(f"{name}.zip".encode()) <= MOST_BYTES
    assert len(name.encode("utf-16-le")) // 2 <= room
    assert name[0] not in " .~"
    assert name[-1] not in " ."
    assert name == safe_name(name)


def test_long_names_are_shortened_and_told() -> None:
    long = folder_name("某" * 300, "2020", draft=False, number=1)
    assert long.text == "某" * 60 + "_2020年度决算公开_送审稿" or len(long.text) < 80
    assert (long.shortened, long.changed) == (True, False)
    tight = folder_name("某某市某某局某某处", "2020", draft=False, number=2, room=25)
    assert tight.text.endswith("_2020年度决算公开_送审稿（第2次）")
    assert (tight.shortened, len(tight.text)) == (True, 25)
    assert folder_name("A/B", "2020", draft=True, number=1) == folder_name(
        "A/B", "2020", draft=True, number=1, room=99
    )
