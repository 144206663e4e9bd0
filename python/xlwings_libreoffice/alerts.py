"""Questions to the person in front of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .bridge import enum
from .errors import NoAnswer
from .settings import Question, settings

if TYPE_CHECKING:
    from .office import Office

_CHOICES = {
    "ok": ("ok",),
    "ok_cancel": ("ok", "cancel"),
    "yes_no": ("yes", "no"),
    "yes_no_cancel": ("yes", "no", "cancel"),
}
_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


def ask(office: Office, prompt: str | None, title: str | None, buttons: str | None, mode: str | None) -> str:
    """Show a message box and wait for the answer; without a window, ask the answer hook."""
    buttons = buttons or "ok"
    if buttons not in _CHOICES:
        raise ValueError(f"{buttons!r} are no buttons; there are {', '.join(_CHOICES)}")
    question = Question(prompt or "", title or "", _CHOICES[buttons], mode)
    if settings.answer is not None and not office.window:
        return _checked(settings.answer(question), question)
    if not office.window:
        if question.choices == ("ok",):
            return "ok"
        raise NoAnswer(
            f"nobody can answer {question.prompt!r}: the office has no window; configure(answer=...) helps"
        )
    with office.call(None):
        return _show(office, question, _BUTTONS[buttons])


def _checked(answer: str, question: Question) -> str:
    if answer not in question.choices:
        raise ValueError(f"the answer {answer!r} is none of {', '.join(question.choices)}")
    return answer


def _show(office: Office, question: Question, buttons: int) -> str:
    toolkit = office.service("com.sun.star.awt.Toolkit")
    frame = office.desktop.CurrentFrame
    parent: Any = frame.ContainerWindow if frame is not None else toolkit.DesktopWindow
    if question.mode == "critical":
        kind = "WARNINGBOX"
    else:
        kind = "INFOBOX" if len(question.choices) == 1 else "QUERYBOX"
    box = toolkit.createMessageBox(
        parent, enum("awt.MessageBoxType", kind), buttons, question.title, question.prompt
    )
    try:
        return _ANSWERS[box.execute()]
    finally:
        box.dispose()
