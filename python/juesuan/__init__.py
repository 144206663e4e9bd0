"""决算簿: the yearly final accounts of a department as a living workbook."""

__version__ = "0.1.0"
