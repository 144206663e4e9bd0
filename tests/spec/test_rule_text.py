"""The language of audit rules: what a text is read as, in English and Chinese words, and where a mistake stands."""

from __future__ import annotations

from fractions import Fraction

import pytest

from juesuan.spec.expression import Pick, Selector, Term
from juesuan.spec.rule import Comparison, Domain, Item, Relation, Side
from juesuan.spec.rule_text import RuleTextError, parse_check

OWN_ROW, OWN_COLUMN, CHILDREN = Selector(Pick.OWN_ROW), Selector(Pick.OWN_COLUMN), Selector(Pick.CHILDREN)
WAN = 1_000_000


def key(*keys: str, optional: bool = False) -> Selector:
    return Selector(Pick.SPAN if len(keys) > 1 else Pick.KEY, keys, optional)


def item(
    table: str, row: Selector, column: Selector, factor: Fraction | int = 1, *, prior: bool = False
) -> Item:
    return Item(Fraction(factor), Term(1, table, row, column), prior)


def side(*items: Item, constant: Fraction | int = 0) -> Side:
    return Side(items, Fraction(constant))


A, B, C = (item("06", key(one), key("x")) for one in "abc")


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("06[a, x] = 06[b, x]", side(A), side(B)),
        ("06[a,x]=06[b,x]+06[c,x]", side(A), side(B, C)),
        ("06[a, x] - 06[b, x] = 0", side(A, item("06", key("b"), key("x"), -1)), side()),
        ("-06[a, x] = - 06[b, x]", side(item("06", key("a"), key("x"), -1)), side(item("06", key("b"), key("x"), -1))),
        ("06[a, x] = -3", side(A), side(constant=-3 * WAN)),
        ("06[a, x] = 06[b, x] - 0.5", side(A), side(B, constant=-WAN // 2)),
        ("06[a, x] = 1 + 06[b, x] + 2", side(A), side(B, constant=3 * WAN)),
        ("06[a, x] = 2 * 06[b, x]", side(A), side(item("06", key("b"), key("x"), 2))),
        ("06[a, x] = 06[b, x] * 0.2", side(A), side(item("06", key("b"), key("x"), Fraction(1, 5)))),
        ("06[a, x] = -06[b, x] / 3", side(A), side(item("06", key("b"), key("x"), Fraction(-1, 3)))),
        ("06[a..c, x] = 06[b, x..z]", side(item("06", key("a", "c"), key("x"))), side(item("06", key("b"), key("x", "z")))),
        ("06[a?, x?] = 1", side(item("06", key("a", optional=True), key("x", optional=True))), side(constant=WAN)),
        ("06[a, x] = prior.06[b, x]", side(A), side(item("06", key("b"), key("x"), prior=True))),
        ("06[201, 30101] = 表一[合计, 金额]", side(item("06", key("201"), key("30101"))), side(item("表一", key("合计"), key("金额")))),
    ],
)  # fmt: skip
def test_sides(text: str, left: Side, right: Side) -> None:
    check = parse_check(text)
    assert check.comparison == Comparison(left, Relation.EQ, right)
    assert (check.domain, check.when, check.text) == (None, (), text)


@pytest.mark.parametrize(
    ("sign", "relation"),
    [("=", Relation.EQ), ("<=", Relation.LE), ("≤", Relation.LE), (">=", Relation.GE), ("≥", Relation.GE),
     ("<", Relation.LT), (">", Relation.GT), ("＝", Relation.EQ), ("＜", Relation.LT), ("＞＝", Relation.GE)],
)  # fmt: skip
def test_relations(sign: str, relation: Relation) -> None:
    assert parse_check(f"06[a, x] {sign} 06[b, x]").comparison == Comparison(side(A), relation, side(B))


@pytest.mark.parametrize(
    ("relation", "holds"),
    [("=", (False, True, False)), ("<=", (True, True, False)), (">=", (False, True, True)),
     ("<", (True, False, False)), (">", (False, False, True))],
)  # fmt: skip
def test_when_a_relation_holds(relation: str, holds: tuple[bool, ...]) -> None:
    assert tuple(Relation(relation).holds(one) for one in (-1, 0, 1)) == holds
    assert Relation(relation).sign in ["=", "≤", "≥", "<", ">"]


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("each row of 06", Domain("06")),
        ("each  row of 06 total", Domain("06", "total")),
        ("each row of 06 codes", Domain("06", "codes")),
        ("each row of 06 classes", Domain("06", "classes")),
        ("each row of 06 sections", Domain("06", "sections")),
        ("each row of 06 items", Domain("06", "items")),
        ("each row of 06 parents", Domain("06", "parents")),
        ("each row of 06 leaves", Domain("06", "leaves")),
        ("each row of 06 [201..234]", Domain("06", "span", ("201", "234"))),
        ("each row of 06 [ 201 ]", Domain("06", "span", ("201", "201"))),
        ("each row of 06, column", Domain("06", columns=())),
        ("each row of 06 parents, column [x..z]", Domain("06", "parents", None, ("x", "z"))),
        ("each row of 06 [201..234], column [x]", Domain("06", "span", ("201", "234"), ("x", "x"))),
    ],
)
def test_domains(text: str, domain: Domain) -> None:
    check = parse_check(f"{text}: [@row, x] = 06[children, @col]")
    assert check.domain == domain
    assert check.comparison == Comparison(
        side(item("06", OWN_ROW, key("x"))), Relation.EQ, side(item("06", CHILDREN, OWN_COLUMN))
    )


