"""What cannot be worked on: exit code 2, one line that says where, what, why and what to do, and nothing touched.

The cases run the program from outside, as a person does, in a terminal of twenty columns; variants of a case, to be
quick, run in this process.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from juesuan import cli
from tests.book.packages import office, ole, owner_file, with_zeros
from tests.book.test_read_rows import Formula, Value, changed
from tests.books import book_bytes
from tests.test_cli import files, run

SAMPLE = "panzhihua-2020"


def refused(folder: Path, *arguments: object, words: tuple[str, ...]) -> str:
    """Run a command that must be refused, and return what it said."""
    before = files(folder)
    done = run(*arguments, cwd=folder, COLUMNS="20")
    assert files(folder) == before
    return telling(done.returncode, done.stdout, done.stderr, words)


def telling(code: object, out: str, err: str, words: tuple[str, ...]) -> str:
    """Check how a refusal ends and what it says."""
    assert code == 2, out + err
    assert out == ""
    assert err.count("\n") == 1, err
    told = err.removesuffix("\n")
    assert told.endswith("。")
    assert "请" in told
    for word in words:
        assert word in told, told
    for word in ("Traceback", "Error", "None", "字符串", "意外的错误", "参数"):
        assert word not in told
    return told


# ---- files that are no book of ours


def edited(change: Callable[[Workbook], object]) -> bytes:
    """The sample after another program changed it."""
    opened = load_workbook(io.BytesIO(book_bytes(SAMPLE)))
    change(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def plain_workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["科目编码", "科目名称", "金额"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def set_identity(book: Workbook, key: str, value: str) -> None:
    sheet = book["_juesuan"]
    for row in range(1, 30):
        if sheet.cell(row, 1).value == key:
            sheet.cell(row, 2).value = value


def drop_name(book: Workbook, name: str) -> None:
    del book.defined_names[name]


def rename(book: Workbook, **names: str) -> None:
    for old, new in names.items():
        book[old].title = new


def chart_for_table(book: Workbook, sheet: str) -> None:
    del book[sheet]
    book.create_chartsheet("图示")


Case = tuple[Callable[[], bytes], tuple[str, ...]]
FILES: dict[str, Case] = {
    "text": (
        lambda: "科目编码,金额\r\n2040201,1503.52\r\n".encode("gb18030"),
        ("“决算.xlsx”是纯文本（如 CSV），不是 .xlsx 工作簿", "另存为“Excel 工作簿（*.xlsx）”"),
    ),
    "empty": (lambda: b"", ("“决算.xlsx”是空文件（0 字节）", "请改选扩展名为 .xlsx 的工作簿文件")),
    "docx": (
        lambda: office("word/document.xml"),
        ("“决算.xlsx”是 Word 文档（.docx），不是表格", "请改选"),
    ),
    "enciphered by a document-protection tool": (
        lambda: b"%TSD-Header-###%" + book_bytes(SAMPLE)[:4000],
        (
            "“决算.xlsx”已被文档保护（文档加密）软件加密，本程序读不到内容",
            "请在加密软件中解密，或另存为明文后再试",
        ),
    ),
    "password": (
        lambda: ole("EncryptionInfo", "EncryptedPackage"),
        ("“决算.xlsx”设有打开密码", "请在 Excel 中打开它", "清除密码，保存后再试"),
    ),
    "zip bomb": (
        lambda: with_zeros(book_bytes(SAMPLE), 1 << 30, 1 << 30),
        ("“决算.xlsx”解压后会异常庞大", "1024 MB", "为安全起见没有打开", "请核实文件来源"),
    ),
    "truncated": (
        lambda: book_bytes(SAMPLE)[: len(book_bytes(SAMPLE)) // 2],
        ("“决算.xlsx”已损坏或不完整", "请重新复制或下载"),
    ),
    "not our book": (
        plain_workbook,
        ("没有决算簿的标识页（_juesuan）", "不是用“新建年度套表”建立的", "请改选决算簿建立的工作簿"),
    ),
    "format that the program does not have": (
        lambda: edited(lambda book: set_identity(book, "format", "hunan-2031")),
        ("公开格式是“hunan-2031”，本程序没有（有：shanghai-2024、sichuan-2020、sichuan-2024）", "请更新程序"),
    ),
    "sheet missing": (
        lambda: edited(lambda book: book.remove(book["公开06表"])),
        ("缺少工作表“公开06表”：可能被删除或改名，请改回原名，或从备份恢复",),
    ),
    "sheet renamed": (
        lambda: edited(lambda book: rename(book, 公开06表="一般公共预算支出")),
        (
            "缺少工作表“公开06表”：工作表“一般公共预算支出”的标题与“公开06表”相同，像是改了名，请改回“公开06表”",
        ),
    ),
    "header row deleted": (
        lambda: edited(lambda book: book["公开06表"].delete_rows(4)),
        (
            "公开06表!A4 应为“项目”，现在是“科目编码”：可能插入、删除或改动了行列",
            "请撤销这些改动，或从备份恢复",
        ),
    ),
    "row inserted": (
        lambda: edited(lambda book: book["公开01表"].insert_rows(12)),
        ("公开01表!A12 应为“六、经营收入”，现在是空的：可能插入、删除或改动了行列",),
    ),
    "label changed": (
        lambda: changed(book_bytes(SAMPLE), {"公开01表!A10": "四、上级补贴收入"}),
        ("公开01表!A10 应为“四、上级补助收入”，现在是“四、上级补贴收入”",),
    ),
    "name of a list deleted": (
        lambda: edited(lambda book: drop_name(book, "JS_checks")),
        ("区域名称 JS_checks（核对数） 被删除或失效，找不到它的区域", "请撤销刚才的改动", "从备份恢复"),
    ),
}
VARIANTS: dict[str, Case] = {
    "old xls": (lambda: ole("Workbook"), ("旧版 Excel 97-2003 工作簿（.xls）", "另存为")),
    "zip bomb that lies about its size": (
        lambda: with_zeros(book_bytes(SAMPLE), 64 << 20, 64 << 20),
        ("解压后会异常庞大", "64 MB"),
    ),
    "nothing but zeros": (
        lambda: bytes(len(book_bytes(SAMPLE))),
        ("内容全是零，可能没有写完或没有同步完",),
    ),
    "identity changed": (
        lambda: changed(book_bytes(SAMPLE), {"_juesuan!B5": "[1]"}),
        ("标识页（_juesuan）的内容被改动", "请从备份恢复"),
    ),
    "identity of another program": (
        lambda: changed(book_bytes(SAMPLE), {"_juesuan!B1": "别的"}),
        ("标识页（_juesuan）的内容被改动，无法识别公开格式",),
    ),
    "list missing": (
        lambda: edited(lambda book: book.remove(book["核对数"])),
        ("缺少工作表“核对数”：可能被删除或改名",),
    ),
    "two sheets renamed": (
        lambda: edited(lambda book: rename(book, 公开06表="甲", 核对数="乙")),
        ("缺少工作表“公开06表”“核对数”", "“甲”的标题与“公开06表”相同", "请改回“核对数”"),
    ),
    "sheet missing beside a chart sheet": (
        lambda: edited(lambda book: chart_for_table(book, "公开06表")),
        ("缺少工作表“公开06表”：可能被删除或改名",),
    ),
    "row inserted among the codes": (
        lambda: edited(lambda book: book["公开06表"].insert_rows(12)),
        (
            "公开06表 科目行的范围变了（末行应在第408行）：可能插入或删除了行",
            "新科目填在空白行即可，不必插行",
        ),
    ),
    "column inserted": (
        lambda: edited(lambda book: book["公开06表"].insert_cols(4)),
        ("公开06表!D4 应为“基本支出”，现在是空的",),
    ),
    "label cleared": (
        lambda: changed(book_bytes(SAMPLE), {"公开01表!A10": None}),
        ("公开01表!A10 应为“四、上级补助收入”，现在是空的",),
    ),
    "code of a fixed row changed": (
        lambda: changed(book_bytes(SAMPLE), {"公开08表!A6": "999"}),
        ("公开08表!A6 应为“301”，现在是“999”",),
    ),
    "row inserted on the cover": (
        lambda: edited(lambda book: book["封面"].insert_rows(6)),
        ("封面!B6 应为“单位简称”，现在是空的",),
    ),
    "row inserted in the contents": (
        lambda: edited(lambda book: book["目录"].insert_rows(5)),
        ("目录!B6 应为“公开01表”",),
    ),
    "column deleted from a list": (
        lambda: edited(lambda book: book["核对数"].delete_cols(2)),
        ("核对数!B4 应为“表”，现在是“行”",),
    ),
    "name of a list without its range": (
        lambda: edited(lambda book: setattr(book.defined_names["JS_prior"], "attr_text", "上年数!#REF!")),
        ("区域名称 JS_prior（上年数） 被删除或失效",),
    ),
    "name of a list that is calculated": (
        lambda: edited(
            lambda book: setattr(book.defined_names["JS_prior"], "attr_text", "OFFSET(上年数!$A$5,0,0)")
        ),
        ("区域名称 JS_prior（上年数） 被删除或失效",),
    ),
    "name of a field that points nowhere": (
        lambda: edited(lambda book: setattr(book.defined_names["JS_unit_name"], "attr_text", "没有!$C$5")),
        ("区域名称 JS_unit_name（封面） 被删除或失效",),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_file(tmp_path: Path, name: str) -> None:
    make, words = FILES[name]
    (tmp_path / "决算.xlsx").write_bytes(make())
    refused(tmp_path, "regenerate", "决算.xlsx", words=words)


@pytest.mark.parametrize("name", VARIANTS)
def test_variant(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    make, words = VARIANTS[name]
    path = tmp_path / "决算.xlsx"
    path.write_bytes(make())
    before = files(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main(["regenerate", str(path)])
    assert files(tmp_path) == before
    telling(ended.value.code, *capsys.readouterr(), words)


# ---- files that are not to be had


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book that has something to recompute."""
    path = tmp_path / "决算.xlsx"
    path.write_bytes(changed(book_bytes(SAMPLE), {"公开06表!E12": 448}))
    return path


