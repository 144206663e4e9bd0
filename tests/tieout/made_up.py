"""Accounts that templates are filled from: a sound book, its year and unit changed, other matters and budgets added."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from juesuan.analysis.names import code_name
from juesuan.analysis.numbers import Numbers, cell_of
from juesuan.book.facts import Fact, Facts
from juesuan.money import FEN_PER_WAN
from juesuan.spec.model import Cell
from juesuan.tieout.world import Known, Member, World
from juesuan.tieout_file import book_world
from tests.tieout.sound import sound_bytes

FORM = "sichuan-2020"
CENT = Decimal("0.01")
COUNTS = {
    "missions": (3, 2), "mission_persons": (7, 5), "reception_batches": (46, 52), "reception_persons": (388, 431),
    "foreign_batches": (2, 1), "foreign_persons": (11, 4), "vehicles_bought": (2, 1), "vehicles": (37, 36),
    "vehicles_leaders": (2, 2), "vehicles_secure": (3, 3), "vehicles_emergency": (5, 4), "vehicles_enforcement": (16, 16),
    "vehicles_special": (6, 6), "vehicles_retired": (1, 1), "vehicles_other": (4, 4), "kind_sedan": (18, 17),
    "kind_offroad": (9, 9), "kind_minibus": (5, 5), "kind_bus": (3, 3), "kind_other": (2, 2),
    "equipment_general": (4, 3), "equipment_special": (1, 1),
}  # fmt: skip
AMOUNTS = {
    "procurement": ("2059.00", "1874.36"), "procurement_goods": ("321.45", "402.18"),
    "procurement_works": ("1280.60", "960.00"), "procurement_services": ("456.95", "512.18"),
    "procurement_sme": ("1647.20", "1405.77"), "procurement_micro": ("988.32", "843.46"),
    "reception_foreign": ("12.34", "8.06"),
}  # fmt: skip
LOOSE = {
    "performance": "3456.78", "projects": "12", "plain_cars": "15", "common_cars": "17", "batches_of_training": "9", "staff": "213", "score": "92.50",
    "meetings": "18.44", "meetings_prior": "20.31", "training": "25.06",
}  # fmt: skip
"""What no workbook says."""
SINGLE = {
    "surplus": "x:01|surplus_used|amount",
    "distribution": "x:01|distribution|amount",
    "fiscal_income": "x:04|income_total|income",
    "fiscal_expenditure": "x:04|expenditure_total|total",
}
LISTS = {"income": "income_parts", "expenditure": "expenditure_parts"}
RESTS = {
    "own_income": ("income_parts", ("general", "fund", "capital")),
    "income_rest": ("income_parts", ("general", "fund")),
    "expenditure_rest": ("expenditure_parts", ("basic", "project")),
}
"""Lists without some of their members."""
CODED = ("class_parts", "items", "fund_items", "capital_items")
NOTHING = ("abroad", "purchase", "fund", "capital")
NO_COUNTS = ("missions", "mission_persons", "vehicles_bought", "foreign_batches", "foreign_persons")
THIRD = Decimal("0.31")
"""Roughly the part of 公用经费 that is 机关运行经费."""
STAGES = ("", "年初", "全年")
BUDGETS = ("abroad", "purchase", "running", "reception")


@dataclass(frozen=True)
class Part:
    """A member of a list: its key for fields, the names that a template may call it."""

    key: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class MadeUp:
    """The accounts of a unit; amounts in 万元."""

    world: World

    @property
    def year(self) -> int:
        """The year of the accounts."""
        if self.world.year is None:
            raise ValueError("accounts without a year")
        return self.world.year

    @property
    def unit(self) -> str:
        """The unit's name."""
        return self.world.units[0]

    def current(self, name: str) -> Decimal:
        """Return this year's figure. Raises KeyError for what there is none of."""
        if name in LOOSE:
            return Decimal(LOOSE[name])
        return self._known(name, self.world.current(self._subject(name)))

    def prior(self, name: str) -> Decimal:
        """Return last year's figure."""
        return self._known(name, self.world.prior(self._subject(name)))

    def budget(self, name: str) -> Decimal:
        """Return the budget: that of the world, a made-up one for what has none."""
        stages = self.world.budgets.get(self._subject(name))
        return stages[""].value if stages else planned(self.current(name), len(name))

    def _known(self, name: str, known: Known | None) -> Decimal:
        if known is None:
            raise KeyError(name)
        return known.value

    def _subject(self, name: str) -> str:
        """Return the world's subject of a name: ``income.general`` is a member, ``m3`` of a list by its number."""
        if name in SINGLE:
            return SINGLE[name]
        key, dot, at = name.partition(".")
        if not dot:
            return name
        members = list(self.world.members((LISTS.get(key, key),)))
        if at.isdigit():
            return members[int(at)].subject
        return next(one.subject for one in members if at in one.subject.split(":")[1].split("|"))

    def members(self, key: str, *, zeros: bool) -> Iterator[Part]:
        """Yield the members of a list, those without an amount only where zeros are wanted."""
        key, without = RESTS.get(key, (key, ()))
        for number, one in enumerate(self.world.members((key,))):
            if set(without) & set(one.subject.split(":")[1].split("|")):
                continue
            if one.known is None or not (one.known.value or (zeros and "没有" not in one.known.place)):
                continue
            yield Part(f"{key}.{number}", self._names(one))

    def _names(self, one: Member) -> dict[str, str]:
        names = {"n": one.name, "bare": one.name.removesuffix("支出")}
        table, row, column = one.subject.partition(":")[2].split("|")
        coded = one.subject.partition(":")[0] in CODED
        if coded:
            name = code_name(numbers_of(self.world), Cell(table, row, column))
            item = f"{name.item_name}（项）" if name.item_name else ""
            full = f"{name.class_name}（类）{name.section_name}（款）{item}"
            names |= {"full": full, "class": name.class_name, "section": name.section_name, "code": row}
            names["lowest"] = f"{name.section_name}（款）{item}"
        return names


