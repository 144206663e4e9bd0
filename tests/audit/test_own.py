"""Rules that accountants write on 审核公式: their names, their mistakes, and what becomes of them in a book."""

from __future__ import annotations

from dataclasses import replace

import pytest

from juesuan.audit.formulas import rule_lines
from juesuan.audit.formulas.words import check_words
from juesuan.audit.own import BAD, PersonNames, own_rule_rows
from juesuan.book.file import FileBook
from juesuan.book.layout import Layout, address
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import SectionLayout, all_sections
from juesuan.compute.recompute import recompute
from juesuan.findings import Finding
from juesuan.plan import make_plan, read
from juesuan.regenerate import regenerate
from juesuan.spec import load_format
from juesuan.spec.rule import Rule
from juesuan.spec.rule_text import parse_check
from tests.books import accounts, book_bytes

NAME = "sichuan-2020:exact:7"
FORM = load_format("sichuan-2020")
SECTION: SectionLayout = all_sections(FORM)["own_rules"]
Row = dict[str, str]


def book_with(*rows: Row, name: str = NAME) -> FileBook:
    book = FileBook.from_bytes(book_bytes(name))
    for at, row in enumerate(rows, SECTION.first):
        for key, text in row.items():
            book.part(SECTION.sheet).set_cell(at, SECTION.column(key), Content(text))
    return FileBook.from_bytes(book.to_bytes())


def read_rows(*rows: Row) -> tuple[list[Rule], list[Finding]]:
    book = book_with(*rows)
    findings: list[Finding] = []
    return list(own_rule_rows(book, FORM, read(book).accounts, findings).values()), findings


def test_names_that_people_use_mean_the_same() -> None:
    texts = [
        "06[total, basic] = 08[total, amount]",
        "公开06表[合计, 基本支出] = 公开08表[合计, 金额]",
        "一般公共预算财政拨款支出决算表[合计，基本支出]＝公开08表［合计，金额］",
        "6[合计, 2] = 8[合计, 金额]",
    ]
    names = PersonNames(FORM, {})
    checks = [replace(parse_check(text, names), text="") for text in texts]
    assert checks == [replace(parse_check(texts[0]), text="")] * len(texts)


def test_lines_of_a_form_are_told_apart_by_number_or_side() -> None:
    names = PersonNames(FORM, {})
    check = parse_check("公开01表[收入总计, 金额] = 公开01表[62, 金额]", names)
    assert [item.term.row.keys for item in check.items()] == [("income_grand",), ("expenditure_grand",)]
    check = parse_check("逐行 公开06表 上级，逐栏：[本行, 本栏] = [下级, 本栏]", names)
    assert check.domain is not None
    assert check.domain.subset == "parents"


@pytest.mark.parametrize("key", ["sichuan-2020", "shanghai-2024", "sichuan-2024"])
def test_the_words_of_every_rule_read_back_as_the_rule(key: str) -> None:
    form = load_format(key)
    names = PersonNames(form, {})
    for rule in form.rules.values():
        for check in rule.checks:
            words = check_words(check, form)
            assert replace(parse_check(words, names), text=check.text) == check, words


def test_a_rule_with_nothing_but_a_text() -> None:
    rules, findings = read_rows({"text": "公开06表[合计, 基本支出] = 公开08表[合计, 金额]"})
    assert findings == []
    (rule,) = rules
    assert (rule.id, rule.level, rule.own, rule.kind) == ("自1", "error", True, "independent")
    assert rule.title == "公开06表[合计, 基本支出] = 公开08表[合计, 金额]"
    assert rule.tables == {"06", "08"}