def test_not_found(tmp_path: Path) -> None:
    refused(tmp_path, "regenerate", "没有.xlsx", words=("“没有.xlsx”不存在", "请核对文件名和所在文件夹"))


def test_the_line_stays_one_line_whatever_the_name(tmp_path: Path) -> None:
    told = refused(tmp_path, "regenerate", "[red]没\n有:x: " + "很长" * 25 + ".xlsx", words=("不存在",))
    assert "“[red]没有:x: 很长" in told


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "决算.xlsx").mkdir()
    refused(tmp_path, "regenerate", "决算.xlsx", words=("“决算.xlsx”是文件夹，不是工作簿",))


@pytest.mark.parametrize(
    ("mark", "content", "who"),
    [
        ("~$决算.xlsx", owner_file("张会计"), "“张会计”"),
        (".~lock.决算.xlsx#", "李会计,li,pc1,01.03.2026 09:30,file:///home/li;".encode(), "“李会计”"),
        (".~lock.决算.xlsx#", b"", "其他人"),
    ],
    ids=["Excel", "LibreOffice", "nobody"],
)
def test_locked(book: Path, mark: str, content: bytes, who: str) -> None:
    (book.parent / mark).write_bytes(content)
    words = (f"“决算.xlsx”正由{who}打开", "请先关闭再试", f"请删除同一文件夹里的占用标记 {mark}")
    refused(book.parent, "regenerate", "决算.xlsx", words=words)


