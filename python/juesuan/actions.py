"""The buttons, one registry: ribbon, toolbar, menu and the README's table are generated from it.

An action is a function that takes the open workbook (an xlwings Book; where ``needs_book`` is not set, the office, an
xlwings App, or None where it could not be found) and returns what to tell the person. It is named by its place, so that
reading the registry imports nothing.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Tone(StrEnum):
    """How a message is to be shown."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Message:
    """What a button tells at its end: a title, a text of a few lines, and details that do not fit into a box."""

    tone: Tone
    title: str
    text: str
    details: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Action:
    """A button. ``icon`` names a picture below ``addin/icons``; ``place`` is ``module:function``.

    ``needs_book``: it works on the workbook in front; else it works with no workbook at all. ``can_cancel``: it takes so
    long that a person may want to stop it, and nothing is written until its last step.
    """

    id: str
    label: str
    tip: str
    icon: str
    group: str
    place: str
    needs_book: bool = True
    can_cancel: bool = False

    def load(self) -> Callable[[Any], Message]:
        """Return the function behind the button."""
        module, _, name = self.place.partition(":")
        function: Callable[[Any], Message] = getattr(importlib.import_module(module), name)
        return function


GROUPS = ("数据", "计算", "审核", "说明", "导出", "帮助")

ACTIONS: tuple[Action, ...] = (
    Action(
        "new",
        "新建年度套表",
        "选择公开格式、年度和单位，建立一本空的年度套表，在旁边打开。不需要先打开工作簿。",
        "new",
        "数据",
        "juesuan.buttons_new:new_book",
        needs_book=False,
    ),
    Action(
        "import",
        "导入决算报表",
        "把系统导出或公开的决算报表、明细清单导入本簿：明细填入录入项，其余列入核对数，放不下的逐格列出。可以撤销。",
        "import",
        "数据",
        "juesuan.buttons:import_reports",
    ),
    Action(
        "rollforward",
        "结转下年",
        "用本簿建立下年的工作簿：各表的数成为上年数，年末数成为年初数；本簿只读不改，不能结转的逐项列出。",
        "rollforward",
        "数据",
        "juesuan.buttons_new:roll_forward",
        can_cancel=True,
    ),
    Action(
        "regenerate",
        "重新计算",
        "按录入的数重新算出小计、合计和表间取数，补齐科目行。录入的数从不改动，可以撤销。",
        "calculate",
        "计算",
        "juesuan.buttons:regenerate",
    ),
    Action(
        "preview",
        "查看将变动的数据",
        "只列出重新计算会改变的单元格，不写入。",
        "preview",
        "计算",
        "juesuan.buttons:preview",
    ),
    Action(
        "undo",
        "撤销上次操作",
        "把上一次写入的单元格恢复成原来的样子。",
        "undo",
        "计算",
        "juesuan.buttons:undo",
    ),
    Action(
        "validate",
        "全部审核",
        "按全部审核公式检查整套表，问题列在“审核结果”，单元格上标出颜色。录入的数从不改动。",
        "validate",
        "审核",
        "juesuan.buttons_audit:validate",
    ),
    Action(
        "validate_table",
        "本表审核",
        "审核整套表，只列出与当前这张表有关的问题。",
        "validate_table",
        "审核",
        "juesuan.buttons_audit:validate_table",
    ),
    Action(
        "previous",
        "上一个问题",
        "回到上一个还没有处理的问题，说明哪里不对、怎样处理。",
        "previous",
        "审核",
        "juesuan.buttons_audit:previous_finding",
    ),
    Action(
        "next",
        "下一个问题",
        "到下一个还没有处理的问题，说明哪里不对、怎样处理。",
        "next",
        "审核",
        "juesuan.buttons_audit:next_finding",
    ),
    Action(
        "tieout",
        "文表核对",
        "选择一份写好的报告（Word、PDF），把其中每个数与本簿的表、与其他数核对，另写一份带批注的副本，原报告不动。",
        "tieout",
        "审核",
        "juesuan.buttons_tieout:tie_out_report",
        can_cancel=True,
    ),
    Action(
        "analyse",
        "变动分析",
        "按印出的数算出占比、与上年的增减、预算完成率，把变动分解到科目，列在“分析”，画出“图表”。可以撤销。",
        "analyse",
        "说明",
        "juesuan.buttons_narrative:analyse",
    ),
    Action(
        "narrate",
        "更新情况说明",
        "生成情况说明的全部文字，每个数字注明取自哪个单元格。自己改写的文字从不覆盖，其中与表不一致的数会标出来。",
        "narrate",
        "说明",
        "juesuan.buttons_narrative:narrate",
    ),
    Action(
        "restore",
        "恢复生成的文字",
        "把“情况说明”里选中的段落恢复成生成的文字，改写的文字保存在“操作记录”里。可以撤销。",
        "restore",
        "说明",
        "juesuan.buttons_narrative:restore",
    ),
    Action(
        "readback",
        "读回定稿",
        "选择在 Word 里改过的报告，把改过的段落读回“情况说明”，成为自己改写的文字；先列出再写入，可以撤销。",
        "readback",
        "说明",
        "juesuan.buttons_readback:read_back",
    ),
    Action(
        "charts",
        "图表",
        "按现在的数更新“分析”和“图表”，转到“图表”。可以撤销。",
        "charts",
        "说明",
        "juesuan.buttons_show:charts",
    ),
    Action(
        "export",
        "报送材料",
        "生成报送财政部门的整个文件夹和压缩包：公开文本、公开附表、审核情况表、对比表、自查表。",
        "export",
        "导出",
        "juesuan.buttons_output:materials",
        can_cancel=True,
    ),
    Action(
        "report",
        "Word 报告",
        "按“情况说明”现在的文字生成 Word 报告：封面、目录、正文、可以编辑的图和全部附表。",
        "report",
        "导出",
        "juesuan.buttons_output:word_report",
        can_cancel=True,
    ),
    Action(
        "pdf",
        "PDF",
        "生成同一份报告的 PDF。需要本机有 Word 或 LibreOffice。",
        "pdf",
        "导出",
        "juesuan.buttons_output:pdf_report",
        can_cancel=True,
    ),
    Action(
        "doctor",
        "运行环境检查",
        "检查程序、表格软件、字体和文件夹，说明哪里不对、怎样处理。",
        "doctor",
        "帮助",
        "juesuan.buttons:doctor",
        needs_book=False,
    ),
    Action(
        "log",
        "操作记录",
        "转到“操作记录”的最后一行：每次写入了哪些单元格，原来是多少，现在是多少。",
        "log",
        "帮助",
        "juesuan.buttons_show:log",
    ),
    Action(
        "about",
        "关于",
        "版本、公开格式、许可证，以及程序和日志放在哪里。",
        "about",
        "帮助",
        "juesuan.buttons_show:about",
        needs_book=False,
    ),
)


def action(identifier: str) -> Action:
    """Return an action by its id; raise KeyError for an unknown one."""
    return {one.id: one for one in ACTIONS}[identifier]


TABLE_HEAD = "| 组 | 按钮 | 作用 |"


def table() -> str:
    """Return the buttons as the README shows them: a Markdown table, a row each, the group where it begins."""
    lines = [TABLE_HEAD, "|---|---|---|"]
    group = ""
    for one in ACTIONS:
        lines.append(f"| {one.group if one.group != group else ''} | {one.label} | {one.tip} |")
        group = one.group
    return "\n".join(lines)


def with_table(text: str) -> str:
    """Return a text (the README) with the table of buttons as it is now; ValueError when it has none."""
    lines = text.split("\n")
    if TABLE_HEAD not in lines:
        raise ValueError(f"no table of buttons: no line {TABLE_HEAD!r}")
    first = lines.index(TABLE_HEAD)
    last = next(at for at in range(first, len(lines)) if not lines[at].startswith("|"))
    return "\n".join([*lines[:first], table(), *lines[last:]])


if __name__ == "__main__":  # python -m juesuan.actions README.md
    README = Path(sys.argv[1])
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
