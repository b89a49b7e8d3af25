"""The sheets of the month's workbook."""
