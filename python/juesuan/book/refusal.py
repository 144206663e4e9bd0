"""What a file that is no usable workbook seems to be: refusals in one line of Chinese, and safe XML."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from contextlib import suppress
from math import log2

from lxml import etree

from juesuan.findings import StructureError

Element = etree._Element

CHOOSE_XLSX = "请改选扩展名为 .xlsx 的工作簿文件。"
_RESAVE = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（*.xlsx）”后再试。"
_AGAIN = "请重新复制或下载，或用 Excel“打开并修复”后另存，再试。"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = (b"%TSD-Header-###%", b"E-SafeNet", b"DRMONE", b"SCDSA0")
_HEADS = (
    ((b"%PDF",), f"是 PDF 文件，不是表格。{CHOOSE_XLSX}"),
    ((b"{\\rtf",), f"是 RTF 文档，不是表格。{CHOOSE_XLSX}"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), f"是图片，不是表格。{CHOOSE_XLSX}"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), "是压缩包，不是工作簿。请先解压，再选其中的 .xlsx 文件。"),
)
INSIDE_ZIP = (
    ("word/", f"是 Word 文档（.docx），不是表格。{CHOOSE_XLSX}"),
    ("ppt/", f"是 PowerPoint 演示文稿（.pptx），不是表格。{CHOOSE_XLSX}"),
    ("xl/workbook.bin", f"是二进制工作簿（.xlsb），本程序不能修改。{_RESAVE}"),
    ("mimetype", f"是 OpenDocument 表格（.ods），本程序不能修改。{_RESAVE}"),
)


def refuse(kind: str, name: str, text: str) -> StructureError:
    """Make a refusal about the file ``name``."""
    return StructureError(kind, "".join(char for char in f"“{name}”{text}" if char.isprintable()))


def damaged(name: str, why: str) -> StructureError:
    """A file that is cut off or damaged."""
    return refuse("truncated", name, f"已损坏或不完整：{why}。{_AGAIN}")


def bomb(name: str, why: str) -> StructureError:
    """A file that would unpack to too much."""
    text = f"解压后会异常庞大（{why}），为安全起见没有打开。请核实文件来源，或另存为新的 .xlsx 后再试。"
    return refuse("zip-bomb", name, text)


def enciphered(name: str) -> StructureError:
    """A file that a document-protection tool has enciphered."""
    text = "已被文档保护（文档加密）软件加密，本程序读不到内容。请在加密软件中解密，或另存为明文后再试。"
    return refuse("document-protection", name, text)


def parse_xml(data: bytes, name: str = "工作簿") -> Element:
    """Parse one part without entities, network or DTD; ``name`` is what a refusal calls the file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(name, "其中的 XML 无法解析") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse("not-a-workbook", name, f"含有 DTD 声明，正常的 Excel 文件不会有，没有打开。{_RESAVE}")
    return root


def serialize_xml(root: Element) -> bytes:
    """Write a part as Excel does: UTF-8 with a standalone declaration."""
    body: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n' + body


def _ole_refusal(data: bytes, name: str) -> StructureError:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\0\0" in data

    if holds("DRMEncryptedTransform") or holds("\tDRMContent"):
        return enciphered(name)
    if holds("EncryptedPackage"):
        text = "设有打开密码。请在 Excel 中打开它，在“文件－信息－保护工作簿”中清除密码，保存后再试。"
        return refuse("password", name, text)
    if holds("WordDocument") or holds("PowerPoint Document"):
        return refuse("not-a-workbook", name, f"是旧版 Word 或 PowerPoint 文件，不是表格。{CHOOSE_XLSX}")
    what = "WPS 表格（.et）" if name.lower().endswith(".et") else "旧版 Excel 97-2003 工作簿（.xls）"
    return refuse("not-a-workbook", name, f"是{what}，不是 .xlsx 工作簿。{_RESAVE}")


def _text_kind(head: bytes) -> str:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = codecs.getincrementaldecoder(encoding)().decode(head)
            if re.search("[\0-\x08\x0e-\x1a\x1c-\x1f]", text):
                continue
            if re.search("office:spreadsheet", text):
                return f"是 XML 表格 2003，不是 .xlsx 工作簿。{_RESAVE}"
            if re.search("<html|<table|^mime-version:", text, re.IGNORECASE):
                return f"是网页（HTML）存成的表格，不是 .xlsx 工作簿。{_RESAVE}"
            return f"是纯文本（如 CSV），不是 .xlsx 工作簿。{_RESAVE}"
    return ""


def refusal(data: bytes, name: str) -> StructureError:
    """Say what a file that is no zip seems to be."""
    head = data[: 1 << 16]
    if any(mark in head[:1024] for mark in _PROTECTED):
        return enciphered(name)
    if head.startswith(OLE):
        return _ole_refusal(data, name)
    if not data:
        return refuse("not-a-workbook", name, f"是空文件（0 字节）。{CHOOSE_XLSX}")
    if not data.strip(b"\0"):
        return damaged(name, "内容全是零，可能没有写完或没有同步完")
    known = next((text for marks, text in _HEADS if head.startswith(marks)), "") or _text_kind(head)
    entropy = -sum(n / len(head) * log2(n / len(head)) for n in Counter(head).values())
    if not known and entropy > 7 and name.lower().endswith((".xlsx", ".xlsm", ".xltx", ".xltm")):
        return enciphered(name)
    return refuse("not-a-workbook", name, known or f"的内容无法识别，不是 Excel 工作簿。{CHOOSE_XLSX}")