def planned(actual: Decimal, turn: int) -> Decimal:
    """Return a budget that differs from what was spent, above it or below; none where nothing was spent."""
    factor = (Decimal("1.07"), Decimal("0.94"), Decimal("1.25"), Decimal("1.013"))[turn % 4]
    if not actual:
        return actual
    budget = (actual * factor).quantize(CENT, ROUND_HALF_UP)
    return budget if budget != actual else actual + CENT


@cache
def base_world(seed: int, *, bare: bool = False) -> World:
    """Return the world of a sound book with other matters and budgets that fit it; ``bare``: with ``NOTHING``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "决算.xlsx"
        path.write_bytes(sound_bytes(FORM, seed))
        world = book_world(path)
    if bare:
        world = replace(world, numbers=_emptied(numbers_of(world)))
    world = replace(world, numbers=replace(numbers_of(world), facts=_facts(world, bare=bare)))
    return replace(world, budgets=_budgets(world))


def made_up(seed: int, year: int, unit: str, *, bare: bool = False) -> MadeUp:
    """Return the accounts of a seed as those of a unit and a year."""
    return MadeUp(replace(base_world(seed, bare=bare), year=year, units=(unit,)))


def numbers_of(world: World) -> Numbers:
    """Return the figures of a world that has some."""
    if world.numbers is None:
        raise ValueError("a world without figures")
    return world.numbers


def _emptied(numbers: Numbers) -> Numbers:
    """Return figures without what ``NOTHING`` names; the running of cars is what it was last year."""
    cells = {key: cell_of(one.value.terms[0]) for key, one in numbers.format.analysis.measures.items()}
    values, prior = dict(numbers.values), dict(numbers.accounts.prior)
    prior[cells["running"]] = values[cells["running"]]
    for one in (values, prior):
        one |= {cells[key]: 0 for key in NOTHING}
        one[cells["car"]] = one[cells["running"]]
        one[cells["three"]] = one[cells["car"]] + one[cells["reception"]]
    return replace(numbers, values=values, accounts=replace(numbers.accounts, prior=prior))


def _facts(world: World, *, bare: bool) -> Facts:
    accounts = MadeUp(world)
    facts = numbers_of(world).facts
    values = {key: (Decimal(now), Decimal(before)) for key, (now, before) in AMOUNTS.items()}
    foreign = values["reception_foreign"]
    values["reception_domestic"] = (
        accounts.current("reception") - foreign[0],
        accounts.prior("reception") - foreign[1],
    )
    public = (accounts.current("public"), accounts.prior("public"))
    values["operating_costs"] = ((public[0] * THIRD).quantize(CENT), (public[1] * THIRD).quantize(CENT))
    amounts = {
        key: replace(facts.amounts[key], current=int(now * FEN_PER_WAN), prior=int(before * FEN_PER_WAN))
        for key, (now, before) in values.items()
    }
    none = NO_COUNTS if bare else ()
    counts = {key: _count(facts, key, *((0, 0) if key in none else pair)) for key, pair in COUNTS.items()}
    return replace(facts, amounts={**facts.amounts, **amounts}, counts={**facts.counts, **counts})


def _count(facts: Facts, key: str, now: int, before: int) -> Fact:
    return replace(facts.counts[key], current=now, prior=before)


def _budgets(world: World) -> dict[str, dict[str, Known]]:
    """Return budgets that are the same at every stage."""
    accounts = MadeUp(replace(world, budgets={}))
    values = {key: planned(accounts.current(key), turn) for turn, key in enumerate(BUDGETS)}
    values["car"] = values["purchase"] + values["running"]
    values["three"] = values["abroad"] + values["car"] + values["reception"]
    items = [one for one in world.members(("items",)) if one.known is not None]
    for turn, one in enumerate(items):
        assert one.known is not None
        values[one.subject] = planned(one.known.value, turn)
    values["general"] = sum((values[one.subject] for one in items), Decimal(0))
    return {key: dict.fromkeys(STAGES, Known(value, "预算数")) for key, value in values.items()}
