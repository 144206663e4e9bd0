"""``narrative.yaml`` and ``glossary.csv``: what is loaded, layers, and every fault with the file and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from juesuan.spec import SpecError, load_format
from juesuan.spec.load import workbook_folder
from juesuan.spec.model import Format
from juesuan.spec.narrative import Slot
from tests.spec.test_analysis import FILES, MARK, WHOLE, load

NAME = "narrative.yaml"
SENTENCES = """\
sentences:
  变动:
    by: direction
    variants: {增加: "增加{change}万元", 减少: "减少{change}万元", "*": ""}
  占比: {text: "{label}{amount}万元", join: ；, number: 一是}
"""


def narrative(tmp_path: Path, text: str, **layers: str) -> Format:
    """Load the small format with its analysis and a narrative; ``layers`` are narratives over it."""
    folder = tmp_path / "trial"
    folder.mkdir()
    for file, content in {**FILES, "analysis.yaml": WHOLE, NAME: text}.items():
        (folder / file).write_text(content.lstrip("\n"), encoding="utf-8")
    base = "trial"
    for key, content in layers.items():
        (tmp_path / key).mkdir()
        (tmp_path / key / "format.yaml").write_text(f"title: 层\nbase: {base}\n", encoding="utf-8")
        if content:
            (tmp_path / key / NAME).write_text(content, encoding="utf-8")
        base = key
    return load_format(base, formats=tmp_path)


def faulty(tmp_path: Path, text: str, said: str) -> None:
    """Check that a narrative is refused with what is said, at the marked line."""
    wanted = next(number for number, line in enumerate(text.splitlines(), 1) if MARK in line)
    with pytest.raises(SpecError) as error:
        narrative(tmp_path, text)
    assert said in str(error.value)
    assert str(error.value).startswith(f"trial/{NAME}:{wanted}: "), error.value


def test_a_narrative_is_what_stands_there(tmp_path: Path) -> None:
    text = f"""\
zero: 零
{SENTENCES}paragraphs:
  - {{key: head, kind: heading, text: 一、标题}}
  - key: total
    by: [all.sign, has_items]
    variants:
      零 *: 没有。
      "*": "{{year}}年{{all.name}}{{all.amount}}万元。{{all|变动}}"
    missing: 请填写。
  - {{key: part, each: classes.parts, number: "1.", text: "{{it|占比}}"}}
  - {{key: note, also: true, each: classes.parts, text: "{{label}}"}}
