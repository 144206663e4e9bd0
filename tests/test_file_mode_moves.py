"""A book that Excel, WPS and people enriched: marks follow their rows, and are kept when their row goes."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from juesuan.book.file import FileBook
from juesuan.book.layout import SPARE_ROWS
from juesuan.regenerate import regenerate
from juesuan.spec.model import RowKind
from tests.books import book_bytes
from tests.enriched.book import NOW, moved, recomputed, result, with_figure, with_new_code
from tests.enriched.marks import NOTES, add_comments, enriched
from tests.enriched.parts import LAYOUT, MAIN, OWN, SHEET, edit, packed, part_of, put, rows_of, unpacked


def test_comments_move_with_their_key() -> None:
    after, old, new = moved()
    assert new == old + 2
    parts = unpacked(after)
    cells = [f"D{new}", f"{NOTES}{new - 1}"]
    for name in ("xl/comments1.xml", "xl/threadedComments/threadedComment1.xml"):
        assert [one.get("ref") for one in etree.fromstring(parts[name]).iter() if one.get("ref")] == cells
    boxes = parts["xl/drawings/vmlDrawing1.vml"].decode()
    assert re.findall(r"<x:Row>(\d+)</x:Row>", boxes) == [str(new - 1), str(new - 2)]
    anchors = [list(map(int, one.split(","))) for one in re.findall(r"<x:Anchor>([^<]+)<", boxes)]
    assert anchors == [[4, 15, new - 2, 10, 6, 15, new + 2, 4], [9, 15, new - 3, 10, 11, 15, new + 1, 4]]
    assert boxes.count("多行<br>批注框") == 2


def test_notes_links_sparklines_and_conditions_move_with_their_key() -> None:
    after, _, row = moved()
    grid = FileBook.from_bytes(after).grid(SHEET)
    assert grid.value(row, 9) == 100
    assert grid.formulas[row, 10] == f"=D{row}+I{row}-D$7*0"
    assert grid.formulas[row, 12] == f"=SUM(D{row}:E{row}*1)"
    sheet = unpacked(after)[part_of(unpacked(after), SHEET)].decode()
    assert f'<f t="array" ref="L{row}">' in sheet
    assert f'<mergeCell ref="M{row}:N{row}"/>' in sheet
    assert re.search(f'<hyperlink [^>]*ref="I{row}" r:id="rId9', sheet)
    assert f"<xm:f>{SHEET}!C{row}:E{row}</xm:f><xm:sqref>K{row}</xm:sqref>" in sheet
    conditions = re.findall(r'<conditionalFormatting sqref="([^"]+)">.*?<formula>([^<]+)<', sheet)
    own = [
        one for one in conditions if "JS_results_mark" not in one[1]
    ]  # ours, of 审核结果, cover the whole form
    assert own == [("C8:E407", "C8&gt;9999"), (f"D{row}", f"$D{row}&gt;300")]
    assert "<xm:sqref>P8:P407</xm:sqref>" in sheet


def test_a_painted_cell_keeps_its_paint() -> None:
    after, old, new = moved()
    part = FileBook.from_bytes(after).part(SHEET)
    assert part.style(new, 4) == enriched()[1]
    assert part.style(old, 4) != enriched()[1]


def test_a_row_that_became_a_parent_looks_like_one() -> None:
    parts = dict(enriched()[0])
    rows = rows_of(packed(parts), "公开09表")
    row = max(rows_of(packed(parts), SHEET).values()) + 1

    def below_a_section(root: Any) -> None:
        put(root, f"A{row}", "<is><t>21203</t></is>")
        root.find(f".//{{{MAIN}}}c[@r='A{row}']").set("t", "inlineStr")
        put(root, f"E{row}", "<v>1</v>")

    edit(parts, part_of(parts, SHEET), below_a_section)
    section = recomputed(parts)
    place, layout = rows_of(section, SHEET)["21203"], LAYOUT["06"]
    part = FileBook.from_bytes(section).part(SHEET)
    assert part.style(place, 5) == part.style(layout.pattern_row(RowKind.LEAF), 5)
    parts = unpacked(section)
    last = max(rows_of(section, SHEET).values()) + 1

    def item(root: Any) -> None:
        put(root, f"E{place}", "")
        put(root, f"A{last}", "<is><t>2120303</t></is>")
        root.find(f".//{{{MAIN}}}c[@r='A{last}']").set("t", "inlineStr")
        put(root, f"E{last}", "<v>1</v>")

    edit(parts, part_of(parts, SHEET), item)
    after = recomputed(parts)
    part = FileBook.from_bytes(after).part(SHEET)
    place = rows_of(after, SHEET)["21203"]
    assert part.style(place, 5) == part.style(layout.pattern_row(RowKind.PARENT), 5)
    assert part.style(place + 1, 5) == part.style(layout.pattern_row(RowKind.LEAF), 5)
    assert rows_of(after, "公开09表").keys() - rows.keys() == {"212", "21203", "2120303"}


def test_a_typed_formula_means_the_same_after_its_row_has_moved() -> None:
    parts = dict(with_new_code())
    rows = rows_of(packed(parts), SHEET)
    own, other = rows["2080501"], rows["2080505"]
    formula = f"I{other}+65.22+({OWN}!$A$5-{OWN}!A5)+D{other}*0-D$7*0"

    def change(root: Any) -> None:
        put(root, f"D{own}", f"<f>{formula}</f><v>165.22</v>")

    edit(parts, part_of(parts, SHEET), change)
    after = recomputed(parts)
    grid, new = FileBook.from_bytes(after).grid(SHEET), rows_of(after, SHEET)
    expected = f"=I{new['2080505']}+65.22+({OWN}!$A$5-{OWN}!A5)+D{new['2080505']}*0-D$7*0"
    assert grid.formulas[new["2080501"], 4] == expected
    assert grid.value(new["2080501"], 4) == 165.22


def test_shared_formulas_are_written_out_before_one_of_them_changes() -> None:
    for make in (with_figure, with_new_code):
        before, after = make(), result(make)
        assert b't="shared"' in before[part_of(before, SHEET)]
        grid = FileBook.from_bytes(after).grid(SHEET)
        for row in range(8, max(rows_of(after, SHEET).values()) + 1 + SPARE_ROWS):
            assert grid.formulas[row, 3] == f"=SUM(D{row}:E{row})"
        assert b't="shared"' not in unpacked(after)[part_of(before, SHEET)]


# Rows that go


def test_notes_and_comments_of_a_row_that_goes_are_kept_below_the_rows() -> None:
    """2040202 loses its project money, so its row of table 09 goes; what was noted there must not be lost."""
    parts = unpacked(book_bytes("panzhihua-2020"))
    old = rows_of(packed(parts), "公开09表")
    gone, spare = old["2040202"], max(old.values()) + 4
    name = part_of(parts, "公开09表")

    def note(root: Any) -> None:
        put(root, f"H{gone}", "<v>41</v>")
        put(root, f"H{spare}", "<v>42</v>")
        put(root, f"H{old['2040220']}", f"<f>H{gone}+1</f><v>42</v>")

    edit(parts, name, note)
    add_comments(parts, "公开09表", {f"D{gone}": "为什么没有了", f"D{old['2040299']}": "已核对"})
    row = rows_of(packed(parts), SHEET)["2040202"]
    edit(parts, part_of(parts, SHEET), lambda root: put(root, f"E{row}", "<v>0</v>"))
    after = recomputed(parts)
    new = rows_of(after, "公开09表")
    assert old.keys() - new.keys() == {"2040202"}
    grid = FileBook.from_bytes(after).grid("公开09表")
    kept = max(new.values()) + 1
    assert (grid.value(kept, 8), grid.value(spare, 8)) == (41, 42)
    assert grid.formulas[new["2040220"], 8] == f"=H{kept}+1"
    assert [grid.value(kept, column) for column in range(1, 5)] == [None] * 4
    parts = unpacked(after)
    cells = [one.get("ref") for one in etree.fromstring(parts["xl/comments1.xml"]).iter() if one.get("ref")]
    assert cells == [f"D{kept}", f"D{new['2040299']}"]
    assert f"<x:Row>{kept - 1}</x:Row>".encode() in parts["xl/drawings/vmlDrawing1.vml"]
    again = FileBook.from_bytes(after)
    assert not regenerate(again, now=NOW).written
