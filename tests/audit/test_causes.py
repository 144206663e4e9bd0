"""Which figure explains most differences: told by what it explains and by what speaks against it."""

from __future__ import annotations

from fractions import Fraction

from juesuan.audit.causes import Cause, Symptom, find_causes
from juesuan.spec.model import Cell

A, B, C, D = (Cell("06", row, "basic") for row in ("2040201", "2040202", "2040203", "2040204"))


def test_one_wrong_figure_explains_every_difference_it_has_a_part_in() -> None:
    symptoms = [Symptom(500, {A: 1, B: -1}), Symptom(500, {A: 1, C: 1}), Symptom(-500, {A: -1, D: 1})]
    assert find_causes(symptoms, []) == [Cause((0, 1, 2), (A,), Fraction(500))]


def test_a_comparison_that_holds_clears_its_figures() -> None:
    symptoms = [Symptom(500, {A: 1, B: 1})]
    assert find_causes(symptoms, [])[0].suspects == (A, B)
    assert find_causes(symptoms, [{B: 1}])[0].suspects == (A,)


def test_two_wrong_figures_are_two_causes_the_larger_first() -> None:
    symptoms = [Symptom(500, {A: 1, C: 1}), Symptom(700, {B: 1}), Symptom(500, {A: 1, D: -1})]
    first, second = find_causes(symptoms, [])
    assert (first.symptoms, first.suspects, first.off) == ((0, 2), (A,), 500)
    assert (second.symptoms, second.suspects, second.off) == ((1,), (B,), 700)


def test_a_factor_scales_the_difference() -> None:
    symptoms = [Symptom(1000, {A: 2}), Symptom(500, {A: 1, B: 1})]
    assert find_causes(symptoms, []) == [Cause((0, 1), (A,), Fraction(500))]


def test_rounding_may_move_the_difference() -> None:
    symptoms = [Symptom(50_000, {A: 1, B: 1}, 10_000), Symptom(60_000, {A: 1, C: 1}, 10_000)]
    assert find_causes(symptoms, [])[0].suspects == (A,)
    apart = [Symptom(50_000, {A: 1, B: 1}), Symptom(60_000, {A: 1, C: 1})]
    assert [one.symptoms for one in find_causes(apart, [])] == [(0,), (1,)]


def test_too_many_suspects_are_not_named() -> None:
    many = {Cell("07", "2040201", str(30101 + n)): 1 for n in range(8)}
    assert find_causes([Symptom(500, many)], []) == [Cause((0,), (), Fraction(500))]


def test_a_difference_without_figures_stands_alone() -> None:
    assert find_causes([Symptom(500, {}), Symptom(500, {})], []) == [
        Cause((0,), (), 500),
        Cause((1,), (), 500),
    ]
