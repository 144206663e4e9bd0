"""selfcheck.yaml: every item has a check, every check is used, layers go together, mistakes are told with their line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from juesuan.export.selfcheck import selfcheck
from juesuan.export.selfcheck_look import CHECKS
from juesuan.spec import load_format
from juesuan.spec.errors import SpecError
from juesuan.spec.files import fact_codes
from juesuan.spec.selfcheck import ItemFile, load_selfcheck
from tests.export.materials import sample

FORMATS = ("sichuan-2020", "sichuan-2024", "shanghai-2024")


@pytest.mark.parametrize("form", FORMATS)
def test_every_item_has_a_check_and_names_what_some_format_has(form: str) -> None:
    items = [one for _, one in load_selfcheck(load_format(form)).items]
    assert len({one.key for one in items}) == len(items)
    formats = [load_format(one) for one in FORMATS]
    facts = {code for one in formats for code in fact_codes(one.sheets)}
    paragraphs = {one.key for form in formats for one in form.narrative.paragraphs}
    measures = {key for one in formats for key in one.analysis.measures}
    rules = {key for one in formats for key in one.rules}
    for one in items:
        assert one.check in CHECKS, one.key
        assert set(one.facts) <= facts, one.key
        assert set(one.paragraphs) <= paragraphs, one.key
        assert set(one.measures) <= measures, one.key
        assert set(one.rules) <= rules, one.key
        assert one.check != "by_hand" or one.fill, one.key


def test_every_check_is_used() -> None:
    used = {one.check for form in FORMATS for _, one in load_selfcheck(load_format(form)).items}
    assert used == set(CHECKS)
    assert all((check.__doc__ or "").strip() for check in CHECKS.values())


def _layered(tmp_path: Path, text: str) -> Sequence[tuple[str, ItemFile]]:
    form = load_format("sichuan-2020")
    (tmp_path / "selfcheck.yaml").write_text(text, encoding="utf-8")
    return list(load_selfcheck(replace(form, folders=(tmp_path, *form.folders))).items)


def test_a_layer_replaces_adds_and_omits(tmp_path: Path) -> None:
    found = _layered(
        tmp_path,
        "omit: [evidence]\ngroups:\n  - key: published\n    items:\n"
        "      - {key: place, text: 别的地方, source: 某办法, check: by_hand, fill: 网址}\n"
        "      - {key: seal, text: 加盖公章, source: 某办法, check: by_hand, fill: 盖章}\n",
    )
    last = [(group, one.key, one.text) for group, one in found if group == "公开方式"]
    assert last == [("公开方式", "place", "别的地方"), ("公开方式", "seal", "加盖公章")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("omit: [nothing]\n", "no item `nothing`"),
        ("groups:\n  - key: new\n    items: []\n", "has no title"),
        (
            "groups:\n  - key: timely\n    items:\n      - {key: place, text: 甲, source: 乙, check: by_hand}\n",
            "twice",
        ),
        (
            "groups:\n  - key: timely\n    items:\n      - {key: x, text: 甲, source: '', check: by_hand}\n",
            "source",
        ),
        ("groups:\n  - key: timely\n    items:\n      - {key: x, txt: 甲}\n", "selfcheck.yaml:4"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SpecError, match=words):
        _layered(tmp_path, text)


def test_a_check_that_there_is_not_is_told(tmp_path: Path) -> None:
    (tmp_path / "selfcheck.yaml").write_text(
        "groups:\n  - {key: timely, items: [{key: x, text: 甲, source: 乙, check: nothing}]}\n",
        encoding="utf-8",
    )
    read = sample().read
    form = replace(read.accounts.format, folders=(tmp_path, *read.accounts.format.folders))
    material = replace(sample(), read=replace(read, accounts=replace(read.accounts, format=form)))
    with pytest.raises(SpecError, match="no check `nothing`"):
        selfcheck(material)
