"""On which pages the headings of a PDF stand, by its bookmarks."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

_OBJECT = re.compile(rb"(\d+)\s+\d+\s+obj\b(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_HEXED = re.compile(rb"/Title\s*<([0-9A-Fa-f\s]*)>")
_LETTERS = re.compile(rb"/Title\s*\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_PLACE = re.compile(rb"/D(?:est)?\s*\[\s*(\d+)\s+\d+\s+R")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_REFERENCE = re.compile(rb"(\d+)\s+\d+\s+R")
DEEPEST = 64

Objects = dict[int, bytes]


def heading_pages(pdf: bytes, titles: Sequence[str]) -> list[int] | None:
    """Return the page of each title, counted from that of the first one; None when they are not all found in order.

    Titles are compared without blanks; other bookmarks may stand between them.
    """
    objects = _objects(pdf)
    pages = {number: place for place, number in enumerate(_pages(objects))}
    marks = iter(_bookmarks(objects))
    found: list[int] = []
    for title in titles:
        wanted = "".join(title.split())
        page = next((place for text, place in marks if "".join(text.split()) == wanted), None)
        if page is None or page not in pages:
            return None
        found.append(pages[page])
    return [one - found[0] + 1 for one in found]


def _objects(pdf: bytes) -> Objects:
    """Return the objects of a file by number, those in compressed streams too."""
    found: Objects = {int(match[1]): match[2] for match in _OBJECT.finditer(pdf)}
    for content in list(found.values()):
        stream = _STREAM.search(content)
        if stream is not None and b"/ObjStm" in content[: stream.start()]:
            found.update(_packed(content[: stream.start()], stream[1]))
    return found


def _packed(head: bytes, stream: bytes) -> Iterator[tuple[int, bytes]]:
    counts = re.search(rb"/N\s+(\d+)", head), re.search(rb"/First\s+(\d+)", head)
    if counts[0] is None or counts[1] is None:
        return
    try:
        plain = zlib.decompressobj().decompress(stream)
    except zlib.error:
        return
    first = int(counts[1][1])
    numbers = [int(one) for one in plain[:first].split()[: 2 * int(counts[0][1])]]
    places = [*numbers[1::2], len(plain) - first]
    for at, number in enumerate(numbers[::2]):
        yield number, plain[first + places[at] : first + places[at + 1]]


def _pages(objects: Objects) -> Iterator[int]:
    catalog = next((one for one in objects.values() if _CATALOG.search(one)), b"")
    top = _link(catalog, b"Pages")
    if top is not None:
        yield from _leaves(objects, top, 0)


def _leaves(objects: Objects, number: int, depth: int) -> Iterator[int]:
    kids = _KIDS.search(objects.get(number, b""))
    if kids is None or depth > DEEPEST:
        yield number
        return
    for one in _REFERENCE.finditer(kids[1]):
        yield from _leaves(objects, int(one[1]), depth + 1)


def _bookmarks(objects: Objects) -> Iterator[tuple[str, int]]:
    """Yield text and page object of the bookmarks, as they stand one below the other."""
    catalog = next((one for one in objects.values() if _CATALOG.search(one)), b"")
    top = _link(catalog, b"Outlines")
    root = objects.get(top, b"") if top is not None else b""
    waiting = [first] if (first := _link(root, b"First")) is not None else []
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number in seen or number not in objects:
            continue
        seen.add(number)
        one = objects[number]
        place = _PLACE.search(one)
        if place is not None:
            yield _title(one), int(place[1])
        waiting += [link for link in (_link(one, b"Next"), _link(one, b"First")) if link is not None]


def _link(content: bytes, name: bytes) -> int | None:
    found = re.search(rb"/" + name + rb"\s+(\d+)\s+\d+\s+R", content)
    return int(found[1]) if found else None


def _title(content: bytes) -> str:
    hexed = _HEXED.search(content)
    if hexed is not None:
        return _text(bytes.fromhex("".join(hexed[1].decode("ascii").split())))
    letters = _LETTERS.search(content)
    return _text(re.sub(rb"\\(.)", rb"\1", letters[1], flags=re.DOTALL)) if letters else ""


def _text(raw: bytes) -> str:
    return raw[2:].decode("utf-16-be", "replace") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")
