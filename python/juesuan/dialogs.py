"""Questions to the person in front of the office: files, where to save, a folder, a small form, yes or no.

Each returns None (or nothing) when the person gives up. Where nobody can answer, in tests and without a window, the
environment variable ``JUESUAN_ANSWERS`` does: a JSON object with ``files`` (paths), ``save_as`` (path), ``folder``
(path), ``form`` (texts by key) and true or false for ``save`` and ``overwrite``; what is not in it counts as given up.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWERS = "JUESUAN_ANSWERS"


@dataclass(frozen=True)
class Field:
    """A field of a form: a text, or one of ``choices`` (value and what is shown); ``value`` stands there at first."""

    key: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def ask_files(app: Any, title: str, patterns: Sequence[str]) -> list[Path]:
    """Let the person choose existing files; none when they gave up."""
    given = _given()
    if given is not None:
        return [Path(one) for one in given.get("files", ())]
    if not _is_calc(app):
        from juesuan.dialogs_excel import ask_files as ask
    elif app.impl.office.window:
        from juesuan.dialogs_calc import ask_files as ask
    else:
        return []
    return ask(app, title, patterns)


def ask_target(app: Any, title: str, proposed: Path) -> Path | None:
    """Let the person say where to save; the ending is that of ``proposed``. A file that is there is asked about."""
    given = _given()
    saving = f"{title}：保存为"
    asked = False  # whether a dialog has already asked about replacing
    if given is not None:
        answer: str | None = given.get("save_as")
    elif not _is_calc(app):
        from juesuan.dialogs_excel import ask_target as ask_excel

        answer = ask_excel(app, saving, proposed)
    elif app.impl.office.window:
        from juesuan.dialogs_calc import ask_target as ask_calc

        answer, asked = ask_calc(app, saving, proposed), True
    else:
        return None
    if not answer:
        return None
    target = Path(answer)
    if target.suffix.lower() != proposed.suffix:
        target, asked = target.with_name(target.name + proposed.suffix), False
    return target if asked or may_replace(app, title, target) else None


def may_replace(app: Any, title: str, target: Path) -> bool:
    """Whether a place is free, or the person agrees that what is there is replaced."""
    question = f"“{target.name}”已经存在。要替换它吗？"
    return not os.path.lexists(target) or confirm(app, "overwrite", question, title)


def ask_folder(app: Any, title: str, start: Path) -> Path | None:
    """Let the person choose a folder."""
    given = _given()
    if given is not None:
        answer: str | None = given.get("folder")
    elif not _is_calc(app):
        from juesuan.dialogs_excel import ask_folder as ask_excel

        answer = ask_excel(app, title, start)
    elif app.impl.office.window:
        from juesuan.dialogs_calc import ask_folder as ask_calc

        answer = ask_calc(app, title, start)
    else:
        return None
    return Path(answer) if answer else None


def ask_form(app: Any, title: str, fields: Sequence[Field]) -> dict[str, str] | None:
    """Let the person fill in a form; the answers by key."""
    given = _given()
    if given is not None:
        answers = given.get("form")
        return None if answers is None else {one.key: str(answers.get(one.key, one.value)) for one in fields}
    if not _is_calc(app):
        from juesuan.dialogs_excel import ask_form as ask
    elif app.impl.office.window:
        from juesuan.dialogs_calc import ask_form as ask
    else:
        return None
    return ask(app, title, fields)


def confirm(app: Any, key: str, question: str, title: str) -> bool:
    """Ask a question that ``key`` names; whether the person agrees."""
    given = _given()
    if given is not None:
        return given.get(key) is True
    if _is_calc(app) and not app.impl.office.window:
        return False
    return bool(app.alert(question, title=title, buttons="ok_cancel", mode="info") == "ok")


def _given() -> Mapping[str, Any] | None:
    text = os.environ.get(ANSWERS)
    return None if text is None else json.loads(text)


def _is_calc(app: Any) -> bool:
    return hasattr(getattr(app, "impl", None), "office")
