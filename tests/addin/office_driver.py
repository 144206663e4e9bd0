"""Runs inside the system's Python, which has ``uno``: loads books into an office of its own and calls their Basic.

Reads a plan from standard input (JSON: ``soffice``, ``addin``, ``steps`` with ``book``, ``procedure``, ``arguments``) and
writes the list of what the procedures returned to standard output.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE = 90
PIPE = f"juesuan-addin-{time.time_ns()}"
TRUST = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def connect(process):
    local = uno.getComponentContext()
    make = local.ServiceManager.createInstanceWithContext
    resolver = make("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until or process.poll() is not None:
                raise
            time.sleep(0.2)


def load(desktop, place):
    run_macros = PropertyValue(Name="MacroExecutionMode", Value=4)
    url = place if place.startswith("private:") else Path(place).as_uri()
    return desktop.loadComponentFromURL(url, "_blank", 0, (run_macros,))


def perform(desktop, addin, step):
    book = load(desktop, step["book"]) if step["book"] else None
    try:
        if book is not None:
            book.CurrentController.Frame.activate()
        script = addin.getScriptProvider().getScript(
            f"vnd.sun.star.script:Juesuan.{step['procedure']}?language=Basic&location=document"
        )
        return script.invoke(tuple(step["arguments"]), (), ())[0]
    finally:
        if book is not None:
            book.close(True)


def main():
    plan = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as profile:
        user = Path(profile) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(TRUST, encoding="utf-8")
        process = subprocess.Popen(
            [
                plan["soffice"],
                "--headless",
                "--norestore",
                "--nologo",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                f"--accept=pipe,name={PIPE};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            context = connect(process)
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            addin = load(desktop, plan["addin"])
            json.dump([perform(desktop, addin, step) for step in plan["steps"]], sys.stdout)
            addin.close(True)
            desktop.terminate()
            process.wait(PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


if __name__ == "__main__":
    main()