"""
    found = narrative(tmp_path, text).narrative
    assert (found.zero, list(found.sentences)) == ("零", ["变动", "占比"])
    share = found.sentences["占比"]
    assert (share.join, share.number, share.by) == ("；", "一是", ())
    head, total, part, note = found.paragraphs
    assert (head.kind, head.each, head.missing, head.also) == ("heading", (), "", False)
    assert (total.kind, total.missing) == ("text", "请填写。")
    assert total.sentence.by == (("all", "sign"), ("has_items",))
    zero, other = (total.sentence.choose(one) for one in (["零", "有"], ["正", "无"]))
    assert zero is not None
    assert zero.pieces == ("没有。",)
    assert other is not None
    assert list(other.slots) == [
        Slot(("year",), ""),
        Slot(("all", "name"), ""),
        Slot(("all", "amount"), ""),
        Slot(("all",), "变动"),
    ]
    assert (part.each, part.number, note.also) == (("classes", "parts"), "1.", True)


def one(text: str) -> str:
    """A narrative with one paragraph, whose line is marked."""
    return f"{SENTENCES}paragraphs:\n  - key: p\n{text}"


TEXTS = [
    ("a digit", "共2项", "a text holds no digits"),
    ("a full-width digit", "共２项", "a text holds no digits"),
    ("a brace that is not closed", "共{all.amount", "a brace is not closed"),
    ("a brace that is not opened", "共all.amount}", "a brace is not closed"),
    ("a field that cannot be read", "共{all.amount!}", "the field `{all.amount!}` cannot be read"),
    ("an empty field", "共{}", "the field `{}` cannot be read"),
    ("an unknown name", "共{everything}", "nothing is called `everything`"),
    ("an unknown property", "共{all.colour}", "nothing is called `colour`"),
    ("an unknown sentence", "共{all|说法}", "there is no sentence `说法`"),
]


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_a_faulty_text(text: str, said: str, tmp_path: Path) -> None:
    faulty(tmp_path, one(f'    text: "{text}"  # {MARK}\n'), said)


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_a_faulty_text_of_a_variant(text: str, said: str, tmp_path: Path) -> None:
    head = "    by: all.sign\n    variants:\n      零: 没有\n"
    faulty(tmp_path, one(f'{head}      "*": "{text}"  # {MARK}\n'), said)


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_a_faulty_text_of_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    faulty(tmp_path, f'sentences:\n  甲: 乙\n  丙: "{text}"  # {MARK}\n', said)


CHOICES = [
    ("unknown variant", "    by: all.sign\n    variants:\n      大: 多  # <--\n      '*': ''\n", "there is no variant `大`"),
    ("a variant of too many", "    by: all.sign\n    variants:\n      正 有: 多  # <--\n      '*': ''\n", "there is no variant `正 有`"),
    ("a variant of too few", "    by: [all.sign, has_items]\n    variants:\n      正: 多  # <--\n      '*': ''\n", "there is no variant `正`"),
    ("unknown presence", "    by: has_items\n    variants:\n      是: 多  # <--\n      '*': ''\n", "there is no variant `是`"),
    ("a variant is missing", "  # <--\n    by: all.sign\n    variants: {正: 多, 负: 少, 零: 没有}\n", "the variant `未知` is missing"),
    ("a combination is missing", "  # <--\n    by: [has_items, all.sign]\n    variants: {有 *: 多, 无 零: 没有}\n", "the variant `无 正` is missing"),
    ("variants of nothing", "  # <--\n    variants: {有: 多, 无: 少}\n", "either a text, or variants"),
    ("a choice without variants", "  # <--\n    by: has_items\n    text: 多\n", "either a text, or variants"),
    ("a text and variants", "  # <--\n    by: has_items\n    text: 多\n    variants: {有: 多, 无: 少}\n", "either a text, or variants"),
    ("a choice by an unknown name", "    by: colour  # <--\n    variants: {'*': 多}\n", "nothing is called `colour`"),
    ("each of nothing", "  # <--\n    text: 甲\n    each: colours\n", "nothing is called `colours`"),
    ("unknown kind", "    kind: title  # <--\n    text: 甲\n", "'title'"),
    ("unknown key", "    text: 甲\n    colour: red  # <--\n", "unknown field `colour`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in CHOICES], ids=[case[0] for case in CHOICES])
def test_a_faulty_choice(text: str, said: str, tmp_path: Path) -> None:
    faulty(tmp_path, one(text).replace("key: p\n  # <--", "key: p  # <--"), said)


def test_a_paragraph_twice(tmp_path: Path) -> None:
    faulty(tmp_path, one(f"    text: 甲\n  - {{key: p, text: 乙}}  # {MARK}\n"), "paragraph `p` stands twice")


def test_a_term_that_the_glossary_does_not_have(tmp_path: Path) -> None:
    faulty(tmp_path, f"terms:\n  - 收入  # {MARK}\n", "the glossary does not have `收入`")


def test_choices_that_the_program_does_not_know_need_another_variant(tmp_path: Path) -> None:
    text = "  # <--\n    by: all.label\n    variants: {甲: 乙}\n"
    faulty(tmp_path, one(text).replace("key: p\n  # <--", "key: p  # <--"), "the variant `*` is missing")


# Layers


def test_the_uppermost_file_counts_as_a_whole(tmp_path: Path) -> None:
    top = "paragraphs:\n  - {key: only, text: 甲}\n"
    found = narrative(tmp_path, one("    text: 乙\n"), middle="", top=top).narrative
    assert ([one.key for one in found.paragraphs], found.sentences) == (["only"], {})


def test_what_does_not_fit_in_a_file_of_a_layer_below_is_left_out(tmp_path: Path) -> None:
    text = """\
sentences:
  好: "{all.amount}"
  坏: "{everything.amount}"
  也坏: "{all|坏}"
paragraphs:
  - {key: first, text: "{all|好}"}
  - {key: second, text: "{everything.amount}"}
  - {key: third, text: "{all|也坏}"}
  - {key: fourth, each: everything, text: 甲}
  - {key: fifth, by: everything.sign, variants: {"*": 甲}}
