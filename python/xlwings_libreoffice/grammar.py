"""Formulas between Excel's grammar and LibreOffice's, translated by the office and remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import OfficeError
from .formula_text import ERRORS, Pieces, as_excel_writes, mend_lost_references, take_apart

_LIBREOFFICE, _EXCEL = 0, 3
_REMEMBERED = 20_000


class Grammar:
    """The translator of one document."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._parsers: dict[int, Any] = {}
        self._learned: dict[tuple[bool, str], Pieces] = {}
        self._whole: dict[tuple[bool, str], str] = {}

    def to_office(self, formula: str, cell: Any) -> str:
        """LibreOffice's text for a formula in Excel's (both with ``=``)."""
        return self._translate(mend_lost_references(formula), cell, self._ask_to_office, to_office=True)

    def to_excel(self, formula: str, cell: Any) -> str:
        """Excel's text for a formula in LibreOffice's (both with ``=``)."""
        return self._translate(mend_lost_references(formula), cell, self._ask_to_excel, to_office=False)

    def forget(self) -> None:
        """Forget what names and sheets meant."""
        self._learned.clear()
        self._whole.clear()

    def _translate(self, formula: str, cell: Any, ask: Callable[[str, Any], str], *, to_office: bool) -> str:
        known = self._whole.get((to_office, formula))
        if known is not None:
            return known
        pieces = take_apart(formula)
        learned = self._learned.get((to_office, pieces.skeleton))
        if learned is not None:
            return learned.fill(pieces.slots)
        answer = self._ask_without_errors(pieces, cell, ask)
        result = take_apart(answer)
        if result.slots == pieces.slots:
            self._learned[to_office, pieces.skeleton] = result
        if len(self._whole) > _REMEMBERED:
            self._whole.clear()
        self._whole[to_office, formula] = answer
        return answer

    @staticmethod
    def _ask_without_errors(pieces: Pieces, cell: Any, ask: Callable[[str, Any], str]) -> str:
        """Error values are lost in the office's parser: let them pass through it as texts."""
        if not any(slot in ERRORS for slot in pieces.slots):
            return ask(pieces.fill(pieces.slots), cell)
        stand_ins = {error: f'"\ue000{number}"' for number, error in enumerate(ERRORS)}
        answer = ask(pieces.fill(tuple(stand_ins.get(slot, slot) for slot in pieces.slots)), cell)
        for error, stand_in in stand_ins.items():
            answer = answer.replace(stand_in, error)
        return answer

    def _ask_to_office(self, formula: str, cell: Any) -> str:
        return "=" + self._convert(formula, cell, _EXCEL, _LIBREOFFICE)

    def _ask_to_excel(self, formula: str, cell: Any) -> str:
        return as_excel_writes("=" + self._convert(formula, cell, _LIBREOFFICE, _EXCEL))

    def _convert(self, formula: str, cell: Any, source: int, target: int) -> str:
        tokens = self._parser(source).parseFormula(formula[1:], cell)
        printed = str(self._parser(target).printFormula(tokens, cell))
        if not printed and formula[1:].strip():
            raise OfficeError(f"LibreOffice cannot read the formula {formula}")
        return printed

    def _parser(self, convention: int) -> Any:
        if convention not in self._parsers:
            parser = self._document.createInstance("com.sun.star.sheet.FormulaParser")
            parser.CompileEnglish = True
            parser.FormulaConvention = convention
            self._parsers[convention] = parser
        return self._parsers[convention]
