"""A night in one process: its DAGs, their order, and what the console shows."""
