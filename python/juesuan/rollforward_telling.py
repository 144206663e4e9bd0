"""What 结转下年 tells at its end: the same words on the terminal and, one day, in a window."""

from __future__ import annotations

from juesuan.audit.own import OWN_RULES
from juesuan.narrative.sheet import PARAGRAPHS
from juesuan.rollforward import RolledForward
from juesuan.rollforward_lists import AMOUNTS, COUNTS, ITEMS, MANAGED, OWN, PROJECTS
from juesuan.rollforward_prior import NOT_CARRIED
from juesuan.rollforward_texts import CAUSES

NAMES = {
    OWN: "本单位科目{}个",
    OWN_RULES: "自定审核公式{}条",
    ITEMS: "预算科目{}个（金额待填）",
    AMOUNTS: "其他重要事项的上年金额{}项",
    COUNTS: "上年数量{}项",
    PROJECTS: "项目名称{}个",
    MANAGED: "绩效管理项目{}个",
    CAUSES: "上年的变动原因{}项（供参考）",
    PARAGRAPHS: "上年自己改写的文字{}段（供参考）",
}
NEXT_STEPS = (
    "请接着：核对封面和年初数，导入或填写本年的数，重新计算；在“变动原因”“情况说明”里对照上年的文字写本年的。"
)


def told(done: RolledForward) -> list[str]:
    """Return the lines: what was made, what it holds, everything that could not be carried over, what to do next."""
    counts = [text.format(done.counts[key]) for key, text in NAMES.items() if done.counts.get(key)]
    figures = [f"上年数{len(done.prior)}格", f"年初数{len(done.openings)}格"]
    lines = [
        f"已建立{done.year}年度的工作簿：{done.next}",
        f"结转自“{done.last.name}”：{'，'.join([*figures, *counts])}。",
    ]
    gone = [one for one in done.findings if one.rule == NOT_CARRIED]
    lines += [str(one) for one in done.findings if one.rule != NOT_CARRIED]
    if gone:
        lines += [f"没有结转的{len(gone)}项：", *map(str, gone)]
    return [*lines, NEXT_STEPS]