"""
    found = narrative(tmp_path, text, top="").narrative
    assert (list(found.sentences), [one.key for one in found.paragraphs]) == (["好"], ["first"])


@pytest.mark.parametrize("text", ["共2项", "共{all.amount"])
def test_a_file_of_a_layer_below_must_be_readable(text: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"trial/narrative\.yaml:8: "):
        narrative(tmp_path, one(f'    text: "{text}"\n'), top="")


def test_a_narrative_counts_for_the_identity_of_a_format(tmp_path: Path) -> None:
    digests = set()
    for number, text in enumerate("甲乙"):
        folder = tmp_path / str(number)
        folder.mkdir()
        digests.add(narrative(folder, one(f"    text: {text}\n")).digest)
    assert len(digests) == 2


# The glossary


def test_glossaries_add_to_those_below_and_correct_them(tmp_path: Path) -> None:
    low = "term,definition\n收入,指甲。\n2010101,反映乙。\n"
    top = "term,definition\n支出,指丙。\n收入,指丁。\n"
    found = load(tmp_path, low, name="glossary.csv", middle="", top=top).glossary
    assert list(found.items()) == [("收入", "指丁。"), ("2010101", "反映乙。"), ("支出", "指丙。")]


GLOSSARY = [
    ("no definition", f"收入,指甲。\n支出,\n{MARK}"),
    ("no term", f"收入,指甲。\n,指乙。\n{MARK}"),
    ("a term twice", f"收入,指甲。\n收入,指乙。\n{MARK}"),
    ("a digit", f"收入,指甲。\n支出,指乙的3项。\n{MARK}"),
]


@pytest.mark.parametrize("text", [case[1] for case in GLOSSARY], ids=[case[0] for case in GLOSSARY])
def test_a_faulty_glossary(text: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"trial/glossary\.csv:3: term `") as error:
        load(tmp_path, "term,definition\n" + text.replace(MARK, ""), name="glossary.csv")
    assert error.value.line == 3


def test_other_headings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"trial/glossary\.csv:2: "):
        load(tmp_path, "名词,解释\n收入,指甲。\n", name="glossary.csv")


# What a format says of the sheets beside the tables

OWN = "base: trial\ntitle: 层\n"


def own(tmp_path: Path, text: str) -> Format:
    load(tmp_path, WHOLE)
    (tmp_path / "top").mkdir()
    (tmp_path / "top" / "format.yaml").write_text(OWN + text, encoding="utf-8")
    return load_format("top", formats=tmp_path)


def test_a_format_may_have_its_own_entries_and_values(tmp_path: Path) -> None:
    text = "cover: {unit_name: 某局}\nitems:\n  amounts: [[costs, 经费], [more, 其他]]\n"
    found = own(tmp_path, text).sheets
    (section,) = (one for sheet in found.after for one in sheet.sections if one.key == "amounts")
    assert section.items == [["costs", "经费"], ["more", "其他"]]
    assert [(one.key, one.value) for one in found.fields] == [("unit_name", "某局"), ("year", "")]


def test_facts_that_a_format_does_not_have_leave_the_analysis_below(tmp_path: Path) -> None:
    found = own(tmp_path, "items: {amounts: [[buying, 采购]]}\n").analysis
    assert list(found.measures) == ["all"]
    assert "bought" not in found.compositions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cover:\n  colour: 红\n", "the cover has no `colour`"),
        ("items:\n  nothing: []\n", "no list `nothing` has prepared entries"),
        ("items:\n  prior: []\n", "no list `prior` has prepared entries"),
    ],
)
def test_faulty_entries_and_values(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=said) as error:
        own(tmp_path, text)
    assert str(error.value).startswith("top/format.yaml:4: ")


def test_a_value_that_its_list_does_not_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "city").mkdir()
    text = "base: sichuan-2020\ncover:\n  budget_basis: 去年预算数\n"
    (tmp_path / "city" / "format.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("JUESUAN_FORMATS", str(tmp_path))
    with pytest.raises(SpecError, match=r"city/format\.yaml:3: .*or not `去年预算数`"):
        load_format("city")


# The bundled ones


@pytest.mark.parametrize("key", ["sichuan-2020", "sichuan-2024", "shanghai-2024"])
def test_every_sentence_of_a_bundled_narrative_is_used(key: str) -> None:
    found = load_format(key).narrative
    used = {
        slot.sentence
        for one in (*found.sentences.values(), *(each.sentence for each in found.paragraphs))
        for template in one.variants.values()
        for slot in template.slots
    }
    assert set(found.sentences) - used <= {"full_name", "code_definition"}


def test_a_bundled_definition_is_a_sentence() -> None:
    for path in (workbook_folder() / "formats").glob("*/glossary.csv"):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            definition = line.partition(",")[2].strip('"')
            assert definition.startswith(("指", "反映")), line
            assert definition.endswith("。"), line
