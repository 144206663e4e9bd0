"""Made-up final accounts of a unit anywhere: every figure follows from a few random amounts, in hundredths of 万元."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from random import Random

FUNDS = ("general", "fund", "capital")
INCOMES = ("appropriation", "superior", "business", "operating", "affiliated", "other")
MATTERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "水利局": (
        ("2130301", "农林水支出", "水利", "行政运行"),
        ("2130305", "农林水支出", "水利", "水利工程建设"),
        ("2130314", "农林水支出", "水利", "防汛"),
        ("2110302", "节能环保支出", "污染防治", "水体"),
    ),
    "第三小学": (
        ("2050202", "教育支出", "普通教育", "小学教育"),
        ("2050299", "教育支出", "普通教育", "其他普通教育支出"),
        ("2059999", "教育支出", "其他教育支出", "其他教育支出"),
        ("2060702", "科学技术支出", "科学技术普及", "科普活动"),
    ),
    "交通运输局": (
        ("2140101", "交通运输支出", "公路水路运输", "行政运行"),
        ("2140104", "交通运输支出", "公路水路运输", "公路建设"),
        ("2140106", "交通运输支出", "公路水路运输", "公路养护"),
        ("2012999", "一般公共服务支出", "群众团体事务", "其他群众团体事务支出"),
    ),
    "文化馆": (
        ("2070109", "文化旅游体育与传媒支出", "文化和旅游", "群众文化"),
        ("2070113", "文化旅游体育与传媒支出", "文化和旅游", "旅游宣传"),
        ("2070199", "文化旅游体育与传媒支出", "文化和旅游", "其他文化和旅游支出"),
        ("2013202", "一般公共服务支出", "组织事务", "一般行政管理事务"),
    ),
}
"""Items of a unit: the first one holds its running, the others are projects."""
SOCIAL: tuple[tuple[str, ...], ...] = (
    ("2080505", "社会保障和就业支出", "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出"),
    ("2101101", "卫生健康支出", "行政事业单位医疗", "行政单位医疗"),
    ("2210201", "住房保障支出", "住房改革支出", "住房公积金"),
)
FUND_ITEM = ("2120814", "城乡社区支出", "国有土地使用权出让收入安排的支出", "农业生产发展支出")
OLD_NAMES = {
    "卫生健康支出": "医疗卫生与计划生育支出",
    "文化旅游体育与传媒支出": "文化体育与传媒支出",
    "文化和旅游": "文化",
    "行政事业单位养老支出": "行政事业单位离退休",
    "旅游宣传": "文化交流与合作",
    "其他文化和旅游支出": "其他文化支出",
}
"""What classes and sections were called up to 2018."""
PERSONNEL = {
    "30101": 30,
    "30102": 22,
    "30103": 9,
    "30107": 14,
    "30112": 2,
    "30199": 5,
    "30302": 6,
    "30305": 2,
}
PUBLIC = {
    "30201": 20,
    "30202": 5,
    "30205": 3,
    "30206": 8,
    "30211": 9,
    "30213": 6,
    "30216": 4,
    "30239": 12,
    "30299": 7,
    "31002": 5,
}
ECONOMIC = {
    "301": "工资福利支出", "30101": "基本工资", "30102": "津贴补贴", "30103": "奖金", "30106": "伙食补助费", "30107": "绩效工资",
    "30108": "机关事业单位基本养老保险缴费", "30109": "职业年金缴费", "30110": "职工基本医疗保险缴费",
    "30111": "公务员医疗补助缴费", "30112": "其他社会保障缴费", "30113": "住房公积金", "30114": "医疗费", "30199": "其他工资福利支出",
    "303": "对个人和家庭的补助", "30301": "离休费", "30302": "退休费", "30304": "抚恤金", "30305": "生活补助", "30309": "奖励金",
    "30399": "其他对个人和家庭的补助",
    "302": "商品和服务支出", "30201": "办公费", "30202": "印刷费", "30205": "水费", "30206": "电费", "30207": "邮电费",
    "30209": "物业管理费", "30211": "差旅费", "30212": "因公出国（境）费用", "30213": "维修（护）费", "30215": "会议费", "30216": "培训费",
    "30217": "公务接待费", "30226": "劳务费", "30228": "工会经费", "30229": "福利费", "30231": "公务用车运行维护费",
    "30239": "其他交通费用", "30240": "税金及附加费用", "30299": "其他商品和服务支出",
    "307": "债务利息及费用支出", "30701": "国内债务付息", "310": "资本性支出", "31001": "房屋建筑物购建", "31002": "办公设备购置",
    "31003": "专用设备购置", "31013": "公务用车购置", "31099": "其他资本性支出", "399": "其他支出", "39907": "国家赔偿费用支出", "39999": "其他支出",
}  # fmt: skip
THREE = ("abroad", "purchase", "running", "reception")


@dataclass(frozen=True)
class Item:
    """Expenditure on a code from one kind of money; ``fund`` is general, fund, capital or own."""

    code: str
    names: tuple[str, ...]
    fund: str
    basic: int
    project: int

    @property
    def total(self) -> int:
        """What was spent."""
        return self.basic + self.project


@dataclass(frozen=True)
class Unit:
    """The accounts of a unit in a year. ``before`` are last year's figures, ``budget`` the budgets, by name."""

    year: int
    name: str
    items: tuple[Item, ...]
    incomes: dict[str, int]
    opening: dict[str, int]
    closing: dict[str, int]
    surplus: int
    distribution: int
    economic: dict[str, int]
    three: dict[str, int]
    budget: dict[str, int]
    before: dict[str, int]
    facts: dict[str, int] = field(default_factory=dict)

    def spent(self, *funds: str, code: str = "", column: str = "total") -> int:
        """What was spent from some money (all of it when none is named) under a code."""
        return sum(
            getattr(one, column)
            for one in self.items
            if (not funds or one.fund in funds) and one.code.startswith(code)
        )

    def codes(self, *funds: str) -> list[tuple[str, str]]:
        """The codes with names of the items, with the levels above each, in code order."""
        found: dict[str, str] = {}
        for one in self.items:
            if (not funds or one.fund in funds) and one.total:
                for length, name in zip((3, 5, 7), one.names, strict=True):
                    found[one.code[:length]] = name
        return sorted(found.items())

    @property
    def main(self) -> str:
        """The code that income and what is carried over stand under, where it is not said of an item."""
        return self.items[0].code

    def income(self, source: str, code: str = "") -> int:
        """What came in from a source, under a code: appropriation as it was spent, the rest under the main code."""
        if source != "appropriation":
            return self.incomes[source] if self.main.startswith(code) else 0
        return sum(self.fiscal_income(fund, code) for fund in FUNDS)

    def fiscal_income(self, fund: str, code: str = "") -> int:
        """The income of a fund under a code."""
        carried = next((one.code for one in self.items if one.fund == fund), "")
        moved = self.closing[fund] - self.opening[fund] if carried and carried.startswith(code) else 0
        return self.spent(fund, code=code) + moved

    @cached_property
    def amounts(self) -> dict[str, int]:
        """The figures that a text speaks of, by name."""
        income = sum(self.income(one) for one in INCOMES)
        found = {
            "income": income, "expenditure": self.spent(), "surplus": self.surplus, "distribution": self.distribution,
            "opening": sum(self.opening.values()), "closing": sum(self.closing.values()),
            "total": income + self.surplus + sum(self.opening.values()),
            "general": self.spent("general"), "fund": self.spent("fund"), "capital": self.spent("capital"),
            "fund_income": self.fiscal_income("fund"), "fund_opening": self.opening["fund"],
            "fund_closing": self.closing["fund"], "capital_income": self.fiscal_income("capital"),
            "basic_all": self.spent(column="basic"), "project_all": self.spent(column="project"),
            "basic": self.spent("general", column="basic"), "project": self.spent("general", column="project"),
            "fiscal_opening": sum(self.opening[one] for one in FUNDS),
            "fiscal_income": self.income("appropriation"),
            "fiscal_expenditure": self.spent(*FUNDS),
            "fiscal_closing": sum(self.closing[one] for one in FUNDS),
            "personnel": sum(v for k, v in self.economic.items() if k[:3] in ("301", "303")),
            "public": sum(v for k, v in self.economic.items() if k[:3] not in ("301", "303")),
            **self.three, **self.facts, **{one: self.income(one) for one in INCOMES},
        }  # fmt: skip
        found["appropriation_total"] = found["fiscal_opening"] + found["fiscal_income"]
        found["car"] = found["purchase"] + found["running"]
        found["three"] = found["car"] + found["abroad"] + found["reception"]
        return found


