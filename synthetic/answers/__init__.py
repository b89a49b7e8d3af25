"""The true answers: the figures that the marts must show for the rows that are accepted.

They are computed in plain Python and share no code with the warehouse.
"""
