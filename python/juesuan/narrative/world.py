"""All that a report can speak of, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from juesuan.analysis.analyse import Analysed
from juesuan.analysis.lay_completions import project_keys
from juesuan.analysis.names import distinct
from juesuan.book.accounts import NO_DATA
from juesuan.book.facts import Managed
from juesuan.book.layout import address
from juesuan.book.sheets import COVER, COVER_VALUE, cover_row
from juesuan.narrative.things import Builder, sign_of
from juesuan.narrative.values import ABSENT, PRESENT, Figure, Thing, Value, Words
from juesuan.spec.model import Cell

MARKED = ("assessed", "targets", "monitored", "self")
NO_NAME = "本单位"
"""What a unit is called whose name does not stand on the cover yet."""


def make_world(analysed: Analysed, place_of: Callable[[Cell], str], zero: str = "0") -> dict[str, Value]:
    """Return everything that a field can begin with; ``place_of`` says where a cell of a table stands."""
    builder = Builder(analysed, place_of, zero)
    form = analysed.numbers.format
    world: dict[str, Value] = dict(_cover(builder))
    world |= {one.key: builder.measure(one) for one in form.analysis.measures.values()}
    world |= {one.key: builder.composition(one) for one in form.analysis.compositions.values()}
    world |= {one.key: builder.collection(one) for one in form.analysis.collections.values()}
    world["facts"] = _facts(builder)
    world["projects"] = tuple(_projects(builder))
    world["receptions"] = tuple(_receptions(builder))
    world["managed"] = _managed(builder)
    world["attachments"] = tuple(_attachments(builder))
    world["tables"] = tuple(_tables(builder))
    world["charts"] = _charts(builder)
    world["order"] = Thing("order", {"first": "1", "second": "2", "third": "3"})
    world["terms"] = ()
    return world


def _cover(builder: Builder) -> Iterable[tuple[str, Value]]:
    info = builder.numbers.accounts.info
    form = builder.numbers.format
    text = info.get("year", "").strip() or str(form.year)
    year = int(text) if text.isdigit() else form.year
    place = f"{COVER}!{address(cover_row(form, 'year'), COVER_VALUE)}"
    unit = builder.cover("unit_name") or Words(NO_NAME)
    yield "year", Figure(str(year), "cover.year", place)
    yield "last_year", Figure(str(year - 1), "cover.last_year", place)
    yield "unit", unit
    yield "short", builder.cover("unit_short") or unit
    yield "unit_kind", builder.cover("unit_kind")


def _facts(builder: Builder) -> Thing:
    values: dict[str, Value] = {}
    for one in builder.facts.amounts.values():
        values[one.code] = builder.fact(one, "amounts", "money")
    for one in builder.facts.counts.values():
        values[one.code] = builder.fact(one, "counts", "count")
    lists = {name: tuple(_known(values, codes)) for name, codes in _groups(values).items()}
    return Thing("list of facts", {**values, **lists})


def _groups(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the facts that are listed together: vehicles by kind and by use, equipment, what was purchased."""
    known = list(codes)
    return {
        "kinds": [one for one in known if one.startswith("kind_")],
        "uses": [one for one in known if one.startswith("vehicles_") and one != "vehicles_bought"],
        "equipment": [one for one in known if one.startswith("equipment_")],
        "purchases": [f"procurement_{one}" for one in ("goods", "works", "services")],
    }


def _known(values: Mapping[str, Value], codes: Iterable[str]) -> Iterable[Thing]:
    for code in codes:
        one = values.get(code)
        if isinstance(one, Thing) and one.values["amount"] is not None:
            yield one


def _tables(builder: Builder) -> Iterable[Thing]:
    for one in builder.numbers.format:
        empty = builder.numbers.accounts.status.get(one.key) == NO_DATA
        yield Thing("table", {"title": Words(one.title), "empty": PRESENT if empty else ABSENT})


def _charts(builder: Builder) -> Thing:
    form = builder.numbers.format
    sheet = next((one.sheet for one in form.sheets.after if one.key == "charts"), "")
    charts = {
        one.key: Thing(
            "chart", {"number": Figure(str(n), f"charts.{one.key}", sheet), "title": Words(one.title)}
        )
        for n, one in enumerate(form.analysis.charts.values(), 1)
    }
    return Thing("list of charts", charts)


def _projects(builder: Builder) -> Iterable[Thing]:
    for key, one in project_keys(builder.facts):
        texts = {
            name: builder.typed("projects", one.row, name, getattr(one, name))
            for name in ("project", "objective", "result", "effect", "problem", "remedy")
        }
        equal = builder.text_of("completions", key, "judged") == "等于"
        yield Thing("project", {
            **texts,
            "budget": builder.amount_of("completions", key, "base"),
            "actual": builder.amount_of("completions", key, "current"),
            "completion": builder.rate_of("completions", key, whole=equal),
            "standing": builder.text_of("completions", key, "judged"),
        })  # fmt: skip


def _receptions(builder: Builder) -> Iterable[Thing]:
    names = distinct(one.subject.strip() for one in builder.facts.receptions)
    for name, one in zip(names, builder.facts.receptions, strict=True):
        persons = None
        if one.persons is not None:
            place = builder.place("receptions", one.row, "persons")
            persons = Figure(str(one.persons), f"receptions.{name}.persons", place)
        amount = None
        if one.amount is not None:
            place = builder.place("receptions", one.row, "amount")
            amount = builder.signed(one.amount, f"receptions.{name}.amount", place)
        yield Thing("reception", {
            "subject": builder.typed("receptions", one.row, "subject", one.subject),
            "date": builder.typed("receptions", one.row, "date", one.date),
            "persons": persons,
            "amount": amount,
        })  # fmt: skip


def _managed(builder: Builder) -> Thing:
    def named(mark: str) -> tuple[Thing, ...]:
        rows = [one for one in builder.facts.managed if getattr(one, mark) and one.project.strip()]
        return tuple(_project_name(builder, one) for one in rows)

    results = [one for one in builder.facts.managed if one.result.strip() and one.project.strip()]
    lists = {mark: named(mark) for mark in MARKED}
    return Thing(
        "list of projects", {**lists, "result": tuple(_project_name(builder, one) for one in results)}
    )


def _project_name(builder: Builder, one: Managed) -> Thing:
    return Thing("project", {
        "project": builder.typed("managed", one.row, "project", one.project),
        "result": builder.typed("managed", one.row, "result", one.result),
    })  # fmt: skip


def _attachments(builder: Builder) -> Iterable[Thing]:
    number = 0
    names = distinct(one.title.strip() for one in builder.facts.attachments)
    for name, one in zip(names, builder.facts.attachments, strict=True):
        number = number + bool(one.title.strip()) if one.number is None else one.number
        place = builder.place("attachments", one.row, "title" if one.number is None else "number")
        yield Thing("attachment", {
            "number": Figure(str(number), f"attachments.{name}.number", place),
            "title": builder.typed("attachments", one.row, "title", one.title),
            "text": Words(one.text.strip(), builder.place("attachments", one.row, "text")) if one.text.strip() else None,
            "file": builder.typed("attachments", one.row, "file", one.file),
            "sign": sign_of(number),
        })  # fmt: skip