def made_unit(seed: int, year: int, kind: str, place: str) -> Unit:
    """Return the accounts of a unit."""
    dice = Random(f"elsewhere {seed} {kind}")
    many = lambda low, high: dice.randint(low * 100, high * 100)  # noqa: E731
    three = {"abroad": 0, "purchase": 0, "running": many(2, 9), "reception": many(1, 5)}
    social = [many(40, 90), many(20, 40), many(30, 70)]
    economic = {code: part * many(2, 9) for code, part in {**PERSONNEL, **PUBLIC}.items()}
    economic |= {"30108": social[0], "30110": social[1], "30113": social[2]}
    economic |= {"30217": three["reception"], "30231": three["running"]}
    running = sum(economic.values()) - sum(social)
    first, *projects = MATTERS[kind]
    items = [Item(first[0], _names(first, year), "general", running, 0)]
    items += [Item(one[0], _names(one, year), "general", 0, many(30, 900)) for one in projects]
    items += [
        Item(one[0], _names(one, year), "general", amount, 0)
        for one, amount in zip(SOCIAL, social, strict=True)
    ]
    items.append(Item(FUND_ITEM[0], FUND_ITEM[1:], "fund", 0, many(50, 400)))
    own = Item(first[0], _names(first, year), "own", many(10, 60), many(10, 80))
    incomes = dict.fromkeys(INCOMES, 0) | {
        "business": many(60, 90),
        "other": many(40, 70),
        "superior": many(5, 20),
    }
    opening = {"general": many(5, 30), "fund": many(5, 20), "capital": 0, "own": many(80, 120)}
    closing = {"general": many(5, 30), "fund": many(1, 20), "capital": 0, "own": 0}
    surplus, distribution = many(3, 9), many(2, 8)
    closing["own"] = sum(incomes.values()) + opening["own"] + surplus - own.total - distribution
    unit = Unit(year, f"{place}{kind}", (*items, own), incomes, opening, closing, surplus, distribution,
                economic, three, {}, {})  # fmt: skip
    return _with_others(unit, dice)