def test_numbers_are_given_where_there_are_none_and_doubled_ones_told() -> None:
    text = "公开06表[合计, 基本支出] <= 公开06表[合计, 合计]"
    rules, findings = read_rows(
        {"text": text},
        {"id": "自1", "text": text, "level": "提示"},
        {"text": text},
        {"id": "自1", "text": text},
        {"id": "A05", "text": text},
    )
    assert [(one.id, one.level) for one in rules] == [("自2", "error"), ("自1", "hint"), ("自3", "error")]
    assert [one.cell for one in findings] == [address(SECTION.first + n, 1) for n in (3, 4)]
    assert "与第7行相同" in findings[0].message
    assert "本格式已有" in findings[1].message


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "公开06表[合计, 基本支处] = 1",
            ["第11个字处（“基本支处”）", "公开06表没有金额栏“基本支处”", "是否指“基本支出”"],
        ),
        ("公开66表[合计, 合计] = 1", ["第1个字处", "没有表“公开66表”", "是否指“公开06表”"]),
        ("公开01表[收入总计, 金额] = 公开01表[总计, 金额]", ["“总计”可以指公开01表的“收入总计”或“支出总计”"]),
        ("公开06表[合计, 合计] == 1", ["第16个字处", "不该在这里"]),
        ("公开06表[合计, 合计] =", ["写到末尾就断了"]),
        ("公开06表[本行, 合计] = 1", ["前面要写明范围"]),
        ("逐行 公开06表：[本行, 本栏] = 1", ["前面要写明“逐栏”"]),
        ("公开06表[合计, 合计] / 0 = 1", ["不能除以零"]),
        ("逐行 公开07表 上级，逐栏：[本行, 本栏] = [下级, 本栏]", ["太长，要分成4段"]),
        ("逐行 公开11表 上级：上年[下级, 年末结转和结余] = 0", ["上年数不能用“下级”"]),
        ("[合计, 合计] = 1", ["没有写明是哪张表"]),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_suggestion(text: str, parts: list[str]) -> None:
    rules, findings = read_rows({"text": text})
    assert rules == []
    (one,) = findings
    assert (one.rule, one.sheet, one.cell) == (BAD, "审核公式", f"D{SECTION.first}")
    for part in parts:
        assert part in one.message
    assert one.message.endswith("，")


def test_a_level_that_is_none_and_a_row_without_a_text() -> None:
    _, findings = read_rows({"text": "公开06表[合计, 合计] = 1", "level": "重大"}, {"title": "三公经费"})
    assert [one.cell for one in findings] == [f"C{SECTION.first}", f"D{SECTION.first + 1}"]


def test_a_book_gets_the_formulas_and_loses_them_with_the_text() -> None:
    book = book_with(
        {"text": "公开06表[合计, 基本支出] = 公开08表[合计, 金额]", "level": "提示"}, {"text": "坏"}
    )
    assert regenerate(book).written
    book = FileBook.from_bytes(book.to_bytes())
    grid = book.grid(SECTION.sheet)
    assert grid.formulas[SECTION.first, SECTION.column("left")] == "=公开06表!$D$7"
    assert grid.text(SECTION.first, SECTION.column("judged")) == "符合"
    assert grid.text(SECTION.first, SECTION.column("kind")) == "自定"
    assert grid.text(SECTION.first + 1, SECTION.column("judged")) == ""
    assert grid.text(SECTION.first, SECTION.column("level")) == "提示"
    again = FileBook.from_bytes(book.to_bytes())
    assert make_plan(again).changes == ()
    assert not regenerate(again).written
    again.part(SECTION.sheet).set_cell(SECTION.first, SECTION.column("text"), Content())
    last = FileBook.from_bytes(again.to_bytes())
    regenerate(last)
    after = FileBook.from_bytes(last.to_bytes()).grid(SECTION.sheet)
    assert not any(row == SECTION.first for row, _ in after.formulas)


def test_own_rules_are_evaluated_as_the_others() -> None:
    rules, _ = read_rows({"text": "逐行 公开06表 项级：[本行, 基本支出] >= [本行, 项目支出]"})
    ours = accounts(NAME)
    values = recompute(ours).values
    (line,) = rule_lines(FORM, Layout(FORM), ours, values, rules=rules)
    wanted = [
        code
        for code in ours.rows["06"]
        if len(code) == 7 and values.get(("06", code, "basic"), 0) < values.get(("06", code, "project"), 0)  # type: ignore[call-overload]
    ]
    assert (line.count, line.first) == (len(wanted), wanted[0])
