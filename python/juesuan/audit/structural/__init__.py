"""The structural rules: what no formula can say, one function for each published requirement.

Importing this package registers them all in ``audit.view.REQUIREMENTS``.
"""

from juesuan.audit.structural import amounts, checks, codes, last_year, tables

__all__ = ["amounts", "checks", "codes", "last_year", "tables"]
