"""Loading ``rules.yaml``: the audit rules of a format, layer over layer, each reference checked.

A rule of an upper layer replaces the one of the same id below; ``drop`` takes rules of the layers below away. A rule
without ``check`` is one whose demand no formula can say: a function in ``audit.structural`` looks for it.

A format's own rules must fit its tables. A check that a layer below has and that names what these tables do not have
is left out: a thin layer with another table need not know the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from juesuan.spec.expression import Pick, Selector
from juesuan.spec.files import FileStruct
from juesuan.spec.model import TOTAL, Table
from juesuan.spec.rule import Check, Item, Rule, RuleKind
from juesuan.spec.rule_text import RuleTextError, parse_check
from juesuan.spec.source import Source, Step

RULES = "rules.yaml"


class RuleFile(FileStruct, frozen=True, kw_only=True):
    """One rule; ``check`` is a text or a list of them."""

    id: str
    title: str
    level: Literal["error", "explain", "hint"]
    kind: RuleKind
    check: str | list[str] = ""
    remedy: str = ""
    source: str = ""


class RulesFile(FileStruct, frozen=True, kw_only=True):
    """``rules.yaml``."""

    rules: tuple[RuleFile, ...] = ()
    drop: tuple[str, ...] = ()


def load_rules(layers: Sequence[Source], tables: Mapping[str, Table], own: Path) -> dict[str, Rule]:
    """Return the rules by id, from the lowest of the ``rules.yaml`` files to the uppermost; SpecError with file and line.

    ``own`` is the folder of the format itself.
    """
    found: dict[str, tuple[RuleFile, Source, int]] = {}
    for source in layers:
        file = source.decode(RulesFile)
        for number, key in enumerate(file.drop):
            if key not in found:
                raise source.error(f"no layer below has a rule `{key}`", "drop", number)
            del found[key]
        here: set[str] = set()
        for number, one in enumerate(file.rules):
            if one.id in here:
                raise source.error(f"rule `{one.id}` stands twice", "rules", number)
            here.add(one.id)
            found[one.id] = (one, source, number)
    rules = {
        key: _rule(file, source, ("rules", number), tables, inherited=source.path.parent != own)
        for key, (file, source, number) in sorted(found.items())
    }
    return {key: rule for key, rule in rules.items() if rule is not None}


def _rule(
    file: RuleFile, source: Source, at: tuple[Step, ...], tables: Mapping[str, Table], *, inherited: bool
) -> Rule | None:
    """Return the rule with the checks that fit the tables; None where none of an inherited rule's does."""
    texts = ([file.check] if file.check else []) if isinstance(file.check, str) else file.check
    checks: list[Check] = []
    for number, text in enumerate(texts):
        steps = (*at, "check", number) if isinstance(file.check, list) else (*at, "check")
        try:
            check = parse_check(text)
        except RuleTextError as error:
            raise source.error(f"rule `{file.id}`: `{text[error.at :][:30]}`: {error}", *steps) from None
        fault = next(faults_of(check, tables), "")
        if fault and inherited:
            continue
        if fault:
            raise source.error(f"rule `{file.id}`: {fault}", *steps)
        checks.append(check)
    if file.kind == "structural" and checks:
        raise source.error(f"rule `{file.id}`: a structural rule has no check", *at)
    if texts and not checks:
        return None
    return Rule(
        id=file.id,
        title=file.title,
        level=file.level,
        kind=file.kind,
        checks=tuple(checks),
        remedy=file.remedy,
        source=file.source,
        tables=frozenset(key for check in checks for key in tables_of(check)),
    )


def tables_of(check: Check) -> set[str]:
    """Return the tables of this year that a check speaks of."""
    found = {one.term.table or "" for one in check.items() if not one.prior}
    return found | ({check.domain.table} if check.domain else set())


def faults_of(check: Check, tables: Mapping[str, Table]) -> Iterator[str]:
    """Yield what in a check refers to nothing, or cannot be said."""
    domain = check.domain
    own = tables.get(domain.table) if domain else None
    if domain is not None:
        if own is None:
            yield f"there is no table `{domain.table}`"
            return
        yield from row_faults(
            own,
            Selector(Pick.SPAN, domain.rows) if domain.rows else Selector(Pick.KEY, (TOTAL,)),
            told=bool(domain.rows),
        )
        if domain.subset == "total" and TOTAL not in own.fixed_rows:
            yield f"table `{own.key}` has no row `{TOTAL}`"
        elif domain.subset not in ("all", "total", "span") and not _has_hierarchy(own):
            yield f"table `{own.key}` has no rows `{domain.subset}`: its rows are no codes"
        if domain.columns:
            yield from column_faults(own, Selector(Pick.SPAN, domain.columns))
    for item in check.items():
        yield from _item_faults(item, check, tables)


def _item_faults(item: Item, check: Check, tables: Mapping[str, Table]) -> Iterator[str]:
    term, domain = item.term, check.domain
    table = tables.get(term.table or "")
    if table is None:
        yield f"there is no table `{term.table}`"
        return
    picks = {term.row.pick, term.column.pick}
    if domain is None and picks & {Pick.OWN_ROW, Pick.OWN_COLUMN, Pick.CHILDREN}:
        yield "@row, @col and children need `each row of ...:` in front"
    elif domain is not None and domain.columns is None and Pick.OWN_COLUMN in picks:
        yield "@col needs `column` behind `each row of ...`"
    elif term.row.pick is Pick.SPAN and term.column.pick is Pick.SPAN:
        yield "one reference cannot span rows and columns"
    elif term.row.pick is Pick.CHILDREN and not _has_hierarchy(table):
        yield f"table `{table.key}` has no rows `children`: its rows are no codes"
    elif term.column.pick is Pick.CHILDREN and not table.column_children:
        yield f"table `{table.key}` has no columns `children`"
    else:
        yield from row_faults(table, term.row, told=term.row.pick in (Pick.KEY, Pick.SPAN))
        yield from column_faults(table, term.column)


def _has_hierarchy(table: Table) -> bool:
    return table.region is not None or bool(table.fixed_children)


def row_faults(table: Table, selector: Selector, *, told: bool) -> Iterator[str]:
    """Yield what in the choice of a row is not there; ``told``: by name."""
    from juesuan.spec.classification import well_formed

    for key in selector.keys if told else ():
        if key not in table.fixed_rows and not (table.region is not None and well_formed(key)):
            yield f"table `{table.key}` has no row `{key}`"
            return
    if told and selector.pick is Pick.SPAN:
        panels = [[row.key for row in panel.fixed] for panel in table.panels]
        first, last = selector.keys
        if not any(
            first in keys and last in keys and keys.index(first) <= keys.index(last) for keys in panels
        ):
            yield f"table `{table.key}` has no rows from `{first}` to `{last}`"


def column_faults(table: Table, selector: Selector) -> Iterator[str]:
    """Yield what in the choice of a column is not there."""
    panels = [[column.key for column in panel.amounts] for panel in table.panels]
    if selector.pick is Pick.KEY and not any(selector.keys[0] in keys for keys in panels):
        yield f"table `{table.key}` has no amount column `{selector.keys[0]}`"
    if selector.pick is Pick.SPAN:
        first, last = selector.keys
        if not any(
            first in keys and last in keys and keys.index(first) <= keys.index(last) for keys in panels
        ):
            yield f"table `{table.key}` has no amount columns from `{first}` to `{last}`"
