"""Links of the pages to files of the repository outside docs/: the site shows their paths."""

import posixpath
import re
from typing import Any

LINK = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[^)#]*)(#[^)]*)?\)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Replace each link that leaves docs/ by its text and the path."""
    folder = posixpath.dirname(page.file.src_uri)

    def shown(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        if not target.startswith("../"):
            return link[0]
        path = target.removeprefix("../")
        return f"`{path}`" if link[1].strip("`") == path else f"{link[1]} (`{path}`)"

    return LINK.sub(shown, markdown)
