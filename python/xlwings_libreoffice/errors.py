"""What can go wrong with an office."""

from __future__ import annotations


class OfficeError(Exception):
    """LibreOffice refused or failed; the message says what was asked of it."""


class OfficeMissing(OfficeError):  # noqa: N818 - a state of the machine, named as such
    """LibreOffice, or its Python bridge ``uno``, cannot be found or used."""


class OfficeDied(OfficeError):  # noqa: N818
    """The office ended, or the connection to it was lost. A new ``xw.App()`` starts another one."""


class OfficeTimeout(OfficeError):  # noqa: N818
    """A call took longer than the deadline; the office behind it was ended (or left, if it was not ours)."""


class BookClosed(OfficeError):  # noqa: N818
    """The workbook, sheet or range is gone: it was closed or deleted while the office lives on."""


class NoAnswer(OfficeError):  # noqa: N818
    """A question was asked in an office without a window and nobody was named to answer it."""
