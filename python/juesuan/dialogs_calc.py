"""LibreOffice's own dialogs, over UNO. Each returns None (or nothing) when the person gives up.

The person may take any time over them: the calls have no deadline.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

if TYPE_CHECKING:
    from juesuan.dialogs import Field

_OPEN, _SAVE_WITH_ENDING = 0, 10
"""``FILEOPEN_SIMPLE``, ``FILESAVE_AUTOEXTENSION`` of com.sun.star.ui.dialogs.TemplateDescription."""
_OK, _CANCEL = 1, 2
"""Of com.sun.star.awt.PushButtonType."""
_POSITION = 3
"""Of com.sun.star.awt.PosSize: place, not size."""
_KINDS = {".xlsx": "Excel 工作簿", ".docx": "Word 文档", ".pdf": "PDF 文件"}
_LEFT, _LABEL, _WIDE, _HIGH, _LINE = 8, 60, 190, 14, 20
"""Measures of a form, in the office's units for dialogs."""
MOST_SHOWN = 12
"""So many choices are shown at once."""


def ask_files(app: Any, title: str, patterns: Sequence[str]) -> list[Path]:
    """Let the person choose existing files."""
    office = app.impl.office
    with office.call(None):
        picker = _file_picker(office, _OPEN)
        try:
            picker.setTitle(title)
            picker.setMultiSelectionMode(True)
            picker.appendFilter(title, ";".join(patterns))
            chosen = picker.getSelectedFiles() if picker.execute() else ()
        finally:
            picker.dispose()
    return [Path(_path(one)) for one in chosen]


def ask_target(app: Any, title: str, proposed: Path) -> str | None:
    """Let the person say where to save; the dialog itself asks about a file that is there."""
    office = app.impl.office
    kind = proposed.suffix
    with office.call(None):
        picker = _file_picker(office, _SAVE_WITH_ENDING)
        try:
            picker.setTitle(title)
            picker.appendFilter(f"{_KINDS[kind]} (*{kind})", f"*{kind}")
            picker.setDisplayDirectory(proposed.parent.as_uri())
            picker.setDefaultName(proposed.name)
            chosen = picker.getSelectedFiles() if picker.execute() else ()
        finally:
            picker.dispose()
    return _path(chosen[0]) if chosen else None


def ask_folder(app: Any, title: str, start: Path) -> str | None:
    """Let the person choose a folder."""
    office = app.impl.office
    with office.call(None):
        picker = office.service("com.sun.star.ui.dialogs.FolderPicker")
        if hasattr(picker, "initialize"):
            picker.initialize(_before_window(office))
        picker.setTitle(title)
        picker.setDisplayDirectory(start.as_uri())
        return _path(picker.getDirectory()) if picker.execute() else None


def ask_form(app: Any, title: str, fields: Sequence[Field]) -> dict[str, str] | None:
    """Show a dialog of our own: a line for each field, two buttons below."""
    office = app.impl.office
    with office.call(None):
        model = _form(office, title, fields)
        dialog = office.service("com.sun.star.awt.UnoControlDialog")
        dialog.setModel(model)
        toolkit = office.service("com.sun.star.awt.Toolkit")
        window = _window(office)
        dialog.createPeer(toolkit, window)
        try:
            _centre(dialog, window)
            _begin(dialog, fields)
            return _answers(dialog, fields) if dialog.execute() else None
        finally:
            dialog.dispose()


def _window(office: Any) -> Any:
    """Return the window in front."""
    frame = office.desktop.CurrentFrame
    return frame.ContainerWindow if frame is not None else None


def _before_window(office: Any) -> tuple[Any, ...]:
    """Return the argument that binds a picker to the window: it takes the keyboard, and the sheet waits."""
    from xlwings_libreoffice.bridge import struct

    window = _window(office)
    named = "com.sun.star.beans.NamedValue"
    return () if window is None else (struct(named, Name="ParentWindow", Value=window),)


def _file_picker(office: Any, kind: int) -> Any:
    return office.context.ServiceManager.createInstanceWithArgumentsAndContext(
        "com.sun.star.ui.dialogs.FilePicker", (kind, *_before_window(office)), office.context
    )


def _form(office: Any, title: str, fields: Sequence[Field]) -> Any:
    model = office.service("com.sun.star.awt.UnoControlDialogModel")
    width = 3 * _LEFT + _LABEL + _WIDE
    bottom = _LEFT + _LINE * len(fields) + _LEFT
    _set(model, Title=title, Width=width, Height=bottom + _HIGH + _LEFT)
    for number, one in enumerate(fields):
        top = _LEFT + _LINE * number
        _put(model, "FixedText", f"label_{one.key}", (_LEFT, top, _LABEL), Label=one.label)
        at = (2 * _LEFT + _LABEL, top, _WIDE)
        if one.choices:
            _put(model, "ListBox", one.key, at, Dropdown=True)
        else:
            _put(model, "Edit", one.key, at, Text=one.value)
    wide = 50
    right = width - _LEFT - wide
    _put(
        model,
        "Button",
        "ok",
        (right - wide - _LEFT, bottom, wide),
        Label="确定",
        PushButtonType=_OK,
        DefaultButton=True,
    )
    _put(model, "Button", "cancel", (right, bottom, wide), Label="取消", PushButtonType=_CANCEL)
    return model


def _put(model: Any, kind: str, name: str, at: tuple[int, int, int], **properties: Any) -> None:
    part = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    left, top, width = at
    _set(part, PositionX=left, PositionY=top, Width=width, Height=_HIGH, **properties)
    model.insertByName(name, part)


def _set(thing: Any, **properties: Any) -> None:
    for name, value in properties.items():
        thing.setPropertyValue(name, value)


def _centre(dialog: Any, window: Any) -> None:
    """Put a dialog before the middle of a window; the office would put it into the corner."""
    if window is None:
        return
    outer, inner = window.getPosSize(), dialog.getPosSize()
    left, top = max(0, (outer.Width - inner.Width) // 2), max(0, (outer.Height - inner.Height) // 3)
    dialog.setPosSize(left, top, 0, 0, _POSITION)


def _begin(dialog: Any, fields: Sequence[Field]) -> None:
    for one in fields:
        values = [value for value, _ in one.choices]
        if values:
            control = dialog.getControl(one.key)
            control.addItems(tuple(shown for _, shown in one.choices), 0)
            control.setDropDownLineCount(min(len(values), MOST_SHOWN))
            control.selectItemPos(values.index(one.value) if one.value in values else 0, True)  # noqa: FBT003
    dialog.getControl(fields[0].key).setFocus()


def _answers(dialog: Any, fields: Sequence[Field]) -> dict[str, str]:
    answers = {}
    for one in fields:
        control = dialog.getControl(one.key)
        if one.choices:
            answers[one.key] = one.choices[control.getSelectedItemPos()][0]
        else:
            answers[one.key] = str(control.getText()).strip()
    return answers


def _path(url: str) -> str:
    return unquote(urlparse(url).path)
