"""Work in the office that a person has open, and leave it open.

It must listen: ``soffice --accept="pipe,name=figures;urp;" FIGURES.xlsx``

    python join_an_open_office.py figures
"""

from __future__ import annotations

import sys

import xlwings_libreoffice

xlwings_libreoffice.register()


def main(pipe: str) -> None:
    """Say what is open and mark the selected cells."""
    app = xlwings_libreoffice.attach(pipe)
    for book in app.books:
        sys.stdout.write(f"{book.name}: {', '.join(sheet.name for sheet in book.sheets)}\n")
    if app.selection is not None:
        app.selection.color = (255, 230, 150)
    xlwings_libreoffice.detach(app)


if __name__ == "__main__":
    main(sys.argv[1])
