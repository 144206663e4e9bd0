"""修改对照表: what is different from the export that was sent before, figure by figure and paragraph by paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from juesuan.book.accounts import amount_cells, row_order
from juesuan.export.marked import marked
from juesuan.export.material import Material
from juesuan.export.naming import Namer
from juesuan.export.paper import Column, Paper, Value
from juesuan.narrative.sheet import paragraphs_section, read_paragraphs
from juesuan.spec.model import Cell, Format
from juesuan.template.styles import Look

NAME, FIGURES, TEXTS = "修改对照表", "附表数字", "情况说明文字"
CHANGED, ADDED, GONE = "修改", "增加", "删去"
FRONT, GONE_PARAGRAPH, OWN_PARAGRAPH = "封面", "（上次有的段落）", "（自加段落）"
"""Where a paragraph stands that is in no section: the title, one that is there no more, one that a person added."""
NOTHING = "与上次报送相比，附表数字和情况说明文字都没有变动。"
FIGURE_COLUMNS = (
    Column("序号", 6, "count"),
    Column("修改", 8, "centre"),
    Column("表", 14, "centre"),
    Column("行", 36),
    Column("栏", 30),
    Column("原数", 16, "money"),
    Column("现数", 16, "money"),
    Column("差额", 16, "money"),
)
TEXT_COLUMNS = (
    Column("序号", 6, "count"),
    Column("修改", 8, "centre"),
    Column("段落", 18),
    Column("原文（删去的字划线）", 62),
    Column("现文（新写的字加粗、加下划线）", 62),
)
Paragraphs = tuple[tuple[str, str], ...]
"""Keys and texts of the paragraphs of a report, in order; paragraphs that people added have the key ``added.1``, or none."""
ADDED_KEY = "added"


@dataclass(frozen=True)
class Earlier:
    """The export that was sent before: its figures in 分 and its paragraphs; ``round`` counts from 1, ``when`` is shown."""

    cells: Mapping[Cell, int]
    paragraphs: Paragraphs
    round: int
    when: str


@dataclass(frozen=True)
class FigureChange:
    """A figure that is another than before; amounts in 分, None where its row was not there."""

    kind: str
    cell: Cell
    before: int | None
    after: int | None

    @property
    def difference(self) -> int:
        """How much more it is now, in 分."""
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True)
class TextChange:
    """A paragraph that is another than before; an empty text where there is none."""

    kind: str
    key: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What is different from the export before."""

    figures: tuple[FigureChange, ...]
    texts: tuple[TextChange, ...]

    @property
    def count(self) -> int:
        """How many differences there are."""
        return len(self.figures) + len(self.texts)


def changes(material: Material, earlier: Earlier, paragraphs: Paragraphs) -> Changes:
    """Return what is different from an earlier export; ``paragraphs`` are those of this one."""
    figures = changed_figures(material.form, earlier.cells, material.values)
    return Changes(tuple(figures), tuple(changed_texts(earlier.paragraphs, paragraphs)))


def changed_figures(
    form: Format, cells: Mapping[Cell, int], values: Mapping[Cell, int]
) -> Iterator[FigureChange]:
    """Yield the figures in 分 that are others in ``values`` than in ``cells``, in the order of tables, rows and columns."""
    before_rows, rows = ({(one.table, one.row) for one in side} for side in (cells, values))
    for cell in _ordered(form, {*cells, *values}):
        before, after = cells.get(cell, 0), values.get(cell, 0)
        if before == after:
            continue
        was, stays = (cell.table, cell.row) in before_rows, (cell.table, cell.row) in rows
        kind = CHANGED if was and stays else ADDED if stays else GONE
        yield FigureChange(kind, cell, before if was else None, after if stays else None)


def _ordered(form: Format, cells: set[Cell]) -> Iterator[Cell]:
    """Yield cells in the order of tables, rows and columns; those that the format does not know stand last."""
    left = set(cells)
    for table in form:
        codes = {one.row for one in cells if one.table == table.key and one.row not in table.fixed_rows}
        for row, column in amount_cells(table, sorted(codes, key=row_order)):
            cell = Cell(table.key, row, column)
            if cell in left:
                left.remove(cell)
                yield cell
    yield from sorted(left)


def changed_texts(before: Paragraphs, after: Paragraphs) -> Iterator[TextChange]:
    """Yield the paragraphs that are others than before, in their order; those that went, and those without a key, last."""
    olds, news = _keyed(before), _keyed(after)
    for key, text in news.items():
        old = olds.get(key, "")
        if old.strip() != text.strip():
            yield TextChange(
                CHANGED if old.strip() and text.strip() else ADDED if text.strip() else GONE, key, old, text
            )
    yield from (
        TextChange(GONE, key, text, "") for key, text in olds.items() if key not in news and text.strip()
    )
    yield from _unkeyed(before, after)