def test_conditions() -> None:
    check = parse_check("06[a, x] = 06[b, x] when 06[a, x] > 0 and 06[b, x] + 06[c, x] <= 1.5")
    assert check.comparison == Comparison(side(A), Relation.EQ, side(B))
    assert check.when == (
        Comparison(side(A), Relation.GT, side()),
        Comparison(side(B, C), Relation.LE, side(constant=3 * WAN // 2)),
    )
    assert list(check.items()) == [A, B, A, B, C]
    assert [sign for sign, _ in check.when[1].sides()] == [1, 1]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("逐行 公开02表：[本行，合计] ＝ [本行，甲]", "each row of 公开02表: [@row, 合计] = [@row, 甲]"),
        ("逐行公开02表: [本行, 合计] = 0", "each row of 公开02表: [@row, 合计] = 0"),
        ("逐行 公开02表 上级，逐栏：[本行，本栏] = [下级，本栏]", "each row of 公开02表 parents, column: [@row, @col] = [children, @col]"),
        ("逐行 公开02表 合计，逐列：[本行，本列] = 0", "each row of 公开02表 total, column: [@row, @col] = 0"),
        ("逐行 表 合计行: [本行, x] = 0", "each row of 表 total: [@row, x] = 0"),
        ("逐行 表 科目: [本行, x] = 0", "each row of 表 codes: [@row, x] = 0"),
        ("逐行 表 科目行: [本行, x] = 0", "each row of 表 codes: [@row, x] = 0"),
        ("逐行 表 类级: [本行, x] = 0", "each row of 表 classes: [@row, x] = 0"),
        ("逐行 表 款级: [本行, x] = 0", "each row of 表 sections: [@row, x] = 0"),
        ("逐行 表 项级: [本行, x] = 0", "each row of 表 items: [@row, x] = 0"),
        ("逐行 表 末级: [本行, x] = 0", "each row of 表 leaves: [@row, x] = 0"),
        ("逐行 表【甲..乙】，逐栏【丙..丁】：[本行, 本栏] = 0", "each row of 表 [甲..乙], column [丙..丁]: [@row, @col] = 0"),
        ("表[甲, 乙] ≥ 上年表[甲, 乙] 当 表[甲, 乙] ＞ ０ 且 表[丙, 乙] = 0", "表[甲, 乙] >= prior.表[甲, 乙] when 表[甲, 乙] > 0 and 表[丙, 乙] = 0"),
        ("０６［a，x］＝０．５×０６［b，x］－０６［c，x］÷４＋１", "06[a, x] = 0.5*06[b, x] - 06[c, x]/4 + 1"),
        ("06[a, x] = −3", "06[a, x] = -3"),
        ("表[甲, 乙]=1当表[甲, 乙]＞0且表[丙, 乙]=0", "表[甲, 乙] = 1 when 表[甲, 乙] > 0 and 表[丙, 乙] = 0"),
    ],
)  # fmt: skip
def test_chinese_words_and_wide_signs(chinese: str, english: str) -> None:
    one, other = parse_check(chinese), parse_check(english)
    assert (one.comparison, one.domain, one.when) == (other.comparison, other.domain, other.when)
    assert one.text == chinese


def test_space_means_nothing() -> None:
    dense = parse_check("each row of 06,column[x]:[@row,@col]=06[a,x]when 06[a,x]>0and 06[b,x]<1")
    wide = parse_check(
        " each row\tof 06 , column [ x ] :\n[ @row , @col ] = 06 [ a , x ] when 06 [ a , x ] > 0 and 06 [ b , x ] < 1 "
    )
    assert (dense.comparison, dense.domain, dense.when) == (wide.comparison, wide.domain, wide.when)


def test_words_of_the_language_can_be_names() -> None:
    check = parse_check("columns[total, when] = whenever[prior, 当年]")
    assert [one.term.table for one in check.items()] == ["columns", "whenever"]


