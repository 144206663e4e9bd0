"""The sheets beside the tables in an audit: read once, told once, whole books of every format, older books, measured."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import msgspec.structs
import pytest

from juesuan.audit import view as view_module
from juesuan.audit.audit import audit_book
from juesuan.audit.report import fingerprint
from juesuan.audit.structural.beside import place_of
from juesuan.audit.view import REQUIREMENTS, View
from juesuan.book.facts import Facts
from juesuan.book.file import FileBook
from juesuan.book.read_facts import read_facts
from juesuan.book.sheets import all_sections
from juesuan.findings import Finding, Level
from juesuan.money import round_wan
from juesuan.spec.model import Cell, RowKind
from tests.audit.beside import WAN, budget, fact, facts, row
from tests.audit.views import SAMPLE, reads_well, told, view_of, view_of_bytes
from tests.book.test_read_rows import Cells, Value, changed
from tests.books import book_bytes

BESIDE = [key for key in REQUIREMENTS if key[0] in "DF"]


def audited(cells: Cells | None = None) -> list[Finding]:
    data = changed(book_bytes(SAMPLE), cells) if cells else book_bytes(SAMPLE)
    return list(audit_book(FileBook.from_bytes(data)).findings)


def test_all_that_is_true_of_the_sample() -> None:
    """With the sheets beside its tables; without them see test_truth."""
    found = [one for one in audited() if one.rule != "adjustment"]
    assert [(one.rule, one.level, one.place) for one in found] == [
        ("table-not-filled", Level.EXPLAIN, "公开05表"),
        ("table-not-filled", Level.EXPLAIN, "公开07表"),
        ("table-not-filled", Level.EXPLAIN, "公开10表"),
        ("D09", Level.EXPLAIN, "预算数!D71"),
        ("C07", Level.HINT, "变动原因!D5"),
    ]


def test_the_sheets_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(*arguments: object) -> object:
        calls.append(arguments)
        return read_facts(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(view_module, "read_facts", counted)
    audited()
    assert len(calls) == 1


def test_what_cannot_be_read_is_told_once() -> None:
    cells: Cells = {
        fact("operating_costs", "prior"): "约600",
        fact("reception_batches"): "五批",
        fact("staff"): 3.5,
        budget("2040219"): "待定",
        row("causes", 0, "amount"): "若干",
        row("receptions", 0, "persons"): "几人",
        row("projects", 0, "actual"): "待定",
    }
    counts = (fact("reception_batches"), fact("staff"), row("receptions", 0, "persons"))
    found = [one for one in audited(cells) if one.place in cells]
    assert sorted((one.rule, one.place) for one in found) == sorted(
        ("bad-count" if place in counts else "A42", place) for place in cells
    )
    for one in found:
        assert one.level is Level.ERROR
        reads_well(one)
    others = {one.rule for one in audited(cells)} - {one.rule for one in audited()}
    assert others <= {"A42", "bad-count", "D16"}, others
    # nothing is said about a figure that is not there


def test_an_answer_belongs_to_its_figures() -> None:
    """A finding about numbers of things is another one when the numbers are others."""
    first, second, third = (
        fingerprint(told(view_of(facts(staff=number)), "D27")[0]) for number in (460, 460, 470)
    )
    assert first == second
    assert first != third


# ---- books of every format, whole


THREE = ("abroad", "purchase", "running", "reception")


class Written:
    """A made-up book, and entries beside its tables that agree with it as printed."""

    def __init__(self, name: str) -> None:
        self.view = view_of(name=name)
        self.cells: dict[str, Value] = {}
        form = self.view.format
        self.three = next(one.key for one in form if "三公" in one.title)
        self.general = next(one for one in form if one.title == "一般公共预算财政拨款支出决算表")
        self.spent = {one: self.printed(self.three, "amount", one) for one in THREE}
        self.other()
        self.budget()
        self.projects()

    def printed(self, *cell: str) -> float:
        return round_wan(self.view.value(Cell(*cell))) / WAN

    def put(self, section: str, line: int, /, **fields: Value) -> None:
        for column, value in fields.items():
            self.cells["!".join(place_of(self.view, section, line, column))] = value

    def first(self, section: str) -> int:
        return all_sections(self.view.format)[section].first

    def other(self) -> None:
        basic = next(one for one in self.view.format if "public" in one.fixed_rows)
        guests = int(self.spent["reception"] > 0)
        amounts = {
            "operating_costs": self.printed(basic.key, "public", basic.panel_of("public").amounts[0].key),
            "reception_domestic": self.spent["reception"], "reception_foreign": 0, "procurement": 30,
            "procurement_goods": 10, "procurement_works": 15, "procurement_services": 5, "procurement_sme": 20,
            "procurement_micro": 5, "reserved_sme": 20, "reserved_micro": 10, "awarded_sme": 20, "awarded_micro": 10,
            "awarded_other": 3,
        }  # fmt: skip
        counts = {
            "missions": int(self.spent["abroad"] > 0), "vehicles_bought": int(self.spent["purchase"] > 0),
            "reception_batches": guests, "reception_persons": 4 * guests, "vehicles": 3, "vehicles_other": 3,
            "kind_sedan": 3, "cars": 2, "staff": 9, "staff_active": 9, "staff_retired": 0, "staff_other": 0,
            "perf_assessed": 1, "perf_targets": 1, "perf_self": 1, "perf_good": 1, "perf_problems": 2, "perf_solved": 1,
            "perf_open": 1,
        }  # fmt: skip
        for section, given in (("amounts", amounts), ("counts", counts)):
            known = getattr(self.view.facts, section)
            for code in given.keys() & known.keys():
                self.put(section, known[code].row, current=given[code])
        if guests:
            self.put(
                "receptions",
                self.first("receptions"),
                subject="来访",
                persons=4,
                amount=amounts["reception_domestic"],
            )

    def budget(self) -> None:
        for code, amount in self.spent.items():
            stated = self.view.standing.values.get(Cell(self.three, "amount", f"budget_{code}"))
            full = amount if stated is None else round_wan(stated) / WAN
            self.put("three", self.view.facts.three[code].row, opening=amount, full=full, reason="按实际支付")
        codes = [one for one, kind in self.view.trees[self.general.key].kinds.items() if kind is RowKind.LEAF]
        for line, code in enumerate(codes, self.first("items")):
            amount = self.printed(self.general.key, code, "total")
            self.put("items", line, code=code, opening=amount, full=amount)

    def projects(self) -> None:
        columns = ("budget", "budget_appropriation", "actual", "actual_appropriation")
        self.put("projects", self.first("projects"), project="设备购置", **dict.fromkeys(columns, 0.01))
        marks = dict.fromkeys(("assessed", "targets", "self"), "√")
        self.put("managed", self.first("managed"), project="设备购置", **marks)


@pytest.mark.parametrize(
    "name",
    [
        f"{form}:{precision}:{seed}"
        for form in ("sichuan-2020", "sichuan-2024", "shanghai-2024")
        for precision in ("exact", "rounded")
        for seed in (3, 8)
    ],
)
def test_a_book_that_is_filled_in_throughout(name: str) -> None:
    cells = Written(name).cells
    view = view_of_bytes(changed(book_bytes(name), cells))
    assert view.fact_faults == ()
    found = [str(one) for key in BESIDE for one in told(view, key)]
    assert found == []
    assert len(view.facts.items) == sum(1 for place in cells if place.startswith("预算数!A"))


@pytest.mark.parametrize(
    "name",
    ["sichuan-2020:exact:6", "sichuan-2024:rounded:4", "shanghai-2024:exact:5", "shanghai-2024:rounded:2"],
)
def test_lists_that_nobody_has_begun_give_one_hint_each_at_most(name: str) -> None:
    found = [one for key in BESIDE for one in told(view_of(name=name), key)]
    assert {one.level for one in found} <= {Level.HINT}
    assert max(Counter(one.sheet for one in found).values(), default=0) <= 1


def test_a_format_without_such_sheets() -> None:
    view = view_of()
    form = view.format
    bare = [one for one in form.sheets.after if one.key in ("checks", "prior")]
    sheets = msgspec.structs.replace(form.sheets, after=bare)
    accounts = replace(view.accounts, format=replace(form, sheets=sheets))
    without = View(accounts, view.standing, view.read, view.source)
    assert without.facts == Facts()
    assert [one for key in (*BESIDE, "C04", "C07") for one in told(without, key)] == []


# ---- how much of what can be mistyped is found

UNSEEN = {
    # nothing else speaks of them
    "running", "mission_persons", "foreign_batches", "foreign_persons", "equipment_general", "equipment_special",
    "units", "perf_monitored", "perf_own",
    # only bounded from above
    "procurement_sme", "procurement_micro", "reception_batches",
}  # fmt: skip


def test_a_figure_that_is_off_is_seen() -> None:
    """Each typed figure of 其他重要事项 a little more: all but those that nothing speaks of are found."""
    data = book_bytes(SAMPLE)
    keys = [*BESIDE, "C04"]
    unseen = set()
    for code, one in {**view_of().facts.amounts, **view_of().facts.counts}.items():
        if one.current is None:
            continue
        more = one.current + 1 if code in view_of().facts.counts else round(one.current / WAN + 0.05, 2)
        view = view_of_bytes(changed(data, {fact(code): more}))
        found = {str(each) for key in keys for each in told(view, key)}
        if not found - {str(each) for key in keys for each in told(view_of(), key)}:
            unseen.add(code)
    assert unseen == UNSEEN
