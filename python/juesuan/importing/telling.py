"""What an import tells: findings with the place in the source, the cell in the book, both figures and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from juesuan.book.accounts import Accounts, Adjustment
from juesuan.book.layout import address, table_layout
from juesuan.book.naming import plain, shown
from juesuan.book.sheets import COVER, COVER_VALUE, cover_row
from juesuan.compute.adjust import Misfit
from juesuan.findings import Finding, Level
from juesuan.importing.model import Figure, Recognised, Unplaced
from juesuan.money import format_wan
from juesuan.spec.model import Cell, Format
from juesuan.template.lists import cell_name


def place_of(accounts: Accounts, cell: Cell) -> tuple[str, str]:
    """Return the sheet and the address of a cell; no address when its row is not there."""
    table = accounts.format.tables[cell.table]
    layout = table_layout(table)
    row = layout.rows(accounts.rows.get(cell.table, ())).get(cell.row)
    return table.sheet, address(row, layout.column(cell.row, cell.column)) if row else ""


def misfit(accounts: Accounts, one: Misfit, figure: Figure, kind: str) -> Finding:
    """A printed figure that the leaves do not give: it is not absorbed."""
    sheet, at = place_of(accounts, one.cell)
    printed, computed = format_wan(one.printed, None), format_wan(one.computed, None)
    difference = one.printed - one.computed
    if not at:
        why = "；本簿中这一行由其他表带出，其他表没有这个科目的数"
    elif one.bound:
        why = f"，超过四舍五入能解释的{format_wan(one.bound, None)}万元"
    else:
        why = ""
    message = (
        f"{cell_name(accounts, one.cell)}：来源 {figure.place} 印的是{printed}万元，"
        f"本簿重新计算为{computed}万元，相差{format_wan(difference, None)}万元{why}，"
    )
    remedy = f"请核对来源中这一格和它的明细，改正录入数；确实没有明细的，在“核对数”中列为“{kind}”并写明原因。"
    return Finding(
        "import-misfit",
        Level.ERROR,
        sheet,
        at,
        message,
        remedy,
        title="导入的数与重新计算的数不符",
        expected=one.printed,
        actual=one.computed,
        difference=difference,
        cells=(str(one.cell),),
    )


def unclassified(accounts: Accounts, one: Adjustment, figure: Figure) -> Finding:
    """A total without any leaf: taken over as 未分科目."""
    sheet, at = place_of(accounts, one.cell)
    message = (
        f"{cell_name(accounts, one.cell)}：来源 {figure.place} 有合计{format_wan(figure.amount, None)}万元，"
        f"没有下级科目的数，已将{format_wan(one.amount, None)}万元列为“{one.kind}”，"
    )
    remedy = "请补录下级科目的数后删除“核对数”中的这项调整；无法取得的，请在那里写明原因。"
    return Finding("import-unclassified", Level.HINT, sheet, at, message, remedy, cells=(str(one.cell),))


def other_head(accounts: Accounts, found: Recognised, *, prior: bool) -> Iterator[Finding]:
    """The source speaks of another unit, or of another year than is wanted."""
    info = accounts.info
    unit = found.info.get("unit_name", "")
    own = {plain(info.get(key)) for key in ("unit_name", "unit_short")} - {""}
    if unit and own and plain(unit) not in own:
        message = f"来源的编制单位是“{shown(unit)}”，封面的单位是“{shown(info.get('unit_name', ''))}”，"
        remedy = "请核对导入的是不是本单位的表；不是的，请用“撤销上次操作”恢复，或从备份恢复。"
        yield _on_cover(accounts.format, "import-other-unit", "unit_name", message, remedy)
    year, book = _year(found.info.get("year")), _year(info.get("year"))
    wanted = book - 1 if book and prior else book
    if not year or not wanted or year == wanted:
        return
    if prior:
        message = f"来源是{year}年度的表，本簿是{book}年度，上年数应取自{wanted}年度，"
        again = "；要导入本年的表，请不要加 --prior" if year == book else ""
        remedy = f"请核对来源的年度{again}。"
    else:
        message = f"来源是{year}年度的表，本簿是{book}年度，"
        again = "；要作为上年数，请恢复后在命令中加 --prior 再导入" if year == book - 1 else ""
        remedy = f"请核对来源的年度，导错的请用“撤销上次操作”恢复，或从备份恢复{again}。"
    yield _on_cover(accounts.format, "import-other-year", "year", message, remedy)


def other_names(accounts: Accounts, found: Recognised) -> Iterator[Finding]:
    """Names beside codes that are not those of the code lists."""
    lists = {
        table.region.classification: accounts.classification(table)
        for table in accounts.format
        if table.region
    }
    known = [
        *lists.values(),
        *(one for key, one in accounts.format.classifications.items() if key not in lists),
    ]
    for code, name in sorted(found.names.items()):
        names = [one.name(code) for one in known if code in one]
        if name and names and plain(name) not in map(plain, names):
            yield other_name(code, name, names[0])


def other_name(code: str, theirs: str, ours: str) -> Finding:
    """A name beside a code that is not that of the code list."""
    message = f"科目 {code} 在来源中叫“{shown(theirs)}”，本格式的科目表中叫“{shown(ours)}”，"
    remedy = "请核对编码；确需用来源的名称，请在“科目字典”登记。"
    return Finding("import-other-name", Level.HINT, "科目字典", "", message, remedy)


def mixed(form: Format, fine: Sequence[str], coarse: Sequence[str], chosen: str) -> Finding:
    """Some tables of the source hold every 分, others two decimals of 万元."""
    names = ["、".join(form.tables[key].sheet for key in keys) for keys in (fine, coarse)]
    message = f"来源中{names[0]}精确到分，{names[1]}只有两位小数，封面的金额精度已定为“{chosen}”，"
    remedy = "请核对封面的“金额精度”；能取得同一精度的表时，请重新导入。"
    return _on_cover(form, "import-mixed-precision", "precision", message, remedy, Level.HINT)


def other_precision(book: str, found: str, chosen: str) -> Finding:
    """The tables that came are of another precision than those that stand in the book."""
    message = f"导入的表是“{found}”，本簿其他表是“{book}”，封面的金额精度已定为“{chosen}”，"
    remedy = "请核对封面的“金额精度”；能取得同一精度的表时，请重新导入。"
    return Finding("import-mixed-precision", Level.HINT, COVER, "", message, remedy)


def no_cell(figure: Figure) -> Unplaced:
    """A figure whose cell the format does not have."""
    return Unplaced(
        figure.place,
        format_wan(figure.amount, None),
        "本格式没有这一格",
        "请核对科目编码和栏目；确需使用的科目，请先在“科目字典”登记再导入。",
    )


def _on_cover(  # noqa: PLR0913 - the fields of one finding
    form: Format, rule: str, key: str, message: str, remedy: str, level: Level = Level.EXPLAIN
) -> Finding:
    at = address(cover_row(form, key), COVER_VALUE)
    return Finding(rule, level, COVER, at, message, remedy)


def _year(text: str | None) -> int:
    digits = plain(text).removesuffix("年").removesuffix("年度")
    return int(digits) if digits.isdigit() and digits.isascii() else 0
