"""Where an installation keeps its state: `$SEND_HOME`."""

import os
from functools import cache
from pathlib import Path

DEFAULT = Path(__file__).resolve().parents[1] / "data"


def home() -> Path:
    """Return $SEND_HOME as an absolute path (default: data/ in the repository)."""
    return _resolved(os.environ.get("SEND_HOME") or str(DEFAULT))


@cache
def _resolved(written: str) -> Path:
    return Path(written).resolve()
