"""The looks of a range: number format, colours, alignment, font."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .bridge import enum
from .format_areas import formats_in
from .guard import engine_class, partly, unguarded, unsupported
from .range_core import RangeCore

if TYPE_CHECKING:
    from .office import Office

Color = tuple[int, int, int]

_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_HORIZONTAL_BACK = {office: name for name, office in _HORIZONTAL.items()}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}
_VERTICAL_BACK = {0: "bottom", **{number: name for name, number in _VERTICAL.items()}}
_BOLD, _REGULAR = 150.0, 100.0
_SCRIPTS = ("", "Asian", "Complex")


def office_color(color: Color | int | str) -> int:
    """The office's number for a colour as xlwings takes it."""
    if isinstance(color, str):
        return int(color.removeprefix("#"), 16)
    if isinstance(color, int):  # Excel counts blue, green, red
        return (color & 255) << 16 | (color & 0xFF00) | color >> 16 & 255
    red, green, blue = color
    return int(red) << 16 | int(green) << 8 | int(blue)


def color_tuple(number: int) -> Color:
    """Red, green and blue of the office's number."""
    return number >> 16 & 255, number >> 8 & 255, number & 255


class RangeFormats(RangeCore):
    """The part of a range that is about looks."""

    @property
    def number_format(self) -> str | None:
        """The number format in Excel's grammar; ``None`` when the cells differ."""
        if not self.exists:
            return ""
        key = self.common("NumberFormat")
        formats = self.document.formats
        if key is not None:
            return formats.code(key)
        codes = {formats.code(group_key) for _, group_key in formats_in(self.xl)}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        if self.exists:
            self.xl.NumberFormat = self.document.formats.key(value)

    @property
    def color(self) -> Color | None:
        """The background; ``None`` without one, or when the cells differ."""
        number = self.common("CellBackColor") if self.exists else None
        return None if number is None or number < 0 else color_tuple(number)

    @color.setter
    def color(self, color: Color | int | str | None) -> None:
        if self.exists:
            self.xl.CellBackColor = -1 if color is None else office_color(color)

    def set_colors(self, colors: Any) -> None:
        """Give each cell its background; ``...`` leaves one as it is."""
        for i, row in enumerate(colors):
            for j, color in enumerate(row):
                if color is not ...:
                    self.make(self.area.row + i, self.area.column + j).color = color

    @property
    def font(self) -> Font:
        """The font."""
        return Font(self)

    @property
    def wrap_text(self) -> bool | None:
        """Whether text is wrapped."""
        wrapped: bool | None = self.common("IsTextWrapped")
        return wrapped

    @wrap_text.setter
    def wrap_text(self, value: Any) -> None:
        self.xl.IsTextWrapped = bool(value)

    @property
    @partly("without `center_across_selection` and `distributed`")
    def horizontal_alignment(self) -> str | None:
        """The horizontal alignment."""
        value = self.common("HoriJustify")
        return None if value is None else _HORIZONTAL_BACK.get(value.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise unsupported(f"Range.horizontal_alignment = {value!r}")
        self.xl.HoriJustify = enum("table.CellHoriJustify", _HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        """The vertical alignment."""
        value = self.common("VertJustify")
        return None if value is None else _VERTICAL_BACK.get(value)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        if value not in _VERTICAL:
            raise unsupported(f"Range.vertical_alignment = {value!r}")
        self.xl.VertJustify = _VERTICAL[value]


@engine_class
class Font(base_classes.Font):
    """The font of a range; every script (Western, Chinese, complex) gets the same."""

    def __init__(self, cells: RangeFormats) -> None:
        self.cells = cells

    @property
    @unguarded
    def office(self) -> Office:
        """The office behind the font."""
        return self.cells.office

    @property
    def api(self) -> Any:
        """The office's cell range, which carries the font's properties."""
        return self.cells.xl

    def _set(self, name: str, value: Any) -> None:
        for script in _SCRIPTS:
            setattr(self.cells.xl, name + script, value)

    @property
    def bold(self) -> bool | None:
        """Whether the font is bold."""
        weight = self.cells.common("CharWeight")
        return None if weight is None else bool(weight > _REGULAR)

    @bold.setter
    def bold(self, value: Any) -> None:
        self._set("CharWeight", _BOLD if value else _REGULAR)

    @property
    def italic(self) -> bool | None:
        """Whether the font is italic."""
        slant = self.cells.common("CharPosture")
        return None if slant is None else slant.value in {"ITALIC", "OBLIQUE"}

    @italic.setter
    def italic(self, value: Any) -> None:
        self._set("CharPosture", enum("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """The size in points."""
        size: float | None = self.cells.common("CharHeight")
        return size

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def color(self) -> Color | None:
        """The colour; automatic is black."""
        number = self.cells.common("CharColor")
        return None if number is None else color_tuple(max(number, 0))

    @color.setter
    def color(self, color: Color | int | str | None) -> None:
        self.cells.xl.CharColor = -1 if color is None else office_color(color)

    @property
    def name(self) -> str | None:
        """The name of the font."""
        name: str | None = self.cells.common("CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)
