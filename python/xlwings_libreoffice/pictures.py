"""Pictures on a sheet."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from .bridge import struct
from .collection import Collection
from .drawn import Drawn, free_name
from .graphics import load_graphic, original_size
from .guard import engine_class, partly, unsupported
from .shapes import OnSheet

_FREE = "aspect-ratio"  # the mark on a picture whose sides do not follow each other


@engine_class
class Picture(Drawn, base_classes.Picture):
    """A picture."""

    @property
    @partly("stored in the office's own format only, not in .xlsx")
    def lock_aspect_ratio(self) -> bool:
        """Whether the height follows the width and the other way round; true unless it was set."""
        return not self.xl.UserDefinedAttributes.hasByName(_FREE)

    @lock_aspect_ratio.setter
    def lock_aspect_ratio(self, value: Any) -> None:
        marks = self.xl.UserDefinedAttributes
        if not value and not marks.hasByName(_FREE):
            marks.insertByName(_FREE, struct("com.sun.star.xml.AttributeData", Type="CDATA", Value="free"))
        elif value and marks.hasByName(_FREE):
            marks.removeByName(_FREE)
        self.xl.UserDefinedAttributes = marks

    def resize(self, *, width: float | None = None, height: float | None = None) -> None:
        """Change the size in points; with a locked ratio one side follows the other."""
        if self.lock_aspect_ratio and (width is None) != (height is None):
            wide, high = self.width, self.height
            if height is None and width is not None and wide:
                height = high * width / wide
            elif width is None and height is not None and high:
                width = wide * height / high
        super().resize(width=width, height=height)

    def index(self) -> int:
        """The place among all shapes of the sheet, counted from one; the lowest first."""
        return self.place_among()

    def update(self, filename: str) -> Picture:
        """Show another picture in the same place and size."""
        self.xl.Graphic = load_graphic(self.office, filename)
        return self


@engine_class
class Pictures(OnSheet, Collection[Picture], base_classes.Collection, base_classes.Pictures):
    """The pictures on a sheet, the lowest first."""

    kinds = ("picture",)

    def _made(self, entry: Any) -> Picture:
        return Picture(self.sheet, entry)

    @partly("always stores the picture in the workbook")
    def add(  # noqa: PLR0913 - xlwings' signature
        self,
        filename: str,
        link_to_file: Any,
        save_with_document: Any,
        left: float | None,
        top: float | None,
        width: float,
        height: float,
        anchor: Any = None,
    ) -> Picture:
        """Put a picture on the sheet; a width and height of -1 stand for its own."""
        if link_to_file or not save_with_document:
            raise unsupported("Pictures.add(link_to_file=True)")
        graphic = load_graphic(self.office, filename)
        shape = self.document.model.createInstance("com.sun.star.drawing.GraphicObjectShape")
        name = free_name(self.sheet, "picture")
        self.sheet.xl.DrawPage.add(shape)
        shape.Graphic = graphic
        picture = Picture(self.sheet, shape)
        picture.name = name
        own_width, own_height = original_size(shape)
        Drawn.resize(
            picture, width=own_width if width < 0 else width, height=own_height if height < 0 else height
        )
        if anchor is not None:
            left, top = anchor.left, anchor.top
        picture.place(left=left or 0, top=top or 0)
        picture.bind_to_cells()
        return picture
