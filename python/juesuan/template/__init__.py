"""From the specification to a workbook: look, live formulas, and what stands in each cell."""
