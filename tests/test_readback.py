"""读回定稿: an edited report read back into 情况说明, and the report made anew is the edited one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from juesuan.narrate_file import narrate_file
from juesuan.readback.file import read_back_file
from tests.readback_files import (
    SAMPLE,
    SEEDS,
    WHEN,
    Name,
    edit,
    on_disk,
    owns,
    paragraphs,
    put_text,
    report_of,
    standing,
)


def _digit(random: Random, text: str) -> str:
    places = [one.start() for one in re.finditer(r"\d", text)]
    if not places:
        return _sentence(random, text)
    at = random.choice(places)
    return f"{text[:at]}{(int(text[at]) + random.randint(1, 9)) % 10}{text[at + 1 :]}"


def _sentence(random: Random, text: str) -> str:
    return f"{text}{random.choice(('具体情况见下表。', '下一步将继续压减。', '（含上年结转）'))}"


def _cut(random: Random, text: str) -> str:
    at = random.randint(len(text) // 2, len(text) - 1)
    return text[:at]


def _anew(random: Random, text: str) -> str:
    return f"这一段由办公室重新写过，共{len(text)}字，编号{random.randint(1000, 9999)}。"


EDITS: tuple[Callable[[Random, str], str], ...] = (_digit, _sentence, _cut, _anew)


def edited(random: Random, book: Path, report: Path, count: int) -> dict[str, str]:
    """Edit some paragraphs of a report; return the own texts that 情况说明 should hold then."""
    rows = [one for one in standing(book) if len(one.generated) > 3 and "\n" not in one.generated]
    rows = [one for one in rows if [r.generated for r in rows].count(one.generated) == 1]
    wanted: dict[str, str] = {}

    def change(found: list[Any]) -> None:
        texts = ["".join(one.itertext()) for one in found]
        mine = [one for one in rows if texts.count(one.generated) == 1]
        for one in random.sample(mine, min(count, len(mine))):
            new = random.choice(EDITS)(random, one.generated)
            if new != one.generated:
                put_text(found[texts.index(one.generated)], new)
                wanted[one.key] = new

    edit(report, change)
    return wanted


@pytest.mark.parametrize("name", [SAMPLE, *SEEDS])
def test_edited_paragraphs_come_back_and_the_report_is_the_edited_one(name: Name, tmp_path: Path) -> None:
    random = Random(f"readback {name}")
    book, report = on_disk(tmp_path, name)
    before = {one.key: one for one in standing(book)}
    had = owns(book)
    wanted = edited(random, book, report, random.randint(3, 14))
    assert wanted
    done = read_back_file(report, book, now=WHEN)
    assert owns(book) == {**had, **wanted}
    assert done.plan.findings == ()
    after = {one.key: one for one in standing(book)}
    assert {key: one.generated for key, one in after.items()} == {
        key: one.generated for key, one in before.items()
    }
    again = tmp_path / "再写.docx"
    again.write_bytes(report_of(book))
    assert _body(again) == _body(report)


def _body(path: Path) -> list[str]:
    """The paragraphs behind the contents: those are brought up to date in Word."""
    texts = paragraphs(path)
    starts = [n for n, one in enumerate(texts) if one.startswith("第一部分") and not one[-1].isdigit()]
    return texts[starts[-1] :] if starts else texts


@pytest.mark.parametrize("name", SEEDS[:3])
def test_texts_that_were_read_back_are_kept_and_their_figures_followed(name: Name, tmp_path: Path) -> None:
    book, report = on_disk(tmp_path, name)
    wanted = edited(Random("kept"), book, report, 12)
    done = read_back_file(report, book, now=WHEN)
    states = {one.change.after: one.wrong for one in done.plan.placed}
    narrated = narrate_file(book, now=WHEN).narrated
    assert owns(book) == wanted
    assert {row.own: row.state.startswith("自写，有数") for row in narrated.rows if row.own} == {
        text: bool(wrong) for text, wrong in states.items()
    }


def test_an_untouched_report_changes_nothing(tmp_path: Path) -> None:
    book, report = on_disk(tmp_path, SAMPLE)
    data = book.read_bytes()
    done = read_back_file(report, book, now=WHEN)
    assert (done.written, done.plan.placed, done.plan.findings) == (False, (), ())
    assert book.read_bytes() == data
