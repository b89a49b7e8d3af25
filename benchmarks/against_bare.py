"""The door, and the whole of a night's work, against bare DuckDB or a bare parse: the tables."""

import dataclasses
from pathlib import Path
from typing import Any

from benchmarks import fixed, report, rounds

SMALL = 1_000
Figures = tuple[dict[str, Any], str]


def measured(name: str, scratch: Path, size: int, runs: int) -> Figures:
    """Measure a work of rounds.WORKS over `size` and over 1,000, and what the difference costs."""
    work = rounds.WORKS[name]
    found = rounds.run(work, scratch, [SMALL, size], runs)
    few, many = report.whole(found[SMALL]), report.whole(found[size])
    more = report.marginal(many, few)
    rate = round(size / many[0]["pipeline_s"])
    figures = {"whole": many, "small": few, "marginal": more, "per_second": rate}
    unit = work.unit
    parts = [
        f"{name.upper()}: {size:,} {unit}, medians of {runs}\n{report.table(many)}",
        f"MARGINAL: {size:,} {unit} less {SMALL:,}\n{report.table(more)}",
        f"SMALL: {SMALL:,} {unit}\n{report.table(few)}",
        f"{work.steps[0].label}: {rate:,} {unit} a second",
    ]
    return figures, "\n\n".join(parts)


def night(scratch: Path, lines: int, runs: int) -> Figures:
    """The whole of a night's work by steps, what is fixed of it, and the import of DAG files."""
    costs = fixed.costs(scratch / "fixed", runs)
    parse = fixed.dag_parse(scratch / "parse", runs)
    figures, said = measured("whole", scratch / "rounds", lines, runs)
    figures |= {"fixed": {name: dataclasses.asdict(cost) for name, cost in costs.items()}}
    return figures | {"dag_parse_s": parse}, "\n\n".join(
        [said, report.fixed(costs), report.parsed(parse)]
    )
