"""Closed periods: the figures of a financial period as reported, kept permanently."""
