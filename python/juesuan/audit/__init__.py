"""全部审核: from the cells as they stand to findings, and the rules as live formulas.

standing (what every cell holds) -> evaluate (arithmetic rules) and structural (what no formula can say) -> judge
(tails, causes, table states) -> report (verdict, findings). Nothing here writes into a workbook.
"""
