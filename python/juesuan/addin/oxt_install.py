"""Putting the extension into a person's LibreOffice, and taking it out.

``unopkg`` does it; it refuses to run as root, and then a LibreOffice without a window does it, asked over a pipe.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from juesuan.addin.oxt_parts import IDENTIFIER

SECONDS = 120.0
_NO_ANSWER = "LibreOffice 正开着或者没有回应，请关闭所有 LibreOffice 窗口后再试。"
MOST_STARTS = 3
_RESTART_ME = 81  # what a fresh profile answers once
_QUIETLY = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")


class OxtError(Exception):
    """The extension could not be installed or taken out; the text says why, for the person."""


def install_oxt(path: Path, profile: Path | None = None) -> None:
    """Install the extension for this person, in place of an older one; Calc shows it when it is started next.

    ``profile`` is the folder of another LibreOffice user profile.
    """
    if not path.is_file():
        raise OxtError(f"找不到 {path}。")
    if _is_root():
        _ask_office(profile, lambda manager: _replace(manager, path))
    else:
        _unopkg("add", profile, "--suppress-license", "--force", str(path.resolve()))


def uninstall_oxt(profile: Path | None = None) -> bool:
    """Take the extension out; return whether it was there."""
    if _is_root():
        return bool(_ask_office(profile, _remove))
    if IDENTIFIER not in _unopkg("list", profile):
        return False
    _unopkg("remove", profile, IDENTIFIER)
    return True


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _environment() -> dict[str, str]:
    from xlwings_libreoffice.environment import office_environment

    return office_environment()


def _profile_argument(profile: Path | None) -> list[str]:
    return [] if profile is None else [f"-env:UserInstallation={profile.resolve().as_uri()}"]


def _program_folder() -> Path:
    from xlwings_libreoffice.bridge import find_office
    from xlwings_libreoffice.errors import OfficeMissing

    try:
        return find_office().parent
    except OfficeMissing as missing:
        raise OxtError("没有找到 LibreOffice，请先安装 libreoffice-calc。") from missing


def _unopkg(verb: str, profile: Path | None, *arguments: str) -> str:
    command = [str(_program_folder() / "unopkg"), verb, *arguments, *_profile_argument(profile)]
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=_environment(),
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise OxtError(_NO_ANSWER) from error
    said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
    if done.returncode:
        raise OxtError(f"LibreOffice 没有完成操作，请关闭所有 LibreOffice 窗口后再试。\n{said}")
    return said


def _replace(manager: Any, path: Path) -> None:
    from xlwings_libreoffice.bridge import load_uno, struct

    _remove(manager)
    quiet = struct("com.sun.star.beans.NamedValue", Name="SUPPRESS_LICENSE", Value="1")
    manager.addExtension(path.resolve().as_uri(), (quiet,), "user", None, _Consent(load_uno()))


def _remove(manager: Any) -> bool:
    from xlwings_libreoffice.bridge import load_uno

    consent = _Consent(load_uno())  # the office crashes without one
    installed = [one for one in manager.getDeployedExtensions("user", None, consent) if _is_ours(one)]
    for one in installed:
        manager.removeExtension(IDENTIFIER, one.getName(), "user", None, consent)
    return bool(installed)


def _is_ours(package: Any) -> bool:
    identifier = package.getIdentifier()
    return bool(identifier.IsPresent and identifier.Value == IDENTIFIER)


def _ask_office(profile: Path | None, task: Callable[[Any], Any]) -> Any:
    """Start an office without a window on the profile, give its extension manager a task, and end it."""
    from xlwings_libreoffice.bridge import load_uno, uno_class

    load_uno()
    gone = uno_class("com.sun.star.uno.Exception")
    for _ in range(MOST_STARTS):
        with _Office(profile) as office:
            try:
                return task(office.manager())
            except gone as error:
                if not office.restarts():
                    raise OxtError(f"LibreOffice 没有完成操作：{_reason(error)}") from error
    raise OxtError(_NO_ANSWER)


class _Consent:
    """Answers the office's question whether the extension is really to be installed: the person has asked for it."""

    def __init__(self, uno: Any) -> None:
        self._uno = uno

    def getTypes(self) -> tuple[Any, ...]:  # noqa: N802 - the office's name
        """Return what this object is for the office."""
        names = ("com.sun.star.ucb.XCommandEnvironment", "com.sun.star.task.XInteractionHandler")
        return tuple(self._uno.getTypeByName(name) for name in names)

    def getImplementationId(self) -> Any:  # noqa: N802 - the office's name
        """Return nothing: the office asks for an id and needs none."""
        return self._uno.ByteSequence(b"")

    def getInteractionHandler(self) -> _Consent:  # noqa: N802 - the office's name
        """Return who answers questions."""
        return self

    def getProgressHandler(self) -> None:  # noqa: N802 - the office's name
        """Return nobody: progress is not shown."""

    def handle(self, request: Any) -> None:
        """Say yes where that is an answer."""
        yes = self._uno.getTypeByName("com.sun.star.task.XInteractionApprove")
        for answer in request.getContinuations():
            if answer.queryInterface(yes) is not None:
                answer.select()
                return


def _reason(error: Any) -> str:
    """Return what the office says; the inner exception knows more than the outer one."""
    try:
        inner = error.Cause
    except (AttributeError, SystemError):  # the bridge cannot hand over every exception
        inner = None
    return _reason(inner) if getattr(inner, "Message", "") else str(getattr(error, "Message", error))


class _Office:
    """A LibreOffice without a window, for as long as it is needed."""

    def __init__(self, profile: Path | None) -> None:
        self._pipe = f"juesuan-install-{uuid.uuid4().hex}"
        program = str(_program_folder() / "soffice.bin")
        accept = f"--accept=pipe,name={self._pipe};urp;StarOffice.ComponentContext"
        self._process = subprocess.Popen(
            [program, *_QUIETLY, accept, *_profile_argument(profile)],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._context: Any = None

    def __enter__(self) -> _Office:
        return self

    def manager(self) -> Any:
        """Wait for the office and return its extension manager."""
        from xlwings_libreoffice.bridge import load_uno, uno_class

        local = load_uno().getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        address = f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext"
        until = time.monotonic() + SECONDS
        while self._context is None:
            ended = self._process.poll()
            try:
                self._context = resolver.resolve(address)
            except uno_class("com.sun.star.connection.NoConnectException"):
                if ended == _RESTART_ME:
                    raise
                if ended is not None or time.monotonic() > until:
                    raise OxtError(_NO_ANSWER) from None
                time.sleep(0.1)
        return self._context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")

    def restarts(self) -> bool:
        """Whether the office ended because a fresh profile wants it to be started again."""
        try:
            return self._process.wait(5.0) == _RESTART_ME
        except subprocess.TimeoutExpired:
            return False

    def __exit__(self, *_: object) -> None:
        from xlwings_libreoffice.bridge import uno_class

        if self._context is not None and self._process.poll() is None:
            # The answer to the last call may get lost in the office's end.
            with contextlib.suppress(uno_class("com.sun.star.uno.Exception")):
                make = self._context.ServiceManager.createInstanceWithContext
                desktop = make("com.sun.star.frame.Desktop", self._context)
                if (
                    not desktop.Components.hasElements()
                ):  # else it is the person's own, which took our question
                    desktop.terminate()
        try:
            self._process.wait(20.0 if self._context is not None else 0.1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
