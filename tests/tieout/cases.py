"""A small unit with round figures, and what is found out about sentences of its report.

The accounts stand here in 万元, so that a test can be read beside them: what the tables say is ``NOW``, last year's
figures are ``BEFORE``, the budgets ``PLANNED``, what 其他重要事项 says ``MATTERS`` and ``COUNTED``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from juesuan.analysis.numbers import Numbers
from juesuan.book.accounts import FILLED, Accounts
from juesuan.book.facts import Fact, Facts
from juesuan.findings import Level
from juesuan.money import FEN_PER_WAN
from juesuan.spec import load_format
from juesuan.spec.model import Cell, Format
from juesuan.tieout.case import Case
from juesuan.tieout.claims import Claim, Measure, read_claims
from juesuan.tieout.document import Block, Document, Paragraph
from juesuan.tieout.issue import Coverage, Issue
from juesuan.tieout.lexicon import Lexicon, load_lexicon
from juesuan.tieout.naming import Naming
from juesuan.tieout.sections import located
from juesuan.tieout.tieout import tie_out
from juesuan.tieout.world import Known, World

UNIT = "某市劳动就业局"
YEAR = 2024
TITLE = f"{UNIT}{YEAR}年度部门决算"
HEADINGS = {
    "total": "一、收入支出决算总体情况说明",
    "income": "二、收入决算情况说明",
    "expenditure": "三、支出决算情况说明",
    "appropriation": "四、财政拨款收入支出决算总体情况说明",
    "general": "五、一般公共预算财政拨款支出决算情况说明",
    "structure": "（二）一般公共预算财政拨款支出决算结构情况",
    "items": "（三）一般公共预算财政拨款支出决算具体情况",
    "basic": "六、一般公共预算财政拨款基本支出决算情况说明",
    "three": "七、“三公”经费财政拨款支出决算情况说明",
    "fund": "八、政府性基金预算支出决算情况说明",
    "capital": "九、国有资本经营预算支出决算情况说明",
    "operating_costs": "（一）机关运行经费支出情况",
    "procurement": "（二）政府采购支出情况",
    "assets": "（三）国有资产占有使用情况",
    "glossary": "第三部分名词解释",
}
NOW = {
    "01|income_grand|amount": "120.00", "01|income_total|amount": "110.00", "01|opening|amount": "10.00",
    "01|general|amount": "100.00", "01|other|amount": "10.00", "01|expenditure_total|amount": "115.00",
    "01|closing|amount": "5.00", "03|total|basic": "85.00", "03|total|project": "30.00", "03|total|total": "115.00",
    "04|income_grand|income": "102.00", "04|income_total|income": "100.00", "04|opening|income": "2.00",
    "04|general|income": "100.00", "04|208|total": "90.00", "04|221|total": "10.00",
    "04|expenditure_total|total": "100.00", "04|closing|total": "2.00", "04|expenditure_total|general": "100.00",
    "06|total|total": "100.00", "06|total|basic": "80.00", "06|total|project": "20.00",
    "06|208|total": "90.00", "06|20801|total": "80.00", "06|2080101|total": "60.00", "06|2080101|basic": "60.00",
    "06|2080105|total": "20.00", "06|2080105|project": "20.00", "06|20805|total": "10.00",
    "06|2080505|total": "10.00", "06|2080505|basic": "10.00",
    "06|221|total": "10.00", "06|22102|total": "10.00", "06|2210201|total": "10.00", "06|2210201|basic": "10.00",
    "08|personnel|amount": "50.00", "08|30101|amount": "30.00", "08|30102|amount": "20.00",
    "08|public|amount": "30.00", "08|30201|amount": "18.00", "08|30211|amount": "12.00",
    "10|amount|total": "8.00", "10|amount|vehicles": "6.00", "10|amount|running": "6.00",
    "10|amount|reception": "2.00", "10|amount|budget_total": "8.60", "10|amount|budget_vehicles": "6.00",
    "10|amount|budget_running": "6.00", "10|amount|budget_reception": "2.60",
}  # fmt: skip
BEFORE = {
    "01|income_grand|amount": "96.00", "01|income_total|amount": "88.00", "01|expenditure_total|amount": "86.00",
    "04|income_grand|income": "81.00", "06|total|total": "80.00", "06|total|basic": "80.00",
    "08|personnel|amount": "50.00", "08|public|amount": "30.00", "10|amount|total": "8.50",
    "10|amount|abroad": "0.00", "10|amount|vehicles": "6.00", "10|amount|purchase": "0.00",
    "10|amount|running": "6.00", "10|amount|reception": "2.50", "06|2080101|total": "58.00",
}  # fmt: skip
PLANNED = {
    "general": "104.00",
    "2080101": "64.00",
    "2080105": "20.00",
    "2080505": "10.00",
    "2210201": "10.00",
}
MATTERS = {
    "operating_costs": ("30.00", "28.00"), "procurement": ("40.00", "36.00"), "procurement_goods": ("10.00", "9.00"),
    "procurement_works": ("25.00", "22.00"), "procurement_services": ("5.00", "5.00"),
    "procurement_sme": ("30.00", "27.00"), "procurement_micro": ("20.00", "18.00"),
}  # fmt: skip
COUNTED = {
    "reception_batches": (8, 10), "reception_persons": (56, 70), "vehicles": (5, 5), "vehicles_emergency": (2, 2),
    "vehicles_enforcement": (3, 3), "vehicles_bought": (0, 0), "missions": (0, 0), "mission_persons": (0, 0),
}  # fmt: skip
CODES = {"06": ("208", "20801", "2080101", "2080105", "20805", "2080505", "221", "22102", "2210201")}


def cells(amounts: Mapping[str, str]) -> dict[Cell, int]:
    """Amounts in 万元 by ``表|行|栏`` as money in 分 by cell."""
    return {Cell(*key.split("|")): int(Decimal(amount) * FEN_PER_WAN) for key, amount in amounts.items()}


@cache
def _form() -> Format:
    return load_format("sichuan-2020")


def accounts(
    now: Mapping[str, str] | None = None,
    *,
    codes: Iterable[str] = (),
    matters: Mapping[str, tuple[str, str]] | None = None,
    planned: Mapping[str, str] | None = None,
) -> World:
    """The small unit's figures, some of them changed or added; ``codes`` are more rows of its table of items."""
    form = _form()
    rows = {**CODES, "06": tuple(sorted((*CODES["06"], *codes)))}
    status = dict.fromkeys(form.tables, FILLED)
    base = Accounts(form, rows=rows, prior=cells(BEFORE), status=status)
    facts = Facts(
        amounts={key: _amount(key, *pair) for key, pair in {**MATTERS, **(matters or {})}.items()},
        counts={key: Fact(0, key, key, *pair, "") for key, pair in COUNTED.items()},
    )
    numbers = Numbers(base, cells({**NOW, **(now or {})}), facts)
    budgets = {**PLANNED, **(planned or {})}
    return World(
        load_lexicon(),
        form,
        numbers,
        YEAR,
        (UNIT,),
        {_subject(key): _budget(one) for key, one in budgets.items()},
    )


