"""sqlfluff, in a third of its processor time: the same findings, without what it does in vain.

- Python's garbage collector took half of it, because what is parsed of a file refers to itself.
- Three rules of layout each sort a file into blocks, by the same configuration.
- For each file, the path of every node of the dbt project was taken apart.

sqlfluff's own processes import this module too.
"""

from collections import defaultdict
from typing import Any

from dbt.graph.selector_methods import PathSelectorMethod
from sqlfluff.cli.commands import cli
from sqlfluff.utils.reflow.sequence import ReflowSequence

from commands import garbage

sort = ReflowSequence.from_root
last: dict[str, Any] = {"file": None}
by_path: defaultdict[str, list[str]] = defaultdict(list)


def sort_once(file: Any, config: Any) -> ReflowSequence:
    """The blocks of a file. A rule changes none: it makes others."""
    if last["file"] is not file or last["config"] is not config:
        last.update(file=file, config=config, blocks=sort(file, config))
    blocks: ReflowSequence = last["blocks"]
    return blocks


def nodes_of(_: Any, included_nodes: dict[str, Any], selector: str) -> list[str]:
    """The nodes of a file."""
    if not by_path:
        for name, node in included_nodes.items():
            by_path[node.original_file_path].append(name)
    return by_path[selector]


garbage.collect_rarely()
ReflowSequence.from_root = sort_once  # type: ignore[method-assign, assignment]
PathSelectorMethod.search = nodes_of  # type: ignore[method-assign, assignment]

if __name__ == "__main__":
    cli(prog_name="sqlfluff")
