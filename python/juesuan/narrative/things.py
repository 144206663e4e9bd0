"""The world that the sentences speak of: measures, compositions, items, facts, projects, each figure with its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from juesuan import money
from juesuan.analysis.analyse import Analysed
from juesuan.analysis.budget import Standing
from juesuan.analysis.changes import Direction
from juesuan.analysis.lay_completions import ITEMS, item_codes
from juesuan.analysis.names import bare, code_name, distinct
from juesuan.analysis.numbers import cell_of
from juesuan.analysis.reasons import Reason, reasons_of
from juesuan.analysis.sheet import Placed
from juesuan.book.facts import Budget, Cause, Fact
from juesuan.book.layout import address
from juesuan.book.sheets import COVER, COVER_VALUE, all_sections, cover_row
from juesuan.narrative.values import ABSENT, PRESENT, Figure, Thing, Value, Words
from juesuan.spec.analysis import Collection, Composition, Measure
from juesuan.spec.model import Cell

UNKNOWN = "未知"
TOTAL = "合计"
"""What stands in place of a code on 预算数 for all items together."""
_UNIT = re.compile(r"（(?:辆|个|台、套)）$")
"""The unit behind the name of a count: the sentence says it."""
LESS = ("减少", "下降", "降低", "压减", "取消", "核减", "减支", "收回", "不再", "少于", "缩减")
MORE = ("增加", "增长", "上升", "提高", "新增", "追加", "增支", "多于", "上调")


def sign_of(amount: int | Decimal | None) -> str:
    """Return 正, 负, 零 or 未知."""
    if amount is None:
        return UNKNOWN
    return "零" if not amount else "正" if amount > 0 else "负"


@dataclass
class Builder:
    """Makes things from an analysis; ``place_of`` says where a cell stands, ``zero`` is how nothing is printed."""

    analysed: Analysed
    place_of: Callable[[Cell], str]
    zero: str = "0"

    def __post_init__(self) -> None:
        self.numbers = self.analysed.numbers
        self.facts = self.numbers.facts
        self.sections = all_sections(self.numbers.format)

    # figures

    def money(self, fen: int, key: str, place: str) -> Figure:
        """Return an amount without its sign, two decimals: which way it goes is for the words to say."""
        shown = money.format_wan(abs(fen), 2, thousands=False)
        return Figure(self.zero if not money.round_wan(fen) else shown, key, place)

    def signed(self, fen: int, key: str, place: str) -> Figure:
        """Return an amount as it is printed in a table."""
        one = self.money(fen, key, place)
        return Figure(f"-{one.text}" if money.round_wan(fen) < 0 else one.text, key, place)

    def rate(
        self, value: Decimal, key: str, place: str, *, whole: bool = False, nothing: bool = False
    ) -> Figure:
        """Return a rate.

        ``whole``: exactly all of it, ``nothing``: exactly none of it; both are printed without decimals.
        """
        text = self.zero if nothing else "100" if whole else f"{value:.2f}"
        return Figure(text, key, place)

    def found(self, section: str, key: str, column: str) -> Placed | None:
        """Return a figure of 分析."""
        return self.analysed.sheet.find(section, key, column)

    def amount_of(self, section: str, key: str, column: str, *, bare: bool = False) -> Figure | None:
        """Return an amount of 分析 as a figure; ``bare``: without its sign."""
        one = self.found(section, key, column)
        if one is None or not isinstance(one.field.value, int):
            return None
        make = self.money if bare else self.signed
        return make(one.field.value, f"分析.{section}.{key}.{column}", f"{one.sheet}!{one.cell}")

    def rate_of(self, section: str, key: str, *, whole: bool = False) -> Figure | None:
        """Return a rate of 分析 as a figure; that of a change without its sign: which way it goes is for the words to say."""
        one = self.found(section, key, "rate")
        if one is None or not isinstance(one.field.value, Decimal):
            return None
        change = section == "changes"
        nothing = not self.fen(section, key, "difference" if change else "current")
        value = abs(one.field.value) if change else one.field.value
        name, place = f"分析.{section}.{key}.rate", f"{one.sheet}!{one.cell}"
        return self.rate(value, name, place, whole=whole, nothing=nothing)

    def text_of(self, section: str, key: str, column: str) -> str:
        """Return a word of 分析; 未知 where there is none."""
        one = self.found(section, key, column)
        return str(one.field.value) if one is not None and one.field.value else UNKNOWN

    def fen(self, section: str, key: str, column: str) -> int | None:
        """Return an amount of 分析 in 分."""
        one = self.found(section, key, column)
        return one.field.value if one is not None and isinstance(one.field.value, int) else None

    def typed(self, section: str, row: int, column: str, text: str) -> Words | None:
        """Return words that a person entered in a list."""
        stripped = text.strip().rstrip("。；;，,")
        if not stripped:
            return None
        return Words(stripped, self.place(section, row, column))

    def place(self, section: str, row: int, column: str) -> str:
        """Return where a field of a list stands."""
        layout = self.sections[section]
        return f"{layout.sheet}!{address(row, layout.column(column))}"

    def cover(self, key: str) -> Words | None:
        """Return the words of a field of the cover."""
        text = self.numbers.accounts.info.get(key, "").strip()
        row = cover_row(self.numbers.format, key)
        return Words(text, f"{COVER}!{address(row, COVER_VALUE)}") if text else None

    # things

    def measure(self, one: Measure) -> Thing:
        """Return a measure with its change, its budget and its causes."""
        key = one.key
        values: dict[str, Value] = {
            "label": Words(one.label),
            "name": Words(one.name),
            "amount": self.amount_of("changes", key, "current"),
            "prior": self.amount_of("changes", key, "base"),
            "change": self.amount_of("changes", key, "difference", bare=True),
            "rate": self.rate_of("changes", key),
            "direction": self._direction(key),
            "sign": sign_of(self.fen("changes", key, "current")),
            "causes": self._causes(one),
            "remainder": self.amount_of("changes", key, "remainder", bare=True),
            **self._budget(key, self._budget_rows(one)),
        }
        return Thing("measure", values)

    def _direction(self, key: str) -> str:
        """Return what became of a figure; 未知 of one that was nothing and is negative: none of the sentences is true of it."""
        found = self.text_of("changes", key, "judged")
        fallen = (self.fen("changes", key, "difference") or 0) < 0
        return UNKNOWN if found == Direction.NEW and fallen else found

    def _budget_rows(self, one: Measure) -> list[Budget]:
        """Return the rows of 预算数 that a measure has; that of all items is one that a person may add for its reason."""
        if one.budget == (ITEMS,):
            return [self.facts.items[TOTAL]] if TOTAL in self.facts.items else []
        return [self.facts.three[code] for code in one.budget if code in self.facts.three]

    def _budget(self, key: str, rows: Sequence[Budget]) -> dict[str, Value]:
        standing = self.text_of("completions", key, "judged")
        texts = [(one, one.reason.strip().rstrip("。；")) for one in rows if one.reason.strip()]
        section = "three" if rows and rows[0].code in self.facts.three else "items"
        place = "、".join(self.place(section, one.row, "reason") for one, _ in texts)
        return {
            "budget": self.amount_of("completions", key, "base"),
            "gap": self.amount_of("completions", key, "difference", bare=True),
            "completion": self.rate_of("completions", key, whole=standing == Standing.EQUAL),
            "standing": standing,
            "basis": Words(self.text_of("completions", key, "remainder_rate").removesuffix("数")),
            "stage": self.text_of("completions", key, "remainder_rate")[:2],
            "reason": Words("；".join(dict.fromkeys(text for _, text in texts)), place) if texts else None,
        }

    def _causes(self, one: Measure) -> tuple[Thing, ...]:
        found = reasons_of(one, self.facts.causes)
        things = [
            self._cause(f"{one.key}.{reason.name}", reason) for reason in found if reason.amount is not None
        ]
        others = [reason for reason in found if reason.amount is None]
        rest = self.fen("changes", one.key, "remainder") if things else None
        left = self.amount_of("changes", one.key, "remainder", bare=True) if rest else None
        direction = "增加" if rest is not None and rest > 0 else "减少"
        if others:
            places = "、".join(
                self.place("causes", cause.row, "text") for one in others for cause in one.causes
            )
            texts = [self._texts(one) for one in others]
            values: dict[str, Value] = {
                "text": Words("、".join(dict.fromkeys(texts)), places),
                "amount": left,
            }
            things.append(_reason(values, "其余", direction))
        elif left is not None:
            things.append(_reason({"text": None, "amount": left}, "剩余", direction))
        return tuple(things)

    def _texts(self, reason: Reason) -> str:
        texts = [one.text.strip().rstrip("。；，") for one in reason.causes if one.text.strip()]
        return "、".join(dict.fromkeys(texts)) or reason.text

    def _cause(self, key: str, reason: Reason) -> Thing:
        amount = reason.amount or 0
        first = reason.causes[0]
        grouped = bool(first.group)
        text = reason.text.strip().rstrip("。；，")
        names = distinct((one.text or one.item).strip() for one in reason.causes)
        parts = tuple(
            self._part_of_cause(f"{key}.{name}", one, amount)
            for name, one in zip(names, reason.causes, strict=True)
        )
        column = "group" if grouped else "text" if first.text else "item"
        values: dict[str, Value] = {
            "text": Words(text, self.place("causes", first.row, column)),
            "amount": self.amount_of("reasons", key, "current", bare=True),
            "parts": parts if len(parts) > 1 else (),
            "worded": _worded(text, amount),
        }
        return _reason(values, "原因", _direction(amount))

    def _part_of_cause(self, key: str, cause: Cause, whole: int) -> Thing:
        amount = cause.amount
        place = self.place("causes", cause.row, "amount")
        text = (cause.text or cause.item).strip().rstrip("。；，") or ("其他" if amount is not None else "")
        return Thing("cause", {
            "text": Words(text, self.place("causes", cause.row, "text")),
            "amount": None if amount is None else self.money(amount, f"变动原因.{key}", place),
            "direction": _direction(amount or 0),
            "against": PRESENT if amount is not None and amount * whole <= 0 else ABSENT,
            "worded": _worded(text, amount or 0),
        })  # fmt: skip

    def composition(self, one: Composition) -> Thing:
        """Return a composition with its parts."""
        prefix = f"{one.key}."
        lines = self.analysed.sheet.lines.get("shares", {}).values()
        parts = [
            self._part(line.key)
            for line in lines
            if line.key.startswith(prefix) and not line.key.endswith(".sum")
        ]
        whole = next((line.key for line in lines if line.key.startswith(prefix)), "")
        return Thing("composition", {
            "label": Words(one.label),
            "whole": self.amount_of("shares", whole, "base") if whole else None,
            "parts": tuple(parts),
            "items": tuple(one for one in parts if one.get("sign") in ("正", "负")),
            **{key: value for key, value in (parts[0].values if len(parts) == 1 else {}).items() if key == "share"},
            **({"share": None} if len(parts) != 1 else {}),
            "sign": sign_of(self.fen("shares", whole, "base")) if whole else UNKNOWN,
        })  # fmt: skip

    def _part(self, key: str) -> Thing:
        names = key.split(".")
        return Thing("part", {
            "label": Words(self.text_of("shares", key, "name")),
            "amount": self.amount_of("shares", key, "current"),
            "share": self.rate_of("shares", key),
            "sign": sign_of(self.fen("shares", key, "current")),
            "code": names[2] if len(names) > 2 else "",
        })  # fmt: skip

    def collection(self, one: Collection) -> tuple[Thing, ...]:
        """Return the items of a collection; without a budget those that have an amount."""
        items = tuple(self._item(one, code) for code in item_codes(one, self.numbers))
        return items if one.budget else tuple(item for item in items if item.get("sign") in ("正", "负"))

    def _item(self, one: Collection, code: str) -> Thing:
        cell = cell_of(one.rows)
        at = Cell(cell.table, code, cell.column)
        names = code_name(self.numbers, at)
        amount = self.numbers.now(at)
        key = f"{one.key}.{code}"
        budget = self.facts.items.get(code) if one.budget else None
        shown = self.amount_of("completions", key, "current") if one.budget else self._cell(at, amount)
        place = self.place("items", budget.row, "name" if budget.name else "code") if budget else ""
        fallback = Words(budget.name or f"科目{code}", place) if budget else None
        return Thing(
            "item",
            {
                "code": code,
                "class_name": _words(names.class_name),
                "section_name": _words(names.section_name),
                "item_name": _words(names.item_name)
                or (None if names.class_name and len(code) < 7 else fallback),
                "amount": shown,
                "sign": sign_of(amount),
                "use": self.typed("items", budget.row, "use", budget.use) if budget else None,
                **self._budget(key, [budget] if budget else []),
            },
        )

    def _cell(self, cell: Cell, amount: int | None) -> Figure | None:
        if amount is None:
            return None
        place = self.place_of(cell)
        return self.signed(amount, str(cell), place)

    def fact(self, one: Fact, section: str, kind: str) -> Thing:
        """Return an amount or a count of 其他重要事项."""
        current, prior = (
            None if value is None else self._figure(value, section, one, name, kind)
            for name, value in (("current", one.current), ("prior", one.prior))
        )
        return Thing("fact", {
            "label": Words(_UNIT.sub("", bare(one.name)), self.place(section, one.row, "name")),
            "amount": current,
            "prior": prior,
            "note": self.typed(section, one.row, "note", one.note),
            "sign": sign_of(money.round_wan(one.current) if kind == "money" and one.current is not None else one.current),
        })  # fmt: skip

    def _figure(self, value: int, section: str, one: Fact, column: str, kind: str) -> Figure:
        key, place = f"{section}.{one.code}.{column}", self.place(section, one.row, column)
        return self.signed(value, key, place) if kind == "money" else Figure(str(value), key, place)


def _words(text: str) -> Words | None:
    return Words(text) if text else None


def _reason(values: Mapping[str, Value], role: str, direction: str) -> Thing:
    given: dict[str, Value] = {"parts": (), "worded": "无", "against": ABSENT, **values}
    return Thing("cause", {**given, "role": role, "direction": direction})


def _direction(amount: int) -> str:
    return "增加" if amount > 0 else "减少" if amount else "变动"


def _worded(text: str, amount: int) -> str:
    """Say whether the words of a cause hold its amount, or which way it goes."""
    shown = money.format_wan(abs(amount), 2, thousands=False)
    plain = shown.rstrip("0").rstrip(".")
    if amount and re.search(rf"(?<![\d.])(?:{re.escape(shown)}(?!\d)|{re.escape(plain)}万元)", text):
        return "金额"
    return (
        "无"
        if not amount
        else "方向"
        if any(word in text for word in (MORE if amount > 0 else LESS))
        else "无"
    )
