"""Made-up accounts that hold together: two years of one unit, budgets, facts and causes that agree with the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from random import Random

from juesuan.analysis.numbers import Numbers, cell_of
from juesuan.book.accounts import FILLED, NO_DATA, Accounts
from juesuan.book.facts import Facts
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import recompute
from juesuan.ledger import Entry as LedgerEntry
from juesuan.ledger import fill, generate
from juesuan.money import round_wan
from juesuan.regenerate import new_book
from juesuan.spec import load_format
from juesuan.template.entries import Entries
from tests.years import following, sums

CENT = 10_000
Row = dict[str, object]
CAUSES = ("人员增加，公用经费相应增长", "压减一般性支出", "上年一次性项目已经结束", "项目按进度支付")
REASONS = ("部分项目结转下年支付", "厉行节约，压减支出", "人员减少")
UNITS = ("某市水务局", "某县农业农村局", "某市第二中学", "某区文化馆", "某市公安局交通管理支队")


@cache
def sound_bytes(form: str, seed: int) -> bytes:
    """The workbook of a seed."""
    accounts, entries = sound(form, seed)
    return new_book(accounts.format, accounts, entries)


def sound(form: str, seed: int) -> tuple[Accounts, Entries]:
    random = Random(f"sound {form} {seed}")
    loaded = load_format(form)
    before = _in_cents(generate(loaded, seed=seed, codes=random.choice((4, 8, 12))))
    last = fill(loaded, before, exact=True).accounts
    ledger = _in_cents(following(loaded, before, seed=seed + 5000, codes=random.choice((4, 8, 12))))
    accounts = fill(loaded, ledger, exact=True).accounts
    basis = random.choice(("年初预算数", "全年预算数"))
    info = {
        **accounts.info,
        "unit_name": random.choice(UNITS),
        "unit_short": "",
        "year": str(loaded.year),
        "unit_kind": "行政单位",
        "budget_basis": basis,
        "budget_basis_three": basis,
    }
    values = recompute(accounts).values
    filled = {cell.table for cell, amount in values.items() if amount}
    status = {key: FILLED if key in filled else NO_DATA for key in loaded.tables}
    accounts = replace(accounts, prior=dict(recompute(last).values), info=info, status=status)
    accounts = _within_budget(accounts)
    return accounts, _Sound(random, accounts).entries()


def _in_cents(ledger: Iterable[LedgerEntry]) -> tuple[LedgerEntry, ...]:
    """Round every booking to 0.01 万元, so that the printed tables foot; income or what is left makes up for it."""
    rounded = [replace(one, amount=round_wan(one.amount)) for one in ledger]
    kept = [one for one in rounded if one.flow not in ("income", "closing")]
    had, spent = sums(rounded, "opening", "surplus_used"), sums(rounded, "expenditure", "distribution")
    left = sums(rounded, "closing")
    income = {(one.fund, one.functional): one for one in rounded if one.flow == "income"}
    for fund, code in sorted({*had, *spent, *left, *income}):
        key = fund, code
        need = spent[key] + left[key] - had[key]
        like = income.get(key) or LedgerEntry("income", fund, "", code, "", "", 0)
        if need > 0:
            kept.append(replace(like, amount=need))
        closing = left[key] + max(-need, 0)
        if closing:
            kept.append(LedgerEntry("closing", fund, "", code, "", "", closing))
    return tuple(kept)


def _within_budget(accounts: Accounts) -> Accounts:
    """Let the public expenses be what was planned: more would have to be explained."""
    numbers = Numbers(accounts, recompute(accounts).values, Facts())
    typed = dict(accounts.typed)
    for one in accounts.format.analysis.measures.values():
        if one.budget_value is not None:
            cell, spent = cell_of(one.budget_value.terms[0]), numbers.current(one.value)
            if cell in typed or spent:
                typed[cell] = spent or 0
    return replace(accounts, typed=typed)


class _Sound:
    def __init__(self, random: Random, accounts: Accounts) -> None:
        self.random = random
        self.form = accounts.format
        self.numbers = Numbers(accounts, recompute(accounts).values, Facts())
        self.measures = self.form.analysis.measures

    def now(self, key: str) -> int:
        measure = self.measures.get(key)
        return (self.numbers.current(measure.value) or 0) if measure is not None else 0

    def before(self, key: str) -> int:
        return self.numbers.prior(self.measures[key].value) or 0

    def entries(self) -> Entries:
        receptions = list(self._receptions())
        known = all_sections(self.form)
        found: dict[str, list[Row]] = {
            "items": list(self._items()),
            "three": list(self._three()),
            "causes": list(self._causes()),
            "amounts": [{"code": code, **row} for code, row in self._amounts().items()],
            "counts": [{"code": code, **row} for code, row in self._counts(receptions).items()],
            "receptions": receptions,
        }
        for key, rows in found.items():
            columns = {one.key for one in known[key].section.columns}
            codes = {code for code, *_ in known[key].section.items}
            rows[:] = [
                {name: value for name, value in row.items() if name in columns}
                for row in rows
                if key not in ("amounts", "counts") or row["code"] in codes
            ]
        return found

    def _planned(self, code: str, actual: int) -> Row:
        more = self.random.choice((0, 0, actual // 20, actual // 7)) // CENT * CENT
        planned = actual + more
        return {
            "code": code,
            "opening": planned,
            "full": planned,
            "reason": self.random.choice(REASONS) if more else "",
        }

    def _items(self) -> Iterator[Row]:
        for one in self.form.analysis.collections.values():
            if not one.budget:
                continue
            for cell in self.numbers.cells(one.rows):
                yield {
                    **self._planned(cell.row, self.numbers.now(cell) or 0),
                    "use": "保障机构运转和履行职责",
                }
            yield {"code": "合计", "name": "一般公共预算财政拨款支出", "reason": self.random.choice(REASONS)}

    def _three(self) -> Iterator[Row]:
        for measure in self.measures.values():
            if len(measure.budget) != 1 or measure.budget == ("items",):
                continue
            row = self._planned(measure.budget[0], self.numbers.current(measure.value) or 0)
            if (
                measure.budget_value is not None
                and (known := self.numbers.current(measure.budget_value)) is not None
            ):
                row |= {"opening": known, "full": known, "reason": self.random.choice(REASONS)}
            yield row

    def _causes(self) -> Iterator[Row]:
        for measure in self.measures.values():
            if measure.explain != "no":
                yield {"measure": measure.label, "text": self.random.choice(CAUSES)}

    def _amount(self) -> int:
        return self.random.randint(1, 90_000) * CENT

    def _amounts(self) -> dict[str, Row]:
        goods, works, services = (self.random.choice((0, self._amount())) for _ in range(3))
        whole = goods + works + services
        sme = whole * self.random.randint(0, 10) // 10 // CENT * CENT
        micro = sme * self.random.randint(0, 10) // 10 // CENT * CENT
        costs = self.now("public")
        reception = self.now("reception")
        found = {
            "operating_costs": {"current": costs, "prior": self.before("public")},
            "procurement": {"current": whole},
            "procurement_goods": {"current": goods},
            "procurement_works": {"current": works},
            "procurement_services": {"current": services},
            "procurement_sme": {"current": sme},
            "procurement_micro": {"current": micro},
            "reserved_sme": {"current": sme},
            "reserved_micro": {"current": micro},
            "awarded_sme": {"current": sme},
            "awarded_micro": {"current": micro},
            "awarded_other": {"current": whole - sme},
            "reception_domestic": {"current": reception},
            "reception_foreign": {"current": 0},
            "running": {"current": self.now("running")},
            "perf_targets_amount": {"current": self._amount()},
            "perf_monitored_amount": {"current": self._amount()},
            "perf_self_amount": {"current": self._amount()},
        }
        return {code: dict(row) for code, row in found.items()}

    def _receptions(self) -> Iterator[Row]:
        whole = self.now("reception")
        count = min(3, whole // CENT)
        for number in range(count):
            part = whole // count // CENT * CENT
            amount = part if number < count - 1 else whole - part * (count - 1)
            yield {"subject": f"外地同行来访学习{'甲乙丙'[number]}", "persons": 4 + number, "amount": amount}

    def _counts(self, receptions: list[Row]) -> dict[str, Row]:
        fleet = [self.random.choice((0, self.random.randint(1, 60))) for _ in range(7)]
        kinds = self._split(sum(fleet), 5)
        found = dict(
            zip(
                ("leaders", "secure", "emergency", "enforcement", "special", "retired", "other"),
                fleet,
                strict=True,
            )
        )
        counts = {f"vehicles_{name}": number for name, number in found.items()}
        counts |= dict(
            zip(("kind_sedan", "kind_offroad", "kind_minibus", "kind_bus", "kind_other"), kinds, strict=True)
        )
        persons = sum(int(str(one["persons"])) for one in receptions)
        counts |= {
            "vehicles": sum(fleet),
            "vehicles_ministry": 0,
            "vehicles_bought": min(2, sum(fleet)) if self.now("purchase") else 0,
            "missions": 2 if self.now("abroad") else 0,
            "mission_persons": 9 if self.now("abroad") else 0,
            "reception_batches": len(receptions),
            "reception_persons": persons,
            "foreign_batches": 0,
            "foreign_persons": 0,
            "equipment_general": self.random.randint(0, 5),
            "equipment_special": self.random.randint(0, 5),
            "equipment": self.random.randint(0, 5),
            "units": self.random.randint(0, 9),
            "perf_assessed": 4,
            "perf_targets": 4,
            "perf_monitored": 3,
            "perf_self": 3,
            "perf_own": 1,
            "perf_excellent": 2,
            "perf_good": 1,
            "perf_fair": 0,
            "perf_poor": 0,
        }
        return {code: {"current": number} for code, number in counts.items()}

    def _split(self, whole: int, parts: int) -> list[int]:
        cuts = sorted(self.random.randint(0, whole) for _ in range(parts - 1))
        return [after - before for before, after in zip([0, *cuts], [*cuts, whole], strict=True)]
