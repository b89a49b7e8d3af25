"""Text as SQL: the one place that quotes a literal and an identifier."""


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def constant(text: str) -> str:
    """A text that all rows have: an enum of one value. Parquet stores it as any other text, and
    DuckDB does not look for each row's in a dictionary."""
    return f"cast({literal(text)} as enum({literal(text)}))"


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
