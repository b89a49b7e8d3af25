"""Reads a YAML file of the settings; whatever is wrong with it is a problem and no exception of the
parser."""

import os
import stat
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from settings.place import shown
from settings.problem import InvalidSettings, Problem

MAX_BYTES = 1 << 20
# Words of the parser's message → what is in the file
OF_THE_PARSER = {
    "<stream end>": "a bracket that is not closed",
    "unexpected end of stream": "a quotation mark that is not closed",
    "'\\t'": "a tab",
    "mapping values are not allowed": "a colon where no key can stand, or another indentation",
    "could not find expected ':'": "a line without a colon behind its key",
    "<block end>": "an indentation or a sign that does not fit the lines before",
    "expected ',' or": "brackets without a comma between two values, or not closed",
    "but found another document": "a second document (---)",
    "could not determine a constructor": "a tag (!)",
    "for merging": "the key <<, which stands for other keys",
    "expected the node content": "no value, but a sign that has a meaning in YAML",
    "that cannot start any token": "a sign that can't begin a value: put the text in quotes",
}


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

    def construct_day(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            raise yaml.constructor.ConstructorError(
                problem=f"the impossible date {node.value}", problem_mark=node.start_mark
            ) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_day)


def read(path: Path, until_then: str) -> Any:
    """The content of a file; None where it is absent, empty or holds comments only.

    Raises InvalidSettings where it can't be read, is not UTF-8 or is not YAML.
    """

    def invalid(found: str, expected: str) -> InvalidSettings:
        return InvalidSettings([Problem(shown(path), "", found, expected, until_then)])

    try:
        content, size = _read(path)
    except FileNotFoundError:
        if path.is_symlink():
            raise invalid("a link to a file that is not there", "a file") from None
        return None
    except OSError as error:
        raise invalid(f"a file that can't be read ({error.strerror})", "a readable file") from None
    if content is None:
        raise invalid("a folder, a pipe or a device", "a file")
    if size > MAX_BYTES:
        raise invalid(f"{size:,} bytes", f"at most {MAX_BYTES:,}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise invalid(f"bytes that are not UTF-8 (line {line})", "text in UTF-8") from None
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise invalid(_where(error), "YAML, each key once") from None
    except (ValueError, RecursionError, TypeError):
        found = "a number that is too long, or lists too deep"
        raise invalid(found, "YAML") from None


def _read(path: Path) -> tuple[bytes | None, int]:
    """The first bytes of a file and its size; None where it is no regular file. A pipe is opened
    without waiting for its writer."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            return None, 0
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1), state.st_size
    finally:
        os.close(descriptor)


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or "a character that YAML does not have"
    what = next((words for part, words in OF_THE_PARSER.items() if part in said), said)
    return f"{what} (line {mark.line + 1})" if mark else str(what)