def test_without_a_table_it_is_that_of_the_domain() -> None:
    check = parse_check("each row of 06: [@row, x] = 08[@row, y] + 上年[@row, x]")
    assert [(one.term.table, one.prior) for one in check.items()] == [
        ("06", False),
        ("08", False),
        ("06", True),
    ]


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("", 0, "写到末尾就断了"),
        ("  ", 0, "写到末尾就断了"),
        ("06[a, x]", 8, "写到末尾就断了，这里可以写= ≤ ≥ < >"),
        ("06[a, x] =  ", 10, "写到末尾就断了"),
        ("06[a, x = 1", 11, "写到末尾就断了"),
        ("06[a] = 1", 4, "“]”不该在这里，这里可以写逗号"),
        ("06[a, x, y] = 1", 7, "“,”不该在这里，这里可以写]"),
        ("06[] = 1", 3, "这里可以写行或栏的名称"),
        ("06[a, x] == 1", 10, "“=”不该在这里"),
        ("06[a, x] <> 1", 10, "“>”不该在这里"),
        ("06[a, x] = 1,000", 12, "“,”不该在这里，这里可以写+ 或 -"),
        ("06[a, x] = ＃", 11, "“＃”不该在这里"),
        ("06[a, x] = 3 * 2", 16, "写到末尾就断了，这里可以写["),
        ("06[a, x] * 06[b, x] = 1", 11, "这里可以写数字"),
        ("06[a, x] = 06[b, x] / 0", 22, "不能除以零"),
        ("(06[a, x]) = 1", 0, "“(”不该在这里"),
        ("06[a, x] = 1 = 2", 13, "“=”不该在这里"),
        ("06[a, x] = 06[b, x] 06[c, x]", 20, "“0”不该在这里"),
        ("[a, x] = 1", 1, "没有写明是哪张表"),
        ("prior 06[a, x] = 1", 6, "“0”不该在这里"),
        ("06[a, x] = 1 when", 17, "写到末尾就断了"),
        ("06[a, x] = 1 and 06[b, x] = 1", 13, "“a”不该在这里"),
        ("each row of 06 leaf: [@row, x] = 1", 15, "上级或末级"),
        ("each row of 06 [@row, x] = 1", 15, "不该在这里"),
        ("each row of 06, columns: [@row, @col] = 1", 16, "“c”不该在这里，这里可以写逐栏"),
        ("each rows of 06: [@row, x] = 1", 5, "“r”不该在这里"),
        ("逐行 06，逐栏 甲：[本行, 本栏] = 1", 9, "“甲”不该在这里"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, at: int, said: str) -> None:
    with pytest.raises(RuleTextError) as error:
        parse_check(text)
    assert error.value.at == at
    assert said in str(error.value)


class Known:
    """The words of a small table."""

    def table(self, text: str) -> str:
        return {"公开06表": "06", "06": "06"}.get(text) or self._unknown("表", text)

    def row(self, table: str, text: str) -> str:
        assert table == "06"
        return {"合计": "total", "行政运行": "2040201"}.get(text) or self._unknown("行", text)

    def column(self, table: str, row: str, text: str) -> str:
        assert table == "06"
        found = {"合计": "total", "基本支出": "basic", "项目支出": "project"}.get(text)
        return f"{row}_{found}" if found and row == "total" else found or self._unknown("栏", text)

    def _unknown(self, what: str, text: str) -> str:
        raise ValueError(f"没有{what}“{text}”")


def test_names_are_turned_into_keys() -> None:
    check = parse_check(
        "公开06表［合计，基本支出］＝06[合计..行政运行, 项目支出] + 06[行政运行, 合计]", Known()
    )
    assert check.comparison == Comparison(
        side(item("06", key("total"), key("total_basic"))),
        Relation.EQ,
        side(item("06", key("total", "2040201"), key("project")), item("06", key("2040201"), key("total"))),
    )
    check = parse_check(
        "逐行 公开06表 [合计..行政运行]，逐栏 [基本支出..项目支出]：[本行, 本栏] = 0", Known()
    )
    assert check.domain == Domain("06", "span", ("total", "2040201"), ("basic", "project"))


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("公开07表[合计, 合计] = 0", 0, "没有表“公开07表”"),
        ("公开06表[合计, 合计] = 公开08表[合计, 合计]", 16, "没有表“公开08表”"),
        ("公开06表[总计, 合计] = 0", 6, "没有行“总计”"),
        ("公开06表[合计..尾, 合计] = 0", 6, "没有行“尾”"),
        ("公开06表[合计, 金额] = 0", 9, "没有栏“金额”"),
        ("逐行 公开07表: [本行, 合计] = 0", 3, "没有表“公开07表”"),
        ("逐行 公开06表 [合计..尾]: [本行, 合计] = 0", 9, "没有行“尾”"),
        ("逐行 公开06表，逐栏 [金额]: [本行, 本栏] = 0", 13, "没有栏“金额”"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_told_with_its_place(text: str, at: int, said: str) -> None:
    with pytest.raises(RuleTextError) as error:
        parse_check(text, Known())
    assert (error.value.at, str(error.value)) == (at, said)
