"""A package of parts to be written: content types, relationships, the same bytes from the same parts."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Relation:
    """A relationship; ``target`` is a part's name, or an address where it is ``external``."""

    id: str
    kind: str
    target: str
    external: bool = False


@dataclass
class Parts:
    """Parts by name, each with its content type and its relationships; ``""`` is the package itself."""

    data: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[Relation]] = field(default_factory=dict)

    def add(self, name: str, content_type: str, data: bytes) -> None:
        """Add a part; ValueError for a name that is taken."""
        if name in self.data:
            raise ValueError(f"part {name} stands twice")
        self.data[name], self.types[name] = data, content_type

    def relate(self, source: str, kind: str, target: str, *, external: bool = False) -> str:
        """Relate a part to another (or to an address) and return the id; the same relation is made once."""
        full = kind if ":" in kind else f"{OFFICE}/{kind}"
        known = self.relations.setdefault(source, [])
        for one in known:
            if (one.kind, one.target, one.external) == (full, target, external):
                return one.id
        known.append(Relation(f"rId{len(known) + 1}", full, target, external))
        return known[-1].id

    def relate_as(self, source: str, own: str, kind: str, target: str, *, external: bool = False) -> None:
        """Relate a part to another under an id that its content names already."""
        self.relations.setdefault(source, []).append(Relation(own, kind, target, external))

    def to_bytes(self) -> bytes:
        """Return the package: parts in a fixed order, dates fixed."""
        files = {"[Content_Types].xml": self._content_types()}
        for source, relations in self.relations.items():
            folder, name = posixpath.split(source)
            files[posixpath.join(folder, "_rels", f"{name}.rels")] = _relationships(source, relations)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name in [*sorted(files), *sorted(self.data)]:
                entry = zipfile.ZipInfo(name, ZIP_EPOCH)
                entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
                archive.writestr(entry, files[name] if name in files else self.data[name])
        return target.getvalue()

    def _content_types(self) -> bytes:
        made = etree.Element(f"{{{TYPES}}}Types", nsmap=_default(TYPES))
        for extension, kind in (("rels", RELS_TYPE), ("xml", "application/xml")):
            etree.SubElement(made, f"{{{TYPES}}}Default", Extension=extension, ContentType=kind)
        for name in sorted(self.types):
            etree.SubElement(made, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=self.types[name])
        return HEAD + bytes(etree.tostring(made))


def _default(space: str) -> Any:
    """Return a map that makes a namespace the default one; the stubs of lxml know no such key."""
    return {None: space}


def _relationships(source: str, relations: list[Relation]) -> bytes:
    made = etree.Element(f"{{{RELATIONS}}}Relationships", nsmap=_default(RELATIONS))
    folder = posixpath.dirname(source)
    for one in relations:
        target = one.target if one.external else posixpath.relpath(one.target, folder or ".")
        line = etree.SubElement(made, f"{{{RELATIONS}}}Relationship", Id=one.id, Type=one.kind, Target=target)
        if one.external:
            line.set("TargetMode", "External")
    return HEAD + bytes(etree.tostring(made))
