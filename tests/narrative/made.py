"""Made-up books for the report: another year before, budgets, causes, facts, so that every sentence gets its turn.

What a book holds follows from format and seed alone. The amounts of the tables are those of ``tests.books``; everything
else is drawn here, each field on its own, so that a measure may be new in one book, gone in another and unknown in a third.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from juesuan.analysis.numbers import Numbers, cell_of
from juesuan.book.accounts import Accounts
from juesuan.book.facts import Facts
from juesuan.book.sheets import all_sections
from juesuan.compute.recompute import recompute
from juesuan.money import format_wan, round_wan
from juesuan.regenerate import new_book
from juesuan.spec import load_format
from juesuan.spec.analysis import FACTS, Collection, Measure
from juesuan.spec.model import Cell, Format
from juesuan.template.entries import Entries
from tests.books import generated_accounts
from tests.narrative.made_tables import CENT, WAN, tables

Row = dict[str, object]
NARRATED = [
    one for one in ("sichuan-2020", "shanghai-2024", "sichuan-2024") if load_format(one).narrative.paragraphs
]
CAUSES = (
    "压减差旅费",
    "人员增加",
    "一次性项目结束，不再安排",
    "会议费上升",
    "政策调整",
    "上年基数较低。",
    "厉行节约",
)
GROUPS = ("减少项目经费", "增加人员经费", "其他专项")
REASONS = ("项目进度慢于预期", "年中追加人员经费；", "按实际需要安排。", "")
NOTES = ("", "执法执勤和应急", "不含陪同人员3人次", "按规定标准2.50万元以内安排。")


@dataclass(frozen=True)
class Made:
    """A made-up book: its accounts and the rows of the lists beside its tables."""

    accounts: Accounts
    entries: Entries


@lru_cache(maxsize=256)
def made(form: str, seed: int) -> Made:
    """Return the book of a seed."""
    random = Random(f"{form} {seed}")
    accounts = tables(random, form, seed)
    maker = _Maker(random, accounts, generated_accounts(form, seed + 1000, exact=True))
    return Made(replace(accounts, prior=maker.prior(), info=maker.cover()), maker.entries())


@lru_cache(maxsize=256)
def made_bytes(form: str, seed: int) -> bytes:
    """Return the workbook of a seed."""
    one = made(form, seed)
    return new_book(one.accounts.format, one.accounts, one.entries)


class _Maker:
    def __init__(self, random: Random, accounts: Accounts, last_year: Accounts) -> None:
        self.random = random
        self.form: Format = accounts.format
        self.accounts = accounts
        self.values = recompute(accounts).values
        self.last_year = last_year
        self.numbers = Numbers(accounts, self.values, Facts())
        self._prior: dict[Cell, int] = {}
        self.reasons = random.choice((REASONS, REASONS, ("",)))
        self.planned = random.choice(("mixed", "mixed", "mixed", "equal", "below", "above", "nothing"))

    def some(self) -> int:
        """An amount in 分: any size, now and then with more than two decimals of 万元."""
        size = self.random.choice((9, 99, 999, 9_999, 99_999, 999_999))
        step = self.random.choice((CENT, CENT, CENT, 100))
        return self.random.randint(1, size) * step

    # the year before

    def prior(self) -> dict[Cell, int]:
        """Last year's figures: none, those of another unit, or this year's; then each compared figure on its own."""
        style = self.random.choice(("unknown", "other", "other", "same", "totals"))
        found: dict[Cell, int] = {}
        if style == "other":
            split = self._split_cells()
            found = {
                cell: one for cell, one in recompute(self.last_year).values.items() if one or cell in split
            }
        elif style == "same":
            found = dict(self.values)
        elif style == "totals":
            found = {
                cell: one
                for cell, one in self.values.items()
                if cell.row in self.form.tables[cell.table].fixed_rows
            }
        measures = [] if self.random.random() < 0.15 else self.form.analysis.measures.values()
        for cell in (cell_of(term) for measure in measures for term in measure.value.terms):
            self._compared(found, cell)
        self._prior = found
        return found

    def _split_cells(self) -> set[Cell]:
        """The cells of fixed rows that changes are taken apart over: of these nothing is a figure too."""
        parts = [
            part
            for one in self.form.analysis.measures.values()
            for split in one.splits
            for part in split.parts
        ]
        return {
            cell
            for part in parts
            for cell in self.numbers.cells(part)
            if cell.row in self.form.tables[cell.table].fixed_rows
        }

    def _compared(self, found: dict[Cell, int], cell: Cell) -> None:
        lot = self.random.random()
        if cell.table == FACTS or lot < 0.4:
            return
        now = self.values.get(cell, 0)
        found.pop(cell, None)
        if lot < 0.85:
            found[cell] = self.random.choice(
                (0, now, now // 2, now + self.some(), max(now - self.some(), 0), self.some())
            )

    def cover(self) -> dict[str, str]:
        """The fields of the cover."""
        bases = ("年初预算数", "全年预算数", "")
        return {
            **self.accounts.info,
            "unit_name": "某市第12中学",
            "unit_short": self.random.choice(("", "12中")),
            "year": str(self.form.year),
            "unit_kind": self.random.choice(("", "行政单位", "事业单位")),
            "budget_basis": self.random.choice(bases),
            "budget_basis_three": self.random.choice(bases),
        }

    # the lists beside the tables

    def entries(self) -> Entries:
        """The rows of all lists."""
        return {
            "items": list(self._items()),
            "three": list(self._three()),
            "causes": list(self._causes()),
            "amounts": list(self._facts("amounts", self.some)),
            "counts": list(self._facts("counts", lambda: self.random.randint(1, 1500))),
            "receptions": [self._reception() for _ in range(self.random.choice((0, 0, 1, 2, 5)))],
            "projects": list(self._projects()),
            "managed": [self._managed(n) for n in range(self.random.choice((0, 1, 3)))],
            "attachments": list(self._attachments()),
        }

    def budget(self, actual: int) -> int | None:
        """A budget: equal, less and more than what was spent, nothing, not known; in some books the same for all."""
        choices: dict[str, Callable[[], int | None]] = {
            "equal": lambda: actual,
            "below": lambda: actual + self.some(),
            "above": lambda: round_wan(actual // 3) if actual else self.some(),
            "nothing": lambda: 0,
            "unknown": lambda: None,
        }
        return choices[self.planned if self.planned in choices else self.random.choice(list(choices))]()

    def _items(self) -> Iterator[Row]:
        columns = {one.key for one in all_sections(self.form)["items"].section.columns}
        rows = [
            row
            for one in self.form.analysis.collections.values()
            if one.budget
            for row in self._planned_items(one)
        ]
        for row in rows:
            yield {key: value for key, value in row.items() if key in columns}

    def _planned_items(self, one: Collection) -> Iterator[Row]:
        if self.random.random() < 0.2:
            return
        for cell in self.numbers.cells(one.rows):
            if self.planned != "mixed" or self.random.random() < 0.9:
                use = self.random.choice(("", "", "人员经费和3个项目。"))
                yield {**self._planned(cell.row, self.numbers.now(cell) or 0), "use": use}
        if self.random.random() < 0.4:
            code, full = self.random.choice(("2019999", "9990101")), self.random.choice((0, None, 5 * WAN))
            yield {
                "code": code,
                "name": self.random.choice(("其他专项", "")),
                "full": full,
                "opening": full and 0,
            }
        yield {"code": "合计", "name": "一般公共预算财政拨款支出", "reason": self.random.choice(self.reasons)}

    def _planned(self, code: str, actual: int) -> Row:
        return {
            "code": code,
            "opening": self.budget(actual),
            "full": self.budget(actual),
            "reason": self.random.choice(self.reasons),
        }

    def _three(self) -> Iterator[Row]:
        for measure in self.form.analysis.measures.values():
            single = len(measure.budget) == 1 and measure.budget != ("items",)
            if single and (self.planned != "mixed" or self.random.random() < 0.8):
                yield self._planned(measure.budget[0], self.numbers.current(measure.value) or 0)

    def _causes(self) -> Iterator[Row]:
        for measure in self.form.analysis.measures.values():
            if measure.explain == "no" or self.random.random() < 0.25:
                continue
            for _ in range(self.random.choice((0, 1, 1, 2, 4))):
                yield from self._cause(measure)

    def _cause(self, measure: Measure) -> Iterator[Row]:
        amount = self.random.choice((-1, 1)) * self.some()
        row: Row = {"measure": measure.label, "text": self.random.choice(CAUSES)}
        lot = self.random.random()
        if lot < 0.3:
            yield row
        elif lot < 0.5:
            yield {**row, "amount": amount}
        elif lot < 0.6:
            yield {
                **row,
                "text": f"会议费减少{format_wan(abs(amount), 2, thousands=False)}万元",
                "amount": amount,
            }
        elif lot < 0.7:  # it explains the whole change
            yield {
                **row,
                "amount": (self.numbers.current(measure.value) or 0)
                - sum(self._prior.get(cell_of(one), 0) for one in measure.value.terms),
            }
        elif lot < 0.75:
            yield {"measure": measure.label, "amount": amount, "item": self.random.choice(("", "会议费"))}
        else:
            group = self.random.choice(GROUPS)
            for part in (amount, -amount // 3, None)[: self.random.choice((1, 2, 3))]:
                said = f"购置2台设备{format_wan(abs(part or 0), 2, thousands=False)}万元"
                text = self.random.choice((*CAUSES, said, ""))
                yield {"measure": measure.label, "group": group, "text": text, "amount": part}

    def _facts(self, key: str, some: Callable[[], int]) -> Iterator[Row]:
        unknown, zero = self.random.choice(((0.1, 0.1), (0.1, 0.4), (0.8, 0.1), (0.3, 0.3)))
        blank = self.random.choice(
            (
                "kind_",
                "vehicles_",
                "procurement_",
                "perf_",
                "reserved",
                "staff_retired",
                "staff_active",
                "no one",
            )
        )
        for code, *_ in all_sections(self.form)[key].section.items:
            lot = self.random.random()
            row: Row = {"code": code, "note": self.random.choice(NOTES)}
            if lot > unknown and not code.startswith(blank):
                row["current"] = 0 if lot < unknown + zero else some()
                row["prior"] = self.random.choice((None, 0, row["current"], some()))
            yield row

    def _reception(self) -> Row:
        return {
            "subject": self.random.choice(("上级部门来访检查", "外地同行学习", "第3检查组来访。")),
            "persons": self.random.choice((None, 0, 8)),
            "amount": self.random.choice((None, 0, 12 * CENT, 1_005 * CENT)),
        }

    def _projects(self) -> Iterator[Row]:
        for n in range(self.random.choice((0, 1, 3))):
            actual = self.random.choice((0, self.some()))
            text = {
                key: self.random.choice(("", "完成5个点位的更新。"))
                for key in ("effect", "problem", "remedy")
            }
            name = self.random.choice((f"专项{n}期", "专项"))
            yield {
                "project": name,
                "actual": self.random.choice((actual, None)),
                "budget": self.budget(actual),
                **text,
            }

    def _managed(self, number: int) -> Row:
        marks = {key: self.random.choice(("", "√")) for key in ("assessed", "targets", "monitored", "self")}
        return {"project": f"专项{number}期", **marks, "result": self.random.choice(("", "达到年初目标95%"))}

    def _attachments(self) -> Iterator[Row]:
        for n in range(1, self.random.choice((1, 2, 4))):
            yield {
                "number": n,
                "title": "绩效评价报告",
                "text": self.random.choice(("", "共投入12.345万元。")),
            }
            more: Sequence[Row] = (
                {},
                {"number": n, "text": "一、2项工作均已完成"},
                {"number": n, "file": "评价2.docx"},
            )
            yield self.random.choice(more)
