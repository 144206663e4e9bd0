"""Checks of a given workbook and of where it lies."""

from __future__ import annotations

from juesuan.doctor.check import Check
from juesuan.doctor.facts import Facts

LONGEST_EXCEL, LONGEST = 218, 180
"""Letters of a full path: what Excel opens at most, and what leaves room for the names of an export (260 in all)."""
PROTECTION = "document-protection"
PLACES = {
    "network": ("在网络盘上", "请复制到本机的文件夹里处理，做完再放回；网络盘断开时可能存不上。"),
    "cloud": (
        "在同步盘（OneDrive 等）里",
        "请复制到不同步的文件夹里处理；同步程序可能占用文件，或生成冲突副本。",
    ),
    "removable": ("在 U 盘上", "请复制到本机处理，做完再放回。"),
}


def readable(facts: Facts) -> Check | None:
    """The workbook can be read by this program."""
    book = facts.book
    if book is None:
        return None
    if book.refusal is None:
        return Check("book", "工作簿", "ok", str(book.path))
    name, text = book.refusal
    if name == PROTECTION:
        remedy = (
            "本程序读到的是加密后的内容：请让信息部门把本程序（python.exe、pythonw.exe）加入文档加密软件的受信任程序，"
            "或先解密，再处理。"
        )
        return Check("book", "工作簿", "bad", f"“{book.path.name}”被文档加密软件（透明加密）加密", remedy)
    return Check("book", "工作簿", "bad", text)


def marked(facts: Facts) -> Check | None:
    """The workbook is not marked as coming from the internet: Excel opens it in Protected View, buttons do nothing."""
    if facts.book is None or not facts.book.marked:
        return None
    remedy = "请在该文件的“属性”里勾选“解除锁定”，或打开后点“启用编辑”，另存一次。"
    return Check(
        "book-blocked", "工作簿被锁定", "warn", "带有“来自互联网”的标记，Excel 用受保护的视图打开", remedy
    )


def locked(facts: Facts) -> Check | None:
    """Nobody has the workbook open."""
    if facts.book is None or not facts.book.locked:
        return None
    return Check("book-open", "工作簿正打开着", "warn", facts.book.locked)


def place(facts: Facts) -> Check | None:
    """The workbook lies on a disk of this machine."""
    if facts.book is None or facts.book.place == "local":
        return None
    text, remedy = PLACES[facts.book.place]
    return Check("book-place", "工作簿的位置", "warn", text, remedy)


def path_length(facts: Facts) -> Check | None:
    """The path is short enough for Excel and for what is written beside the workbook."""
    if facts.book is None or facts.platform != "win32":
        return None
    length = len(str(facts.book.path))
    if length > LONGEST_EXCEL:
        text = f"路径有{length}个字，Excel 最多{LONGEST_EXCEL}个"
        return Check("book-path", "路径长度", "bad", text, "请移到层次较少、名字较短的文件夹。")
    if length > LONGEST:
        text = f"路径有{length}个字，报送材料的文件名可能放不下"
        return Check("book-path", "路径长度", "warn", text, "请移到层次较少、名字较短的文件夹。")
    return None
