"""The engine as xlwings wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .apps import Apps
from .values import clean, prepare


class Engine:
    """LibreOffice Calc behind xlwings."""

    name = "libreoffice"
    type = "desktop"

    @property
    def apps(self) -> Apps:
        """The offices."""
        return Apps()

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        """A Python value as it is written."""
        del options
        return prepare(x)

    @staticmethod
    def clean_value_data(
        data: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: Any,
    ) -> list[list[Any]]:
        """Raw values as the caller sees them."""
        return [
            [
                clean(value, datetime_builder, empty_as, number_builder, err_to_str=bool(err_to_str))
                for value in row
            ]
            for row in data
        ]


engine = Engine()
