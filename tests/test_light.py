"""A button imports xlwings without pandas and its like, and whoever needs those gets them all the same."""

from __future__ import annotations

import subprocess
import sys


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_button_does_not_wait_for_packages_that_it_hands_nothing_to() -> None:
    code = (
        "import sys; from juesuan.calling import keep_foreign_excel_alive; keep_foreign_excel_alive();"
        "from juesuan.light import HEAVY; print('xlwings' in sys.modules, [one for one in HEAVY if one in sys.modules])"
    )
    assert run(code) == "True []"


def test_they_can_be_imported_afterwards() -> None:
    code = (
        "from juesuan.light import light_xlwings; xlwings = light_xlwings(); import numpy, pandas, PIL.Image;"
        "print(pandas.DataFrame({'a': numpy.arange(2)}).shape, xlwings is light_xlwings())"
    )
    assert run(code) == "(2, 1) True"


def test_what_is_imported_already_stays() -> None:
    code = (
        "import pandas, sys; from juesuan.light import light_xlwings; light_xlwings();"
        "print(sys.modules['pandas'] is pandas, sys.modules['numpy'] is not None)"
    )
    assert run(code) == "True True"
