"""Made-up ledgers: random, but such as a unit could have.

Every fund and functional code balances (opening + income = expenditure + closing, with surplus used and
distributed for money that is no appropriation), nothing is negative, codes never nest, basic expenditure
stays within the sections that the format has for it, and budgets of the three public expenses are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from juesuan.ledger.entry import APPROPRIATIONS, FUNDS, Entry
from juesuan.spec.model import Format, Ledger, RowKind

BUDGETS: Final = {"general": "一般公共预算", "fund": "政府性基金", "capital": "国有资本经营"}
"""The appropriations as the functional code list names them; a code without a name belongs to the first."""

PRINTED: Final = 5_000
"""The least amount in 分 that two decimals of 万元 show."""

BASIC: Final = {"flow": ("expenditure",), "fund": ("general",), "nature": ("basic",)}
WEIGHTS: Final = {"general": 14, "fund": 3, "capital": 2}
NATURE_WEIGHTS: Final = {
    "general": {"basic": 5, "project": 4},
    "fund": {"basic": 1, "project": 4},
    "capital": {"basic": 1, "project": 3},
    "operating": {"operating": 1},
}
OWN_NATURES: Final = {"basic": 4, "project": 4, "remittance": 1, "subsidy": 1}

Leaves = Mapping[str, Sequence[str]]
"""The functional codes of each fund."""


def generate(  # noqa: PLR0913 - a ledger has this many sides
    format: Format,  # noqa: A002 - the word of the whole package
    *,
    seed: int,
    codes: int = 12,
    entries: int = 200,
    largest: int = 5 * 10**9,
    dust: bool = False,
) -> list[Entry]:
    """Return a ledger; the same arguments give the same one.

    Up to ``codes`` functional codes are used and ``entries`` bookings of expenditure are made, none above
    ``largest`` 分; income, carry-overs and budgets come on top. Without ``dust`` each cell of a table is zero
    or at least 50 元, the least that is printed as 0.01 万元, though single bookings start from 1 分; with it
    some cells hold less, which printed tables show as nothing.
    """
    random = Random(seed)  # noqa: S311 - no secret
    words = _Vocabulary.of(format)
    amounts = _Amounts(random, 1 if dust else PRINTED, max(largest, 2 * PRINTED))
    leaves = _choose_leaves(random, words, codes)
    ledger = _expenditure(random, words, leaves, amounts, entries)
    ledger += _balances(random, leaves, ledger, amounts)
    ledger += _budgets(random, words, leaves, ledger, amounts)
    random.shuffle(ledger)
    return ledger


@dataclass(frozen=True)
class _Vocabulary:
    """What a format lets a ledger say: functional sections with their items by fund, economic sections."""

    functional: Mapping[str, Mapping[str, tuple[str, ...]]]
    sections: tuple[str, ...]
    basic: tuple[str, ...]
    budgets: tuple[Ledger, ...]

    @classmethod
    def of(cls, format: Format) -> _Vocabulary:  # noqa: A002
        columns = [one for table in format for panel in table.panels for one in panel.columns]
        return cls(
            functional={fund: _functional(format, name) for fund, name in BUDGETS.items()},
            sections=tuple(code for code in format.classifications["economic"].codes if len(code) == 5),
            basic=tuple(_basic_sections(format)),
            budgets=tuple(one.ledger for one in columns if one.ledger.get("flow") == ("budget",)),
        )

    @property
    def public(self) -> frozenset[str]:
        """The sections of the three public expenses."""
        return frozenset(code for one in self.budgets for code in one["economic"])


def _functional(format: Format, budget: str) -> dict[str, tuple[str, ...]]:  # noqa: A002
    """Return the sections (款) of a budget with their items, in classes that the format has a row for."""
    codes = format.classifications["functional"].codes
    classes = {row for table in format for row in table.fixed_rows if row in codes}
    items: defaultdict[str, list[str]] = defaultdict(list)
    for code in codes:
        if len(code) == 7:
            items[code[:5]].append(code)
    return {
        code: tuple(items[code])
        for code, one in codes.items()
        if len(code) == 5 and code[:3] in classes and (one.group or BUDGETS["general"]) == budget
    }


def _basic_sections(format: Format) -> Iterator[str]:  # noqa: A002
    """Yield the fixed economic rows of the table of basic expenditure."""
    for table in format:
        for key, (panel, row) in table.fixed_rows.items():
            if row.kind is RowKind.LEAF and any(dict(one.ledger) == BASIC for one in panel.amounts):
                yield key


@dataclass(frozen=True)
class _Amounts:
    """Amounts of all scales; ``least`` is the least that a cell may hold beside zero."""

    random: Random
    least: int
    largest: int

    def some(self, least: int = 1) -> int:
        """Return an amount whose number of binary digits is as random as the digits."""
        digits = self.random.randint(least.bit_length(), self.largest.bit_length())
        return self.random.randint(least, max(least, min(self.largest, 1 << digits)))

    def maybe(self, chance: float) -> int:
        """Return an amount for a cell of its own, or zero."""
        return self.some(self.least) if self.random.random() < chance else 0

    def split(self, whole: int) -> tuple[int, int]:
        """Return two parts, either of which may be zero."""
        lot = self.random.random()
        if lot < 0.1:
            return whole, 0
        if lot < 0.4 or whole < 2 * self.least:
            return 0, whole
        first = self.random.randint(self.least, whole - self.least)
        return first, whole - first


def _choose_leaves(random: Random, words: _Vocabulary, count: int) -> Leaves:
    """Choose the codes of each fund; money that is no appropriation shares those of ``general``."""
    fund = min(random.choice([0, 1, 2, max(count // 4, 1)]), count - 1) if count > 1 else 0
    capital = random.choice([0, 1, 2]) if count > fund + 2 else 0
    general = _choose(random, words.functional["general"], max(count - fund - capital, 1))
    leaves: dict[str, Sequence[str]] = {
        "general": general[: max(len(general) - len(general) // 6, 1)],  # the last few have other money only
        "fund": _choose(random, words.functional["fund"], fund),
        "capital": _choose(random, words.functional["capital"], capital),
    }
    for one in random.sample(FUNDS[3:], random.randint(0, len(FUNDS) - 3)):
        leaves[one] = random.sample(general, random.randint(1, max(len(general) // 2, 1)))
        leaves[one] = sorted({*leaves[one], *general[len(leaves["general"]) :]})
    return {one: leaves[one] for one in FUNDS if leaves.get(one)}


def _choose(random: Random, sections: Mapping[str, tuple[str, ...]], count: int) -> list[str]:
    """Choose codes that do not nest: a few items of a section, or the section itself."""
    found: list[str] = []
    for section in sorted(sections, key=lambda one: random.random() * (1 if sections[one] else 3)):
        items = sections[section]
        if len(found) >= count:
            break
        if not items or random.random() < 0.15:
            found.append(section)
        else:
            found += random.sample(items, min(len(items), random.randint(1, 4), count - len(found)))
    return found


def _expenditure(
    random: Random, words: _Vocabulary, leaves: Leaves, amounts: _Amounts, count: int
) -> list[Entry]:
    """Book each combination once with an amount that shows, then the rest of any size on the same ones."""
    blanks = [_blank(random, words, leaves) for _ in range(max(count * 3 // 5, 1))]
    ledger = [replace(one, amount=amounts.some(amounts.least)) for one in dict.fromkeys(blanks)]
    while len(ledger) < count:
        ledger.append(replace(random.choice(blanks), amount=amounts.some()))
    return ledger


def _blank(random: Random, words: _Vocabulary, leaves: Leaves) -> Entry:
    """Return an expenditure without amount."""
    fund = _weighted(random, {one: WEIGHTS.get(one, 1) for one in leaves})
    nature = _weighted(random, NATURE_WEIGHTS.get(fund, OWN_NATURES))
    sections = words.basic if nature == "basic" else words.sections
    if random.random() < 0.12:
        sections = tuple(one for one in sections if one in words.public) or sections
    project = f"项目{random.choice('一二三四')}" if nature == "project" else ""
    functional, economic = random.choice(leaves[fund]), random.choice(sections)
    return Entry("expenditure", fund, nature, functional, economic, project, 0)


def _weighted(random: Random, weights: Mapping[str, int]) -> str:
    return random.choice([one for one, weight in weights.items() for _ in range(weight)])


def _balances(random: Random, leaves: Leaves, spent: Sequence[Entry], amounts: _Amounts) -> list[Entry]:
    """Book what each fund and code had, got and kept, so that nothing is left over."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one in spent:
        sums[one.fund, one.functional] += one.amount
    found: list[Entry] = []
    for fund, codes in leaves.items():
        for code in codes:
            flows = _balance(random, sums[fund, code], amounts, appropriated=fund in APPROPRIATIONS)
            found += [Entry(flow, fund, "", code, "", "", amount) for flow, amount in flows if amount]
    return found


