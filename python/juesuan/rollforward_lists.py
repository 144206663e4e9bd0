"""结转下年: cover, own codes, own audit rules, budget, other matters and projects of last year, for the new book.

What names and structures things is kept; what was said of last year is not: amounts, reasons and texts are empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from juesuan import money
from juesuan.audit.own import OWN_RULES, TYPED, PersonNames
from juesuan.book.accounts import Accounts
from juesuan.book.facts import Fact, Facts
from juesuan.book.grid import GridSource
from juesuan.book.layout import address
from juesuan.book.naming import plain, shown
from juesuan.book.read_lists import entry_rows
from juesuan.book.sheets import COVER, SectionLayout, all_sections
from juesuan.findings import Finding
from juesuan.rollforward_prior import left, printed
from juesuan.rollforward_tables import Matching
from juesuan.spec.files import FieldFile
from juesuan.spec.rule_text import RuleTextError, parse_check
from juesuan.spec.rules import faults_of, tables_of
from juesuan.template.entries import Entry
from juesuan.template.list_sheet import CLASSIFICATIONS

OWN, ITEMS, AMOUNTS, COUNTS = "own", "items", "amounts", "counts"
PROJECTS, MANAGED = "projects", "managed"
YEAR = "year"


@dataclass
class Lists:
    """Rows for the lists of the new book, and what could not be carried over."""

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def count(self, key: str) -> int:
        """Return how many rows a list gets."""
        return len(self.entries.get(key, ()))


def cover(matching: Matching, last: Accounts, year: int) -> tuple[dict[str, str], list[Finding]]:
    """Return the fields of the cover for another year; a default that differs between formats is the new one."""
    before = {one.key: one for one in matching.last.sheets.fields}
    fields = {one.key: one for one in matching.form.sheets.fields}
    info = {one.key: one.value for one in fields.values() if one.value} | {YEAR: str(year)}
    findings: list[Finding] = []
    for key, text in last.info.items():
        if key == YEAR or not text or before[key].kind == "date":  # the days are those of last year
            continue
        one = fields.get(key)
        if one is None or not _fits(matching, one, text):
            label = before[key].label
            message = f"封面“{label}”的“{shown(text)}”在本年的公开格式里没有，没有结转，"
            findings.append(left(COVER, "", message, f"请在{COVER}核对这一项。"))
        elif text == before[key].value and one.value and one.value != text:
            message = f"封面“{one.label}”按本年公开格式的默认值改为“{one.value}”（上年为“{text}”），"
            findings.append(left(COVER, "", message, f"请在{COVER}核对这一项。"))
        else:
            info[key] = text
    return info, findings


def _fits(matching: Matching, one: FieldFile, text: str) -> bool:
    if one.list:
        return text in matching.form.sheets.lists.get(one.list, [text])
    if one.kind != "number":
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True


def carry_lists(matching: Matching, source: GridSource, last: Accounts, facts: Facts) -> Lists:
    """Return the rows of the lists beside the tables."""
    found = Lists()
    _own_codes(found, matching, last)
    _own_rules(found, matching, source, last)
    found.entries[ITEMS] = [{"code": one.code, "name": one.name} for one in facts.items.values()]
    for key, given in ((AMOUNTS, facts.amounts), (COUNTS, facts.counts)):
        found.entries[key] = list(_matters(found, matching, key, given, last))
    for key, names in (
        (PROJECTS, [one.project for one in facts.projects]),
        (MANAGED, [one.project for one in facts.managed]),
    ):
        found.entries[key] = [{"project": one} for one in dict.fromkeys(names) if one]
    return found


def fit(matching: Matching, found: Lists) -> None:
    """Leave out lists that the new book does not have, and what has no room in it, and tell that."""
    sections = all_sections(matching.form)
    for key, rows in list(found.entries.items()):
        section = sections.get(key)
        room = _room(section)
        prepared = len(section.section.items) if section is not None else 0
        if key in (AMOUNTS, COUNTS):  # their rows have their place by their code
            room = len(rows) if prepared else 0
        if len(rows) <= room:
            continue
        sheet = section.sheet if section is not None else ""
        name = section.section.heading or section.sheet if section is not None else key
        more = "、".join(shown(next(iter(one.values()), "")) for one in rows[room:])
        message = f"新工作簿的“{name}”放不下，没有结转{len(rows) - room}行（{more}），"
        found.findings.append(left(sheet, "", message, "请在新工作簿的列表中间插入行后补填。"))
        found.entries[key] = rows[:room]


def _room(section: SectionLayout | None) -> int:
    if section is None:
        return 0
    prepared = len(section.section.items)
    return section.last - section.first + 1 + section.section.room - prepared


def _own_codes(found: Lists, matching: Matching, last: Accounts) -> None:
    kinds = {key: CLASSIFICATIONS.get(key, key) for key in last.own_codes}
    rows: list[Entry] = [
        {"code": code, "name": name, "classification": kinds[key]}
        for key, codes in last.own_codes.items()
        for code, name in codes.items()
    ]
    found.entries[OWN] = rows
    for key, codes in last.own_codes.items():
        standard = matching.form.classifications.get(key)
        for code, name in codes.items():
            known = standard.codes.get(code) if standard is not None else None
            if known is not None and known.name != name and matching.form.key != matching.last.key:
                message = f"自行登记的科目{code}“{name}”，本年的科目表里叫“{known.name}”，仍按登记的名称，"
                section = all_sections(matching.form)[OWN]
                found.findings.append(left(section.sheet, "", message, "请核对：不再需要的，清空这一行。"))


def own_codes_of(entries: list[Entry]) -> dict[str, dict[str, str]]:
    """Return own codes by classification, as far as there was room for them."""
    keys = {label: key for key, label in CLASSIFICATIONS.items()}
    found: dict[str, dict[str, str]] = {}
    for one in entries:
        label = str(one["classification"])
        found.setdefault(keys.get(label, label), {})[str(one["code"])] = str(one["name"])
    return found


# own audit rules


def _own_rules(found: Lists, matching: Matching, source: GridSource, last: Accounts) -> None:
    found.entries[OWN_RULES] = []
    section = all_sections(matching.last).get(OWN_RULES)
    if section is None or section.name not in source.defined_names():
        return
    grid = source.grid(section.sheet)
    first, bottom = entry_rows(source, section)
    for row in range(first, min(bottom, grid.height) + 1):
        texts = {key: grid.text(row, section.column(key)) for key in TYPED}
        if not any(texts.values()):
            continue
        if matching.form.key == matching.last.key or _means_the_same(matching, last, texts["text"]):
            found.entries[OWN_RULES].append(texts)
            continue
        message = f"自定审核公式“{shown(texts['title'] or texts['text'])}”用到的表在本年的公开格式里变了，没有结转，"
        at = address(row, section.column("text"))
        remedy = f"请在新工作簿的“审核公式”重写：{texts['text']}"
        found.findings.append(left(section.sheet, at, message, f"{remedy}。"))


def _means_the_same(matching: Matching, last: Accounts, text: str) -> bool:
    """Whether the text of a rule names the same tables, rows and columns in both formats."""
    try:
        checks = [parse_check(text, PersonNames(form, last.rows)) for form in (matching.last, matching.form)]
    except RuleTextError:
        return False
    before, now = checks
    tables = tables_of(before) | {item.term.table or "" for item in before.items()}
    moved = any(matching.tables.get(key) != (key,) for key in tables)
    return before == now and not moved and not any(faults_of(now, matching.form.tables))


# other matters


def _matters(
    found: Lists, matching: Matching, key: str, given: Mapping[str, Fact], last: Accounts
) -> Iterator[Entry]:
    """Yield what of last year's figures is this year's figure of the year before."""
    before, now = (
        {one[0]: one[1] for one in section.section.items} if section is not None else {}
        for section in (all_sections(form).get(key) for form in (matching.last, matching.form))
    )
    sections = all_sections(matching.last)
    for code, fact in given.items():
        same = code in now and plain(now[code]) == plain(before.get(code, fact.name))
        if same and fact.current is not None:
            yield {"code": code, "prior": printed(last, fact.current) if key == AMOUNTS else fact.current}
        elif not same and (fact.current is not None or code not in before):
            section = sections[key]
            at = address(fact.row, section.column("current"))
            figure = "" if fact.current is None else _figure(key, fact.current)
            message = f"上年“{fact.name or code}”{figure}在本年的公开格式里没有同样的项目，没有结转，"
            found.findings.append(left(section.sheet, at, message, "请核对本年的口径，在“上年数”一栏补填。"))


def _figure(key: str, amount: int) -> str:
    return f"{money.format_wan(amount, None)}万元" if key == AMOUNTS else str(amount)
