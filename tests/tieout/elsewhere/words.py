"""The prose of a report from a unit's accounts: the usual sections in the words and numberings of several places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.tieout.elsewhere.accounts import INCOMES, Unit, economic_rows, percent
from tests.tieout.elsewhere.tables import INCOME_WORDS, SPENDING_WORDS

CHINESE = "一二三四五六七八九十"
THREES = (("abroad", "因公出国（境）费"), ("car", "公务用车购置及运行维护费"), ("reception", "公务接待费"))


@dataclass(frozen=True)
class Manner:
    """How a text is written. ``number``: 一、 or （一） or 1. before its sections; ``style``: which of the wordings;
    ``unit`` of its amounts; ``budget``: what the budget is called."""

    word: str = "部门"
    number: str = "一、"
    style: str = "national"
    unit: str = "万元"
    comma: bool = False
    budget: str = "年初预算"


class Words:
    """Writes the sections of a unit's report."""

    def __init__(self, unit: Unit, manner: Manner) -> None:
        self.unit, self.manner = unit, manner
        self.now, self.then, self.plan = unit.amounts, unit.before, unit.budget

    def money(self, value: int) -> str:
        """An amount with its unit."""
        amount = Decimal(value) * (100 if self.manner.unit == "元" else Decimal("0.01"))
        return f"{amount:,.2f}{self.manner.unit}" if self.manner.comma else f"{amount:.2f}{self.manner.unit}"

    def of(self, name: str) -> str:
        """This year's amount."""
        return self.money(self.now[name])

    def change(self, name: str, each: str = "") -> str:
        """How an amount changed against last year."""
        now, then = self.now[name], self.then[name]
        up = now > then
        return f"{each}{'增加' if up else '减少'}{self.money(abs(now - then))}，{'增长' if up else '下降'}{percent(abs(now - then), then)}%"

    def done(self, name: str) -> str:
        """Budget and what of it was spent."""
        now, plan = self.now.get(name, 0) or self.unit.spent("general", code=name), self.plan[name]
        word = "小于" if now < plan else "大于"
        name = self.manner.budget
        return f"{name}为{self.money(plan)}，支出决算为{self.money(now)}，完成{name}的{percent(now, plan)}%，决算数{word}{name}数的主要原因是按实际需要安排。"

    def share(self, value: int, whole: int) -> str:
        """An amount and its share."""
        return f"{self.money(value)}，占{percent(value, whole)}%"

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """The headings without their number, and the paragraphs below each."""
        yield "收入支出决算总体情况说明", self.total()
        yield (
            "收入决算情况说明",
            [
                self.listed(
                    "income",
                    INCOME_WORDS,
                    {w: self.unit.income(k) for w, k in zip(INCOME_WORDS, INCOMES, strict=True)},
                )
            ],
        )
        spent = dict(
            zip(SPENDING_WORDS, (self.now["basic_all"], self.now["project_all"], 0, 0, 0), strict=True)
        )
        yield "支出决算情况说明", [self.listed("expenditure", SPENDING_WORDS, spent)]
        yield "财政拨款收入支出决算总体情况说明", self.fiscal()
        yield "一般公共预算财政拨款支出决算情况说明", self.general()
        yield "一般公共预算财政拨款基本支出决算情况说明", self.basic()
        yield (
            "财政拨款“三公”经费支出决算情况说明"
            if self.unit.year > 2018
            else "一般公共预算财政拨款“三公”经费支出决算情况说明",
            self.three(),
        )
        yield "政府性基金预算财政拨款收入支出决算情况说明", self.fund()
        if self.unit.year > 2018:
            none = f"本{self.manner.word}{self.unit.year}年度没有国有资本经营预算财政拨款支出。"
            yield "国有资本经营预算财政拨款支出决算情况说明", [none]
        yield "其他重要事项的情况说明", self.others()

    def total(self) -> list[str]:
        """收支总体."""
        year, word = self.unit.year, "主要原因是项目资金安排有变化。"
        if self.manner.style == "west":
            return [
                f"{year}年度收入总计{self.of('total')}，其中：本年收入合计{self.of('income')}，使用非财政拨款结余{self.of('surplus')}，年初结转和结余{self.of('opening')}。",
                f"{year}年度支出总计{self.of('total')}，其中：本年支出合计{self.of('expenditure')}，结余分配{self.of('distribution')}，年末结转和结余{self.of('closing')}。",
                f"收入支出总体与上年相比，{self.change('total')}，{word}",
            ]
        if self.manner.style == "east":
            return [
                f"{self.unit.name}{year}年度收入总计、支出总计均为{self.of('total')}，与{year - 1}年度相比，收、支总计{self.change('total', '各')}。{word}"
            ]
        return [
            f"{year}年度收、支总计均为{self.of('total')}。与{year - 1}年度相比，收、支总计{self.change('total', '各')}，{word}"
        ]

    def listed(self, name: str, words: tuple[str, ...], values: Mapping[str, int]) -> str:
        """收入 and 支出 with their parts."""
        kind = "收入" if name == "income" else "支出"
        shown = [one for one in words if values[one] or self.manner.style == "national"]
        parts = "；".join(f"{one}{self.share(values[one], self.now[name])}" for one in shown)
        if self.manner.style == "east":
            return f"本年{kind}合计{self.of(name)}，其中：{parts}。"
        return f"{self.unit.year}年度本年{kind}合计{self.of(name)}，其中：{parts}。"

    def fiscal(self) -> list[str]:
        """财政拨款收支总体."""
        year = self.unit.year
        name = "appropriation_total"
        if self.manner.style == "west":
            return [
                f"{year}年度财政拨款收入总计{self.of(name)}，其中：年初财政拨款结转和结余{self.of('fiscal_opening')}，本年财政拨款收入{self.of('fiscal_income')}。"
                f"财政拨款支出总计{self.of(name)}，其中：年末财政拨款结转和结余{self.of('fiscal_closing')}，本年财政拨款支出{self.of('fiscal_expenditure')}。",
                f"财政拨款收入支出总体与上年相比，{self.change(name)}。主要原因是项目增减。",
            ]
        return [
            f"{year}年度财政拨款收、支总计均为{self.of(name)}。与{year - 1}年度相比，财政拨款收、支总计{self.change(name, '各')}。主要原因是项目增减。"
        ]

    def general(self) -> list[str]:
        """一般公共预算支出: as a whole, by class, by item."""
        year, now = self.unit.year, self.now
        first, second, third = (
            (f"（{one}）" for one in CHINESE[:3]) if self.manner.number == "一、" else ("1.", "2.", "3.")
        )
        classes = [(code, name) for code, name in self.unit.codes("general") if len(code) == 3]
        parts = "；".join(
            f"{name}（类）{self.share(self.unit.spent('general', code=code), now['general'])}"
            for code, name in classes
        )
        lines = [
            f"{first}一般公共预算财政拨款支出决算总体情况",
            f"{year}年度一般公共预算财政拨款支出{self.of('general')}，占本年支出合计的{percent(now['general'], now['expenditure'])}%。与{year - 1}年度相比，一般公共预算财政拨款支出{self.change('general')}，主要原因是项目增减。",
            f"{second}一般公共预算财政拨款支出决算结构情况",
            f"{year}年度一般公共预算财政拨款支出{self.of('general')}，主要用于以下方面：{parts}。",
            f"{third}一般公共预算财政拨款支出决算具体情况",
            f"{year}年度一般公共预算财政拨款支出{self.done('general').removesuffix('。')}。其中：",
        ]
        for number, one in enumerate((i for i in self.unit.items if i.fund == "general"), 1):
            mark = f"{number}." if self.manner.number == "一、" else f"（{number}）"
            lines.append(
                f"{mark}{one.names[0]}（类）{one.names[1]}（款）{one.names[2]}（项）。{self.done(one.code)}"
            )
        return lines

    def basic(self) -> list[str]:
        """基本支出."""

        def names(*classes: str) -> str:
            return "、".join(
                name for code, name, _ in economic_rows(self.unit, classes, whole=False) if len(code) == 5
            )

        year = self.unit.year
        return [
            f"{year}年度一般公共预算财政拨款基本支出{self.of('basic')}，其中：",
            f"人员经费{self.of('personnel')}，主要包括：{names('301', '303')}。",
            f"公用经费{self.of('public')}，主要包括：{names('302', '307', '310', '399')}。",
        ]

    def three(self) -> list[str]:
        """三公经费."""
        year, now = self.unit.year, self.now
        plan = "预算" if self.manner.style != "west" else "全年预算"
        done = f"{plan}为{self.money(self.plan['three'])}，支出决算为{self.of('three')}，完成{plan}的{percent(now['three'], self.plan['three'])}%"
        scope = "财政拨款" if year > 2018 else "一般公共预算财政拨款"
        lines = [
            f"{year}年度“三公”经费{scope}支出{done}，决算数小于预算数的主要原因是厉行节约。",
            f"{year}年度“三公”经费{scope}支出决算中，"
            + "；".join(f"{name}支出决算{self.share(now[key], now['three'])}" for key, name in THREES)
            + "。具体情况如下：",
        ]
        lines.append(f"1.因公出国（境）费支出{self.of('abroad')}，全年安排因公出国（境）团组0个，累计0人次。")
        lines.append(
            f"2.公务用车购置及运行维护费支出{self.of('car')}，完成{plan}的{percent(now['car'], self.plan['car'])}%，比上年{self.change('car')}，主要原因是用车情况有变化。其中：公务用车购置支出{self.of('purchase')}，公务用车运行维护费支出{self.of('running')}。"
        )
        lines.append(
            f"3.公务接待费支出{self.of('reception')}，完成{plan}的{percent(now['reception'], self.plan['reception'])}%，比上年{self.change('reception')}，主要原因是公务活动有变化。国内公务接待{self.now['batches']}批次，{self.now['persons']}人次。"
        )
        return lines

    def fund(self) -> list[str]:
        """政府性基金."""
        year = self.unit.year
        return [
            f"{year}年度政府性基金预算财政拨款年初结转和结余{self.of('fund_opening')}，本年收入{self.of('fund_income')}，本年支出{self.of('fund')}，年末结转和结余{self.of('fund_closing')}。"
        ]

    def others(self) -> list[str]:
        """机关运行经费, 政府采购, 国有资产."""
        year, now, fact = self.unit.year, self.now, self.unit.facts
        word, name = self.manner.word, self.unit.name
        marks = [f"（{one}）" for one in CHINESE[:3]] if self.manner.number == "一、" else ["1.", "2.", "3."]
        return [
            f"{marks[0]}机关运行经费支出情况",
            f"{year}年度{name}机关运行经费支出{self.of('operating')}，比{year - 1}年度{self.change('operating')}。"
            if fact["operating"] != now["public"]
            else f"{year}年度，本{word}机关运行经费支出{self.of('public')}。",
            f"{marks[1]}政府采购支出情况",
            f"{year}年度，本{word}政府采购支出总额{self.of('procurement')}，其中：政府采购货物支出{self.of('goods')}，政府采购工程支出{self.of('works')}，政府采购服务支出{self.of('services')}。"
            f"授予中小企业合同金额{self.of('small')}，占政府采购支出总额的{percent(now['small'], now['procurement'])}%。",
            f"{marks[2]}国有资产占有使用情况",
            f"截至{year}年12月31日，本{word}共有车辆{now['vehicles']}辆，其中：特种专业技术用车{now['special']}辆、其他用车{now['cars']}辆。",
        ]
