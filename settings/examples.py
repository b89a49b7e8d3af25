"""Writes the settings' README and an example of each file, in which every key is commented out."""

import os
import shutil
from pathlib import Path

from send_home import temporary
from settings import place

TEMPLATES = Path(__file__).parent / "templates"


def write(home: Path) -> bool:
    """Write what is missing into `$SEND_HOME/settings` on its first use, which is where it has no
    README.md; return whether it was. No file is overwritten."""
    folder = place.folder(home)
    if (folder / "README.md").exists():
        return False
    place.overlays(home).mkdir(parents=True, exist_ok=True)
    templates = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    for template in sorted(templates, key=lambda path: path.name == "README.md"):
        target = folder / template.relative_to(TEMPLATES)
        if not os.path.lexists(target):
            target.parent.mkdir(exist_ok=True)
            part = temporary.file(target)
            shutil.copyfile(template, part)
            part.replace(target)
    return True
