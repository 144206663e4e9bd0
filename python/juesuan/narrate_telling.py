"""What 变动分析 and 更新情况说明 tell at their end: the same words in the window and on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from juesuan.analysis.sheet import Sheet
from juesuan.money import format_wan
from juesuan.narrate import Narrated
from juesuan.narrative.sheet import DIFFERS, MISSING, ORPHAN, Row, wrong_text
from juesuan.plan import Change

UNKNOWN_PRIOR = "“上年数”没有下列指标的上年数，没有作比较："
UNKNOWN_BUDGET = "“预算数”没有填写，没有算完成率："


def told(recomputed: Sequence[Change], narrated: Narrated) -> list[str]:
    """Return what happened and what is still to be done, a line each."""
    lines = []
    if recomputed:
        lines.append(f"已先重新计算，变动{len(recomputed)}处。")
    lines += _analysis(narrated)
    if narrated.rows:
        lines += _paragraphs(narrated)
    elif not narrated.changed:
        lines.append("“分析”没有变动。")
    else:
        lines.append("“分析”和“图表”已更新。")
    return lines


def _analysis(narrated: Narrated) -> list[str]:
    sheet = narrated.analysed.sheet
    changes = narrated.analysed.numbers.format.analysis.measures.values()
    lines = [
        f"{one.label}{_change(sheet, one.key)}，其中已说明{_amount(sheet, one.key, 'explained')}万元，"
        f"未说明{_amount(sheet, one.key, 'remainder')}万元（占{_rate(sheet, one.key)}%）。"
        for one in changes
        if sheet.find("changes", one.key, "remainder")
    ]
    prior = [one.label for one in changes if not sheet.find("changes", one.key, "base")]
    budget = [one.label for one in changes if one.budget and not sheet.find("completions", one.key, "base")]
    if prior:
        lines.append(f"{UNKNOWN_PRIOR}{'、'.join(prior)}。")
    if budget:
        lines.append(f"{UNKNOWN_BUDGET}{'、'.join(budget)}。")
    if narrated.analysed.unsplit:
        lines.append(f"“上年数”没有分科目的数，下列变动没有分解：{'、'.join(narrated.analysed.unsplit)}。")
    return lines


def _change(sheet: Sheet, key: str) -> str:
    one = sheet.find("changes", key, "difference")
    amount = one.field.value if one is not None else 0
    return f"{'增加' if isinstance(amount, int) and amount > 0 else '减少'}{_amount(sheet, key, 'difference', bare=True)}万元"


def _amount(sheet: Sheet, key: str, column: str, *, bare: bool = False) -> str:
    one = sheet.find("changes", key, column)
    value = one.field.value if one is not None else None
    if not isinstance(value, int):
        return "—"
    return format_wan(abs(value) if bare else value)


def _rate(sheet: Sheet, key: str) -> str:
    one = sheet.find("changes", key, "remainder_rate")
    return "—" if one is None else str(one.field.value)


def _paragraphs(narrated: Narrated) -> list[str]:
    rows = narrated.rows
    own = [one for one in rows if one.own]
    head = f"情况说明共{len(rows)}段，更新{narrated.changed}段，自写{len(own)}段没有改动。"
    lines = [head if narrated.changed or own else f"情况说明共{len(rows)}段，没有变动。"]
    for one in rows:
        if one.state == DIFFERS:
            lines.append(f"{_where(one)}自写的文字有数不符：{'；'.join(map(wrong_text, one.wrong))}。")
        elif one.state == ORPHAN:
            lines.append(f"{_where(one)}的原段落已没有，自写的文字保留在最后，请核对是否还需要。")
    missing = [one for one in rows if one.state == MISSING]
    lines += [f"{_where(one)}{one.written.missing}" for one in missing]
    return lines


def _where(row: Row) -> str:
    return f"{row.written.section}：" if row.written.section else ""
