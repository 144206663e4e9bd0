"""Ledgers: lists of bookings from which whole books can be computed.

A ledger is what stands behind the tables of a unit. One can be made up (:func:`generate`), turned into
accounts by what the specification says about each typed cell (:func:`fill`), and pivoted as a DataFrame
(:func:`to_frame`).
"""

from juesuan.ledger.entry import APPROPRIATIONS, FLOWS, FUNDS, NATURES, Entry, from_frame, to_frame
from juesuan.ledger.fill import Filled, fill
from juesuan.ledger.generate import generate

__all__ = [
    "APPROPRIATIONS",
    "FLOWS",
    "FUNDS",
    "NATURES",
    "Entry",
    "Filled",
    "fill",
    "from_frame",
    "generate",
    "to_frame",
]
