"""sqlfluff, in half the processor time: Python's garbage collector took the other half, because
what is parsed of a file refers to itself. sqlfluff's own processes import this module too."""

from sqlfluff.cli.commands import cli

from settings import garbage

garbage.collect_rarely()

if __name__ == "__main__":
    cli(prog_name="sqlfluff")
