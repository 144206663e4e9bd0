"""The command line: the same actions as the buttons, for files.

Exit code 0: done; 1: refused because of error-level findings (all listed); 2: could not do it (one line on stderr,
nothing written).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table as RichTable

from juesuan import __version__
from juesuan.addin.cli import app as addin_commands
from juesuan.bugs import log_bug
from juesuan.filemode.cli import menus, undo
from juesuan.findings import Finding, FindingsError, StructureError

OK, FINDINGS, FAILED = 0, 1, 2
WIDE = 200
"""Columns of output that goes to a file or another program."""

app = typer.Typer(
    name="juesuan",
    help="决算簿：部门决算公开的活工作簿。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(addin_commands)
app.add_typer(menus)
out = Console(
    highlight=False,
    soft_wrap=True,
    emoji=False,
    width=None if sys.stdout is not None and sys.stdout.isatty() else WIDE,
)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        sys.stdout.write(f"juesuan {__version__}\n")
        return
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        _check_command(given)
        sys.exit(app(args=given, standalone_mode=False) or OK)
    except typer.TyperException as error:
        _tell_usage(error)
        sys.exit(FAILED)
    except StructureError as error:
        _tell(error)
        sys.exit(FAILED)
    except Exception:  # noqa: BLE001 - not hidden: it is told, logged with its number, and fails
        number, log = log_bug(given)
        err.print(f"程序出了意外的错误（编号 {number}），没有写入；请把日志发给维护人员：{log}", markup=False)
        sys.exit(FAILED)


def _check_command(given: Sequence[str]) -> None:
    commands: list[str] = [*getattr(typer.main.get_command(app), "commands", {})]
    if given and not given[0].startswith("-") and given[0] not in commands:
        raise StructureError("usage", f"没有命令“{given[0]}”；请从这些中选一个：{'、'.join(commands)}。")


def _tell_usage(error: typer.TyperException) -> None:
    """Say in one line what is wrong with the command; the command alone shows its help."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return  # its help has been shown
    context: Any = getattr(error, "ctx", None)
    parameter: Any = getattr(error, "param", None)
    option = getattr(error, "option_name", "")
    help_text = getattr(parameter, "help", "")
    text = error.format_message()
    what = {
        "NoSuchOption": f"没有选项 {option}",
        "BadOptionUsage": f"选项 {option} 的写法不对，多了或少了内容",
        "MissingParameter": f"没有写明{help_text}",
        "BadParameter": f"选项 {'/'.join(getattr(parameter, 'opts', []))}（{help_text}）的内容不对",
    }.get(kind, f"命令的写法不对（{text}）")
    if "extra argument" in text:
        what = f"多出了内容 {text.rpartition(' (')[2].rstrip(')')}，文件名中有空格时请加引号"
    command = f"{context.info_name} " if context is not None and context.parent else ""
    err.print(f"{what}；请用 juesuan {command}--help 查看写法。", markup=False)


def _tell(error: StructureError) -> None:
    """Tell on one line why it could not be done, whatever names it holds."""
    err.print("".join(one if one.isprintable() else " " for one in str(error)), markup=False)


def _guard(action: Callable[[], Any]) -> Any:
    """Run an action and turn its refusals into messages and exit codes."""
    try:
        return action()
    except StructureError as error:
        _tell(error)
        raise typer.Exit(FAILED) from None
    except FindingsError as error:
        _print_findings(error.findings)
        err.print(f"共{len(error.findings)}项，没有写入任何改动。", markup=False)
        raise typer.Exit(FINDINGS) from None


def _print_findings(findings: Sequence[Finding]) -> None:
    for one in findings:
        out.print(str(one), markup=False)


