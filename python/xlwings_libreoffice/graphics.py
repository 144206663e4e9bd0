"""Pictures in files, and drawings as pictures in files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .bridge import file_url, load_uno, properties
from .drawn import PER_POINT
from .errors import OfficeError

if TYPE_CHECKING:
    from .drawn import Drawn
    from .office import Office

_POINTS_PER_PIXEL = 72 / 96


def load_graphic(office: Office, path: str) -> Any:
    """Return the office's graphic of a picture file.

    Raises:
        FileNotFoundError: there is no such file.
        OfficeError: the office does not know the file as a picture.

    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"No such file: {path!r}")
    provider = office.service("com.sun.star.graphic.GraphicProvider")
    graphic = provider.queryGraphic(properties(URL=file_url(Path(path).resolve())))
    if graphic is None:
        raise OfficeError(f"{path} is no picture that LibreOffice knows")
    return graphic


def original_size(shape: Any) -> tuple[float, float]:
    """Return the width and height in points that a picture has by itself; 96 dots an inch unless its file says else.

    Raises:
        ValueError: the shape is no picture.

    """
    graphic = getattr(shape, "Graphic", None)
    if graphic is None or "GraphicObjectShape" not in str(shape.ShapeType):
        raise ValueError("only a picture has an original size")
    size = graphic.Size100thMM
    if size.Width and size.Height:
        return size.Width / PER_POINT, size.Height / PER_POINT
    pixels = graphic.SizePixel
    return pixels.Width * _POINTS_PER_PIXEL, pixels.Height * _POINTS_PER_PIXEL


def write_png(drawn: Drawn, path: str) -> None:
    """Write a drawn object as a PNG file of 96 dots an inch, twice as fine in both directions."""
    size = drawn.xl.Size
    scale = 2 / PER_POINT / _POINTS_PER_PIXEL
    wanted = properties(PixelWidth=round(size.Width * scale), PixelHeight=round(size.Height * scale))
    maker = drawn.office.service("com.sun.star.drawing.GraphicExportFilter")
    maker.setSourceDocument(drawn.xl)
    arguments = properties(
        URL=file_url(Path(path).resolve()), MediaType="image/png", FilterData=_list(wanted)
    )
    if not maker.filter(arguments) or not Path(path).is_file():
        raise OfficeError(f"{path} could not be written")


def write_pdf(drawn: Drawn, path: str) -> None:
    """Write a drawn object alone on a page of its sheet as a PDF file."""
    document = drawn.document
    with document.view_kept():
        document.controller.setActiveSheet(drawn.sheet.xl)
        document.controller.select(drawn.xl)
        wanted = _list(properties(Selection=document.model.CurrentSelection))
        document.model.storeToURL(
            file_url(Path(path).resolve()), properties(FilterName="calc_pdf_Export", FilterData=wanted)
        )


def _list(values: tuple[Any, ...]) -> Any:
    return load_uno().Any("[]com.sun.star.beans.PropertyValue", values)
