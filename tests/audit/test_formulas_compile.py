"""Rules as formula text: every rule of every format compiles, within what all spreadsheet programs share."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

from juesuan.audit.formulas import CannotCompileError, RuleLine, rule_lines
from juesuan.audit.formulas.compiled import LONGEST
from juesuan.audit.sheet import check_of
from juesuan.book.accounts import Accounts
from juesuan.book.layout import Layout
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import recompute
from juesuan.spec import available_formats, load_format
from juesuan.spec.model import Cell
from juesuan.spec.rule import Rule
from juesuan.spec.rule_text import parse_check
from juesuan.spec.rules import faults_of, tables_of
from juesuan.template.places import STEP
from tests.books import accounts

FUNCTIONS = {
    "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "ROUND", "ABS", "MAX", "MIN", "IF", "INDEX", "COUNTIF", "COUNTIFS",
    "LEN", "ROW", "ADDRESS", "HYPERLINK", "INT", "MOD",
}  # fmt: skip
MOST_NESTED, MOST_ARGUMENTS = 64, 255
NAME = "sichuan-2020:exact:7"
FORM = load_format("sichuan-2020")


def made(text: str) -> Rule:
    check = parse_check(text)
    assert list(faults_of(check, FORM.tables)) == []
    return Rule("T", text, "error", "independent", (check,), tables=frozenset(tables_of(check)))


def lines(text: str, ours: Accounts | None = None, **changed: int) -> list[RuleLine]:
    ours = ours or accounts(NAME)
    values = dict(recompute(ours).values)
    for name, value in changed.items():
        table, row, column = name[1:].split("__")
        values[Cell(table, row, column)] = value
    return rule_lines(FORM, Layout(FORM), ours, values, rules=[made(text)])


def formulas(line: RuleLine) -> dict[str, str]:
    fields = line.fields(all_sections(FORM)["rules"], 30)
    return {key: formula for key, (_, formula) in fields.items() if formula}


@pytest.mark.parametrize("key", available_formats())
def test_every_rule_compiles_within_the_bounds(key: str) -> None:
    form = load_format(key)
    found = rule_lines(form, Layout(form), Accounts(form), {})
    assert {line.rule.id for line in found} == {rule.id for rule in form.rules.values() if rule.checks}
    section = all_sections(form)["rules"]
    assert len(found) < section.section.room
    for row, line in enumerate(found, section.first):
        for _, formula in line.fields(section, row).values():
            if formula:
                assert bounded(formula) == "", (line.id, formula)


def test_every_number_of_a_line_names_its_check() -> None:
    for line in rule_lines(FORM, Layout(FORM), Accounts(FORM), {}):
        assert check_of(FORM, line.id) == (line.rule.id, line.compiled.number)
    assert check_of(FORM, "自-1") == ("自-1", 0)


def bounded(formula: str) -> str:
    """Say what of a formula is too much; empty for nothing."""
    if len(formula) > LONGEST:
        return "too long"
    depth, deepest, arguments = 0, 0, [0]
    for token in Tokenizer(formula).items:
        opened = token.type == Token.FUNC and token.subtype == Token.OPEN
        if opened and token.value.rstrip("(") not in FUNCTIONS:
            return token.value
        if token.subtype == Token.OPEN:
            depth += 1
            arguments.append(1)
        elif token.subtype == Token.CLOSE:
            depth -= 1
            arguments.pop()
        elif token.type == Token.SEP:
            arguments[-1] += 1
        if arguments[-1] > MOST_ARGUMENTS:
            return "too many arguments"
        deepest = max(deepest, depth)
    return "too deep" if deepest > MOST_NESTED else ""


def test_bounds_are_seen() -> None:
    assert bounded("=INDIRECT(A1)") == "INDIRECT("
    assert bounded("=" + "1+" * 4000 + "1") == "too long"
    assert bounded("=SUM(" + ",".join("1" * 256) + ")") == "too many arguments"
    assert bounded("=" + "IF(1," * 65 + "1" + ")" * 65) == "too deep"


def test_a_single_comparison() -> None:
    (line,) = lines("01[income_total, amount] = 2 * 01[general..other, amount] - 0.5")
    assert formulas(line) == {
        "left": "=公开01表!$C$33",
        "right": "=(SUM(公开01表!$C$7:$C$14))*2-0.5",
        "difference": "=ROUND(公开01表!$C$33-(SUM(公开01表!$C$7:$C$14))*2+0.5,6)",
        "judged": '=IF((目录!$D$6="未填"),"未评",IF($H30=0,"符合","有差额"))'.replace(
            "目录!$D$6", re.findall(r"目录!\$D\$\d+", formulas(line)["judged"])[0]
        ),
        "cell": '=HYPERLINK("#公开01表!C33","公开01表!C33")',
    }
    assert line.judged == "有差额"
    assert line.difference is not None


def test_all_code_rows_at_once() -> None:
    (line,) = lines("each row of 06 codes: [@row, total] = [@row, basic..project]")
    texts = formulas(line)
    assert texts["count"] == (
        '=SUMPRODUCT((公开06表!$A$8:$A$55<>"")*(ROUND(公开06表!$C$8:$C$55-(公开06表!$D$8:$D$55+公开06表!$E$8:$E$55),6)<>0))'
    ).replace("$55", re.findall(r"\$A\$8:\$A(\$\d+)", texts["count"])[0])
    assert texts["first"].startswith('=IF($O30="","",INDEX(公开06表!$A$1:$A$')
    assert (line.count, line.difference, line.first, line.place, line.judged) == (0, 0, "", None, "符合")


def test_children_are_found_by_code() -> None:
    (line,) = lines("each row of 06 parents, column: [@row, @col] = [children, @col]")
    assert '&"??",公开06表!$C$8:' in formulas(line)["count"]
    (line,) = lines("each row of 09 parents: [@row, amount] = [children, amount]")
    assert "SUMIFS(公开09表!" in formulas(line)["count"]
    (line,) = lines("each row of 06 total: [@row, total] = [children, total]")
    assert "SUMIF(公开06表!$A$8:$A$" in formulas(line)["count"]
    assert '"???"' in formulas(line)["count"]


def test_fixed_rows_run_along_or_are_looked_up() -> None:
    (line,) = lines("each row of 01 [201..234]: [@row, amount] = 03[@row, total]")
    count = formulas(line)["count"]
    assert count.startswith("=SUMPRODUCT(1*(ROUND(公开01表!$F$7:$F$32-SUMIF(公开03表!")
    assert '{"201";"202";"203"' in count
    (line,) = lines("each row of 05 leaves: [@row, general] = 07[total, @row]")
    assert "SUMPRODUCT" not in formulas(line)["count"]


def test_the_first_of_all_is_the_uppermost_of_the_leftmost_column() -> None:
    ours = accounts(NAME)
    codes = [code for code in ours.rows["06"] if len(code) == 7]
    changes = {
        f"_06__{codes[3]}__total": 1,
        f"_06__{codes[1]}__project": 10**9 * 7,
        f"_06__{codes[2]}__total": 2,
    }
    (line,) = lines("each row of 06 items, column: [@row, @col] = [@row, @col] * 2", ours, **changes)
    assert line.count is not None
    (line,) = lines("each row of 06 items: [@row, total] = [@row, basic] + [@row, project]", ours, **changes)
    assert (line.first, line.count) == (codes[1], 3)


def test_ranges_grow_by_steps_only() -> None:
    ours = accounts(NAME)
    text = "each row of 06 codes: [@row, total] = [@row, basic..project]"
    sizes = set()
    for used in range(STEP):
        codes = tuple(f"201{number:02}" for number in range(used + 1))
        fewer = replace(ours, rows={**ours.rows, "06": codes})
        sizes.add(formulas(lines(text, fewer)[0])["count"])
    assert len(sizes) == 2


def test_long_rules_are_divided_column_by_column() -> None:
    found = lines("each row of 07 parents, column: [@row, @col] = [children, @col]")
    assert [line.id for line in found] == ["T（1/4）", "T（2/4）", "T（3/4）", "T（4/4）"]
    columns = [piece.column for line in found for piece in line.compiled.pieces]
    assert columns == [one.key for one in FORM.tables["07"].panels[0].amounts]


def test_last_year_unknown_is_not_evaluated() -> None:
    (line,) = lines("01[opening, amount] = prior.01[closing, amount]")
    assert (line.left, line.difference, line.judged) == (None, None, "未评")
    assert '"01.closing.amount"' in formulas(line)["left"]
    (line,) = lines("each row of 11: [@row, opening] = prior.11[@row, closing]")
    assert (line.count, line.judged) == (0, "未评")
    assert '&".closing"' in formulas(line)["count"]
    ours = accounts(NAME)
    known = replace(ours, prior={Cell("01", "closing", "amount"): 5_000_000})
    (line,) = lines("01[opening, amount] = prior.01[closing, amount]", known)
    assert line.right == 5_000_000


def test_what_formulas_cannot_say_is_refused() -> None:
    with pytest.raises(CannotCompileError, match="上年数不能用“下级”"):
        lines("each row of 11 parents: [@row, opening] = prior.11[children, closing]")
    with pytest.raises(CannotCompileError, match="没有科目行"):
        lines("each row of 11 parents: [@row, opening] = 05[children, total]")


def test_a_table_that_is_not_filled_in_is_not_judged() -> None:
    ours = accounts(NAME)
    open_ = replace(ours, status={**ours.status, "08": "未填"})
    (line,) = lines("06[total, basic] = 08[total, amount]", open_)
    assert line.judged == "未评"
    assert line.difference == 0
