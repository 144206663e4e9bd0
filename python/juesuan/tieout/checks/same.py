"""One measure, one figure: what two places of a report say of the same thing (rules D20, D22, D30)."""

from __future__ import annotations

from collections.abc import Iterator

from juesuan.findings import Level
from juesuan.tieout.case import HALF, Case, shown
from juesuan.tieout.claims import Claim, Measure
from juesuan.tieout.issue import Issue, State, of_claim


def check(case: Case) -> Iterator[Issue]:
    """Compare the figures of one subject and measure over the whole report."""
    groups: dict[tuple[str, Measure, int | None, int | None], list[Claim]] = {}
    for one in case.claims:
        if (
            one.subject
            and not one.cause
            and not one.versus_budget
            and one.measure
            in (
                Measure.AMOUNT,
                Measure.COUNT,
                Measure.CHANGE,
                Measure.BUDGET,
            )
        ):
            known = case.world.year is not None or one.last_year
            year = (None if case.is_this_year(one) else one.year or 0) if known else one.year
            base = one.base if one.base != (case.world.year or 0) - 1 else None
            groups.setdefault((one.subject, one.measure, year, base), []).append(one)
    for those in groups.values():
        if len(those) > 1:
            yield from _compare(case, those)
    yield from _operating_costs(case)


def _compare(case: Case, those: list[Claim]) -> Iterator[Issue]:
    first = those[0]
    for one in those[1:]:
        if _same(first, one):
            for claim in (first, one):
                case.coverage.mark(claim, State.RECOMPUTED)
            continue
        if first.measure is not Measure.CHANGE and case.world.current(one.subject) is not None:
            continue  # told against its cell
        if _side(first) != _side(one):
            continue  # 收入总计, 支出总计: what each of them takes in differs from place to place
        level = Level.EXPLAIN if one.measure is Measure.COUNT else Level.ERROR
        where = f"{first.located.title}写{first.printed}"
        text = f"{where}，这里写{one.printed}，同一个数前后不一致。请核对后改成一致{'，口径不同的请写明' if level is Level.EXPLAIN else ''}。"
        yield of_claim(one, "D30", text, level=level, expected=first.printed, cause=f"前后{one.subject}")


def _side(claim: Claim) -> str:
    """Return whether a name says income or expenditure alone."""
    said = [side for side in ("收入", "支出") if side in claim.name]
    return said[0] if len(said) == 1 else ""


def _same(one: Claim, other: Claim) -> bool:
    if one.measure is Measure.COUNT:
        return one.figure.value == other.figure.value
    step = max(one.figure.step, other.figure.step)
    return abs(one.figure.wan - other.figure.wan) < step and one.direction * other.direction >= 0


def _operating_costs(case: Case) -> Iterator[Issue]:
    """机关运行经费 is at most 公用经费 (D20)."""
    costs = next(case.of_subject("operating_costs"), None)
    if costs is None:
        return
    public = case.world.current("public")
    said = next(case.of_subject("public"), None)
    most = public.value if public is not None else said.figure.wan if said is not None else None
    if most is None:
        return
    if costs.figure.wan > most + HALF * 2:
        text = f"机关运行经费{costs.printed}，大于公用经费{shown(most)}万元。请核对。"
        yield of_claim(costs, "D20", text, expected=f"≤{shown(most)}万元")
    elif costs.figure.wan == most:
        case.coverage.mark(costs, State.RECOMPUTED)
