"""Start an office without a window, write a table with formulas and formats, save it.

python write_a_table.py FIGURES.xlsx
"""

from __future__ import annotations

import sys

import xlwings_libreoffice

xlwings_libreoffice.register()

import xlwings as xw  # noqa: E402 - the engine comes first


def main(path: str) -> None:
    """Write the workbook."""
    with xw.App(visible=False, add_book=False) as app:
        book = app.books.add()
        sheet = book.sheets[0]
        sheet["A:A"].number_format = "@"  # codes are texts
        sheet["A1"].value = [["code", "amount"], ["2080505", 1503.52], ["2101101", 720.1]]
        sheet["A4:B4"].formula = [["total", "=SUM(B2:B3)"]]
        sheet["A1:B1"].font.bold = True
        sheet["B2:B4"].number_format = "#,##0.00"
        sheet["A1"].columns.autofit()
        book.save(path)
        sys.stdout.write(f"{sheet['B4'].value}\n")


if __name__ == "__main__":
    main(sys.argv[1])
