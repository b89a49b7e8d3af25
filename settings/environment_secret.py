"""Secrets: from the environment, or from the file that `<NAME>_FILE` names, as containers mount
them."""

import os
from pathlib import Path


def read(name: str) -> str:
    """The secret; empty where there is none. Raises OSError where its file can't be read."""
    value = os.environ.get(name, "")
    if not value and (file := os.environ.get(f"{name}_FILE")):
        return Path(file).read_text("utf-8").strip()
    return value
