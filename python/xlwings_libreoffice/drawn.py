"""What is drawn on a sheet: the office's shapes, their names, places and kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .bridge import struct
from .collection import InDocument
from .errors import BookClosed
from .guard import partly, unguarded

if TYPE_CHECKING:
    from .sheets import Sheet

PER_POINT = 2540 / 72
_CHART = "12dcae26-281f-416f-a234-c3086127382e"
_DRAWING = "com.sun.star.drawing."
_KINDS = {
    "GraphicObjectShape": "picture",
    "OLE2Shape": "embedded_ole_object",
    "TextShape": "text_box",
    "LineShape": "line",
    "ConnectorShape": "line",
    "GroupShape": "group",
    "ControlShape": "form_control",
    "MediaShape": "media",
    "PolyLineShape": "free_form",
    "PolyPolygonShape": "free_form",
    "OpenBezierShape": "free_form",
    "ClosedBezierShape": "free_form",
}
_TITLES = {"picture": "Picture", "chart": "Chart", "text_box": "TextBox", "line": "Line", "group": "Group"}


def kind_of(shape: Any) -> str:
    """What xlwings calls this kind of shape; ``auto_shape`` for all that have no name of their own."""
    kind = str(shape.ShapeType).rpartition(".")[2]
    if kind == "OLE2Shape" and str(shape.CLSID).lower() == _CHART:
        return "chart"
    return _KINDS.get(kind, "auto_shape")


def shapes_on(sheet: Sheet, *kinds: str) -> list[Any]:
    """The office's shapes on a sheet, all or those of some kinds; the boxes of notes are not counted."""
    page = sheet.xl.DrawPage
    found = [page.getByIndex(index) for index in range(page.Count)]
    found = [shape for shape in found if shape.ShapeType != _DRAWING + "CaptionShape"]
    return [shape for shape in found if kind_of(shape) in kinds] if kinds else found


def name_of(shape: Any, place: int) -> str:
    """The name of a shape; what Excel would call it when the file gives it none."""
    return str(shape.Name) or f"{_title(kind_of(shape))} {place}"


def _title(kind: str) -> str:
    return _TITLES.get(kind, "Shape")


def free_name(sheet: Sheet, kind: str) -> str:
    """The next of the names ``Picture 1``, ``Picture 2`` and so on that nothing on the sheet has."""
    shapes = shapes_on(sheet)
    taken = {name_of(shape, place).lower() for place, shape in enumerate(shapes, start=1)}
    number = 1
    while f"{_title(kind)} {number}".lower() in taken:
        number += 1
    return f"{_title(kind)} {number}"


class Drawn(InDocument):
    """A drawn object: its place and size in points, its name."""

    def __init__(self, sheet: Sheet, xl: Any) -> None:
        self.sheet = sheet
        self.document = sheet.document
        self.xl = xl

    @property
    @unguarded
    def api(self) -> Any:
        """The office's shape."""
        return self.xl

    @property
    @unguarded
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    def place_among(self) -> int:
        """The place among all shapes of the sheet, counted from one; the lowest first."""
        for place, shape in enumerate(shapes_on(self.sheet), start=1):
            if shape == self.xl:
                return place
        raise BookClosed("it is not on the sheet any more")

    @property
    def name(self) -> str:
        """The name."""
        return str(self.xl.Name) or name_of(self.xl, self.place_among())

    @name.setter
    def name(self, value: str) -> None:
        self.xl.setName(value)

    @property
    def left(self) -> float:
        """The distance from the left rim of the sheet."""
        return round(float(self.xl.Position.X / PER_POINT), 2)

    @left.setter
    def left(self, value: float) -> None:
        self.place(left=value)

    @property
    def top(self) -> float:
        """The distance from the upper rim of the sheet."""
        return round(float(self.xl.Position.Y / PER_POINT), 2)

    @top.setter
    def top(self, value: float) -> None:
        self.place(top=value)

    @property
    def width(self) -> float:
        """The width."""
        return round(float(self.xl.Size.Width / PER_POINT), 2)

    @width.setter
    def width(self, value: float) -> None:
        self.resize(width=value)

    @property
    def height(self) -> float:
        """The height."""
        return round(float(self.xl.Size.Height / PER_POINT), 2)

    @height.setter
    def height(self, value: float) -> None:
        self.resize(height=value)

    def place(self, *, left: float | None = None, top: float | None = None) -> None:
        """Move to a place in points; what is not said stays."""
        at = self.xl.Position
        x = at.X if left is None else round(left * PER_POINT)
        y = at.Y if top is None else round(top * PER_POINT)
        self.xl.setPosition(struct("com.sun.star.awt.Point", X=x, Y=y))

    def resize(self, *, width: float | None = None, height: float | None = None) -> None:
        """Change the size in points; what is not said stays."""
        size = self.xl.Size
        wide = size.Width if width is None else round(width * PER_POINT)
        high = size.Height if height is None else round(height * PER_POINT)
        self.xl.setSize(struct("com.sun.star.awt.Size", Width=wide, Height=high))

    def bind_to_cells(self) -> None:
        """Let the shape move with the cells under it, as in Excel."""
        at = self.xl.Position
        self.xl.Anchor = self.sheet.xl.getCellByPosition(0, 0)
        self.xl.setPosition(at)

    def delete(self) -> None:
        """Remove it from the sheet."""
        self.sheet.xl.DrawPage.remove(self.xl)

    @partly("selects it; without a window nobody sees that")
    def activate(self) -> None:
        """Select it."""
        self.document.controller.setActiveSheet(self.sheet.xl)
        self.document.controller.select(self.xl)
