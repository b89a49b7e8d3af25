"""Demonstration authorities: invented children and ledgers, and the figures the marts must show."""
