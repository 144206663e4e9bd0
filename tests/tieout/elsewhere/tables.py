"""The tables of the Ministry's usual set as printed: cells with merged areas, in the layouts that occur."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from tests.tieout.elsewhere.accounts import FUNDS, INCOMES, Unit, economic_rows
from tests.tieout.elsewhere.printed import Head, Layout, Printed

INCOME_WORDS = ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
SPENDING_WORDS = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
CLASSES = (
    ("201", "一般公共服务支出"), ("202", "外交支出"), ("203", "国防支出"), ("204", "公共安全支出"), ("205", "教育支出"),
    ("206", "科学技术支出"), ("207", "文化旅游体育与传媒支出"), ("208", "社会保障和就业支出"), ("210", "卫生健康支出"),
    ("211", "节能环保支出"), ("212", "城乡社区支出"), ("213", "农林水支出"), ("214", "交通运输支出"),
    ("215", "资源勘探工业信息等支出"), ("216", "商业服务业等支出"), ("217", "金融支出"), ("219", "援助其他地区支出"),
    ("220", "自然资源海洋气象等支出"), ("221", "住房保障支出"), ("222", "粮油物资储备支出"), ("223", "国有资本经营预算支出"),
    ("224", "灾害防治及应急管理支出"), ("229", "其他支出"), ("231", "债务还本支出"), ("232", "债务付息支出"),
    ("234", "抗疫特别国债安排的支出"),
)  # fmt: skip
OLD_CLASSES = {
    "207": "文化体育与传媒支出",
    "210": "医疗卫生与计划生育支出",
    "215": "资源勘探信息等支出",
    "220": "国土海洋气象等支出",
}
ORDINALS = [
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
    "二十一",
    "二十二",
    "二十三",
    "二十四",
    "二十五",
    "二十六",
]


class Tables:
    """Lays the tables of a unit."""

    def __init__(self, unit: Unit, layout: Layout) -> None:
        self.unit = unit
        self.layout = layout
        self.old = unit.year <= 2018

    def money(self, value: int) -> str:
        """An amount as the tables print it."""
        if not value:
            return self.layout.zero
        amount = Decimal(value) * (100 if self.layout.unit == "元" else Decimal("0.01"))
        return f"{amount:,.2f}" if self.layout.comma else f"{amount:.2f}"

    def all(self) -> list[Printed]:
        """Every table of the set, in its order."""
        made = [self.total(), self.income(), self.expenditure(), self.fiscal(), self.general(), self.basic()]
        rest = (
            [self.three(), self.fund()]
            if self.old or self.layout.titles.get("07", "").startswith("一般")
            else [self.fund()]
        )
        if self.layout.capital:
            rest.append(self.capital())
        if rest[0].key != "07":
            rest.append(self.three())
        return [part for one in [*made, *rest] for part in self._folded(one)]

    def _folded(self, one: Printed) -> Iterator[Printed]:
        size = self.layout.fold
        body = one.rows[one.head :]
        if not size or len(body) <= size or one.key in ("01", "04"):
            yield one
            return
        for start in range(0, len(body), size):
            title = one.title if not start else f"{one.title}（续）"
            merged = tuple(area for area in one.merged if area[2] < one.head)
            rows = (*one.rows[: one.head], *body[start : start + size])
            yield Printed(one.key, title, one.number, one.note, rows, merged, one.head)

    def _printed(self, key: str, title: str, note: str, head: Head, body: Sequence[Sequence[str]]) -> Printed:
        rows, merged = head.laid()
        place = {
            "06": "06",
            "07": "07" if self.old else "09",
            "08": "08" if self.old else "07",
            "09": "08",
        }.get(key, key)
        return Printed(
            key,
            self.layout.titles.get(key, title),
            f"公开{place}表",
            note,
            (*rows, *map(tuple, body)),
            tuple(merged),
            len(rows),
        )

    # 01 and 04: two sides

    def _class_rows(self, value: Callable[[str], list[int]]) -> list[tuple[str, list[int]]]:
        classes = [(c, OLD_CLASSES.get(c, n) if self.old else n) for c, n in CLASSES]
        if self.old:
            classes = [one for one in classes if one[0] not in ("223", "224", "231", "232", "234")]
        return [(f"{ORDINALS[n]}、{name}", value(code)) for n, (code, name) in enumerate(classes)]

    def _sides(
        self, left: list[tuple[str, list[int]]], right: list[tuple[str, list[int]]], ends: int = 4
    ) -> list[list[str]]:
        """Lay two lists side by side, their ends on the same rows; 行次 counts down the left and goes on at the right."""
        height = max(len(left), len(right))
        sides = []
        for rows in (left, right):
            width = len(rows[0][1])
            gap: list[tuple[str, list[int]]] = [("", [])] * (height - len(rows))
            sides.append((rows[:-ends] + gap + rows[-ends:], width))
        body = []
        for number in range(height):
            cells: list[str] = []
            for side, (rows, width) in enumerate(sides):
                name, values = rows[number]
                line = [str(number + 1 + side * height)] if self.layout.lines else []
                cells += [
                    name,
                    *line,
                    *([self.money(one) if one is not None else "" for one in values] or [""] * width),
                ]
            body.append(cells)
        return body

    def total(self) -> Printed:
        """公开01表."""
        a, unit = self.unit.amounts, self.unit
        gov = unit.fiscal_income
        left = [
            ("一、一般公共预算财政拨款收入", [gov("general")]),
            ("二、政府性基金预算财政拨款收入", [gov("fund")]),
        ]
        if not self.old:
            left.append(("三、国有资本经营预算财政拨款收入", [gov("capital")]))
        others = [
            ("上级补助收入", "superior"),
            ("事业收入", "business"),
            ("经营收入", "operating"),
            ("附属单位上缴收入", "affiliated"),
            ("其他收入", "other"),
        ]
        left += [
            (f"{ORDINALS[len(left) + n]}、{name}", [unit.income(key)]) for n, (name, key) in enumerate(others)
        ]
        surplus = "用事业基金弥补收支差额" if self.old else "使用非财政拨款结余"
        if unit.year >= 2022:
            surplus = "使用非财政拨款结余（含专用结余）"
        left += [
            ("本年收入合计", [a["income"]]),
            (surplus, [unit.surplus]),
            ("年初结转和结余", [a["opening"]]),
            ("总计", [a["total"]]),
        ]
        right = self._class_rows(lambda code: [unit.spent(code=code)])
        right += [
            ("本年支出合计", [a["expenditure"]]),
            ("结余分配", [unit.distribution]),
            ("年末结转和结余", [a["closing"]]),
            ("总计", [a["total"]]),
        ]
        head = Head()
        line = ["行次"] if self.layout.lines else []
        width = 3 if line else 2
        head.row(("收入", width), ("支出", width))
        head.row(*((one, 1) for one in ["项目", *line, "金额" if line else "决算数"] * 2))
        if line:
            head.row(*((one, 1) for one in ("栏次", "", "1", "栏次", "", "2")))
        note = f"注：本表反映{self.layout.word}本年度的总收支和年末结转结余情况。"
        return self._printed("01", "收入支出决算总表", note, head, self._sides(left, right))

    def fiscal(self) -> Printed:
        """公开04表."""
        unit, a = self.unit, self.unit.amounts
        funds = FUNDS[:2] if self.old else FUNDS
        words = ["一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"][: len(funds)]
        left = [
            (f"{ORDINALS[n]}、{word}", [unit.fiscal_income(fund)])
            for n, (word, fund) in enumerate(zip(words, funds, strict=True))
        ]
        left += [("本年收入合计", [a["fiscal_income"]]), ("年初财政拨款结转和结余", [a["fiscal_opening"]])]
        left += [
            (f"{ORDINALS[n] + '、' if not self.old else ''}{word}", [unit.opening[fund]])
            for n, (word, fund) in enumerate(zip(words, funds, strict=True))
        ]
        left += [("总计", [a["appropriation_total"]])]

        def spread(value: Callable[[str], int]) -> list[int]:
            return [sum(value(one) for one in funds), *map(value, funds)]

        right = self._class_rows(lambda code: spread(lambda fund: unit.spent(fund, code=code)))
        right += [
            ("本年支出合计", spread(unit.spent)), ("年末财政拨款结转和结余", spread(lambda one: unit.closing[one])), *[("", [])] * len(funds),
            ("总计", spread(lambda one: unit.spent(one) + unit.closing[one])),
        ]  # fmt: skip
        line = ["行次"] if self.layout.lines else []
        head = Head()
        head.row(("收入", 2 + len(line)), ("支出", 2 + len(line) + len(funds)))
        head.row(*((one, 1) for one in ["项目", *line, "金额", "项目", *line, "合计", *words]))
        if line:
            numbers = [str(n) for n in range(2, 3 + len(funds))]
            head.row(*((one, 1) for one in ["栏次", "", "1", "栏次", "", *numbers]))
        note = f"注：本表反映{self.layout.word}本年度一般公共预算财政拨款、政府性基金预算财政拨款和国有资本经营预算财政拨款的总收支和年末结转结余情况。"
        return self._printed(
            "04", "财政拨款收入支出决算总表", note, head, self._sides(left, right, 3 + len(funds))
        )

    # Tables of codes

    def _coded(
        self,
        key: str,
        title: str,
        note: str,
        columns: Sequence[tuple[str, ...]],
        rows: Sequence[tuple[str, str]],
        value: Callable[[str], list[int]],
    ) -> Printed:
        deep = max(map(len, columns))
        head = Head()
        three = self.layout.codes == 3
        head.coded(
            columns,
            deep,
            three=three,
            first="功能分类科目编码" if three or self.unit.year >= 2020 else "科目编码",
            numbers=self.layout.lines,
        )
        lead = 4 if three else 2
        body = [["合计", *[""] * (lead - 1), *map(self.money, value(""))]]
        for code, name in rows:
            cells = [code[:3], code[3:5], code[5:7]] if three else [code]
            body.append([*cells, name, *map(self.money, value(code))])
        if self.layout.total_last:
            body.append(body.pop(0))
        return self._printed(key, title, f"注：本表反映{self.layout.word}{note}。", head, body)

    def income(self) -> Printed:
        """公开02表."""
        values: Callable[[str], list[int]] = lambda code: [self.unit.income(one, code) for one in INCOMES]  # noqa: E731
        columns = [("本年收入合计",), *((one,) for one in INCOME_WORDS)]
        return self._coded(
            "02",
            "收入决算表",
            "本年度取得的各项收入情况",
            columns,
            self.unit.codes(),
            lambda code: [sum(values(code)), *values(code)],
        )

    def expenditure(self) -> Printed:
        """公开03表."""

        def values(code: str) -> list[int]:
            return [self.unit.spent(code=code, column=one) for one in ("total", "basic", "project")] + [
                0,
                0,
                0,
            ]

        columns = [("本年支出合计",), *((one,) for one in SPENDING_WORDS)]
        return self._coded("03", "支出决算表", "本年度各项支出情况", columns, self.unit.codes(), values)

    def general(self) -> Printed:
        """公开05表."""

        def spent(code: str) -> list[int]:
            return [
                self.unit.spent("general", code=code, column=one) for one in ("total", "basic", "project")
            ]

        parts = ("小计", "基本支出", "项目支出")
        title, note = "一般公共预算财政拨款支出决算表", "本年度一般公共预算财政拨款支出情况"
        if not self.layout.carried:
            columns = [("本年支出", one) for one in parts]
            return self._coded("05", title, note, columns, self.unit.codes("general"), spent)

        def moved(code: str) -> list[int]:
            opening, closing = (
                0 if code else one["general"] for one in (self.unit.opening, self.unit.closing)
            )
            income, basic = self.unit.fiscal_income("general", code), spent(code)[1]
            return [opening, 0, opening, income, basic, income - basic, *spent(code), closing, 0, closing]

        groups = ("年初结转和结余", "本年收入", "本年支出", "年末结转和结余")
        columns = [(group, one) for group in groups for one in ("合计", *parts[1:])]
        title = "一般公共预算财政拨款收入支出决算表"
        return self._coded("05", title, note, columns, self.unit.codes("general"), moved)

    def fund(self) -> Printed:
        """政府性基金."""

        def values(code: str) -> list[int]:
            spent = [self.unit.spent("fund", code=code, column=one) for one in ("total", "basic", "project")]
            return [
                self.unit.opening["fund"],
                self.unit.fiscal_income("fund", code),
                *spent,
                self.unit.closing["fund"],
            ]

        columns = [
            ("年初结转和结余",),
            ("本年收入",),
            ("本年支出", "小计"),
            ("本年支出", "基本支出"),
            ("本年支出", "项目支出"),
            ("年末结转和结余",),
        ]
        return self._coded(
            "08",
            "政府性基金预算财政拨款收入支出决算表",
            "本年度政府性基金预算财政拨款收入、支出及结转和结余情况",
            columns,
            self.unit.codes("fund"),
            values,
        )

    def capital(self) -> Printed:
        """国有资本经营预算: nothing in it."""
        columns = [("本年支出", "合计"), ("本年支出", "基本支出"), ("本年支出", "项目支出")]
        title = "国有资本经营预算财政拨款支出决算表"
        if self.layout.capital == "收入支出":
            columns = [("年初结转和结余",), ("本年收入",), *columns, ("年末结转和结余",)]
            title = "国有资本经营预算财政拨款收入支出决算表"
        note = f"本年度国有资本经营预算财政拨款支出情况。本{self.layout.word}本年度无国有资本经营预算财政拨款收支，故本表无数据"
        return self._coded("09", title, note, columns, [], lambda _: [0] * len(columns))

    def basic(self) -> Printed:
        """公开06表: 人员经费 and 公用经费 side by side, the latter in two groups."""
        whole = self.layout.basic_whole
        one = [
            *economic_rows(self.unit, ("301",), whole=whole),
            *economic_rows(self.unit, ("303",), whole=whole),
        ]
        two = [*economic_rows(self.unit, ("302",), whole=whole)]
        three = [*economic_rows(self.unit, ("307", "310", "399"), whole=whole)]
        height = max(map(len, (one, two, three)))
        body = []
        for number in range(height):
            cells: list[str] = []
            for rows in (one, two, three):
                cells += (
                    [rows[number][0], rows[number][1], self.money(rows[number][2])]
                    if number < len(rows)
                    else ["", "", ""]
                )
            body.append(cells)
        a = self.unit.amounts
        body.append(
            [
                "人员经费合计",
                "",
                self.money(a["personnel"]),
                "公用经费合计",
                "",
                "",
                "",
                "",
                self.money(a["public"]),
            ]
        )
        head = Head()
        head.row(("人员经费", 3), ("公用经费", 6))
        head.row(*((one, 1) for one in ["科目编码", "科目名称", "决算数"] * 3))
        made = self._printed(
            "06",
            "一般公共预算财政拨款基本支出决算明细表",
            f"注：本表反映{self.layout.word}本年度一般公共预算财政拨款基本支出明细情况。",
            head,
            body,
        )
        last = len(made.rows) - 1
        return Printed(
            made.key,
            made.title,
            made.number,
            made.note,
            made.rows,
            (*made.merged, (last, 0, last, 1), (last, 3, last, 7)),
            made.head,
        )

    def three(self) -> Printed:
        """“三公”经费."""
        a, b = self.unit.amounts, self.unit.budget
        keys = ("three", "abroad", "car", "purchase", "running", "reception")
        names = ("合计", "因公出国（境）费", "小计", "公务用车购置费", "公务用车运行维护费", "公务接待费")
        scope = "一般公共预算财政拨款" if self.old else "财政拨款"
        title, note = (
            f"{scope}“三公”经费支出决算表",
            f"注：本表反映{self.layout.word}本年度“三公”经费支出预决算情况。",
        )
        head = Head()
        if self.layout.three == "rows":
            head.row(("项目", 1), ("预算数", 1), ("决算数", 1))
            shown = (
                "合计",
                "1.因公出国（境）费",
                "2.公务用车购置及运行维护费",
                "（1）公务用车购置费",
                "（2）公务用车运行维护费",
                "3.公务接待费",
            )
            return self._printed(
                "07",
                title,
                note,
                head,
                [[n, self.money(b[k]), self.money(a[k])] for n, k in zip(shown, keys, strict=True)],
            )
        car = "公务用车购置及运行维护费"
        under = [
            ("合计",),
            ("因公出国（境）费",),
            (car, "小计"),
            (car, names[3]),
            (car, names[4]),
            ("公务接待费",),
        ]
        if self.layout.three == "mixed":
            columns = [
                (*one, side) if len(one) == 2 else (*one, one[0], side)
                for one in under
                for side in ("预算数", "决算数")
            ]
            values = [self.money(side[one]) for one in keys for side in (b, a)]
            head.merged_columns(
                [
                    tuple(dict.fromkeys(one)) if len(set(one)) == 3 else (one[0], one[0], one[2])
                    for one in columns
                ]
            )
        else:
            columns = [
                (side, *one) if len(one) == 2 else (side, *one, *one)
                for side in ("预算数", "决算数")
                for one in under
            ]
            values = [self.money(side[one]) for side in (b, a) for one in keys]
            head.merged_columns(columns)
        if self.layout.lines:
            head.row(*((str(n), 1) for n in range(1, 13)))
        return self._printed("07", title, note, head, [values])
