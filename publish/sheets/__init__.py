"""The month's Excel workbook for finance, sheet by sheet."""
