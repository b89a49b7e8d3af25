"""Tables of loading, and of a night's work step by step, against bare DuckDB or a bare parse."""

import dataclasses
from pathlib import Path
from typing import Any

from benchmarks import fixed_costs, report, rounds
from benchmarks.measure import measure

SMALL = 1_000
Figures = tuple[dict[str, Any], str]


def measured(name: str, scratch: Path, size: int, runs: int) -> Figures:
    """Measure a workload of rounds.WORKLOADS at `size` and at 1,000, and the marginal cost."""
    workload = rounds.WORKLOADS[name]
    found = rounds.run(workload, scratch, [SMALL, size], runs)
    few, many = report.whole(found[SMALL]), report.whole(found[size])
    more = report.marginal(many, few)
    rate = round(size / many[0]["pipeline_s"])
    figures = {"whole": many, "small": few, "marginal": more, "per_second": rate}
    unit = workload.unit
    parts = [
        f"{name.upper()}: {size:,} {unit}, medians of {runs}\n{report.table(many)}",
        f"MARGINAL: {size:,} {unit} less {SMALL:,}\n{report.table(more)}",
        f"SMALL: {SMALL:,} {unit}\n{report.table(few)}",
        f"{workload.steps[0].label}: {rate:,} {unit} a second",
    ]
    return figures, "\n\n".join(parts)


def night(scratch: Path, lines: int, runs: int) -> Figures:
    """Measure a night's work step by step, its fixed costs and the import of the DAG files; and
    beside them what a script in plain pandas takes for less, see in_pandas.py."""
    costs = fixed_costs.costs(scratch / "fixed", runs)
    parse = fixed_costs.dag_parse(scratch / "parse", runs)
    figures, tables = measured("whole", scratch / "rounds", lines, runs)
    figures |= {"fixed": {name: dataclasses.asdict(cost) for name, cost in costs.items()}}
    home = scratch / "rounds" / str(lines)
    script = measure("benchmarks.in_pandas", ["run"], home, home / "log.txt")
    figures |= {"dag_parse_s": parse, "in_pandas": dataclasses.asdict(script)}
    return figures, "\n\n".join(
        [tables, report.script(script), report.fixed(costs), report.parsed(parse)]
    )
