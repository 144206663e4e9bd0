"""``juesuan addin``: building the add-ins, installing them for one person, and the offline package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from juesuan.addin.config import DEFAULT_INTERPRETER
from juesuan.addin.install_steps import Place

_HELP = "加载项：Excel 的 .xlam 和 LibreOffice 的 .oxt。"
_WITH_UDF = "带上工作表函数（JS_SHARE 等）"
_MEGABYTE = 1_000_000
app = typer.Typer(name="addin", help=_HELP, no_args_is_help=True)


@app.command(help="由文本和按钮登记表生成加载项；同样的输入，得到同样的文件。")
def build(
    out: Annotated[Path, typer.Option("--out", help="放加载项的文件夹")],
    interpreter: Annotated[
        str, typer.Option("--interpreter", help="Excel 的加载项默认使用的 pythonw.exe")
    ] = DEFAULT_INTERPRETER,
    with_udf: Annotated[bool, typer.Option("--with-udf", help=_WITH_UDF)] = False,  # noqa: FBT002 - an option
) -> None:
    """Build the add-ins."""
    from juesuan.addin.install_source import require_builder

    require_builder()
    from juesuan.addin.oxt import build_oxt
    from juesuan.addin.xlam import build_xlam

    out.mkdir(parents=True, exist_ok=True)
    built = [build_xlam(out / "juesuan.xlam", interpreter, with_udf=with_udf)]
    built.append(build_oxt(out / "juesuan.oxt"))
    for file in built:
        sys.stdout.write(f"{file}\n")


@app.command(help="装给当前用户，不需要管理员，不需要联网；再运行一次就是升级或修复。")
def install(
    interpreter: Annotated[
        str | None, typer.Option("--interpreter", help="按钮启动的 pythonw.exe 的完整路径")
    ] = None,
    place: Annotated[
        Place, typer.Option("--place", help="加载项放在 xlstart（默认），或 addins 并登记在注册表里")
    ] = Place.XLSTART,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出将要做的，不改动任何内容")] = False,  # noqa: FBT002 - an option
) -> None:
    """Install for the account that runs this."""
    from juesuan.addin.install_cli import install_here

    _say(install_here(interpreter, place, dry_run=dry_run, tell=_say_at_once))


@app.command(help="卸载：删除装过的程序、加载项、设置和菜单，不留下任何东西。")
def uninstall() -> None:
    """Take out what was installed."""
    from juesuan.addin.install_cli import uninstall_here

    _say(uninstall_here(tell=_say_at_once))


@app.command(help="生成不用联网的安装包（文件夹和 zip）：Python、程序包、加载项、安装命令、文件校验清单。")
def bundle(
    python: Annotated[
        Path, typer.Option("--python", help="嵌入式 Python 的压缩包，如 python-3.11-embed.zip")
    ],
    platform: Annotated[str, typer.Option("--platform", help="目标系统")] = "win_amd64",
    out: Annotated[Path, typer.Option("--out", help="放安装包的文件夹")] = Path("dist"),
    wheels: Annotated[
        Path | None, typer.Option("--wheels", help="已下载的程序包所在的文件夹；不写时用 pip 下载")
    ] = None,
    with_udf: Annotated[bool, typer.Option("--with-udf", help=_WITH_UDF)] = False,  # noqa: FBT002 - an option
) -> None:
    """Make the offline package."""
    from juesuan.addin.bundle import bundle as make

    made = make(out, python, platform, wheels, with_udf=with_udf)
    _say(
        [
            str(made.folder),
            str(made.archive),
            f"{made.files}个文件，解压后{made.size / _MEGABYTE:.0f} MB，压缩包{made.packed / _MEGABYTE:.0f} MB；"
            f"省去了用不到的{made.left_out / _MEGABYTE:.0f} MB（程序包自带的测试、示例等，见 addin/install/left-out.txt）。",
        ]
    )


def _say_at_once(line: str) -> None:
    _say([line])
    sys.stdout.flush()


def _say(lines: list[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
