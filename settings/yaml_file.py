"""Reads a YAML file of the settings; whatever is wrong with it is a problem and no exception of the
parser."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from settings.place import shown
from settings.problem import InvalidSettings, Problem

MAX_BYTES = 1 << 20


class _Loader(yaml.SafeLoader):
    """YAML in which a key that occurs twice is an error, since the first value would be lost. So is
    an alias (*name): a few of them stand for more than memory holds. It is Python's loader: the one
    in C ends the process where lists are nested too deep."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                problem=f"an alias *{event.anchor}", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"the key '{key}' twice", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read(path: Path, until_then: str) -> Any:
    """The content of a file; None where it is absent, empty or holds comments only.

    Raises InvalidSettings where it can't be read, is not UTF-8 or is not YAML.
    """

    def invalid(found: str, expected: str) -> InvalidSettings:
        return InvalidSettings([Problem(shown(path), "", found, expected, until_then)])

    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise invalid(f"a file that can't be read ({error.strerror})", "a readable file") from None
    if len(content) > MAX_BYTES:
        raise invalid(f"{len(content):,} bytes", f"at most {MAX_BYTES:,}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise invalid(f"bytes that are not UTF-8 (line {line})", "text in UTF-8") from None
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise invalid(_where(error), "YAML, each key once") from None
    except (ValueError, RecursionError, TypeError):  # 2026-11-31 is a ValueError
        raise invalid("an impossible date, or lists too deep", "YAML") from None


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "a character that YAML does not have"
    return f"{what} (line {mark.line + 1})" if mark else str(what)
