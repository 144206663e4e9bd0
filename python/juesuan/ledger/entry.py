"""One booking, and lists of bookings as DataFrames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

FLOWS: Final = ("income", "opening", "closing", "expenditure", "budget", "surplus_used", "distribution")
APPROPRIATIONS: Final = ("general", "fund", "capital")
FUNDS: Final = (*APPROPRIATIONS, "superior", "business", "operating", "affiliated", "other")
NATURES: Final = ("basic", "project", "remittance", "operating", "subsidy", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking of ``amount`` 分.

    ``functional`` is a 7-digit code, or a 5-digit one where the unit stops at 款; ``economic`` a 5-digit one.
    What a flow does not tell is an empty text: only expenditure has a nature, income has no economic code.
    """

    flow: str
    fund: str
    nature: str
    functional: str
    economic: str
    project: str
    amount: int

    def __post_init__(self) -> None:
        known = self.flow in FLOWS and self.fund in FUNDS and self.nature in NATURES
        if not known or (self.flow == "expenditure") != bool(self.nature):
            raise ValueError(f"no such booking: {self.flow}, {self.fund}, {self.nature}")


COLUMNS: Final = tuple(one.name for one in fields(Entry))


def to_frame(ledger: Iterable[Entry]) -> pd.DataFrame:
    """Return a DataFrame with a column for each field of an entry; amounts are int64 of 分."""
    import pandas as pd

    rows = [tuple(getattr(one, name) for name in COLUMNS) for one in ledger]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"amount": "int64"})


def from_frame(frame: pd.DataFrame) -> list[Entry]:
    """Return the entries of a DataFrame as :func:`to_frame` makes it; missing texts are empty ones.

    Raises ValueError for an entry that cannot be, or an amount that is no whole number of 分.
    """
    texts = frame[list(COLUMNS[:-1])].fillna("").astype(str)
    found = []
    for values, amount in zip(texts.values.tolist(), frame["amount"].tolist(), strict=True):
        if amount != int(amount):
            raise ValueError(f"not a whole number of 分: {amount}")
        flow, fund, nature, functional, economic, project = values
        found.append(Entry(flow, fund, nature, functional, economic, project, int(amount)))
    return found
