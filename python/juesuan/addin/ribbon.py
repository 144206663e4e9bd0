"""The ribbon: its XML and its pictures, from the registry of actions."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from juesuan.actions import Action
from juesuan.addin.parts import root_element

NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
CALLBACK = "JS_OnAction"
SMALL = ("帮助",)
"""Groups of small buttons, one above the other: the tab fits onto a narrow screen."""
TAB_LABEL = "决算"


def ribbon(actions: Sequence[Action], groups: Sequence[str]) -> etree._Element:
    """Return ``customUI``: one tab, groups and buttons in the registry's order."""
    root = root_element(NAMESPACE, "customUI")
    tabs = _child(_child(root, "ribbon"), "tabs")
    tab = _child(tabs, "tab", id="juesuan_tab", label=TAB_LABEL)
    for number, title in enumerate(groups, 1):
        group = _child(tab, "group", id=f"juesuan_group_{number}", label=title)
        for action in actions:
            if action.group == title:
                _child(group, "button", **_button(action))
    return root


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _button(action: Action) -> dict[str, str]:
    """A button's tag, not its id, is the action's id: ids have rules of their own."""
    return {
        "id": f"juesuan_{action.id}",
        "tag": action.id,
        "label": action.label,
        "size": "normal" if action.group in SMALL else "large",
        "image": action.icon,
        "screentip": action.label,
        "supertip": action.tip,
        "onAction": CALLBACK,
    }


def icons(actions: Sequence[Action]) -> tuple[str, ...]:
    """Return the names of the pictures that the ribbon shows, each once."""
    return tuple(dict.fromkeys(action.icon for action in actions))
