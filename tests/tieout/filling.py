"""Reports from templates: the figures of made-up accounts put into a wording, and where each of them stands.

A template is a text, a line for each paragraph; ``# `` opens a heading. What stands in braces is filled in:

- ``{total}`` an amount in 万元, ``{total<}`` last year's, ``{total-}`` the change, ``{total@}`` the budget, ``{total@-}``
  the distance to the budget; ``{#vehicles}`` a count;
- ``{total%}`` the rate of change, ``{general@%}`` how much of the budget was spent, ``{general@-%}`` the distance to the
  budget in percent, ``{general/expenditure%}`` a share; the sign % itself stands in the template;
- behind a colon the decimals (``{total%:1}``), ``,`` for separators of thousands, 元 or 亿 for another unit;
- ``{total?增加|减少}`` a word by the direction of the change, ``{general@?大于|小于}`` by that to the budget;
- ``{Y}`` the year, ``{L}`` the year before, ``{U}`` the unit;
- ``[[income_parts|；|{n}{it}万元]]`` a piece for each member of a list that has an amount (all of them with ``*`` before
  its name), joined by the second part; ``it`` is the member, ``n`` its name, ``full`` that of an item with its levels;
- ``¶`` begins another paragraph;
- ``~`` in front: a figure that nothing is known of, for which nothing is expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from juesuan.tieout.document import Document, Paragraph
from tests.tieout.made_up import MadeUp

_PIECE = re.compile(r"\[\[(?P<list>[^|\]]+)\|(?P<join>[^|]*)\|(?P<body>.*?)\]\]|\{(?P<field>[^{}]+)\}")
_FIELD = re.compile(
    r"(?P<loose>~)?(?P<count>#)?(?P<name>[\w.]+)(?P<of>@?-?%?|<|/[\w.]+%)(?::(?P<form>[\d,元亿]+))?$"
)
_WORD = re.compile(r"(?P<name>[\w.]+)(?P<of>@?)\?(?P<up>[^|]+)\|(?P<down>[^|]+)$")
FRONT = (
    "# {U}{Y}年度部门决算",
    "# 第一部分 部门概况",
    "# 一、主要职责",
    "负责职责范围内的管理和服务。",
    "# 第二部分 {Y}年度部门决算情况说明",
)
"""What stands before a section."""
UNITS = {"元": Decimal(10000), "亿": Decimal("0.0001")}


@dataclass(frozen=True)
class Span:
    """What was filled in: paragraph and place in its text. ``kind`` is amount, percent, count, word or year."""

    paragraph: int
    start: int
    end: int
    kind: str
    key: str
    loose: bool = False
    other: str = ""


@dataclass(frozen=True)
class Filled:
    """A report made from a template."""

    document: Document
    spans: tuple[Span, ...]

    def text(self, span: Span) -> str:
        """The words of a span."""
        return self.paragraph(span).text[span.start : span.end]

    def paragraph(self, span: Span) -> Paragraph:
        """The paragraph of a span."""
        block = self.document.blocks[span.paragraph]
        assert isinstance(block, Paragraph)
        return block


@dataclass(frozen=True)
class _Part:
    text: str
    kind: str = ""
    key: str = ""
    loose: bool = False
    other: str = ""


def fill(template: str, accounts: MadeUp) -> Filled:
    """Return the report of a template."""
    lines = [*FRONT, *template.strip().splitlines()]
    texts: list[str] = []
    spans: list[Span] = []
    for line in lines:
        texts.append("")
        for part in _parts(line.removeprefix("# ").strip(), accounts):
            first, *more = part.text.split("¶")
            start, texts[-1] = len(texts[-1]), texts[-1] + first
            texts += more
            if part.kind and not line.startswith("# "):
                end = len(texts[-1])
                spans.append(Span(len(texts) - 1, start, end, part.kind, part.key, part.loose, part.other))
    paragraphs = tuple(Paragraph(text, line=number) for number, text in enumerate(texts, 1))
    return Filled(Document("docx", "报告.docx", paragraphs), tuple(spans))


def _parts(text: str, accounts: MadeUp) -> Iterator[_Part]:
    cursor = 0
    for found in _PIECE.finditer(text):
        yield _Part(text[cursor : found.start()])
        cursor = found.end()
        if found["list"]:
            yield from _each(found, accounts)
        else:
            yield _field(found["field"], accounts)
    yield _Part(text[cursor:])


def _each(found: re.Match[str], accounts: MadeUp) -> Iterator[_Part]:
    name = found["list"]
    members = accounts.members(name.removeprefix("*"), zeros=name.startswith("*"))
    for number, member in enumerate(members):
        if number:
            yield _Part(found["join"])
        body = found["body"].replace("{o}", str(number + 1))
        for key, value in member.names.items():
            body = body.replace(f"{{{key}}}", value)
        yield from _parts(re.sub(r"\bit\b", member.key, body), accounts)


def _field(field: str, accounts: MadeUp) -> _Part:
    if field.lstrip("~") in ("Y", "L"):
        return _Part(str(accounts.year - (field == "L")), "year", field, field.startswith("~"))
    if field == "U":
        return _Part(accounts.unit)
    word = _WORD.match(field)
    if word is not None:
        return _word(word, accounts)
    found = _FIELD.match(field)
    if found is None:
        raise ValueError(f"no field of a template: {field}")
    kind = "count" if found["count"] else "percent" if found["of"].endswith("%") else "amount"
    text = _number(found, accounts, kind)
    return _Part(text, kind, field, found["loose"] is not None)


def _word(found: re.Match[str], accounts: MadeUp) -> _Part:
    name = found["name"]
    other = accounts.budget(name) if found["of"] else accounts.prior(name)
    difference = accounts.current(name) - other
    if not difference:
        raise ValueError(f"{name} has no direction")
    words = (found["up"], found["down"])
    return _Part(words[difference < 0], "word", name, other=words[difference > 0])


def _number(found: re.Match[str], accounts: MadeUp, kind: str) -> str:
    value = _value(found["name"], found["of"], accounts)
    form = found["form"] or ""
    digits = re.sub(r"\D", "", form)
    decimals = int(digits) if digits else 0 if kind == "count" else 2
    for unit, factor in UNITS.items():
        value *= factor if unit in form else 1
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:,f}" if "," in form else f"{rounded:f}"


def _value(name: str, of: str, accounts: MadeUp) -> Decimal:
    current = accounts.current(name)
    if of.startswith("/"):
        return share(current, accounts.current(of[1:-1]))
    if of.startswith("@"):
        base = accounts.budget(name)
        gap = abs(current - base)
        return {"@": base, "@-": gap, "@%": share(current, base), "@-%": share(gap, base)}[of]
    if not of:
        return current
    base = accounts.prior(name)
    change = abs(current - base)
    return {"<": base, "-": change, "%": share(change, base)}[of]


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Return a part in percent of a whole, nothing of nothing."""
    return part / whole * 100 if whole else Decimal(0)
