"""结转下年: a new book for the next year from a finished one.

Last year's tables as they stand become 上年数, closing balances opening ones; what names and structures the unit's work is
kept, what was said of last year is only shown for reference. Whatever has no place in the new book is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from juesuan.audit.standing import Standing, read_standing
from juesuan.book.accounts import NOT_FILLED, Accounts
from juesuan.book.file import FileBook
from juesuan.book.layout import address
from juesuan.book.naming import plain, shown
from juesuan.book.read import ReadBook
from juesuan.book.read_facts import read_facts
from juesuan.book.sheets import COVER, all_sections
from juesuan.create import EARLIEST, LATEST, build_book, check_target, known_format, save_new
from juesuan.findings import Finding, Level, StructureError, refuse_on_errors
from juesuan.narrative.sheet import PARAGRAPHS
from juesuan.regenerate import Progress, quiet, regenerate
from juesuan.rollforward_finish import finish
from juesuan.rollforward_hints import hints
from juesuan.rollforward_lists import OWN, YEAR, Lists, carry_lists, cover, fit, own_codes_of
from juesuan.rollforward_openings import open_balances
from juesuan.rollforward_prior import Prior, left, prior_figures
from juesuan.rollforward_tables import Matching
from juesuan.rollforward_texts import CAUSES, last_texts
from juesuan.spec.model import Cell
from juesuan.template.reading import read


@dataclass(frozen=True)
class RolledForward:
    """What came over: ``year`` is that of the new book, ``prior`` and ``openings`` its figures in 分 by cell.

    ``counts`` are rows of lists by the key of the list. ``findings`` (hints) name everything that could not be carried
    over (rule ``not-carried``), and what a person should know of last year's book (rule ``rollforward``).
    """

    last: Path
    next: Path
    format: str
    year: int
    prior: Mapping[Cell, int]
    openings: Mapping[Cell, int]
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]


def rollforward(  # noqa: PLR0913 - the options of one command
    last: Path,
    next: Path,  # noqa: A002 - the year after
    *,
    format_key: str = "",
    overwrite: bool = False,
    now: datetime | None = None,
    progress: Progress = quiet,
) -> RolledForward:
    """Make the book of the next year, in the same format or another; ``last`` is only read.

    Raises StructureError (a file cannot be worked on, or not be saved) and FindingsError (last year's cells cannot be
    read, all of them); in both cases nothing is written.
    """
    _check_paths(last, next, overwrite=overwrite)
    progress("读取上年的工作簿")
    source = FileBook.open(last)
    progress("结转")
    made = carry(source, format_key)
    progress("建立新工作簿")
    data = _built(made, last.name, now)
    progress("保存")
    check_target(next, overwrite=overwrite)
    save_new(next, data)
    return RolledForward(
        last,
        next,
        made.accounts.format.key,
        int(made.accounts.info[YEAR]),
        made.accounts.prior,
        dict(made.accounts.typed),
        {key: made.lists.count(key) for key in made.lists.entries},
        made.findings,
    )


def _check_paths(last: Path, next: Path, *, overwrite: bool) -> None:  # noqa: A002
    check_target(next, overwrite=True)
    if last.resolve() == next.resolve() or (last.exists() and next.exists() and last.samefile(next)):
        text = f"新工作簿不能与上年的工作簿“{last.name}”是同一个文件；请换一个文件名。"
        raise StructureError("same-file", text)
    check_target(next, overwrite=overwrite)


def _year(last: Accounts) -> int:
    """Return the year after that of the cover."""
    text = plain(last.info.get(YEAR, "")).removesuffix("年度").removesuffix("年")
    year = int(text) + 1 if text.isdecimal() else 0
    if not EARLIEST < year <= LATEST:
        raise StructureError(
            "bad-year",
            f"上年工作簿{COVER}的“年度”是“{shown(last.info.get(YEAR, ''))}”，不是四位数的年度；请改正并保存后再结转。",
        )
    return year


def _unreadable(found: ReadBook, standing: Standing) -> list[Finding]:
    """Cells of the tables that hold an error or no amount, those aside that reading tells of by itself."""
    told = {(one.sheet, one.cell) for one in found.findings}
    places = [(cell, *standing.places[cell]) for cell in sorted(standing.unreadable)]
    return [
        Finding(
            "unreadable",
            Level.ERROR,
            sheet,
            address(*at),
            f"{sheet}的单元格没有可用的数（错误值、文字或没有计算的公式），",
            "请在上年的工作簿里重新计算、保存后再结转。",
            cells=(str(cell),),
        )
        for cell, sheet, at in places
        if (sheet, address(*at)) not in told
    ]


@dataclass(frozen=True)
class Carried:
    """The accounts and lists of the new book, and what is told about them."""

    accounts: Accounts
    lists: Lists
    findings: tuple[Finding, ...]


def carry(source: FileBook, format_key: str = "") -> Carried:
    """Return what the next year's book holds; raises as :func:`rollforward` does."""
    found = read(source)
    faults: list[Finding] = []
    facts = read_facts(source, found.accounts.format, faults)
    standing = read_standing(source, found)
    refuse_on_errors([*found.findings, *faults, *_unreadable(found, standing)])
    last, year = found.accounts, _year(found.accounts)
    form = known_format(format_key) if format_key else last.format
    matching = Matching(form, last.format)
    info, findings = cover(matching, last, year)
    lists = carry_lists(matching, source, last, facts)
    texts = last_texts(matching, source, found, facts.causes)
    lists.entries |= {CAUSES: texts.causes, PARAGRAPHS: texts.paragraphs}
    fit(matching, lists)
    prior = prior_figures(matching, last, standing)
    _fit_prior(matching, prior)
    accounts = Accounts(
        form,
        prior=prior.figures,
        own_codes=own_codes_of(lists.entries[OWN]),
        info=info,
        status=dict.fromkeys(form.tables, NOT_FILLED),
    )
    opened = open_balances(accounts, prior)
    told = (*hints(source, found, standing), *prior.findings, *opened.findings, *findings)
    return Carried(opened.accounts, lists, (*told, *lists.findings, *texts.findings))


def _fit_prior(matching: Matching, prior: Prior) -> None:
    """Leave out the economic sections of single codes where 上年数 has no room for them; no report compares these."""
    section = all_sections(matching.form)["prior"]
    room = section.last - section.first + 1 + section.section.room
    if len(prior.figures) <= room:
        return
    tables = matching.form.tables
    inner = [
        cell
        for cell in prior.figures
        if cell.row not in tables[cell.table].fixed_rows
        and tables[cell.table].panel_of(cell.row).by_key[cell.column].economic
    ]
    for cell in inner:
        del prior.figures[cell]
    sheets = "、".join(dict.fromkeys(tables[cell.table].sheet for cell in inner))
    message = f"上年的数太多，“{section.sheet}”放不下：{sheets}各科目按经济分类的{len(inner)}个数没有结转（合计已结转），"
    prior.findings.append(left(section.sheet, "", message, "需要的，请在上年的工作簿里查阅。"))
    if len(prior.figures) > room:
        text = f"上年的数有{len(prior.figures)}个，“{section.sheet}”只放得下{room}个；请联系维护人员。"
        raise StructureError("list-full", text)


def _built(made: Carried, name: str, now: datetime | None) -> bytes:
    """Return the new book, recomputed: own codes and own rules have their formulas too."""
    data = build_book(made.accounts, made.lists.entries)
    book = FileBook.from_bytes(data)
    regenerate(book, now=now)
    book = FileBook.from_bytes(book.to_bytes())
    finish(book, made.accounts, made.lists.entries, name, now)
    return book.to_bytes()
