"""Which table stands where: titles are found in the content, numbers of tables and names of sheets say little."""

from __future__ import annotations

import re
from dataclasses import dataclass

from juesuan.importing.grid import Grid
from juesuan.importing.heads import is_meta
from juesuan.importing.labels import is_amount, norm
from juesuan.importing.layouts import LayoutFile, Layouts
from juesuan.importing.model import Place
from juesuan.spec.model import Format

_BEHIND = re.compile(
    r"(?:\((?:续|续表|接上表|\d+|续\d+|此表无数据|本表无数据|无数据|空表|公开.*|财决.*|单位:.*|万元|元|\d{4}年度?|决算数?|样表)\)"
    r"|[-—]?续表?\d*|公开\d+表|单位:(?:万元|元)|\.{3,}\d*)$"
)
_BEFORE = re.compile(
    r"(?:.*(?:\d{4}|[〇零○一二三四五六七八九]{4})年度?(?:部门|单位|本级|汇总)?(?:决算)?|.*(?:附件|附表|表)[\d一二三四五六七八九十\-.]*"
    r"|第?[一二三四五六七八九十\d]+|\([一二三四五六七八九十\d]+\)|(?:公开|财决)\S*表)"
)
_EDGE = "::、.-—_ "
_TITLE_LIKE = re.compile(r"[^,。;:、!?]{3,45}表")
_TITLE_WORDS = (
    "决算",
    "预算",
    "收支",
    "支出",
    "收入",
    "情况",
    "资产",
    "采购",
    "绩效",
    "明细",
    "统计",
    "经费",
    "自评",
    "信息",
)
_NUMBER = re.compile(r"(?:公开|财决|附|决算|表)*[\dA-Za-z\-.]*表|(?:公开|财决).{0,8}表")
_SHEET_EDGES = re.compile(r"^(?:公开|财决|附)?[\dA-Za-z]*表?[\d.\-_、]*(?=[^\d表])|\(\d+\)$")
_LEAST = 4


@dataclass(frozen=True)
class Title:
    """A title: the table that it names (``""``: none of the format) and the rows that it stands on."""

    table: str
    text: str
    place: Place
    top: int
    layout: LayoutFile | None = None
    empty: bool = False


class TitleBook:
    """All titles that are known for a format: to the key of the table, or "" when the format has no such table."""

    def __init__(self, form: Format, layouts: Layouts) -> None:
        self.layouts = layouts
        self.own = {norm(table.title): table.key for table in form}
        self.known = dict(self.own)
        for title, key in self.own.items():
            for other in layouts.same_titles(title):
                self.known.setdefault(other, key)
        for layout in layouts.foreign:
            wanted = norm(layout.table)
            table = next((self.own[one] for one in layouts.same_titles(wanted) if one in self.own), "")
            self.known.setdefault(norm(layout.title), table if layout.table else "")
        for titles in layouts.titles:
            for title in titles:
                self.known.setdefault(title, "")
        self._longest_first = sorted(self.known, key=len, reverse=True)

    def find(self, text: str) -> str | None:
        """Return the known title that a text is, its decorations taken off; None when it is none."""
        bare = _bare(text)
        for title in self._longest_first:
            if bare.endswith(title):
                return title if self._may_stand_before(bare.removesuffix(title)) else None
        return None

    def _may_stand_before(self, text: str) -> bool:
        bare = text.strip(_EDGE)
        return not bare or bool(_BEFORE.fullmatch(bare)) or bare.endswith(self.layouts.prefixes)

    def by_name(self, name: str) -> list[str]:
        """Return the tables that a sheet's (or file's) name can mean: a title, or at least four characters of it."""
        bare = norm(name)
        exact = self.find(bare)
        if exact is not None:
            return [self.known[exact]] if self.known[exact] else []
        bare = _SHEET_EDGES.sub("", _bare(bare)).strip(_EDGE)
        if len(bare) < _LEAST:
            return []
        if bare in self.known:
            return [self.known[bare]] if self.known[bare] else []
        return sorted({self.known[one] for one in self.known if one.startswith(bare)} - {""})


def _bare(text: str) -> str:
    while (shorter := _BEHIND.sub("", text).rstrip(_EDGE)) != text:
        text = shorter
    return text


def find_titles(grid: Grid, book: TitleBook) -> list[Title]:
    """Return the titles on a sheet from top to bottom, those of unknown tables too."""
    found: list[Title] = []
    for row in grid.rows():
        title = _title_in(grid, row, book)
        if title is not None and not (found and found[-1].top == row):
            found.append(title)
    return found


def _title_in(grid: Grid, row: int, book: TitleBook) -> Title | None:
    columns = grid.filled(row)
    texts = {column: grid.text(row, column) for column in columns}
    for column, text in texts.items():
        known = book.find(text) if len(text) <= 120 else None
        joined = _joined(grid, row, text, book) if len(columns) == 1 else None
        if joined and (known is None or len(joined) > len(known)):
            known = joined
        if known is not None:
            empty = "无数据" in text
            layout = book.layouts.layout(known)
            return Title(
                book.known[known], str(grid.value(row, column)), grid.place(row, column), row, layout, empty
            )
    words = [text for column, text in texts.items() if not is_amount(grid.value(row, column))]
    if len(words) == len(columns) <= 3:
        return _foreign(grid, row, texts)
    return None


def _joined(grid: Grid, row: int, text: str, book: TitleBook) -> str | None:
    """A title that was broken over two rows."""
    above = grid.texts(row - 1) if row > 1 else []
    return book.find(above[0] + text) if len(above) == 1 and book.find(above[0]) is None else None


def _foreign(grid: Grid, row: int, texts: dict[int, str]) -> Title | None:
    for column, text in texts.items() if not is_meta(grid, row) else ():
        bare = _bare(text)
        if (
            _TITLE_LIKE.fullmatch(bare)
            and not _NUMBER.fullmatch(bare)
            and any(one in bare for one in _TITLE_WORDS)
        ):
            others = [one for other, one in texts.items() if other != column]
            if all(len(one) < 30 for one in others):
                return Title("", str(grid.value(row, column)), grid.place(row, column), row)
    return None


@dataclass(frozen=True)
class Block:
    """The rows of a sheet that belong to one title (None: they stand before the first one)."""

    grid: Grid
    title: Title | None
    top: int
    bottom: int

    @property
    def body(self) -> range:
        """The rows behind the title."""
        return range((self.title.top if self.title else self.top - 1) + 1, self.bottom + 1)


def blocks(grid: Grid, titles: list[Title]) -> list[Block]:
    """Cut a sheet at its titles; 编制单位, 单位 and the like right above a title belong to it."""
    starts = [
        _start(grid, one.top, titles[number - 1].top if number else 0) for number, one in enumerate(titles)
    ]
    found: list[Block] = []
    if not starts or starts[0] > 1:
        found.append(Block(grid, None, 1, (starts[0] if starts else grid.height + 1) - 1))
    for number, (title, start) in enumerate(zip(titles, starts, strict=True)):
        bottom = starts[number + 1] - 1 if number + 1 < len(starts) else grid.height
        found.append(Block(grid, title, start, bottom))
    return found


def _start(grid: Grid, row: int, above: int) -> int:
    top = row
    for one in range(row - 1, above, -1):
        if grid.filled(one) and not is_meta(grid, one):
            break
        top = one if grid.filled(one) else top
    return top
