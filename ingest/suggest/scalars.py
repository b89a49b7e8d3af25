"""Texts of a file as scalars of YAML."""

import yaml


def in_one_line(text: str) -> str:
    """In one line; a line break in a header counts as a space."""
    return quoted(" ".join(text.split()))


def quoted(text: str) -> str:
    """As a YAML scalar, in quotes."""
    written: str = yaml.safe_dump(text, default_style="'", allow_unicode=True, width=10_000)
    return written.strip()
