"""定稿: a Word file that a person finished goes in place of the generated text, without anybody's name in it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from juesuan.book.refusal import serialize_xml
from juesuan.findings import Finding, Level, StructureError
from juesuan.report.package import ZIP_EPOCH
from juesuan.report.wordfile import WordFile, read_word_file
from juesuan.report.xml import Element, tag

MACRO = "macroEnabled"
MISSING = "【待填写"
_CORE = {"creator", "lastModifiedBy"}
_APP = {"Company", "Manager", "HyperlinkBase", "Template"}
_REVISIONS = (
    "w:ins",
    "w:del",
    "w:moveFrom",
    "w:moveTo",
    "w:rPrChange",
    "w:pPrChange",
    "w:tblPrChange",
    "w:sectPrChange",
)
_STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")


@dataclass(frozen=True)
class GivenText:
    """The file as it goes out, and what stands in the way of sending it."""

    data: bytes
    findings: tuple[Finding, ...]


def given_text(path: Path) -> GivenText:
    """Read a finished Word file; StructureError where it cannot be used at all (macros, a password, damaged)."""
    if path.suffix.lower() != ".docx":
        raise StructureError(
            "not-docx", f"“{path.name}”不是 Word 文档（.docx）。请在 Word 或 WPS 里另存为 .docx 后再试。"
        )
    file = read_word_file(path)
    if MACRO in file.content_type(file.main) or any(one.endswith("vbaProject.bin") for one in file.parts):
        raise StructureError(
            "macros", f"“{path.name}”带有宏，不能报送。请在 Word 里另存为“Word 文档（*.docx）”后再试。"
        )
    return GivenText(_without_names(file), tuple(_findings(file, path.name)))


def _findings(file: WordFile, name: str) -> Iterator[Finding]:
    roots = [file.root(part) for part in sorted(file.parts) if _STORIES.fullmatch(part) or part == file.main]
    checks: tuple[tuple[str, Callable[[Element], int], str, str], ...] = (
        ("text-comments", _comments, "处批注", "请在“审阅”中删除全部批注。"),
        ("text-revisions", _revisions, "处修订（留有修改痕迹）", "请在“审阅”中接受或拒绝全部修订。"),
        ("text-hidden", _hidden, "处隐藏文字", "请显示隐藏文字，删去或取消隐藏。"),
        ("text-missing", _missing, "处“【待填写】”", "请补写这些段落。"),
    )
    for rule, count, what, remedy in checks:
        number = sum(map(count, roots))
        if rule == "text-comments":
            number = max(number, _kept_comments(file))
        if number:
            message = f"“{name}”里有{number}{what}，"
            yield Finding(rule, Level.ERROR, "定稿", "", message, f"{remedy}保存后再导出。", "定稿还不能报送")


def _comments(root: Element) -> int:
    return sum(1 for _ in root.iter(tag("w:commentReference")))


def _kept_comments(file: WordFile) -> int:
    """Count the comments that are kept in the file, shown or not."""
    parts = [one for one in file.parts if re.fullmatch(r"word/comments\d*\.xml", one)]
    return sum(1 for part in parts for _ in file.root(part).iter(tag("w:comment")))


def _revisions(root: Element) -> int:
    return sum(1 for _ in root.iter(*map(tag, _REVISIONS)))


def _hidden(root: Element) -> int:
    """Count runs of hidden text; fields of contents and indexes hide their own codes, which nobody wrote."""
    found = 0
    for run in root.iter(tag("w:r")):
        mark = run.find(f"{tag('w:rPr')}/{tag('w:vanish')}")
        shown = mark is None or mark.get(tag("w:val"), "1") in ("0", "false", "off")
        found += not shown and any((one.text or "").strip() for one in run.iter(tag("w:t")))
    return found


def _missing(root: Element) -> int:
    texts = ("".join(one.text or "" for one in found.iter(tag("w:t"))) for found in root.iter(tag("w:p")))
    return sum(text.count(MISSING) for text in texts)


# Nobody's name


def _without_names(file: WordFile) -> bytes:
    """Return the file without its authors, its company and where its template lies."""
    parts = dict(file.parts)
    for part in file.parts:
        name = posixpath.basename(part)
        if part.startswith("docProps/") and name in ("core.xml", "app.xml", "custom.xml"):
            parts[part] = _emptied(file.root(part), _CORE | _APP, everything=name == "custom.xml")
        elif part == "word/people.xml":
            parts[part] = _emptied(file.root(part), set(), everything=True)
    settings = file.related("settings")
    if settings:
        parts[settings] = _without_template(file.root(settings))
        rels = posixpath.join(posixpath.dirname(settings), "_rels", f"{posixpath.basename(settings)}.rels")
        if rels in parts:
            parts[rels] = _without_target(file.root(rels))
    return _packed(parts)


def _emptied(root: Element, names: set[str], *, everything: bool) -> bytes:
    for one in list(root):
        if everything:
            root.remove(one)
        elif isinstance(one.tag, str) and one.tag.rpartition("}")[2] in names:
            one.text = ""
    return serialize_xml(root)


def _without_template(root: Element) -> bytes:
    for one in list(root.iter(tag("w:attachedTemplate"))):
        root.remove(one)
    return serialize_xml(root)


def _without_target(root: Element) -> bytes:
    for one in list(root):
        if one.get("Type", "").endswith("/attachedTemplate"):
            root.remove(one)
    return serialize_xml(root)


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(parts, key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return target.getvalue()
