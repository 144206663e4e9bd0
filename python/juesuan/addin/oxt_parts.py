"""The parts of the LibreOffice extension that say what it is: toolbar, menu, addresses, manifest. Text only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from juesuan.actions import Action

IDENTIFIER = "juesuan.calc"
TITLE = "决算簿"
MENU = "决算"
PROTOCOL = "vnd.juesuan:"
TOOLBARS = {"juesuan.toolbar": ("数据", "计算", "审核"), "juesuan.toolbar2": ("说明", "导出", "帮助")}
"""Two rows: with their words the buttons are too many for one on a narrow screen."""
IMPLEMENTATION = "juesuan.ProtocolHandler"

_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_START = "com.sun.star.frame.StartModule"
_LANGUAGES = ("en-US", "zh-CN")  # the first is what the office falls back to
_SYMBOL_AND_TEXT = 2
_ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:package="{package}" oor:name="{name}">\n'
    "{body}\n"
    "</oor:component-data>\n"
)


def command(action: Action) -> str:
    """Return the address that a button of an action calls."""
    return PROTOCOL + action.id


def _prop(name: str, value: object, kind: str = "xs:string") -> str:
    return f'<prop oor:name="{name}" oor:type="{kind}"><value>{escape(str(value))}</value></prop>'


def _words(name: str, text: str) -> str:
    values = "".join(f'<value xml:lang="{one}">{escape(text)}</value>' for one in _LANGUAGES)
    return f'<prop oor:name="{name}" oor:type="xs:string">{values}</prop>'


def _node(name: str, *children: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">' + "\n".join(children) + "</node>"


def _set(name: str, children: Iterable[str]) -> str:
    return f'<node oor:name="{name}">' + "\n".join(children) + "</node>"


def _entry(place: int, action: Action, context: str, *more: str) -> str:
    parts = [
        _prop("URL", command(action)),
        _words("Title", action.label),
        _prop("Target", "_self"),
        _prop("Context", context),
        *more,
    ]
    return _node(f"m{place:03}", *parts)


def _entries(actions: Sequence[Action]) -> list[str]:
    """Return the entries of a toolbar: a separator between groups, numbered in their order."""
    entries: list[str] = []
    for _, members in groupby(actions, lambda one: one.group):
        if entries:
            entries.append(_node(f"m{len(entries):03}", _prop("URL", "private:separator")))
        for one in members:
            entries.append(_entry(len(entries), one, _CALC, _prop("ControlType", "ImageButton")))
    return entries


def _submenus(actions: Sequence[Action]) -> list[str]:
    """Return a menu for each group; what needs no workbook is also in the menu of the start window."""
    menus: list[str] = []
    for title, members in groupby(actions, lambda one: one.group):
        listed = list(members)
        entries = [
            _entry(place, one, _CALC if one.needs_book else f"{_CALC},{_START}")
            for place, one in enumerate(listed)
        ]
        context = _CALC if all(one.needs_book for one in listed) else f"{_CALC},{_START}"
        menus.append(
            _node(
                f"g{len(menus):03}",
                _words("Title", title),
                _prop("Context", context),
                _set("Submenu", entries),
            )
        )
    return menus


def addons(actions: Sequence[Action], pictures: Sequence[str]) -> str:
    """Return ``Addons.xcu``: toolbars, the menu and the pictures (``pictures``: icons that there are)."""
    menu = _node(
        IDENTIFIER,
        _words("Title", MENU),
        _prop("Context", f"{_CALC},{_START}"),
        _set("Submenu", _submenus(actions)),
    )
    images = [
        _node(
            f"juesuan.{one.id}",
            _prop("URL", command(one)),
            '<node oor:name="UserDefinedImages">'
            + _prop("ImageSmallURL", f"%origin%/icons/{one.icon}_16.png")
            + _prop("ImageBigURL", f"%origin%/icons/{one.icon}_32.png")
            + "</node>",
        )
        for one in actions
        if one.icon in pictures
    ]
    toolbars = [
        _node(name, *_entries([one for one in actions if one.group in groups]))
        for name, groups in TOOLBARS.items()
    ]
    body = _set(
        "AddonUI",
        [_set("OfficeMenuBar", [menu]), _set("OfficeToolBar", toolbars), _set("Images", images)],
    )
    return _ROOT.format(package="org.openoffice.Office", name="Addons", body=body)


def window_state() -> str:
    """Return ``CalcWindowState.xcu``: the toolbars are docked at the top, with pictures and words."""
    bars = [
        _node(
            f"private:resource/toolbar/addon_{name}",
            _words("UIName", f"{TITLE}：{' '.join(groups)}"),
            _prop("Docked", "true", "xs:boolean"),
            _prop("DockingArea", 0, "xs:int"),
            _prop("DockPos", f"0,{row}"),
            _prop("Visible", "true", "xs:boolean"),
            _prop("Style", _SYMBOL_AND_TEXT, "xs:int"),
        )
        for row, (name, groups) in enumerate(TOOLBARS.items(), 5)
    ]
    body = _set("UIElements", [_set("States", bars)])
    return _ROOT.format(package="org.openoffice.Office.UI", name="CalcWindowState", body=body)


def protocol() -> str:
    """Return ``ProtocolHandler.xcu``: who answers for the addresses of the buttons."""
    handler = _node(
        IMPLEMENTATION,
        f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOL}*</value></prop>',
    )
    body = _set("HandlerSet", [handler])
    return _ROOT.format(package="org.openoffice.Office", name="ProtocolHandler", body=body)


def words(actions: Sequence[Action]) -> str:
    """Return ``actions.json`` for the handler: label and tip, whether it needs a workbook and can be stopped."""
    table = {
        one.id: {"label": one.label, "tip": one.tip, "book": one.needs_book, "cancel": one.can_cancel}
        for one in actions
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def description(version: str) -> str:
    """Return ``description.xml``."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:lo="http://libreoffice.org/extensions/description/2011">\n'
        f"<identifier value={quoteattr(IDENTIFIER)}/>\n<version value={quoteattr(version)}/>\n"
        f'<display-name><name lang="en">{TITLE}</name></display-name>\n'
        '<dependencies><lo:LibreOffice-minimal-version value="7.0" '
        'xmlns:d="http://openoffice.org/extensions/description/2006" d:name="LibreOffice 7.0"/></dependencies>\n'
        "</description>\n"
    )


def manifest(configurations: Iterable[str], components: Iterable[str]) -> str:
    """Return ``META-INF/manifest.xml``."""
    kinds = [(name, "application/vnd.sun.star.configuration-data") for name in configurations]
    kinds += [(name, "application/vnd.sun.star.uno-component;type=Python") for name in components]
    entries = "\n".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in kinds
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}\n</manifest:manifest>\n"
    )
