"""Excel's own dialogs, over COM. Each returns None (or nothing) when the person gives up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from juesuan.dialogs import Field

_FOLDER_PICKER = 4
_CHOSEN = -1
_TEXT = 2
_KINDS = {".xlsx": "Excel 工作簿", ".docx": "Word 文档", ".pdf": "PDF 文件"}


def ask_files(app: Any, title: str, patterns: Sequence[str]) -> list[Path]:
    """Let the person choose existing files."""
    kinds = ";".join(patterns)
    chosen = app.api.GetOpenFilename(FileFilter=f"{title} ({kinds}),{kinds}", Title=title, MultiSelect=True)
    return (
        [Path(one) for one in chosen] if isinstance(chosen, Sequence) and not isinstance(chosen, str) else []
    )


def ask_target(app: Any, title: str, proposed: Path) -> str | None:
    """Let the person say where to save. Excel does not ask about a file that is there."""
    kind = proposed.suffix
    chosen = app.api.GetSaveAsFilename(
        InitialFileName=str(proposed), FileFilter=f"{_KINDS[kind]} (*{kind}),*{kind}", Title=title
    )
    return chosen if isinstance(chosen, str) else None


def ask_folder(app: Any, title: str, start: Path) -> str | None:
    """Let the person choose a folder."""
    dialog = app.api.FileDialog(_FOLDER_PICKER)
    dialog.Title = title
    dialog.InitialFileName = f"{start}\\"
    return str(dialog.SelectedItems(1)) if dialog.Show() == _CHOSEN else None


def ask_form(app: Any, title: str, fields: Sequence[Field]) -> dict[str, str] | None:
    """Ask one field after the other; a choice is made by its number, and asked again until it is one."""
    answers: dict[str, str] = {}
    for one in fields:
        answer = _choose(app, title, one) if one.choices else _input(app, title, f"{one.label}：", one.value)
        if answer is None:
            return None
        answers[one.key] = answer
    return answers


def _choose(app: Any, title: str, field: Field) -> str | None:
    listed = "\n".join(f"{number}  {shown}" for number, (_, shown) in enumerate(field.choices, 1))
    values = [value for value, _ in field.choices]
    first = str(values.index(field.value) + 1) if field.value in values else "1"
    hint = ""
    while True:
        answer = _input(app, title, f"{hint}{field.label}，请填写序号：\n{listed}", first)
        if answer is None:
            return None
        if answer.isdecimal() and 1 <= int(answer) <= len(values):
            return values[int(answer) - 1]
        hint = f"“{answer}”不是序号。"


def _input(app: Any, title: str, prompt: str, value: str) -> str | None:
    """Ask for a text; Excel answers False when the person gives up."""
    answer = app.api.InputBox(prompt, title, value, Type=_TEXT)
    return answer.strip() if isinstance(answer, str) else None
