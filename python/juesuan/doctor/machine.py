"""Checks of the program itself and the machine it runs on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from juesuan.doctor.check import Check
from juesuan.doctor.facts import Facts, FolderFacts

LEAST_FREE = 200
"""MB."""
OFFICIAL = {
    "方正小标宋简体": ("方正小标宋", "小标宋", "fzxiaobiaosong", "fzxbs"),
    "黑体": ("黑体", "simhei"),
    "楷体_GB2312": ("楷体_gb2312", "kaiti_gb2312", "楷体", "kaiti", "simkai"),
    "仿宋_GB2312": ("仿宋_gb2312", "fangsong_gb2312", "仿宋", "fangsong", "simfang"),
}
"""The fonts of official documents (GB/T 9704), and the beginnings of names under which they are known."""
CHINESE = (*(name for names in OFFICIAL.values() for name in names), "宋体", "simsun", "微软雅黑")
CHINESE_PARTS = (
    "cjk sc",
    "cjk",
    "wenquanyi",
    "wqy",
    "han sans",
    "han serif",
    "source han",
    "ar pl",
    "pingfang",
    "songti",
)
MOST_NAMED = 5


def python(facts: Facts) -> Check:
    """Python is new enough."""
    version = ".".join(map(str, facts.python))
    if facts.python >= (3, 11, 0):
        return Check("python", "Python", "ok", version)
    return Check("python", "Python", "bad", f"{version}，需要 3.11 以上", "请安装 Python 3.11 或更新的版本。")


def packages(facts: Facts) -> Check:
    """Every package is there, in the version that was tried."""
    missing = [name for name, version in facts.packages.items() if version is None]
    if missing:
        remedy = "请重新运行安装程序；不是用安装包装的，请运行 python3 run.py doctor 自动安装。"
        return Check("packages", "程序包", "bad", f"缺少 {'、'.join(missing)}", remedy)
    other = [
        f"{name} {version}（应为 {facts.pins[name]}）"
        for name, version in facts.packages.items()
        if version and name in facts.pins and not fits(version, facts.pins[name])
    ]
    if other:
        text = f"版本与试验过的不同：{'、'.join(other)}"
        return Check("packages", "程序包", "warn", text, "请重新运行安装程序，装回固定的版本。")
    found = "，".join(f"{name} {version}" for name, version in facts.packages.items())
    return Check("packages", "程序包", "ok", found)


def fits(version: str, pin: str) -> bool:
    """Whether a version is within a pin of the kinds ``==1.2``, ``==1.2.*``, ``>=1.2``, ``<2``, joined by commas."""
    have = _numbers(version)
    for part in pin.replace(" ", "").split(","):
        operator = next((one for one in ("==", ">=", "<") if part.startswith(one)), "")
        wanted = _numbers(part)
        if operator == "==" and part.endswith("*"):
            agrees = have[: len(wanted)] == wanted
        else:
            width = max(len(have), len(wanted))
            left, right = (one + (0,) * (width - len(one)) for one in (have, wanted))
            agrees = {"==": left == right, ">=": left >= right, "<": left < right}.get(operator, True)
        if not agrees:
            return False
    return True


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", text.partition("+")[0]))


def package_files(facts: Facts) -> Check | None:
    """Nothing of the installed package was removed or changed: antivirus programs do both."""
    if not facts.lost and not facts.altered:
        return None
    parts = []
    for word, names in (("缺少", facts.lost), ("被改动", facts.altered)):
        if names:
            more = f"等{len(names)}个" if len(names) > MOST_NAMED else ""
            parts.append(f"{word} {'、'.join(names[:MOST_NAMED])}{more}")
    remedy = (
        "多半是杀毒软件删除或隔离的：请在它的隔离区恢复这些文件并加入信任，再重新运行安装程序；"
        "安装包里的 hashes.txt 可以交给信息部门核对。"
    )
    return Check("package-files", "程序文件", "bad", "；".join(parts), remedy)


def formats(facts: Facts) -> Check:
    """The formats can be loaded."""
    if facts.format_error:
        return Check(
            "formats", "公开格式", "bad", facts.format_error, "格式文件有错，请恢复原文件或更正所指的行。"
        )
    if not facts.formats:
        return Check("formats", "公开格式", "bad", "一个也没有找到", "程序文件不全，请重新运行安装程序。")
    return Check("formats", "公开格式", "ok", "；".join(facts.formats))


def folder(facts: Facts) -> Check:
    """The folder of the workbook, or the current one, can be written and keeps what is written."""
    title = "工作簿所在文件夹" if facts.book else "当前文件夹"
    found = _writable("folder", title, facts.folder, "请把工作簿放到可以写入的文件夹。")
    if found.state == "ok" and facts.folder.kept is False:
        remedy = "请让信息部门把本程序（python.exe、pythonw.exe）加入文档加密软件的受控或信任程序，或换一个不加密的文件夹。"
        text = "写入的文件读回来不一样，文档加密软件（透明加密）改动了它"
        return Check("folder", title, "bad", text, remedy)
    return found


def temp(facts: Facts) -> Check:
    """The temporary folder can be written: new workbooks, PDFs and logs go through it."""
    return _writable("temp", "临时文件夹", facts.temp, "请清理磁盘，或请信息部门恢复对它的写入权限。")


def _writable(name: str, title: str, found: FolderFacts, remedy: str) -> Check:
    if found.problem:
        return Check(name, title, "warn", f"{found.path} 不能写入（{found.problem}）", remedy)
    if found.free < LEAST_FREE:
        return Check(name, title, "warn", f"可写，但磁盘只剩 {found.free} MB", "请清理磁盘。")
    return Check(name, title, "ok", f"可写，剩余 {found.free} MB")


def encoding(facts: Facts) -> Check:
    """Python speaks UTF-8 to files and programs."""
    if facts.encoding.lower() in ("utf-8", "utf8"):
        return Check("encoding", "文字编码", "ok", "UTF-8")
    return Check("encoding", "文字编码", "warn", facts.encoding, "请设置环境变量 PYTHONUTF8=1。")


def personal_folders(facts: Facts) -> Check | None:
    """The names of the person's folders fit the system's code page: some programs of Windows know nothing else."""
    if facts.platform != "win32":
        return None
    odd = [one for one in facts.personal if not _fits_code_page(one, facts.code_page)]
    if not odd:
        return Check("personal-folders", "个人文件夹", "ok", f"名字都在系统代码页（{facts.code_page}）之内")
    text = f"{odd[0]} 里有系统代码页（{facts.code_page}）以外的字"
    remedy = "一般不影响使用；如果按钮或 PDF 没有反应，请换一个用户名只含常用字的账号，或把临时文件夹改到如 D:\\temp。"
    return Check("personal-folders", "个人文件夹", "warn", text, remedy)


def _fits_code_page(text: str, code_page: str) -> bool:
    try:
        text.encode(code_page)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def chinese_fonts(facts: Facts) -> Check:
    """There is a Chinese font at all."""
    if facts.fonts is None:
        return Check("chinese-fonts", "中文字体", "ok", "使用系统字体")
    found = next((one for one in sorted(facts.fonts) if _is_chinese(one)), None)
    if found:
        return Check("chinese-fonts", "中文字体", "ok", found)
    remedy = "请安装中文字体，如思源宋体（fonts-noto-cjk）。"
    return Check("chinese-fonts", "中文字体", "warn", "没有找到中文字体，打印和 PDF 会缺字", remedy)


def _is_chinese(family: str) -> bool:
    lower = family.lower()
    return lower.startswith(CHINESE) or any(part in lower for part in CHINESE_PARTS)


def official_fonts(facts: Facts) -> Check | None:
    """The fonts of official documents, which the Word report names."""
    if facts.fonts is None:
        return None
    missing = [name for name, known in OFFICIAL.items() if not _has(facts.fonts, known)]
    if not missing:
        return Check("official-fonts", "公文字体", "ok", "、".join(OFFICIAL))
    text = f"没有 {'、'.join(missing)}，在这台电脑上看报告和转 PDF 时用相近的字体代替"
    remedy = "报告文件里写的仍是这些字体，在装有它们的电脑上打开即可；要在本机转 PDF，请先安装字体。"
    return Check("official-fonts", "公文字体", "warn", text, remedy)


def _has(fonts: frozenset[str], known: Sequence[str]) -> bool:
    return any(one.lower().startswith(tuple(known)) for one in fonts)
