"""审核情况表: what the audit says, on one or two pages however much it is.

Findings of one cause are one row. What does not fit is counted, and stands whole in the data package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from juesuan.audit.report import Answer, Report, Verdict, fingerprint
from juesuan.audit.results import ANSWERED, OPEN, RELEASED, sentence, state_of
from juesuan.export.adjustments import adjustment_rows
from juesuan.export.material import Material
from juesuan.export.paper import PAGE_HEIGHT, Page, Paper, Piece, row_height
from juesuan.export.room import Listed, shared_out
from juesuan.export.texts import clipped
from juesuan.findings import Finding, Level
from juesuan.template.styles import GRID, HEADER, TITLE_FONT, Look

NAME = "审核情况表"
MOST_PAGES = 2
MORE = "……（全文见数据包）"
WHOLE_LIST = "全部内容见数据包 findings.json 和工作簿“审核结果”。"
WIDTHS = (6, 8, 14, 37, 22, 8)
LINES = (12, 8, 7, 6, 5, 4)
"""The most lines of a text in a list: fewer where not all rows have room; the whole story stands in the data package."""
_RULES = {"independent": "独立", "by_construction": "构造", "structural": "结构", "not_evaluated": "未评"}
_COLORS = {Verdict.PASSED: "2E7D32", Verdict.TO_EXPLAIN: "B26A00", Verdict.FAILED: "C00000"}
_LIST = ("序号", "级别", "位置", "问题")
_CELL = Look(wrap=True, edges=GRID)
_CENTRE = Look(horizontal="center", wrap=True, edges=GRID)


@dataclass(frozen=True)
class _Part:
    """A list of findings in one state: its heading, the headings of its last two columns."""

    state: str
    heading: str
    last: tuple[str, ...]


PARTS = (
    _Part(OPEN, "未处理的问题", ("处理要求",)),
    _Part(RELEASED, "已解除的错误", ("解除理由", "解除人")),
    _Part(ANSWERED, "已说明的问题", ("说明",)),
)


def verdict_sheet(material: Material) -> bytes:
    """Return 审核情况表 of an export as a workbook of one sheet, one or two A4 pages."""
    report = material.audit
    paper = Paper(f"{material.unit}{material.year}年度部门决算{NAME}")
    page = paper.page(NAME, WIDTHS)
    page.at_most(MOST_PAGES)
    _head(page, material)
    _counts(page, report)
    tail = [hints_line(report), rules_note(report)]
    room = MOST_PAGES * PAGE_HEIGHT[False] * 0.96 - page.height - _SIGNED_HEIGHT - row_height(2) * len(tail)
    for number, (one, shown) in enumerate(_fitted(page, material, room), 1):
        _list(page, f"{'一二三四'[number - 1]}、", one, shown)
    for text in tail:
        page.line(text)
    _sign(page, material)
    return paper.data()


def _fitted(page: Page, material: Material, room: float) -> list[tuple[Listed, int]]:
    """Return the lists, each with how many of its rows have room; their texts are cut shorter to make room for more."""
    fitted: list[tuple[Listed, int]] = []
    for most in LINES:
        lists = [*_listed(material.audit, most), _adjusted(material, most)]
        fitted = list(zip(lists, shared_out(page, lists, room), strict=True))
        if all(shown == len(one.rows) for one, shown in fitted):
            break
    return fitted


def _head(page: Page, material: Material) -> None:
    page.title(f"{material.year}年度部门决算{NAME}")
    page.sides(f"单位：{material.unit}", f"审核时间：{material.now:%Y-%m-%d %H:%M}")
    draft = "　　草稿，不作报送用" if material.draft else ""
    page.line(f"公开格式：{material.form.title}{draft}", Look(wrap=True))
    verdict = material.audit.verdict
    look = Look(font=TITLE_FONT, size=22, bold=True, color=_COLORS[verdict], horizontal="center", edges=GRID)
    label = Look(font=TITLE_FONT, size=12, horizontal="center", edges=GRID)
    page.pieces([Piece("审核结论", 2, look=label), Piece(verdict.value, 4, look=look)])


def _counts(page: Page, report: Report) -> None:
    head = ["级别", "共计（项）", "未处理", "已说明或已解除"]
    page.pieces([Piece(one, span, look=HEADER) for one, span in zip(head, (2, 1, 1, 2), strict=True)])
    for level in Level:
        found = [one for one in report.findings if one.level is level]
        settled = sum(report.is_settled(one) for one in found)
        rest = ("—", "—") if level is Level.HINT else (str(len(found) - settled), str(settled))
        texts = (level.label, str(len(found)), *rest)
        page.pieces([Piece(one, span, look=_CENTRE) for one, span in zip(texts, (2, 1, 1, 2), strict=True)])
    text = "；".join(f"{name}{report.evaluated.get(one, 0)}条" for one, name in _RULES.items())
    page.pieces([Piece("审核公式", 2, look=_CENTRE), Piece(text, 4, look=_CELL)])


def rules_note(report: Report) -> str:
    """Say what the kinds of rules are."""
    missing = report.evaluated.get("not_evaluated", 0)
    note = "独立：两边的数各有来源；构造：重新计算时必然成立，审核时按表上现有的数再核对一遍；结构：公式写不出的要求。"
    return f"审核公式　{note}" + (f"未评{missing}条：所用的表未填，或没有可比的数。" if missing else "")


def hints_line(report: Report) -> str:
    """Say how many hints there are, by what they are about."""
    titles = [one.title or one.rule for one in report.findings if one.level is Level.HINT]
    if not titles:
        return "提示　没有。"
    return f"提示　共{len(titles)}项：{counted(titles)}。提示只供参考，不影响审核结论。"


def counted(names: Sequence[str], most: int = 6) -> str:
    """Return names with how often each stands there, the most frequent first, at most ``most`` of them."""
    counts = {one: names.count(one) for one in dict.fromkeys(names)}
    ranked = sorted(counts.items(), key=lambda one: -one[1])
    text = "、".join(f"{name}{count}项" for name, count in ranked[:most])
    rest = sum(count for _, count in ranked[most:])
    return f"{text}、其他{rest}项" if rest else text


def _listed(report: Report, most: int) -> Iterator[Listed]:
    for part in PARTS:
        groups = list(_groups(report, part.state))
        rows = tuple(_row(number, group, report, part, most) for number, group in enumerate(groups, 1))
        # errors first: they keep a verdict from passing
        found = sum(map(len, groups))
        names = tuple(group[0].title or group[0].rule for group in groups)
        yield Listed(f"{part.heading}（{found}项）", _header(part), rows, names)


def _groups(report: Report, state: str) -> Iterator[list[Finding]]:
    """Yield the findings in one state, those of one cause together, errors first."""
    found = [one for one in report.findings if one.level is not Level.HINT and state_of(report, one) == state]
    numbered = [(one.cause or f"#{at}", one) for at, one in enumerate(found)]
    groups = [[one for _, one in group] for _, group in groupby(numbered, lambda one: one[0])]
    yield from sorted(groups, key=lambda group: min(one.level is not Level.ERROR for one in group))


def _header(part: _Part) -> tuple[Piece, ...]:
    spans = (2,) if len(part.last) == 1 else (1, 1)
    pieces = [Piece(one, look=HEADER) for one in _LIST]
    pieces += [Piece(one, span, look=HEADER) for one, span in zip(part.last, spans, strict=True)]
    return tuple(pieces)


def _row(number: int, group: Sequence[Finding], report: Report, part: _Part, most: int) -> tuple[Piece, ...]:
    first = group[0]
    message = sentence(first.message)
    rest = message.removeprefix(first.sheet)
    message = rest if rest and rest[0] not in "、，和" else message
    if len(group) > 1:
        message = f"（同一原因共{len(group)}项）{message}"
    answer = report.answers.get(fingerprint(first), Answer(""))
    said = first.remedy if part.state == OPEN else answer.text
    spans = (2,) if len(part.last) == 1 else (1, 1)
    last = [Piece(clipped(said, sum(WIDTHS[4 : 4 + spans[0]]), most, MORE), spans[0], look=_CELL)]
    if len(spans) > 1:
        last.append(Piece(clipped(answer.name, WIDTHS[5], most), look=_CENTRE))
    return (
        Piece(str(number), look=_CENTRE),
        Piece(first.level.label, look=_CENTRE),
        Piece(clipped(first.place, WIDTHS[2], most), look=_CELL),
        Piece(clipped(message, WIDTHS[3], most, MORE), look=_CELL),
        *last,
    )


def _adjusted(material: Material, most: int) -> Listed:
    rows = []
    names = []
    for one in adjustment_rows(material):
        cells = clipped("；".join(one.cells), sum(WIDTHS[4:]), most, MORE)
        rows.append(
            (
                Piece(one.kind, 2, look=_CENTRE),
                Piece(one.sheet, look=_CENTRE),
                Piece(f"{one.count}格　合计{one.total}", look=_CELL),
                Piece(cells, 2, look=_CELL),
            )
        )
        names.append(one.kind)
    heads = ("种类", "表", "格数和调整金额（万元）", "涉及的行、栏（调整金额）")
    made = tuple(Piece(one, span, look=HEADER) for one, span in zip(heads, (2, 1, 1, 2), strict=True))
    return Listed(
        f"尾差、未分科目的调整（{len(material.read.accounts.adjustments)}格）",
        made,
        tuple(rows),
        tuple(names),
    )


def _list(page: Page, number: str, listed: Listed, shown: int) -> None:
    page.keep(22 + page.height_of(listed.header) + max(map(page.height_of, listed.rows[:1]), default=18))
    page.heading(number + listed.heading)
    if not listed.rows:
        page.line("没有。")
        return
    page.pieces(listed.header)
    for one in listed.rows[:shown]:
        page.pieces(one)
    rest = listed.names[shown:]
    if rest:
        page.line(f"此处列出{shown}行，其余{len(rest)}行：{counted(rest)}。{WHOLE_LIST}")


_PEOPLE = (("preparer", "编制人"), ("reviewer", "复核人"), ("head", "单位负责人"))
_SIGNED_HEIGHT = 5 * row_height(1, 11) + row_height(1)


def _sign(page: Page, material: Material) -> None:
    """Write the lines to be signed; they stand together on one page."""
    page.keep(_SIGNED_HEIGHT)
    info = material.read.accounts.info
    page.line("")
    look = Look(wrap=True, size=11)
    for key, label in _PEOPLE:
        name = clipped(info.get(key, ""), 30, 1)
        signed = f"签字：{'＿' * 8}　　日期：{'＿' * 4}年{'＿' * 2}月{'＿' * 2}日"
        page.pieces([Piece(f"{label}：{name}", 3, look=look), Piece(signed, 3, look=look)])
    page.pieces([Piece("单位（公章）：", 6, look=look)])
