"""Books for the tests: the samples, and generated accounts by name ``format:exact|rounded:seed``."""

from __future__ import annotations

from functools import lru_cache

from juesuan.book.accounts import Accounts
from juesuan.ledger import fill, generate
from juesuan.regenerate import new_book
from juesuan.sample import load_sample
from juesuan.spec import load_format

FORMATS = ("sichuan-2020", "shanghai-2024")
SAMPLES = ("panzhihua-2020", "putuo-2024")


@lru_cache(maxsize=256)
def generated_accounts(form: str, seed: int, *, exact: bool, codes: int = 12) -> Accounts:
    loaded = load_format(form)
    return fill(loaded, generate(loaded, seed=seed, codes=codes), exact=exact).accounts


def accounts(name: str) -> Accounts:
    if name in SAMPLES:
        return load_sample(name).accounts
    form, precision, seed = name.split(":")
    return generated_accounts(form, int(seed), exact=precision == "exact")


@lru_cache(maxsize=128)
def book_bytes(name: str) -> bytes:
    found = accounts(name)
    return new_book(found.format, found, load_sample(name).entries if name in SAMPLES else {})
