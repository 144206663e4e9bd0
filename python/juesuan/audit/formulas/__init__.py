"""Arithmetic rules as live formulas of 审核公式, each with the value that Python finds for it.

places (addresses) -> terms (references as text) -> pieces (a comparison for one row, or for many at once) -> compiled
(lines of a check, long ones in several) -> lines (with values). Formulas use only what Excel 2010, WPS and
LibreOffice share; what cannot be said with them is refused (:class:`CannotCompileError`), never said wrongly.
"""

from juesuan.audit.formulas.lines import RuleLine, rule_lines
from juesuan.template.places import CannotCompileError

__all__ = ["CannotCompileError", "RuleLine", "rule_lines"]
