"""Number formats: Excel's codes and the office's keys, remembered for each document."""

from __future__ import annotations

import re
from typing import Any

from .bridge import struct

DATE, TIME, TEXT, BOOLEAN = 2, 4, 256, 1024
GENERAL = "General"

_WORDS = re.compile(r'"[^"]*"|\\.|\[[A-Z]+\]|AM/PM|[YMDHS]+')


def _as_excel(word: str) -> str:
    """The letters of dates are small in Excel's codes, colours begin with a capital."""
    if word.startswith("["):
        return word.lower() if set(word[1:-1]) <= set("HMS") else word.title()
    return word.lower() if set(word) <= set("YMDHS") else word


class NumberFormats:
    """The number formats of one document."""

    def __init__(self, document: Any) -> None:
        self._formats = document.NumberFormats
        self._default = struct("com.sun.star.lang.Locale")
        self._english = struct("com.sun.star.lang.Locale", Language="en", Country="US")
        self._kinds: dict[int, int] = {}
        self._codes: dict[int, str] = {}
        self._keys: dict[str, int] = {}
        self.general = int(self._formats.getStandardIndex(self._default))
        self.boolean = int(self._formats.getStandardFormat(BOOLEAN, self._default))

    def key(self, code: str) -> int:
        """The key of a code in Excel's grammar; the format is added when it is new."""
        if code not in self._keys:
            if code == GENERAL:
                self._keys[code] = self.general
            else:
                key = int(self._formats.addNewConverted(code, self._english, self._default))
                self._keys[code] = key
                self._codes.setdefault(key, code)
        return self._keys[code]

    def code(self, key: int) -> str:
        """The code of a key in Excel's grammar."""
        if key not in self._codes:
            self._codes[key] = self._read_code(key)
        return self._codes[key]

    def _read_code(self, key: int) -> str:
        if key == self.general or self.kind(key) & BOOLEAN:
            return GENERAL
        found = self._formats.getByKey(key)
        code, locale = str(found.FormatString), found.Locale
        if locale.Language != "en":
            english = self._formats.addNewConverted(code, locale, self._english)
            code = str(self._formats.getByKey(english).FormatString)
        if code.lower() in {"general", "standard"}:
            return GENERAL
        return _WORDS.sub(lambda word: _as_excel(word[0]), code)

    def kind(self, key: int) -> int:
        """The type bits of a key."""
        if key not in self._kinds:
            self._kinds[key] = int(self._formats.getByKey(key).Type)
        return self._kinds[key]

    def is_date(self, key: int) -> bool:
        """Whether the key shows a date or a time."""
        return bool(self.kind(key) & (DATE | TIME))

    def is_text(self, key: int) -> bool:
        """Whether the key is for cells of text (``@``)."""
        return bool(self.kind(key) & TEXT)

    def is_boolean(self, key: int) -> bool:
        """Whether the key shows TRUE and FALSE."""
        return bool(self.kind(key) & BOOLEAN)
