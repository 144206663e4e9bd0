"""公开自查表: what the bureau checks of a publication, item by item, answered from the workbook.

The items, their order and words are data (``selfcheck.yaml``); each names the check that answers it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from juesuan.export import selfcheck_tables, selfcheck_texts, selfcheck_truth
from juesuan.export.material import Material
from juesuan.export.paper import Column, Paper, Piece
from juesuan.export.selfcheck_look import CHECKS, Look, Result
from juesuan.spec.errors import SpecError
from juesuan.spec.selfcheck import load_selfcheck
from juesuan.template.styles import Look as CellLook

MODULES = (selfcheck_tables, selfcheck_texts, selfcheck_truth)
"""The modules whose functions are the checks."""
COLUMNS = (
    Column("序号", 6, "centre"),
    Column("类别", 12, "centre"),
    Column("检查内容", 33),
    Column("自查结果", 11, "centre"),
    Column("情况", 38),
    Column("位置", 15),
    Column("依据", 22),
)
NO_FORM = "这个公开格式没有自查的项目（selfcheck.yaml）。"


@dataclass(frozen=True)
class Checked:
    """An item of the form with its answer: ``result`` is 是, 否, 不适用 or 需人工确认; ``item`` is what is required."""

    group: str
    item: str
    result: Result
    detail: str
    place: str
    source: str = ""


def selfcheck(material: Material) -> list[Checked]:
    """Return every item of the format's form with its answer, in order.

    Raises SpecError when the file names a check that there is not.
    """
    found = []
    look = Look(material)
    checks = load_selfcheck(material.form)
    for group, item in checks.items:
        if item.check not in CHECKS:
            raise SpecError(checks.path or material.form.folders[0], 0, f"there is no check `{item.check}`")
        answer = CHECKS[item.check](look, item)
        found.append(Checked(group, item.text, answer.result, answer.detail, answer.place, item.source))
    return found


def selfcheck_sheet(material: Material) -> bytes:
    """Return 公开自查表 as a workbook of one sheet."""
    title = load_selfcheck(material.form).title
    paper = Paper(f"{material.unit}{material.year}年度{title}")
    page = paper.page(title, [one.width for one in COLUMNS], landscape=True)
    page.title(f"{material.year}年度{title}")
    page.sides(f"单位：{material.unit}", f"自查时间：{material.now:%Y-%m-%d %H:%M}")
    found = selfcheck(material)
    counts = Counter(one.result for one in found)
    page.line("，".join(f"{one.value}{counts[one]}项" for one in Result) + "。", CellLook(wrap=True))
    page.header(COLUMNS, repeat=True)
    for number, one in enumerate(found, 1):
        values = [str(number), one.group, one.item, one.result.value, one.detail, one.place, one.source]
        page.record(COLUMNS, values, strong=one.result is Result.NO)
    if not found:
        page.line(NO_FORM)
    look = CellLook(wrap=True, size=11)
    page.line("")
    page.pieces(
        [
            Piece("自查人：", 3, look=look),
            Piece("复核人：", 2, look=look),
            Piece("单位（公章）：", 2, look=look),
        ]
    )
    return paper.data()