def _balance(
    random: Random, spent: int, amounts: _Amounts, *, appropriated: bool
) -> Iterator[tuple[str, int]]:
    closing = amounts.maybe(0.5)
    distribution = 0 if appropriated else amounts.maybe(0.2)
    opening, income = amounts.split(spent + closing + distribution)
    used = 0
    if not appropriated and random.random() < 0.3:
        used, income = amounts.split(income)
    first = random.randint(0, income)  # two bookings of one cell: either may be of any size
    yield from (("opening", opening), ("closing", closing), ("income", first), ("income", income - first))
    yield from (("surplus_used", used), ("distribution", distribution))


def _budgets(
    random: Random, words: _Vocabulary, leaves: Leaves, ledger: Sequence[Entry], amounts: _Amounts
) -> list[Entry]:
    """Book a budget, at least what was spent, for each of the three public expenses in the format."""
    found: list[Entry] = []
    for selector in words.budgets:
        funds = [one for one in selector["fund"] if one in leaves]
        if not funds:
            continue
        sections = selector["economic"]
        spent = sum(
            one.amount
            for one in ledger
            if one.flow == "expenditure" and one.fund in funds and one.economic in sections
        )
        fund = random.choice(funds)
        amount = spent + amounts.maybe(0.5)
        if amount:
            code = random.choice(leaves[fund])
            found.append(Entry("budget", fund, "", code, random.choice(sections), "", amount))
    return found
