"""What any desktop engine of xlwings should do, as tests that use nothing but xlwings' public API.

The tests were written for the engine of LibreOffice and ask for nothing that Excel does not do. To put another
engine to the test, give it a module like this one::

    import pytest
    import xlwings as xw
    from xlwings_libreoffice.contract.suite import *


    @pytest.fixture(scope="session")
    def app():
        started = xw.App(visible=False, add_book=False)  # of the engine that is tested
        yield started
        started.quit()

Chapters: :mod:`books` (apps, books, sheets), :mod:`values`, :mod:`formulas`, :mod:`ranges`, :mod:`pictures`
(pictures and shapes), :mod:`charts`; one alone wants ``from ...contract.fixtures import *`` too. ``members.txt`` lists the members that the tests use, an assignment with ``=``
at its end; :func:`xlwings_libreoffice.contract.members.covered` returns it. Needed: pytest, openpyxl, pandas.
"""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    *[f"{__name__}.{chapter}" for chapter in ("books", "values", "formulas", "ranges", "pictures", "charts")]
)
