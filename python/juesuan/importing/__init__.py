"""导入决算报表: other people's tables into a book.

sources (files to sheets of plain cells) -> recognise (which table, which row and column, which unit) -> figures by
cell -> into (typed cells, 核对数, adjustments). What cannot be placed is listed cell by cell; nothing is guessed.
"""
