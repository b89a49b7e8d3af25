"""Closed periods: a financial period as it was reported, kept for good."""