def _keyed(paragraphs: Paragraphs) -> dict[str, str]:
    return {key: text for key, text in paragraphs if not _is_added(key)}


def _is_added(key: str) -> bool:
    """Whether a person added a paragraph: its key only counts, so it is another one after an insertion."""
    return not key or key.startswith(f"{ADDED_KEY}.")


def _unkeyed(before: Paragraphs, after: Paragraphs) -> Iterator[TextChange]:
    """Yield what became of paragraphs that people added: nothing tells them apart but their text."""
    olds, news = ([text for key, text in side if _is_added(key) and text.strip()] for side in (before, after))
    gone, new = Counter(olds) - Counter(news), Counter(news) - Counter(olds)
    yield from (TextChange(GONE, "", text, "") for text in gone.elements())
    yield from (TextChange(ADDED, "", "", text) for text in new.elements())


def revisions_sheet(material: Material, earlier: Earlier, paragraphs: Paragraphs) -> bytes:
    """Return 修改对照表 against an earlier export: a sheet of figures (万元) and one of texts."""
    head = Head(
        material.unit,
        f"{material.year}年度部门决算",
        _against(material, earlier),
        NOTHING,
        Namer(material),
        _sections(material),
    )
    return changes_sheet(changes(material, earlier, paragraphs), head)


@dataclass(frozen=True)
class Head:
    """What stands above 修改对照表 and how its cells and paragraphs are called; ``sections`` says where each key stands."""

    unit: str
    what: str
    against: str
    nothing: str
    namer: Namer
    sections: Mapping[str, str]


def changes_sheet(found: Changes, head: Head) -> bytes:
    """Return 修改对照表: a sheet of figures (万元) and one of texts."""
    paper = Paper(f"{head.unit}{head.what}{NAME}")
    _figure_page(paper, head, found)
    _text_page(paper, head, found.texts)
    return paper.data()


def _figure_page(paper: Paper, head: Head, found: Changes) -> None:
    page = paper.page(FIGURES, [one.width for one in FIGURE_COLUMNS], landscape=True)
    page.title(f"{head.what}{NAME}")
    page.sides(f"单位：{head.unit}", "金额单位：万元")
    page.line(f"{head.against}{summary(found) or head.nothing}", Look(wrap=True))
    page.header(FIGURE_COLUMNS, repeat=True)
    for number, one in enumerate(found.figures, 1):
        values: list[Value] = [number, one.kind, *head.namer.parts(one.cell)]
        values += [one.before, one.after, one.difference]
        page.record(FIGURE_COLUMNS, values)
    if not found.figures:
        page.line("附表数字没有变动。")


def _against(material: Material, earlier: Earlier) -> str:
    return f"本次：{material.now:%Y-%m-%d %H:%M}；上次：第{earlier.round}次报送，{earlier.when}。"


def summary(found: Changes) -> str:
    """Say how many differences there are of each kind; nothing where there are none."""
    if not found.count:
        return ""
    kinds = Counter([*(one.kind for one in found.figures), *(one.kind for one in found.texts)])
    parts = "、".join(f"{kind}{kinds[kind]}处" for kind in (CHANGED, ADDED, GONE) if kinds[kind])
    return f"附表数字变动{len(found.figures)}处，情况说明文字变动{len(found.texts)}段（{parts}）。"


def _text_page(paper: Paper, head: Head, texts: Sequence[TextChange]) -> None:
    page = paper.page(TEXTS, [one.width for one in TEXT_COLUMNS], landscape=True)
    page.title(f"{head.what}情况说明{NAME}")
    page.sides(f"单位：{head.unit}", "")
    page.line(head.against, Look(wrap=True))
    page.header(TEXT_COLUMNS, repeat=True)
    for number, one in enumerate(texts, 1):
        before, after = marked(one.before, one.after)
        unknown = OWN_PARAGRAPH if _is_added(one.key) else GONE_PARAGRAPH
        where = head.sections.get(one.key, unknown) or FRONT
        page.record(TEXT_COLUMNS, [number, one.kind, where, before, after])
    if not texts:
        page.line("情况说明文字没有变动。")


def _sections(material: Material) -> dict[str, str]:
    """Return where in the report each paragraph stands, by its key."""
    section = paragraphs_section(material.source, material.form)
    rows = read_paragraphs(material.source, section) if section is not None else []
    return {one.key: one.section for one in rows if one.key}
