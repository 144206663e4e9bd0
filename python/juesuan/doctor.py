"""运行环境检查: what this machine has, what is missing, and how to mend it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

PACKAGES = ("openpyxl", "lxml", "python-calamine", "msgspec", "PyYAML", "pandas", "xlwings", "typer", "rich")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: ``ok``, ``warn`` (works without) or ``bad``."""

    title: str
    state: Literal["ok", "warn", "bad"]
    detail: str
    remedy: str = ""


def check_environment() -> list[Check]:
    """Look at everything that the program needs or can use."""
    return [_python(), *_packages(), _formats(), _writable(), _encoding(), _office(), _font()]


def _python() -> Check:
    version = platform.python_version()
    if tuple(map(int, platform.python_version_tuple()[:2])) >= (3, 11):
        return Check("Python", "ok", version)
    return Check("Python", "bad", f"{version}，需要 3.11 以上", "请安装 Python 3.11 或更新的版本。")


def _packages() -> list[Check]:
    missing = []
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return [
            Check("程序包", "bad", f"缺少 {'、'.join(missing)}", "请运行 python3 run.py doctor 自动安装。")
        ]
    return [Check("程序包", "ok", "，".join(found))]


def _formats() -> Check:
    from juesuan.spec import SpecError, available_formats, load_format

    try:
        titles = [load_format(key).title for key in available_formats()]
    except SpecError as error:
        return Check("公开格式", "bad", str(error), "格式文件有错，请恢复原文件或更正所指的行。")
    return Check("公开格式", "ok", "；".join(titles))


def _writable() -> Check:
    folder = Path.cwd()
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".juesuan-"):
            pass
    except OSError as error:
        return Check(
            "当前文件夹", "warn", f"{folder} 不能写入（{error.strerror}）", "请把工作簿放到可以写入的文件夹。"
        )
    free = shutil.disk_usage(folder).free >> 20
    if free < 200:
        return Check("当前文件夹", "warn", f"可写，但磁盘只剩 {free} MB", "请清理磁盘。")
    return Check("当前文件夹", "ok", f"可写，剩余 {free} MB")


def _encoding() -> Check:
    if sys.flags.utf8_mode or sys.getfilesystemencoding().lower() == "utf-8":
        return Check("文字编码", "ok", "UTF-8")
    return Check("文字编码", "warn", sys.getfilesystemencoding(), "请设置环境变量 PYTHONUTF8=1。")


def _office() -> Check:
    if platform.system() == "Windows":
        return Check("表格软件", "ok", "Windows：使用本机的 Excel；WPS 用户请用命令方式")
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program:
        return Check("表格软件", "ok", f"LibreOffice（{program}）")
    return Check(
        "表格软件", "warn", "没有找到 LibreOffice，打开和打印工作簿需要它", "请安装 libreoffice-calc。"
    )


def _font() -> Check:
    if platform.system() != "Linux":
        return Check("中文字体", "ok", "使用系统字体")
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".fonts"))
    marks = ("cjk", "wqy", "simsun", "song", "hei", "fangzheng", "fzxbs")
    for folder in folders:
        for _, _, files in os.walk(folder):
            for name in files:
                if any(mark in name.lower() for mark in marks):
                    return Check("中文字体", "ok", name)
    return Check("中文字体", "warn", "没有找到中文字体，打印和 PDF 会缺字", "请安装 fonts-noto-cjk。")
