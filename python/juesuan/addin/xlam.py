"""Excel's add-in ``juesuan.xlam``, built from text: the VBA modules, the registry of actions, the icons.

Python is started by a few lines of our own instead of xlwings' ``RunPython``. Theirs starts ``cmd.exe`` with the
names of the active workbook inside the command line, reads an interpreter and module folders from a sheet of the active
workbook or from a file beside it, reads files in the system's code page, and shows a traceback when Python fails. Ours

- starts the program named by the user's file or the add-in's own sheet, by its full path, without a shell; the command
  line is constant, and where the job file is goes through an environment variable, in Unicode;
- keeps the workbook's folder off the module path (it is often the current folder: ``-P``), and with it the environment's
  settings for other Pythons (``-E``);
- always ends in a message: what Python wrote as its result or, when it wrote none, an apology with a number and the
  place of the log;
- needs none of xlwings' libraries (``xlwings64.dll``), so no version of them has to be kept in step.

Behind the button it is still xlwings that reads and writes the workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from juesuan import __version__
from juesuan.actions import ACTIONS, GROUPS
from juesuan.addin import parts
from juesuan.addin.config import DEFAULT_INTERPRETER, SHEET, sheet_values
from juesuan.addin.parts import ADDIN_TYPE, OFFICE_RELATIONS, RELATIONS, Relation
from juesuan.addin.ribbon import icons, ribbon
from juesuan.addin.sources import Module, icon, vba_modules
from juesuan.addin.udf_modules import udf_modules, udf_values
from juesuan.addin.vbaproject import vba_project
from juesuan.book.saving import save_atomically

FILE_NAME = "juesuan.xlam"
_ICON_SIZE = 32
_MICROSOFT = "http://schemas.microsoft.com/office"


def build_xlam(out: Path, interpreter: str = DEFAULT_INTERPRETER, *, with_udf: bool = False) -> Path:
    """Write the add-in to ``out`` (a folder, or a path that ends in ``.xlam``) and return its path.

    The same sources give the same bytes. ``interpreter`` is the program that the buttons start, unless the user's file
    names another. ``with_udf`` adds the worksheet functions of ``juesuan.udf``.
    """
    target = out if out.suffix == ".xlam" else out / FILE_NAME
    target.parent.mkdir(parents=True, exist_ok=True)
    save_atomically(target, parts.package(addin_parts(interpreter, with_udf=with_udf)))
    return target


def addin_parts(
    interpreter: str = DEFAULT_INTERPRETER,
    modules: Sequence[Module] | None = None,
    workbook_type: str = ADDIN_TYPE,
    *,
    with_udf: bool = False,
) -> dict[str, bytes]:
    """Return every part of the package by its name."""
    pictures = icons(ACTIONS)
    values = {**sheet_values(interpreter), **(udf_values() if with_udf else {})}
    ours = [*vba_modules(), *(udf_modules() if with_udf else ())]
    metadata = f"{RELATIONS}/metadata/core-properties"
    return {
        "[Content_Types].xml": parts.content_types(workbook_type),
        "_rels/.rels": parts.relations(
            (
                Relation("rId1", f"{OFFICE_RELATIONS}/officeDocument", "xl/workbook.xml"),
                Relation("rId2", metadata, "docProps/core.xml"),
                Relation("rId3", f"{OFFICE_RELATIONS}/extended-properties", "docProps/app.xml"),
                Relation(
                    "rId4", f"{_MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI.xml"
                ),
            )
        ),
        "customUI/customUI.xml": parts.xml(ribbon(ACTIONS, GROUPS)),
        "customUI/_rels/customUI.xml.rels": parts.relations(
            Relation(name, f"{OFFICE_RELATIONS}/image", f"images/{name}.png") for name in pictures
        ),
        **{f"customUI/images/{name}.png": icon(name, _ICON_SIZE) for name in pictures},
        "docProps/app.xml": parts.app_properties(),
        "docProps/core.xml": parts.core_properties("决算簿", f"部门决算公开的活工作簿，版本 {__version__}"),
        "xl/workbook.xml": parts.workbook(SHEET),
        "xl/_rels/workbook.xml.rels": parts.relations(
            (
                Relation("rId1", f"{OFFICE_RELATIONS}/worksheet", "worksheets/sheet1.xml"),
                Relation("rId2", f"{OFFICE_RELATIONS}/theme", "theme/theme1.xml"),
                Relation("rId3", f"{OFFICE_RELATIONS}/styles", "styles.xml"),
                Relation("rId4", f"{OFFICE_RELATIONS}/sharedStrings", "sharedStrings.xml"),
                Relation("rId5", f"{_MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),
            )
        ),
        "xl/worksheets/sheet1.xml": parts.sheet(len(values)),
        "xl/sharedStrings.xml": parts.shared_strings([text for pair in values.items() for text in pair]),
        "xl/styles.xml": parts.styles(),
        "xl/theme/theme1.xml": parts.theme(),
        "xl/vbaProject.bin": vba_project(ours if modules is None else modules),
    }
