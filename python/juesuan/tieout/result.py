"""A tie-out as data: what ``juesuan tieout --json`` writes."""

from __future__ import annotations

from typing import Any

from juesuan.tieout.claims import Claim
from juesuan.tieout.issue import Issue
from juesuan.tieout.places import Places, places_of
from juesuan.tieout.sections import Located
from juesuan.tieout.telling import basis_line, coverage_of, place_text, unchecked
from juesuan.tieout.tieout import TiedOut


def to_json(done: TiedOut, book: str = "") -> dict[str, Any]:
    """Return the result as JSON values; ``book`` is the name of the workbook where one was given.

    ``coverage.figures`` is the sum of tied, recomputed, wrong and untied; ``page`` is 0 where the file does not tell,
    ``line`` the number of the paragraph (Word) or the line (text), 0 in a PDF.
    """
    places = places_of(done)
    return {
        "verdict": done.verdict,
        "counts": done.counts,
        "coverage": coverage_of(done),
        "findings": [_finding(done, one, places) for one in done.issues],
        "report": done.document.name,
        "basis": basis_line(done, book),
        "notes": list(done.document.notes),
        "untied": [_untied(done, claim, reason) for claim, reason in unchecked(done)],
    }


def _finding(done: TiedOut, issue: Issue, places: Places) -> dict[str, Any]:
    return {
        "rule": issue.rule,
        "level": issue.level.value,
        "page": issue.page or places.page_of(issue),
        "section": issue.located.title if issue.located is not None else issue.place,
        "quote": issue.quote,
        "claim": issue.claim,
        "expected": issue.expected,
        "actual": issue.actual,
        "message": issue.message,
        "place": place_text(done, issue, places),
        "headings": list(issue.located.path) if issue.located is not None else [],
        "line": _line(done, issue.located) if issue.located is not None else 0,
        "cells": [f"{one.table}.{one.row}.{one.column}" for one in issue.cells],
        "cause": issue.cause,
    }


def _untied(done: TiedOut, claim: Claim, reason: str) -> dict[str, Any]:
    return {
        "page": claim.located.paragraph.page,
        "section": claim.located.title,
        "quote": claim.quote.strip(),
        "figure": claim.printed,
        "line": _line(done, claim.located),
        "reason": reason,
    }


def _line(done: TiedOut, located: Located) -> int:
    return 0 if done.document.kind == "pdf" else located.paragraph.line
