"""An office program that turns a document into a PDF: LibreOffice in a profile of its own, or Word itself on Windows."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Protocol

SECONDS = 180
"""How long the conversion of a document of ordinary size may take."""
ORDINARY, MOST_TIMES = 100_000, 5
"""Bytes of such a document, and how many times as long the largest one may take: that of 200 codes has 200 pages."""
PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
NAME = "report"
_PDF, _BOOKMARKS, _NO_SAVE = 17, 1, 0
"""wdExportFormatPDF, wdExportCreateHeadingBookmarks, wdDoNotSaveChanges."""


class NoOffice(Exception):  # noqa: N818 - not an error: the report comes without a PDF
    """No PDF could be made; the text says why, in Chinese."""


class Office(Protocol):
    """Something that converts documents."""

    def to_pdf(self, document: bytes) -> bytes:
        """Return a document as PDF, headings as its bookmarks; raise NoOffice where it cannot be done."""
        ...


def find_office() -> Office | None:
    """Return Word where it can be reached, else LibreOffice, else None."""
    if sys.platform == "win32" and _word_is_there():
        return Word()
    program = shutil.which("soffice") or shutil.which("libreoffice")
    program = program or next((one for one in PLACES if Path(one).is_file()), None)
    return LibreOffice(program) if program else None


class LibreOffice:
    """LibreOffice without a window; ``seconds`` is its time limit for a document of ordinary size."""

    def __init__(self, program: str, seconds: float = SECONDS) -> None:
        self.program = program
        self.seconds = seconds

    def to_pdf(self, document: bytes) -> bytes:
        """Return a document as PDF; raise NoOffice where it cannot be done."""
        with tempfile.TemporaryDirectory(prefix="juesuan-") as name:
            folder = Path(name)
            source = folder / f"{NAME}.docx"
            source.write_bytes(document)
            profile = folder / "profile"
            command = [self.program, "--headless", "--norestore", "--nolockcheck"]
            command += [f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "pdf"]
            times = min(MOST_TIMES, max(1, len(document) / ORDINARY))
            self._run([*command, "--outdir", str(folder), str(source)], round(self.seconds * times))
            try:
                return source.with_suffix(".pdf").read_bytes()
            except OSError as error:
                raise NoOffice("LibreOffice 没有转换成功") from error

    def _run(self, command: list[str], seconds: float) -> None:
        # xlwings comes with it: only where a PDF is made.
        from xlwings_libreoffice.environment import office_environment

        try:
            done = subprocess.run(
                command, capture_output=True, timeout=seconds, check=False, env=office_environment()
            )
        except subprocess.TimeoutExpired as error:
            raise NoOffice(f"LibreOffice 在{seconds:g}秒内没有完成") from error
        except OSError as error:
            raise NoOffice(f"LibreOffice 启动不了（{error.strerror}）") from error
        if done.returncode:
            raise NoOffice(f"LibreOffice 没有转换成功（退出码{done.returncode}）")


def _word_is_there() -> bool:
    import winreg  # type: ignore[import-not-found,unused-ignore]

    try:
        winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Word.Application"))  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


class Word:
    """Word itself, through COM: its own fonts, its own pages. Not run in the tests, see addin/CHECKLIST.md."""

    def to_pdf(self, document: bytes) -> bytes:
        """Return a document as PDF, the contents brought up to date; raise NoOffice where it cannot be done."""
        import pywintypes  # type: ignore[import-not-found,import-untyped,unused-ignore]
        import win32com.client  # type: ignore[import-not-found,import-untyped,unused-ignore]

        with tempfile.TemporaryDirectory(prefix="juesuan-") as name:
            source = Path(name) / f"{NAME}.docx"
            target = source.with_suffix(".pdf")
            source.write_bytes(document)
            word = None
            try:
                word = win32com.client.DispatchEx("Word.Application")
                word.DisplayAlerts = 0
                opened = word.Documents.Open(str(source), ConfirmConversions=False, AddToRecentFiles=False)
                for one in opened.TablesOfContents:
                    one.Update()
                opened.ExportAsFixedFormat(str(target), _PDF, CreateBookmarks=_BOOKMARKS)
                opened.Close(_NO_SAVE)
                return target.read_bytes()
            except (pywintypes.com_error, OSError) as error:
                raise NoOffice(f"Word 没有转换成功（{error}）") from error
            finally:
                if word is not None:
                    word.Quit(_NO_SAVE)
