"""The demo: the bundled sample through everything that there is, into one folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from juesuan import money
from juesuan.audit.telling import counts_line, rules_line
from juesuan.book.saving import save_atomically
from juesuan.compute.recompute import recompute
from juesuan.export.tables import values_only
from juesuan.export_file import write_export
from juesuan.narrate_file import narrate_file
from juesuan.narrate_telling import told
from juesuan.plan import cell_name
from juesuan.regenerate import new_book, regenerate_file
from juesuan.report_file import write_report
from juesuan.sample import load_sample
from juesuan.validate import validate_file

SAMPLE = "panzhihua-2020"


def run_demo(out: Path, say: Callable[[str], None]) -> Path:
    """Build the sample's workbook and write it, its tables, report and export; return the folder."""
    sample = load_sample(SAMPLE)
    unit = sample.accounts.info["unit_short"] or sample.accounts.info["unit_name"]
    year = sample.accounts.info["year"]
    folder = out.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    book = folder / f"{unit}{year}年度部门决算.xlsx"
    tables = folder / f"{unit}{year}年度公开附表（仅数值）.xlsx"
    say(f"样本：{sample.accounts.info['unit_name']}{year}年度部门决算（按已公开的报告整理）")
    say("[1/7] 新建年度套表，填入样本数据 …")
    save_atomically(book, new_book(sample.accounts.format, sample.accounts, sample.entries))
    say("[2/7] 重新计算 …")
    outcome = regenerate_file(book)
    values = recompute(sample.accounts).values
    same = sum(values.get(cell, 0) == amount for cell, amount in sample.printed.items())
    say(
        f"      变动 {len(outcome.changes)} 处；报告公布 {len(sample.printed)} 个数，{same} 个一致。其中的调整："
    )
    for one in sample.accounts.adjustments:
        say(f"      {one.kind} {money.format_wan(one.amount)} 万元  {cell_name(sample.accounts, one.cell)}")
    say("[3/7] 更新情况说明（分析、图表、文字） …")
    done = narrate_file(book)
    for line in told((), done.narrated):
        say(f"      {line}")
    say("[4/7] 审核 …")
    report = validate_file(book)
    say(f"      {report.verdict}：{counts_line(report, report.findings)}。{rules_line(report)}")
    say("      问题列在工作簿的“审核结果”，有问题的单元格标出了颜色。")
    say("[5/7] 写出公开附表（仅数值） …")
    save_atomically(tables, values_only(sample.accounts.format, book.read_bytes()))
    say("[6/7] 写出 Word 报告 …")
    written = write_report(book, folder / f"{unit}{year}年度部门决算报告.docx", pdf=True)
    for line in written.warnings:
        say(f"      {line}")
    say("[7/7] 写出报送材料 …")
    sent = write_export(book, folder)
    for line in sent.warnings:
        say(f"      {line}")
    say("完成。请打开：")
    say(f"  工作簿    {book}")
    say(f"  公开附表  {tables}")
    say(f"  报告      {written.docx}")
    if written.pdf is not None:
        say(f"  报告 PDF  {written.pdf}")
    say(f"  报送材料  {sent.folder}")
    say(f"  压缩包    {sent.zip}")
    say(
        "在工作簿里从“目录”开始：浅黄色是录入项，白色自动计算；改一个数，合计跟着变。“情况说明”里是生成的文字，每个数都注明取自哪个单元格。"
    )
    return folder
