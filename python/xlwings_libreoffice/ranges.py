"""A range: its parts put together."""

from __future__ import annotations

from .guard import engine_class
from .range_editing import RangeEditing
from .range_formats import RangeFormats
from .range_layout import RangeLayout
from .range_values import RangeValues


@engine_class
class Range(RangeValues, RangeFormats, RangeLayout, RangeEditing):
    """A rectangle of cells."""
