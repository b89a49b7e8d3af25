"""The command `send`: every task of an operator, on the command line."""
