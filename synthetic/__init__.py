"""Demonstration authorities: invented children, invented ledgers, and the true answers."""
