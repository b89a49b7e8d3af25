"""Erasure of people and the end of retention periods, and what is left of either."""
