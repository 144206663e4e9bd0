from __future__ import annotations

import importlib.util
import re
import struct
import zlib
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

from juesuan.actions import ACTIONS, GROUPS
from juesuan.addin.ribbon import NAMESPACE, icons, ribbon
from juesuan.addin.sources import ICON_SIZES, folder, icon, vba_modules

LONGEST = 1024
ATTRIBUTES = {
    "customUI": set(),
    "ribbon": set(),
    "tabs": set(),
    "tab": {"id", "label"},
    "group": {"id", "label"},
    "button": {"id", "tag", "label", "size", "image", "screentip", "supertip", "onAction"},
}


def elements() -> list[etree._Element]:
    return list(ribbon(ACTIONS, GROUPS).iter())


def buttons() -> list[etree._Element]:
    return [one for one in elements() if etree.QName(one).localname == "button"]


def test_every_action_is_a_button_in_the_registrys_order() -> None:
    expected = [one for group in GROUPS for one in ACTIONS if one.group == group]
    assert len(expected) == len(ACTIONS), "an action's group is not in GROUPS"
    assert [(one.get("tag"), one.get("label"), one.get("supertip")) for one in buttons()] == [
        (one.id, one.label, one.tip) for one in expected
    ]


def test_one_tab_with_the_groups() -> None:
    root = ribbon(ACTIONS, GROUPS)
    assert [tab.get("label") for tab in root.iter(f"{{{NAMESPACE}}}tab")] == ["决算"]
    assert [group.get("label") for group in root.iter(f"{{{NAMESPACE}}}group")] == list(GROUPS)


def test_no_unknown_elements_or_attributes() -> None:
    for one in elements():
        name = etree.QName(one)
        assert name.namespace == NAMESPACE
        assert set(one.attrib) <= ATTRIBUTES[name.localname], one.attrib


def test_ids_are_unique_names() -> None:
    ids = Counter(str(one.get("id")) for one in elements() if one.get("id"))
    assert max(ids.values()) == 1
    assert all(re.fullmatch(r"[A-Za-z_]\w*", one, re.ASCII) for one in ids)


def test_texts_fit() -> None:
    for one in buttons():
        assert all(0 < len(str(one.get(name))) <= LONGEST for name in ("label", "screentip", "supertip"))


def test_each_callback_exists_with_the_right_signature() -> None:
    text = "\n".join(module.text for module in vba_modules())
    for callback in {str(one.get("onAction")) for one in buttons()}:
        assert re.search(rf"^Public Sub {callback}\(control As IRibbonControl\)$", text, re.MULTILINE)


def test_a_picture_of_our_own_for_every_button() -> None:
    for one in buttons():
        assert one.get("imageMso") is None
        assert str(one.get("image")) in icons(ACTIONS)


@pytest.mark.parametrize("size", ICON_SIZES)
def test_pictures_have_their_size(size: int) -> None:
    for name in icons(ACTIONS):
        data = icon(name, size)
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", data[16:24]) == (size, size)


def test_pictures_are_as_drawn() -> None:
    draw = load(folder() / "icons" / "draw.py")
    stored = {file.name: file.read_bytes() for file in (folder() / "icons").glob("*.png")}
    assert set(stored) == {f"{name}_{size}.png" for name in draw.ICONS for size in draw.SIZES}
    for name in icons(ACTIONS):
        size = 16
        picture = draw.pixels(draw.ICONS[name](), size)
        assert unpacked(stored[f"{name}_{size}.png"], size) == picture


def unpacked(png: bytes, size: int) -> bytes:
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    rows = zlib.decompress(png[start + 4 : start + 4 + length])
    width = 4 * size + 1
    return b"".join(rows[at + 1 : at + width] for at in range(0, len(rows), width))


def load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