def test_locked_books_can_still_be_looked_at(book: Path) -> None:
    (book.parent / "~$决算.xlsx").write_bytes(owner_file("张会计"))
    done = run("regenerate", "决算.xlsx", "--dry-run", cwd=book.parent)
    assert done.returncode == 0
    assert "（没有写入）" in done.stdout


def test_read_only(book: Path) -> None:
    book.chmod(0o444)
    words = ("“决算.xlsx”是只读文件", "请在文件属性中取消“只读”，或另存一份后再试")
    refused(book.parent, "regenerate", "决算.xlsx", words=words)


# ---- disks that are full

FULL = ("“决算.xlsx”没有保存：磁盘已满或超出配额，原文件未改动", "请清理磁盘空间，或换一个位置后再试")


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are not of Windows")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["regenerate", "决算.xlsx"], "“决算.xlsx”没有保存：磁盘已满或超出配额，原文件未改动。"),
        (["new", "新.xlsx"], f"没有建立：临时文件夹 {tempfile.gettempdir()} 写不进去，可能磁盘已满"),
    ],
    ids=["regenerate", "new"],
)
def test_disk_full(book: Path, command: list[str], words: str) -> None:
    """The process may write no file of more than 20 KB."""
    before = files(book.parent)
    program = f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from juesuan.cli import main
