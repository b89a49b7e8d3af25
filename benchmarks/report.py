"""Formats the figures as aligned tables and as rows for JSON."""

from collections.abc import Sequence
from typing import Any

from benchmarks.measure import Cost, median_of, spread, total_of
from benchmarks.rounds import Line

HEADER = (
    "step", "pipeline s", "(spread)", "bare s", "(spread)", "ratio", "pipeline peak MB",
    "bare peak MB", "pipeline CPU s", "bare CPU s", "CPU ratio",
)  # fmt: skip
TOO_SHORT = 0.05  # seconds; no ratio is given to a shorter time
SUM = "whole (without the line of the models alone)"
SECONDS = ("pipeline_s", "bare_s", "pipeline_cpu_s", "bare_cpu_s")
SPREADS = ("pipeline_spread_s", "bare_spread_s")
Row = dict[str, Any]


def whole(lines: Sequence[Line]) -> list[Row]:
    """Return a row for each step and for their sum, fixed costs included."""
    summed = [line for line in lines if line.step.summed]
    if len(lines) == 1:
        return [compared(each.step.label, each.pipeline, each.bare) for each in lines]
    pipeline = _by_round([line.pipeline for line in summed])
    bare = _by_round([line.bare for line in summed if line.bare])
    return [*(compared(each.step.label, each.pipeline, each.bare) for each in lines),
            compared(SUM, pipeline, bare)]  # fmt: skip


def marginal(many: Sequence[Row], few: Sequence[Row]) -> list[Row]:
    """Return the cost of added rows: (pipeline(N) - pipeline(small)) / (bare(N) - bare(small)).

    There is no ratio where a difference is not larger than the spread of its rounds. Peaks of
    memory are left out, because their difference has no meaning.
    """
    return [_difference(more, less) for more, less in zip(many, few, strict=True)]


def _difference(more: Row, less: Row) -> Row:
    row = {"step": more["step"]}
    row |= {name: None if more[name] is None else more[name] - less[name] for name in SECONDS}
    row |= {name: more[name] and max(more[name], less[name]) for name in SPREADS}
    clear = row["bare_s"] is not None and all(
        row[name] > row[width] for name, width in zip(SECONDS[:2], SPREADS, strict=True)
    )
    return _ratios(row) if clear else row | {"ratio": None, "cpu_ratio": None}


def _by_round(steps: Sequence[Sequence[Cost]]) -> list[Cost]:
    return [total_of(costs) for costs in zip(*steps, strict=True)]


def compared(label: str, pipeline: Sequence[Cost], bare: Sequence[Cost]) -> Row:
    """Return the medians of both sides, their spreads and ratios."""
    ours, theirs = median_of(pipeline), median_of(bare) if bare else None
    row = {
        "step": label,
        "pipeline_s": ours.wall_s,
        "pipeline_spread_s": spread(pipeline),
        "bare_s": theirs and theirs.wall_s,
        "bare_spread_s": spread(bare) if bare else None,
        "pipeline_cpu_s": ours.cpu_s,
        "bare_cpu_s": theirs and theirs.cpu_s,
        "pipeline_peak_mb": ours.peak_mb,
        "bare_peak_mb": theirs and theirs.peak_mb,
    }
    return _ratios(row)


def _ratios(row: Row) -> Row:
    """Add the ratios of wall time and CPU time; none where the bare side is too short."""

    def ratio(pipeline: float, bare: float | None) -> float | None:
        return pipeline / bare if bare and bare >= TOO_SHORT else None

    wall = ratio(row["pipeline_s"], row["bare_s"])
    return row | {"ratio": wall, "cpu_ratio": ratio(row["pipeline_cpu_s"], row["bare_cpu_s"])}


def table(rows: Sequence[Row]) -> str:
    return aligned(
        HEADER,
        [
            (
                row["step"],
                number(row["pipeline_s"], 2),
                number(row["pipeline_spread_s"], 2),
                number(row["bare_s"], 2),
                number(row["bare_spread_s"], 2),
                number(row["ratio"], 2),
                number(row.get("pipeline_peak_mb"), 0),
                number(row.get("bare_peak_mb"), 0),
                number(row["pipeline_cpu_s"], 2),
                number(row["bare_cpu_s"], 2),
                number(row["cpu_ratio"], 2),
            )
            for row in rows
        ],
    )


def fixed(costs: dict[str, Cost]) -> str:
    return aligned(
        ("fixed cost, independent of rows", "s", "CPU s", "peak MB"),
        [
            (name, number(cost.wall_s, 2), number(cost.cpu_s, 2), number(cost.peak_mb, 0))
            for name, cost in costs.items()
        ],
    )


def script(cost: Cost) -> str:
    cells = (number(cost.wall_s, 2), number(cost.cpu_s, 2), number(cost.peak_mb, 0))
    return aligned(
        ("a council's script on the same files", "s", "CPU s", "peak MB"),
        [("plain pandas: few checks, five marts, no history", *cells)],
    )


def parsed(seconds: dict[str, float]) -> str:
    rows = [(f"dags/{name}.py", number(each, 3)) for name, each in seconds.items()]
    return aligned(("DAG file, airflow.sdk loaded", "s to import"), rows)


def number(value: float | None, decimals: int) -> str:
    return "-" if value is None else f"{value:,.{decimals}f}"


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    columns = list(zip(header, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
        for row in (header, *rows)
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