@app.command()
def new(  # noqa: PLR0913 - the options of one command
    book: Annotated[Path, typer.Argument(help="要建立的工作簿（.xlsx）")],
    format_key: Annotated[str, typer.Option("--format", help="公开格式，如 sichuan-2020")] = "sichuan-2020",
    year: Annotated[int, typer.Option("--year", help="年度")] = 0,
    unit: Annotated[str, typer.Option("--unit", help="单位全称")] = "",
    sample: Annotated[str, typer.Option("--sample", help="填入样本数据，如 panzhihua-2020")] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件")] = False,
) -> None:
    """新建年度套表。"""
    from juesuan.create import create_book

    _guard(lambda: create_book(book, format_key, year, unit, sample=sample, overwrite=overwrite))
    out.print(f"已建立：{book}", markup=False)


@app.command("import")
def import_(  # noqa: PLR0913 - the options of one command
    into: Annotated[Path, typer.Option("--into", help="导入到哪个工作簿（.xlsx）")],
    sources: Annotated[
        list[Path] | None,
        typer.Argument(help="来源：报表、明细清单、接待和绩效等清单，或其文件夹、压缩包；不写则取“粘贴区”"),
    ] = None,
    prior: Annotated[bool, typer.Option("--prior", help="作为上年数导入")] = False,
    unit: Annotated[str, typer.Option("--unit", help="来源没有写明时的金额单位：元或万元")] = "",
    json_file: Annotated[str, typer.Option("--json", help="写出 JSON 的文件，- 为标准输出")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出将导入的内容，不写入")] = False,
) -> None:
    """导入决算报表：明细填入录入项，其余列入核对数；放不下的逐格列出。"""
    from juesuan.import_file import import_file
    from juesuan.import_telling import json_target, print_import

    target = _guard(lambda: json_target(json_file, into))
    with err.status("读取工作簿…") as status:
        done = _guard(
            lambda: import_file(
                sources or [],
                into,
                prior=prior,
                unit=unit,
                dry_run=dry_run,
                progress=lambda text: status.update(f"{text}…"),
            )
        )
    _guard(lambda: print_import(done, json_file, target, lambda text: out.print(text, markup=False)))
    if not done.complete:
        raise typer.Exit(FINDINGS)


@app.command()
def regenerate(
    book: Annotated[Path, typer.Argument(help="工作簿（.xlsx）")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出将变动的数据，不写入")] = False,
) -> None:
    """重新计算：小计、合计、表间取数、科目行。录入的数从不改动。"""
    from juesuan.regenerate import regenerate_file

    with err.status("读取工作簿…") as status:
        outcome = _guard(
            lambda: regenerate_file(book, dry_run=dry_run, progress=lambda text: status.update(f"{text}…"))
        )
    _print_findings(outcome.findings)
    if outcome.changes:
        table = RichTable()
        for heading in ("位置", "内容", "原值", "新值"):
            table.add_column(heading, overflow="fold")
        for one in outcome.changes:
            table.add_row(f"{one.sheet}!{one.cell}".rstrip("!"), one.name, one.old, one.new)
        out.print(table, markup=False)
    state = "将变动" if dry_run else "已变动"
    tail = "（没有写入）" if dry_run else ""
    out.print(
        f"{state} {len(outcome.changes)} 处{tail}。" if outcome.changes else "没有需要变动的数据。",
        markup=False,
    )


@app.command()
def validate(
    book: Annotated[Path, typer.Argument(help="工作簿（.xlsx）")],
    json_file: Annotated[str, typer.Option("--json", help="写出 JSON 的文件，- 为标准输出")] = "",
    table: Annotated[str, typer.Option("--table", help="只列出这张表的问题，如 公开06表")] = "",
    no_write: Annotated[bool, typer.Option("--no-write", help="只列出，不写进“审核结果”")] = False,
) -> None:
    """全部审核：按全部审核公式检查整套表，结果写进“审核结果”。"""
    from juesuan.validate_cli import run_validate

    def tell(text: str) -> None:
        err.print(text, markup=False)

    if _guard(lambda: run_validate(book, json_file, table, out, tell, write=not no_write)):
        raise typer.Exit(FINDINGS)


def _narrate(book: Path, *, whole: bool) -> None:
    from juesuan.narrate_file import analyse_file, narrate_file
    from juesuan.narrate_telling import told

    run = narrate_file if whole else analyse_file
    with err.status("读取工作簿…") as status:
        done = _guard(lambda: run(book, progress=lambda text: status.update(f"{text}…")))
    for line in told(done.recomputed, done.narrated):
        out.print(line, markup=False)


@app.command()
def analyse(book: Annotated[Path, typer.Argument(help="工作簿（.xlsx）")]) -> None:
    """变动分析：占比、与上年的增减、预算完成率和变动的构成，写进“分析”。"""
    _narrate(book, whole=False)


@app.command()
def narrate(book: Annotated[Path, typer.Argument(help="工作簿（.xlsx）")]) -> None:
    """更新情况说明：生成全部文字。自己改写的文字从不覆盖。"""
    _narrate(book, whole=True)


@app.command()
def report(
    book: Annotated[Path, typer.Argument(help="工作簿（.xlsx）")],
    target: Annotated[Path, typer.Option("--out", help="要写出的报告（.docx）")],
    pdf: Annotated[bool, typer.Option("--pdf", help="同时写出 PDF")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="文字与表不一致时也写出，封面注明草稿")] = False,
) -> None:
    """Word 报告：封面、目录、各部分文字、图、绩效表、附件和全部附表。"""
    from juesuan.report_file import write_report

    with err.status("读取工作簿…") as status:
        done = _guard(
            lambda: write_report(
                book, target, pdf=pdf, draft=draft, progress=lambda text: status.update(f"{text}…")
            )
        )
    for line in done.warnings:
        out.print(line, markup=False)
    for path in (done.docx, done.pdf):
        if path is not None:
            out.print(f"已写出：{path}", markup=False)


@app.command()
def export(  # noqa: PLR0913 - the options of one command
    book: Annotated[Path, typer.Argument(help="工作簿（.xlsx）")],
    target: Annotated[Path, typer.Option("--out", help="放报送材料的文件夹")],
    draft: Annotated[bool, typer.Option("--draft", help="有错误或文字没有更新时也写出，注明草稿")] = False,
    text: Annotated[
        Path | None, typer.Option("--text", help="改好的定稿（.docx），代替生成的公开文本")
    ] = None,
    last: Annotated[
        Path | None,
        typer.Option("--last", help="上次的报送材料（文件夹或压缩包），不写则用 --out 里最近的一次"),
    ] = None,
    no_pdf: Annotated[bool, typer.Option("--no-pdf", help="不生成 PDF")] = False,
) -> None:
    """报送材料：公开文本、公开附表、审核情况表、对比表、自查表和数据包，一个文件夹和它的压缩包。"""
    from juesuan.export_file import write_export

    with err.status("读取工作簿…") as status:
        done = _guard(
            lambda: write_export(
                book,
                target,
                draft=draft,
                text=text,
                last=last,
                pdf=not no_pdf,
                progress=lambda text: status.update(f"{text}…"),
            )
        )
    for line in done.warnings:
        out.print(line, markup=False)
    for path in (done.folder, done.zip):
        out.print(f"已写出：{path}", markup=False)


@app.command()
def tieout(
    report: Annotated[Path, typer.Argument(help="决算报告（.docx、.pdf 或 .txt）")],
    book: Annotated[
        Path | None, typer.Option("--book", help="报告所依据的工作簿（.xlsx），不写则与报告自己的附表核对")
    ] = None,
    json_file: Annotated[str, typer.Option("--json", help="写出 JSON 的文件，- 为标准输出")] = "",
    marked: Annotated[
        Path | None,
        typer.Option("--marked", help="标注的副本写到哪里，不写则在报告旁边（有问题才写）"),
    ] = None,
    no_marked: Annotated[bool, typer.Option("--no-marked", help="不写标注的副本")] = False,
) -> None:
    """文表核对：报告里的每个数与表、与其他数核对；不符的逐项列出，并在副本里标注。"""
    from juesuan.tieout_cli import Wanted, run_tieout

    wanted = Wanted(report, book, json_file, marked, no_marked)
    tells = err if json_file == "-" else out
    with err.status("读取报告…") as status:
        failed = _guard(
            lambda: run_tieout(
                wanted,
                out,
                lambda text: tells.print(text, markup=False),
                lambda text: status.update(f"{text}…"),
            )
        )
    if failed:
        raise typer.Exit(FINDINGS)


@app.command()
def readback(
    report: Annotated[Path, typer.Argument(help="改好的定稿（.docx）")],
    into: Annotated[Path, typer.Option("--into", help="报告所依据的工作簿（.xlsx）")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出要读回的段落，不写入")] = False,
) -> None:
    """读回定稿：把 Word 报告里改过的段落读回“情况说明”，成为自己改写的文字；对不上的逐项列出。"""
    from juesuan.readback.file import read_back_file
    from juesuan.readback.telling import NEXT, told

    with err.status("读取报告…") as status:
        done = _guard(
            lambda: read_back_file(
                report, into, dry_run=dry_run, progress=lambda text: status.update(f"{text}…")
            )
        )
    for line in told(done.plan):
        out.print(line, markup=False)
    if done.plan.placed:
        out.print("（没有写入）" if dry_run else NEXT, markup=False)


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="原来的报告或工作簿")],
    new: Annotated[Path, typer.Argument(help="现在的报告或工作簿")],
    target: Annotated[Path, typer.Option("--out", help="要写出的修改对照表（.xlsx）")],
) -> None:
    """修改对照表：两份报告或两个工作簿的不同之处，逐段逐数列出。"""
    from juesuan.compare_file import compare_files

    with err.status("读取…") as status:
        done = _guard(
            lambda: compare_files(old, new, target, progress=lambda text: status.update(f"{text}…"))
        )
    for line in (*done.lines, f"已写出：{done.out}"):
        out.print(line, markup=False)