def _names(one: tuple[str, ...], year: int) -> tuple[str, ...]:
    return tuple(OLD_NAMES.get(name, name) if year <= 2018 else name for name in one[1:])


def _with_others(unit: Unit, dice: Random) -> Unit:
    """Add last year's figures, budgets and other matters."""
    vary = lambda value: value * dice.choice((83, 91, 96, 104, 113, 127)) // 100 + dice.randint(1, 99)  # noqa: E731
    facts = {
        "goods": dice.randint(2000, 9000),
        "works": dice.randint(9000, 30000),
        "services": dice.randint(4000, 20000),
    }
    facts["procurement"] = sum(facts.values())
    facts["small"] = facts["procurement"] * 7 // 10
    facts["operating"] = unit.amounts["public"]
    counts = {
        "batches": dice.randint(10, 60),
        "persons": dice.randint(100, 500),
        "special": dice.randint(1, 5),
        "cars": dice.randint(1, 6),
    }
    counts["vehicles"] = counts["special"] + counts["cars"]
    whole = Unit(**_fields(unit, facts | counts))
    before = {key: vary(value) if value else 0 for key, value in whole.amounts.items() if key not in counts}
    budget = {one: whole.three[one] + dice.randint(100, 900) if whole.three[one] else 0 for one in THREE}
    budget["car"] = budget["purchase"] + budget["running"]
    budget["three"] = budget["car"] + budget["abroad"] + budget["reception"]
    for one in whole.items:
        if one.fund == "general":
            budget[one.code] = vary(one.total)
    budget["general"] = sum(value for key, value in budget.items() if key.isdigit())
    return Unit(**{**_fields(whole, whole.facts), "before": before, "budget": budget})


def _fields(unit: Unit, facts: dict[str, int]) -> dict[str, object]:
    values = {name: getattr(unit, name) for name in Unit.__dataclass_fields__}
    return {**values, "facts": facts}


def percent(part: int, whole: int, decimals: int = 2) -> str:
    """A share as it is printed."""
    share = Decimal(part) * 100 / Decimal(whole)
    return f"{share.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"


def economic_rows(unit: Unit, classes: tuple[str, ...], *, whole: bool) -> Iterator[tuple[str, str, int]]:
    """The rows of economic classes: code, name, amount; ``whole``: those without an amount too."""
    for code, name in ECONOMIC.items():
        if code[:3] in classes:
            amount = sum(value for key, value in unit.economic.items() if key.startswith(code))
            if amount or whole:
                yield code, name, amount
