"""One sentence about a change, in the words of a format's narrative: what JS_EXPLAIN gives."""

from __future__ import annotations

from juesuan import money
from juesuan.analysis.changes import Change, Direction
from juesuan.narrative.render import Renderer
from juesuan.narrative.things import UNKNOWN
from juesuan.narrative.values import ABSENT, Figure, Thing, Value, Words
from juesuan.spec.model import Format

CHANGE, CAUSES = "变动", "变动原因"
"""The sentences of ``narrative.yaml`` about a measure's change and about its causes."""
LAST_YEAR = "上"
"""What stands before 年 where no year is known."""


def sentence(form: Format, change: Change, name: str, cause: str = "") -> str:
    """Return the sentence about a change of ``name``, and the one about its ``cause`` where there is a change.

    Empty for what the narrative has no sentence: a figure that was nothing and is negative.
    """
    renderer = Renderer(form.narrative, {"last_year": Words(LAST_YEAR)})
    thing = Thing("measure", _values(form, change, name, cause.strip().rstrip("。；，;,")))
    wanted = (CHANGE, CAUSES) if cause.strip() else (CHANGE,)
    return "".join(
        renderer.sentence(form.narrative.sentences[key], thing).text
        for key in wanted
        if key in form.narrative.sentences
    )


def _values(form: Format, change: Change, name: str, cause: str) -> dict[str, Value]:
    amount, rate = abs(change.amount), change.rate
    shown = money.format_wan(amount, thousands=False) if amount else form.narrative.zero
    fallen = change.direction is Direction.NEW and change.amount < 0
    return {
        "name": Words(name),
        "label": Words(name),
        "direction": UNKNOWN if fallen else str(change.direction),
        "change": Figure(shown, "", ""),
        "rate": None if rate is None else Figure(f"{abs(rate):.2f}", "", ""),
        "causes": (_reason(cause, change.amount),) if cause else (),
    }


def _reason(text: str, amount: int) -> Thing:
    """A cause without an amount of its own: it stands for the whole change."""
    values: dict[str, Value] = {
        "role": "其余",
        "text": Words(text),
        "amount": None,
        "parts": (),
        "worded": "无",
        "against": ABSENT,
        "direction": "增加" if amount > 0 else "减少",
    }
    return Thing("cause", values)