@app.command()
def rollforward(
    last: Annotated[Path, typer.Argument(help="上年的工作簿（.xlsx）")],
    following: Annotated[Path, typer.Argument(metavar="NEXT", help="要建立的下年工作簿（.xlsx）")],
    format_key: Annotated[str, typer.Option("--format", help="下年的公开格式，不写则与上年相同")] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有文件")] = False,
) -> None:
    """结转下年：上年的数成为上年数和年初数，建立下年的工作簿；不能结转的逐项列出。"""
    from juesuan.rollforward import rollforward as roll
    from juesuan.rollforward_telling import told

    with err.status("读取工作簿…") as status:
        done = _guard(
            lambda: roll(
                last,
                following,
                format_key=format_key,
                overwrite=overwrite,
                progress=lambda text: status.update(f"{text}…"),
            )
        )
    for line in told(done):
        out.print(line, markup=False)


@app.command()
def demo(
    out_dir: Annotated[Path, typer.Option("--out", help="输出文件夹")] = Path("out"),
) -> None:
    """用自带样本走一遍全流程。"""
    from juesuan.demo import run_demo

    _guard(lambda: run_demo(out_dir, lambda text: out.print(text, markup=False)))


@app.command()
def doctor(
    book: Annotated[Path | None, typer.Argument(help="同时检查这个工作簿和它所在的文件夹")] = None,
) -> None:
    """运行环境检查：哪里不对，怎样处理。"""
    from juesuan.doctor import check_environment

    checks = check_environment(book)
    for one in checks:
        for line in one.lines:
            out.print(line, markup=False)
    if any(one.state == "bad" for one in checks):
        raise typer.Exit(FAILED)


app.command()(undo)
