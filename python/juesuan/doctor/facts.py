"""What a probe has seen of a machine: plain values, so that a check can be tried on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

Place = Literal["local", "network", "cloud", "removable"]


@dataclass(frozen=True)
class FolderFacts:
    """A folder that is written to. ``problem`` is why it cannot be ("" when it can), ``free`` in MB.

    ``kept``: a workbook written there is read back as it was written; None when it was not tried.
    """

    path: PurePath
    problem: str = ""
    free: int = 10_000
    kept: bool | None = True


@dataclass(frozen=True)
class BookFacts:
    """A workbook: its refusal where it cannot be read (name, text), where it lies, whether it is marked as foreign."""

    path: PurePath
    refusal: tuple[str, str] | None = None
    place: Place = "local"
    marked: bool = False
    locked: str = ""


@dataclass(frozen=True)
class OfficeFacts:
    """The offices. ``server`` is the program behind ``Excel.Application`` (Windows), ``excel`` its version, ``bits`` its kind.

    ``strangers`` are folders of the PATH from which an office on Linux would take a Python that is not its own.
    """

    server: str = ""
    excel: str = ""
    bits: int | None = None
    wps: str = ""
    libreoffice: str = ""
    word: str = ""
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddinFacts:
    """The add-in in the person's profile; on Linux the extension of LibreOffice.

    ``path`` is where it must lie, ``folder`` whether that folder is there, ``present`` whether the file is; ``current``
    whether it is the one of the installed package (None: not known); ``marked`` as coming from the internet;
    ``disabled`` by Excel after a crash; ``locations_off`` trusted locations, ``macros_off`` all macros switched off;
    ``interpreter`` what its buttons start, and ``startable`` whether that is there.
    """

    path: PurePath
    folder: bool = True
    present: bool = True
    current: bool | None = None
    marked: bool = False
    disabled: bool = False
    locations_off: bool = False
    macros_off: bool = False
    interpreter: str = ""
    startable: bool = True


@dataclass(frozen=True)
class Facts:
    """A machine as it was seen. ``platform`` as :data:`sys.platform`.

    ``packages`` are versions by name (None: missing), ``pins`` what they should be (``==3.1.5``, ``>=6.1,<7``).
    ``lost`` and ``altered`` are files of the installed package against its list of hashes. ``code_page`` is the one of
    Windows' older interfaces; ``personal`` folders whose names must fit it. ``fonts`` are families (None: not known).
    """

    platform: str
    python: tuple[int, int, int]
    addin: AddinFacts
    folder: FolderFacts
    temp: FolderFacts
    packages: Mapping[str, str | None] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()
    format_error: str = ""
    lost: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    encoding: str = "utf-8"
    code_page: str = "utf-8"
    personal: tuple[str, ...] = ()
    fonts: frozenset[str] | None = None
    office: OfficeFacts = field(default_factory=OfficeFacts)
    book: BookFacts | None = None
