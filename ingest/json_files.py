"""JSON files, written whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any

from send_home import temporary


def write(path: Path, content: Any) -> None:
    """Write under a temporary name in the same folder, then rename; only the owner can read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = temporary.file(path)
    part.touch(0o600)
    part.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    os.replace(part, path)