main({command!r})
"""
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=book.parent,
        env={**os.environ, "PYTHONPATH": str(root / "python"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert "请清理磁盘空间" in done.stderr
    assert files(book.parent) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of half a megabyte."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_disk_really_full(small_disk: Path) -> None:
    (small_disk / "决算.xlsx").write_bytes(changed(book_bytes(SAMPLE), {"公开06表!E12": 448}))
    left = shutil.disk_usage(small_disk).free
    (small_disk / "照片.jpg").write_bytes(bytes(left - 40_000))
    refused(small_disk, "regenerate", "决算.xlsx", words=FULL)


# ---- new books


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["旧.xlsx"], ("文件“旧.xlsx”已经存在，没有覆盖", "请换一个文件名，或加 --overwrite")),
        (["套表.xls"], ("文件名应以 .xlsx 结尾，现在是“套表.xls”", "请改名后再试")),
        (["套表"], ("文件名应以 .xlsx 结尾，现在是“套表”",)),
        (
            ["套表.xlsx", "--format", "hunan-2031"],
            ("没有公开格式“hunan-2031”", "请从这些中选一个：shanghai-2024、sichuan-2020、sichuan-2024"),
        ),
        (["套表.xlsx", "--sample", "某市"], ("没有样本“某市”", "panzhihua-2020、putuo-2024")),
        (["套表.xlsx", "--year", "202"], ("年度“202”不对；请填写四位数的年度",)),
        (["旧.xlsx/套表.xlsx"], ("不能建立文件夹“旧.xlsx”", "请核对路径和写入权限，或换一个位置")),
        (["套表" * 200 + ".xlsx"], ("文件名“套表套表", "不能使用；请换一个较短的文件名")),
    ],
    ids=["exists", "extension", "no extension", "format", "sample", "year", "in a file", "long"],
)
def test_new(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: tuple[str, ...],
) -> None:
    (tmp_path / "旧.xlsx").write_bytes(b"old")
    before = files(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main(["new", *arguments])
    assert files(tmp_path) == before
    telling(ended.value.code, *capsys.readouterr(), words)


def test_new_over_an_old_one(book: Path) -> None:
    refused(book.parent, "new", "决算.xlsx", words=("文件“决算.xlsx”已经存在，没有覆盖",))


def test_new_over_a_locked_one(book: Path) -> None:
    (book.parent / "~$决算.xlsx").write_bytes(owner_file("张会计"))
    refused(book.parent, "new", "决算.xlsx", "--overwrite", words=("正由“张会计”打开",))


# ---- mistakes in cells, as seen from outside

MISTAKES: dict[str, Value] = {
    "目录!D6": "填好了",
    "公开06表!E12": "#REF!",
    "公开06表!E13": "¥1,9l4.60",
    "公开06表!E14": "五十二",
    "公开06表!D10": 1e300,
    "公开06表!D17": True,
    "公开06表!D18": date(2020, 6, 30),
    "公开06表!E22": Formula("=12.5+3.2"),
    "公开06表!A26": "2040219",
    "公开06表!A27": "2990101",
    "公开06表!A28": 2100101,
    "公开06表!D29": 5,
    "公开06表!A30": "21001-01",
    "核对数!B125": "公开99表",
    "核对数!E125": 1,
    "核对数!B126": "公开01表",
    "核对数!C126": 5,
    "核对数!D126": "金额",
    "核对数!I126": "尾差",
    "科目字典!A6": "20",
}
TOLD = """
[错误] 目录!D6 公开01表的状态“填好了”不在下拉列表中，请选择“未填”“已填完，空白即零”“此表无数据”之一。
[错误] 科目字典!A6 登记的科目“20”不完整或有误，请改正：编码为3、5或7位数字，名称不能空，分类从下拉列表选择。
[错误] 公开06表!A26 科目编码 2040219 与第12行重复，请合并到一行，清空另一行。
[错误] 公开06表!A27 科目编码 2990101 不在本格式的科目表中，请核对编码；确需使用的，请在“科目字典”登记编码和名称。
[错误] 公开06表!A28 科目编码 2100101 是数字，不是文本，求和公式找不到它，请把单元格格式设为“文本”后重新填写编码。
[错误] 公开06表!A29 这一行有内容但没有科目编码，请补填科目编码，或清空这一行。
[错误] 公开06表!A30 “21001-01”不是科目编码，请改为3位（类）、5位（款）或7位（项）数字。
[错误] 公开06表!D10 达到或超过10亿万元，请核对金额和单位。
[错误] 公开06表!E12 是错误值 #REF!，请修正公式或改填数字。
[错误] 公开06表!E13 内容“¥1,9l4.60”不是金额，请改填数字或留空。
[错误] 公开06表!E14 内容“五十二”不是金额，请改填数字或留空。
[错误] 公开06表!D17 是逻辑值 TRUE，请改填数字。
[错误] 公开06表!D18 是日期，请把单元格格式改为数值后重填。
[错误] 公开06表!E22 公式“=12.5+3.2”还没有计算结果，请用 Excel 或 WPS 打开本簿保存一次再试，或改填数字。
[错误] 核对数!B125 “公开99表·（空）·（空）”中的表找不到，请填写表的名称，如 公开01表。
[错误] 核对数!J126 选了调整种类“尾差”，没有填调整金额，请补填调整金额，或清空调整种类。
""".strip()


def test_mistakes_in_cells_are_all_told_and_nothing_is_written(book: Path) -> None:
    book.write_bytes(changed(book_bytes(SAMPLE), MISTAKES))
    before = files(book.parent)
    done = run("regenerate", "决算.xlsx", cwd=book.parent, COLUMNS="20")
    assert done.returncode == 1
    assert done.stdout.splitlines() == TOLD.splitlines()
    assert done.stderr == "共16项，没有写入任何改动。\n"
    assert files(book.parent) == before
    assert all(re.match(r"\[错误\] .+?!\w+ .+，请.+。$", line) for line in TOLD.splitlines())
