"""``docs/formats.md``: it names every key that a format may have, and what it shows loads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from juesuan.audit.evaluate import RuleEvaluator
from juesuan.book.accounts import Accounts
from juesuan.book.file import FileBook
from juesuan.compute.recompute import recompute
from juesuan.compute.rows import complete_rows
from juesuan.narrate import plan_narrative
from juesuan.regenerate import new_book
from juesuan.spec import analysis, analysis_load, files, load_format, narrative, rules
from juesuan.spec.check import MAX_CAPACITY, NEEDED_COLUMNS, NEEDED_FIELDS, NEEDED_LISTS
from juesuan.spec.expression import parse_expression
from juesuan.spec.load import FORMATS_VARIABLE, workbook_folder
from juesuan.spec.model import Cell
from juesuan.spec.rule_text import _SUBSETS, parse_check

ROOT = workbook_folder().parent
TEXT = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
SHAPES = {
    one
    for module in (files, rules, analysis, analysis_load, narrative)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, files.FileStruct) and one is not files.FileStruct
}


@pytest.mark.parametrize(
    "shape", sorted(SHAPES, key=lambda one: one.__name__), ids=lambda shape: shape.__name__
)
def test_every_key_is_explained(shape: type[msgspec.Struct]) -> None:
    assert [key for key in shape.__struct_fields__ if f"`{key}`" not in TEXT] == []


def test_what_the_program_needs_is_named() -> None:
    for key in (*NEEDED_FIELDS, *NEEDED_LISTS, *NEEDED_COLUMNS):
        assert f"`{key}`" in TEXT
    plain = re.sub(r"\s+", " ", TEXT)
    for columns in NEEDED_COLUMNS.values():
        assert f"({', '.join(columns.split())})" in plain
    assert f"at most {MAX_CAPACITY}" in TEXT
    assert FORMATS_VARIABLE in TEXT


def test_every_derivation_that_is_shown_can_be_read() -> None:
    shown = re.findall(r"^\| `([^`]*\[[^`]*)` \|", _section("Derivations"), re.MULTILINE)
    assert len(shown) > 9
    for text in shown:
        parse_expression(text)


def test_every_check_that_is_shown_can_be_read() -> None:
    shown = re.findall(r"^\| `([^`]*\[[^`]*[=<>][^`]*)` \|", _section("`rules.yaml`"), re.MULTILINE)
    assert len(shown) > 6
    for text in (*shown, *re.findall(r"^`(逐行 [^`]+)`", _section("`rules.yaml`"), re.MULTILINE)):
        parse_check(text)


def test_every_word_of_the_rows_of_a_rule_is_named() -> None:
    text = _section("`rules.yaml`")
    for word, subset in _SUBSETS.items():
        assert f"`{word.removesuffix('行')}`" in text, subset


def test_every_reference_of_an_analysis_that_is_shown_can_be_read() -> None:
    shown = re.findall(r"`((?:\w+\[[^`]*\])+)`", _section("`analysis.yaml`"))
    assert len(shown) > 5
    for text in shown:
        parse_expression(text)


def test_everything_that_a_sentence_may_use_is_named() -> None:
    text = _section("`narrative.yaml`")
    known = {*narrative.PROPERTIES, *narrative.THINGS, *narrative.CHOICES}
    assert sorted(name for name in known if f"`{name}" not in text) == []
    values = {value for one in narrative.CHOICES.values() for value in one}
    assert sorted(value for value in {*values, *get_args(narrative.Kind)} if f"`{value}`" not in text) == []


def test_the_words_of_an_analysis_are_named() -> None:
    text = _section("`analysis.yaml`")
    for word in (*analysis.ROW_WORDS, analysis.COLUMN_WORD, analysis.FACTS, *get_args(analysis.Explain)):
        assert word in text


def _section(heading: str) -> str:
    return TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_the_example_loads_and_makes_a_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"`lake-2031/([\w.-]+)`[^\n]*:\n\n```\w+\n(.*?)```", TEXT, re.DOTALL)
    assert {name for name, _ in blocks} == {
        "format.yaml",
        "activity.csv",
        "table-activity.yaml",
        "table-summary.yaml",
        "rules.yaml",
        "analysis.yaml",
        "narrative.yaml",
        "glossary.csv",
    }
    folder = tmp_path / "lake-2031"
    folder.mkdir()
    for name, text in blocks:
        (folder / name).write_text(text, encoding="utf-8")
    common = tmp_path / "common"
    common.mkdir()
    for file in (workbook_folder() / "formats" / "common").iterdir():
        (common / file.name).write_bytes(file.read_bytes())
    form = load_format("lake-2031", formats=tmp_path)
    typed = {Cell("activity", "50101", "staff"): 5_000_000, Cell("activity", "502", "running"): 2_500_000}
    accounts = complete_rows(Accounts(form, typed=typed, rows={"activity": ("50101", "502")}))
    values = recompute(accounts).values
    assert values[Cell("summary", "501", "amount")] == 5_000_000
    assert values[Cell("summary", "spent", "amount")] == 7_500_000
    evaluator = RuleEvaluator(accounts, values)
    for number, made in enumerate((1, 3)):
        outcome = evaluator.outcome(form.rules["L01"], number)
        assert (len(outcome.instances), outcome.violations) == (made, [])
    monkeypatch.setenv(FORMATS_VARIABLE, str(tmp_path))
    book = FileBook.from_bytes(new_book(form, accounts))
    said = {one.written.key: one.text for one in plan_narrative(book).rows}
    assert said["spent"] == "2031年支出7.50万元，其中：巡护5.00万元，占66.67%；监测2.50万元，占33.33%。"
    assert [said[f"activity.{code}"] for code in ("50101", "502")] == [
        "1.巡护支出5.00万元。",
        "2.监测支出2.50万元。",
    ]
    assert said["term.巡护"] == "巡护：指在湖面和岸线上巡查、守护的活动。"
