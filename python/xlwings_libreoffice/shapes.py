"""All that is drawn on a sheet, seen as shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .collection import Collection, InDocument
from .drawn import Drawn, kind_of, name_of, shapes_on
from .graphics import original_size
from .guard import engine_class, partly, unguarded

if TYPE_CHECKING:
    from .sheets import Sheet

_FIXED = {"scale_from_top_left": 0.0, "scale_from_middle": 0.5, "scale_from_bottom_right": 1.0}


@engine_class
class Shape(Drawn, base_classes.Shape):
    """A shape."""

    @property
    @partly("what the office has no kind for is an `auto_shape`")
    def type(self) -> str:
        """The kind, in xlwings' words."""
        return kind_of(self.xl)

    @property
    def index(self) -> int:
        """The place among all shapes of the sheet, counted from one; the lowest first."""
        return self.place_among()

    @property
    def text(self) -> str | None:
        """The text in the shape; ``None`` when it can hold none."""
        return str(self.xl.String) if self.xl.supportsService("com.sun.star.drawing.Text") else None

    @text.setter
    def text(self, value: str) -> None:
        self.xl.setString(value)

    def scale_width(self, factor: float, relative_to_original_size: Any, scale: str) -> None:
        """Make it wider; relative to the picture's own width or to the present one."""
        present = self.width
        wide = factor * (original_size(self.xl)[0] if relative_to_original_size else present)
        left = self.left - (wide - present) * _FIXED[scale]
        self.resize(width=wide)
        self.place(left=left)

    def scale_height(self, factor: float, relative_to_original_size: Any, scale: str) -> None:
        """Make it higher; relative to the picture's own height or to the present one."""
        present = self.height
        high = factor * (original_size(self.xl)[1] if relative_to_original_size else present)
        top = self.top - (high - present) * _FIXED[scale]
        self.resize(height=high)
        self.place(top=top)


class OnSheet(InDocument):
    """Drawn objects of some kinds on a sheet; an empty ``kinds`` stands for all."""

    kinds: tuple[str, ...] = ()

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.document = sheet.document

    @property
    def api(self) -> Any:
        """The office's drawing page."""
        return self.sheet.xl.DrawPage

    @property
    @unguarded
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    def _entries(self) -> list[Any]:
        return shapes_on(self.sheet, *self.kinds)

    def _name_of(self, entry: Any, place: int) -> str:
        return name_of(entry, place)


@engine_class
class Shapes(OnSheet, Collection[Shape], base_classes.Collection):
    """The shapes on a sheet, the lowest first."""

    def _made(self, entry: Any) -> Shape:
        return Shape(self.sheet, entry)
