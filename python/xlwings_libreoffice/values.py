"""Values between Python and cells."""

from __future__ import annotations

import datetime as dt
import math
import numbers
import sys
from collections.abc import Callable
from typing import Any

ERROR_NUMBERS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
"""What stands for an error in a raw value: the same numbers as with Excel on Windows."""

ERROR_NAMES = {number: name for name, number in ERROR_NUMBERS.items()}

_OFFICE_ERRORS = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
    508: "#NAME?",
    509: "#NAME?",
    510: "#NAME?",
    523: "#NUM!",
}
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - cells know no zones
_LAST_SERIAL = 2_958_466


def error_number(office_code: int) -> int:
    """The raw value for an error code of the office; what Excel does not know is ``#VALUE!``."""
    return ERROR_NUMBERS[_OFFICE_ERRORS.get(office_code, "#VALUE!")]


def to_serial(moment: dt.date | dt.time | dt.timedelta, shift: float = 0.0) -> float:
    """The number of a date or time; ``shift`` for documents that do not count from 1899-12-30."""
    if isinstance(moment, dt.timedelta):
        return moment / dt.timedelta(days=1)
    if isinstance(moment, dt.time):
        day = dt.timedelta(
            hours=moment.hour, minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
        )
        return day / dt.timedelta(days=1)
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    return (moment.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1) - shift


def from_serial(serial: float, shift: float = 0.0) -> dt.datetime | float:
    """The date of a number, to the millisecond; a number that is no date stays a number."""
    serial += shift
    if not 0 <= serial < _LAST_SERIAL:
        return serial
    return _EPOCH + dt.timedelta(milliseconds=round(serial * 86_400_000))


def prepare(value: Any) -> Any:
    """What is written to a cell for a Python value: ``""``, text, float, bool or datetime."""
    kind = type(value)
    if kind is str or kind is bool:
        return value
    if value is None or (kind is float and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return str(value)
    if value is _loaded("pandas", "NaT") or value is _loaded("pandas", "NA"):
        return ""
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
    return _prepare_number(value)


def _prepare_number(value: Any) -> Any:
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        if isinstance(value, numpy.datetime64):
            return "" if numpy.isnat(value) else value.astype("datetime64[us]").item()
        if isinstance(value, numpy.bool_):
            return bool(value)
    if isinstance(value, numbers.Number) and not isinstance(value, complex):
        number = float(value)  # type: ignore[arg-type]
        if math.isnan(number):
            return ""
        if math.isinf(number):
            raise ValueError("a cell cannot hold an infinite number")
        return number
    raise TypeError(f"a cell cannot hold a {type(value).__name__}: {value!r}")


def _loaded(module: str, name: str) -> Any:
    """An object of a module if the module is in use; it is not imported for the question."""
    return getattr(sys.modules.get(module), name, _loaded)


def general_text(number: float) -> str:
    """A number as Excel's General format writes it, for cells that hold text."""
    return f"{number:.15g}" if abs(number) < 1e15 else f"{number:.0f}"


def clean(
    value: Any,
    datetime_builder: Callable[..., Any],
    empty_as: Any,
    number_builder: Callable[[float], Any] | None,
    *,
    err_to_str: bool,
) -> Any:
    """What the caller sees of a raw value."""
    if value is None or value == "":
        return empty_as
    if isinstance(value, dt.datetime):
        return datetime_builder(
            year=value.year,
            month=value.month,
            day=value.day,
            hour=value.hour,
            minute=value.minute,
            second=value.second,
            microsecond=value.microsecond,
            tzinfo=None,
        )
    if number_builder is not None and isinstance(value, float):
        return number_builder(value)
    if type(value) is int and value in ERROR_NAMES:
        return ERROR_NAMES[value] if err_to_str else None
    return value