def _amount(key: str, now: str, before: str) -> Fact:
    return Fact(0, key, key, int(Decimal(now) * FEN_PER_WAN), int(Decimal(before) * FEN_PER_WAN), "")


def _subject(key: str) -> str:
    return f"items:06|{key}|total" if key.isdigit() else key


def _budget(amount: str) -> Mapping[str, Known]:
    return dict.fromkeys(("", "年初", "全年"), Known(Decimal(amount), "预算数"))


def nothing_known() -> World:
    """No figures at all, only the year and the unit: what remains is the arithmetic of the text."""
    return World(load_lexicon(), year=YEAR, units=(UNIT,))


def report(texts: str | Iterable[str], section: str = "total") -> Document:
    """A report of its title, one heading and sentences; texts that are headings themselves open further sections."""
    those = [texts] if isinstance(texts, str) else list(texts)
    return of_lines(TITLE, HEADINGS[section], *those)


def of_lines(*lines: str) -> Document:
    """A document of lines."""
    blocks: tuple[Block, ...] = tuple(Paragraph(text, line=at) for at, text in enumerate(lines, 1))
    return Document("txt", "报告.txt", blocks)


def case_of(document: Document, world: World | None = None, lexicon: Lexicon | None = None) -> Case:
    """Everything that a check looks at."""
    lexicon, world = lexicon or load_lexicon(), world or accounts()
    naming = Naming(world)
    paragraphs = located(document, lexicon)
    claims = list(read_claims(paragraphs, lexicon, naming))
    return Case(document, lexicon, world, naming, paragraphs, claims, Coverage(claims))


def issues(
    texts: str | Iterable[str],
    section: str = "total",
    world: World | None = None,
    check: Callable[[Case], Iterable[Issue]] | None = None,
) -> list[Issue]:
    """What is found in sentences of a section: by one check, or by all of them."""
    document = report(texts, section)
    if check is not None:
        return list(check(case_of(document, world)))
    return list(tie_out(document, world or accounts()).issues)


def claims(texts: str | Iterable[str], section: str = "total", world: World | None = None) -> list[Claim]:
    """What the figures of sentences claim."""
    return case_of(report(texts, section), world).claims


def said(claim: Claim) -> tuple[str, str, str]:
    """A claim in short: the figure as printed, what it measures, of what."""
    return claim.printed, claim.measure.value, subject(claim)


def subject(claim: Claim) -> str:
    """The subject of a claim; of an item or a member of a list only the code or the row, of a total row the column."""
    if ":" not in claim.subject:
        return claim.subject
    _, row, column = claim.subject.split("|")
    return column if row == "total" else row


def amounts_said(texts: str | Iterable[str], section: str = "total") -> list[tuple[str, str]]:
    """Figure and subject of every amount of this year that sentences state."""
    return [(one.printed, subject(one)) for one in claims(texts, section) if one.measure is Measure.AMOUNT]


def levels(found: Iterable[Issue]) -> list[tuple[str, Level]]:
    """Rule and level of what was found."""
    return [(one.rule, one.level) for one in found]


def rules(found: Iterable[Issue]) -> list[str]:
    """The rules of what was found."""
    return [one.rule for one in found]


def without_year(world: World) -> World:
    """The same figures of a report that does not say its year."""
    return replace(world, year=None)
