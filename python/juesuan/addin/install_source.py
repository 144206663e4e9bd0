"""What is to be installed: the offline package that is running, or an add-in built now."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

from juesuan.addin.config import DEFAULT_INTERPRETER
from juesuan.addin.install_steps import Source
from juesuan.addin.profile import XLAM
from juesuan.findings import StructureError

HASHES = "hashes.txt"
_MOST_NAMED = 5


def package_root(executable: Path) -> Path | None:
    """Return the offline package that a Python program belongs to, or None."""
    root = executable.parent.parent
    return root if (root / HASHES).is_file() and (root / XLAM).is_file() else None


def package_source(root: Path, interpreter: str | None = None) -> Source:
    """Return an offline package as what is to be installed; :class:`StructureError` when a file is missing or changed."""
    listed = dict(read_hashes((root / HASHES).read_text(encoding="utf-8")))
    bad = [name for name, digest in listed.items() if not _is_whole(root / name, digest)]
    if bad:
        named = "、".join(bad[:_MOST_NAMED]) + (f"等{len(bad)}个" if len(bad) > _MOST_NAMED else "")
        text = f"安装包不完整，没有改动任何内容；缺少或被改动的文件：{named}。请重新复制整个安装包；仍然这样时，请查看杀毒软件的隔离区。"
        raise StructureError("package-damaged", text)
    return Source(root / XLAM, interpreter or DEFAULT_INTERPRETER, root, (*listed, HASHES))


def built_source(folder: Path, interpreter: str | None = None, executable: Path | None = None) -> Source:
    """Return an add-in that is built now into ``folder``; the buttons start this Python unless another is named."""
    require_builder()
    from juesuan.addin.xlam import build_xlam

    running = executable or Path(sys.executable)
    windowless = running.with_name("pythonw.exe")
    program = interpreter or str(windowless if windowless.is_file() else running)
    return Source(build_xlam(folder / XLAM, program), program)


def require_builder() -> None:
    """Refuse when the packages that only making the add-in needs are not installed."""
    if any(importlib.util.find_spec(one) is None for one in ("aspose", "packaging")):
        text = "这里没有生成加载项所需的程序包（juesuan[addin]）。请用完整的安装包安装，或先装上这个程序包。"
        raise StructureError("no-builder", text)


def read_hashes(text: str) -> Iterator[tuple[str, str]]:
    """Yield path and SHA-256 of a list of hashes: lines of the hash, two spaces, the path with slashes."""
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if name:
            yield name, digest


def _is_whole(file: Path, digest: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest
