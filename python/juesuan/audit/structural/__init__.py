"""The structural rules: what no formula can say, one function for each published requirement.

Importing this package registers them all in ``audit.view.REQUIREMENTS``.
"""

from juesuan.audit.structural import (
    amounts,
    budget,
    causes,
    checks,
    codes,
    last_year,
    other_matters,
    performance,
    public_expenses,
    signs,
    tables,
)

__all__ = [
    "amounts",
    "budget",
    "causes",
    "checks",
    "codes",
    "last_year",
    "other_matters",
    "performance",
    "public_expenses",
    "signs",
    "tables",
]
