"""What an installation decides: the files of `$SEND_HOME/settings`, their schemas and defaults, and
the secrets of its environment.

A wrong file stops only what it is about. Its problems are reported every night, one line each.
"""
