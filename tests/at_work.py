"""Made-up books as a person leaves them: amounts, codes and texts entered by hand, the tables not yet computed anew."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from juesuan.audit.audit import audit_book
from juesuan.audit.results import result_edits
from juesuan.book.file import FileBook
from juesuan.book.grid import Position
from juesuan.book.identity import format_of, read_identity
from juesuan.book.sheetpart import Content
from juesuan.book.sheets import SectionLayout
from juesuan.findings import FindingsError
from juesuan.narrate import plan_narrative
from juesuan.narrate_check import text_findings
from juesuan.narrate_file import write_narrated
from juesuan.plan import Plan, make_plan
from juesuan.regenerate import write_edits
from juesuan.spec.model import CellKind, RowKind
from juesuan.template.lists import ListEdits
from tests.narrative.made import made_bytes

NEW_CODE = "2100101"
OWN = 1
"""Which of five books has own texts and answers."""
OWN_TEXT = "本年收入合计123.45万元，另修路3.5公里。"


def disturbed(form: str, seed: int) -> bytes:
    """Return a made-up book after some work on it, the tables not yet computed anew; every fifth has own texts and answers."""
    random = Random(f"{form} {seed} at work")
    book = FileBook.from_bytes(made_bytes(form, seed))
    if seed % 5 == OWN:
        book = _answered(random, book)
    try:
        plan = make_plan(book)
    except FindingsError:
        return book.to_bytes()  # both doors have to refuse it
    for change in random.sample(
        (_amounts, _new_code, _overwritten, _formula, _emptied), random.randint(1, 3)
    ):
        change(random, book, plan)
    return book.to_bytes()


def _answered(random: Random, book: FileBook) -> FileBook:
    """Narrated and audited, some paragraphs written anew and some findings answered."""
    write_narrated(book, plan_narrative(book))
    book = FileBook.from_bytes(book.to_bytes())
    edits = ListEdits(book, format_of(read_identity(book)))
    result_edits(edits, audit_book(book, text_findings), "2025-03-01 10:00:00")
    write_edits(book, edits.edits)
    for key, column, text, count in (
        ("paragraphs", "own", OWN_TEXT, 4),
        ("results", "answer", "已核对凭证。", 3),
    ):
        section = edits.sections[key]
        rows = [
            row
            for row in range(section.first, book.grid(section.sheet).height + 1)
            if _used(book, section, row)
        ]
        for row in random.sample(rows, min(count, len(rows))):
            book.part(section.sheet).set_cell(row, section.column(column), Content(text))
    return FileBook.from_bytes(book.to_bytes())


def _used(book: FileBook, section: SectionLayout, row: int) -> bool:
    return bool(book.grid(section.sheet).text(row, section.column("key")))


def _cells(plan: Plan, *, typed: bool) -> list[tuple[str, Position]]:
    """The typed amounts of the tables that are not zero; or the calculated ones of their fixed rows."""
    return [
        (content.layout.table.sheet, content.position(cell))
        for content in plan.contents.values()
        for cell, one in content.amounts.items()
        if (one.formula is None and one.value if typed else one.formula and not cell.row.isdigit())
    ]


def _put(
    random: Random, book: FileBook, plan: Plan, contents: Sequence[Content], *, typed: bool = True
) -> None:
    """Put contents into cells by chance."""
    cells = _cells(plan, typed=typed)
    for (sheet, at), content in zip(
        random.sample(cells, min(len(contents), len(cells))), contents, strict=False
    ):
        book.part(sheet).set_cell(*at, content)


def _amounts(random: Random, book: FileBook, plan: Plan) -> None:
    _put(random, book, plan, [Content(one) for one in (0.01, 12.34, 8_765.4321)])


def _formula(random: Random, book: FileBook, plan: Plan) -> None:
    _put(random, book, plan, [Content(15.7, "=12.5+3.2")])


def _emptied(random: Random, book: FileBook, plan: Plan) -> None:
    _put(random, book, plan, [Content()])


def _overwritten(random: Random, book: FileBook, plan: Plan) -> None:
    """Numbers typed over formulas."""
    _put(random, book, plan, [Content(77.5), Content(0)], typed=False)


def _new_code(random: Random, book: FileBook, plan: Plan) -> None:
    """A code and an amount in the first spare row of a table of codes."""
    tables = [one for one in plan.accounts.format if one.region is not None and one.region.only is None]
    random.shuffle(tables)
    for table in tables:
        layout, places = plan.read.layout[table.key], plan.read.places[table.key].places
        typed = [
            one.key
            for one in table.panels[0].amounts
            if table.rule(NEW_CODE, RowKind.LEAF, one)[0] is CellKind.TYPED
        ]
        if typed and layout.code_column and NEW_CODE not in places:
            spare = next(
                row for row in range(layout.region_top, layout.region_bottom) if row not in places.values()
            )
            book.part(table.sheet).set_cell(spare, layout.code_column, Content(NEW_CODE))
            column = layout.column(NEW_CODE, random.choice(typed))
            book.part(table.sheet).set_cell(spare, column, Content(45.67))
            return
