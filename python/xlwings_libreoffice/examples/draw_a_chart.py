"""Put a chart beside the table of a workbook, save it, and write the chart as a picture too.

python draw_a_chart.py FIGURES.xlsx CHART.png
"""

from __future__ import annotations

import sys

import xlwings_libreoffice

xlwings_libreoffice.register()

import xlwings as xw  # noqa: E402 - the engine comes first


def main(path: str, picture: str) -> None:
    """Draw the table that begins in A1, without its last row, the total."""
    with xw.App(visible=False, add_book=False) as app:
        book = app.books.open(path)
        sheet = book.sheets[0]
        table = sheet["A1"].expand()
        chart = sheet.charts.add(
            name="Amounts",
            chart_type="bar_clustered",
            source=table.resize(row_size=table.shape[0] - 1),
            anchor=sheet["D1"],
        )
        chart.title = "Amounts by code"
        chart.value_axis.set(minimum_scale=0, number_format="#,##0")
        chart.to_png(picture)
        book.save()


if __name__ == "__main__":
    main(*sys.argv[1:])
