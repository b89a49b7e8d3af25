"""The figures as aligned tables for people and as JSON for machines."""

from collections.abc import Sequence
from typing import Any

from benchmarks.measure import Cost
from benchmarks.rounds import Line

HEADER = ("step", "pipeline s", "bare s", "ratio", "pipeline peak MB", "bare peak MB", "CPU ratio")
TOO_SHORT = 0.05  # seconds; a ratio to less than this is noise
SUM = "whole (without the line of models alone)"
Row = dict[str, Any]


def whole(lines: Sequence[Line]) -> list[Row]:
    """A row for each step and their sum: pipeline / bare, fixed costs of both in it."""
    rows = [_row(line.step.label, line.pipeline, line.bare) for line in lines]
    summed = [line for line in lines if line.step.summed]
    ours = _sum([line.pipeline for line in summed])
    return [*rows, _row(SUM, ours, _sum([line.bare for line in summed if line.bare]))]


def marginal(many: Sequence[Row], few: Sequence[Row]) -> list[Row]:
    """What the added rows cost: (pipeline(N) - pipeline(small)) / (bare(N) - bare(small)).

    Peaks are left out: they don't subtract.
    """
    return [
        _ratios({"step": more["step"]} | {name: _less(more, less, name) for name in SECONDS})
        for more, less in zip(many, few, strict=True)
    ]


SECONDS = ("pipeline_s", "bare_s", "pipeline_cpu_s", "bare_cpu_s")


def _less(more: Row, less: Row, name: str) -> float | None:
    return None if more[name] is None else more[name] - less[name]


def _sum(costs: Sequence[Cost]) -> Cost:
    return Cost(
        sum(cost.wall_s for cost in costs),
        sum(cost.cpu_s for cost in costs),
        max(cost.peak_mb for cost in costs),
    )


def _row(label: str, ours: Cost, bare: Cost | None) -> Row:
    seconds = (ours.wall_s, bare and bare.wall_s, ours.cpu_s, bare and bare.cpu_s)
    peaks = {"pipeline_peak_mb": ours.peak_mb, "bare_peak_mb": bare and bare.peak_mb}
    return _ratios({"step": label} | dict(zip(SECONDS, seconds, strict=True)) | peaks)


def _ratios(row: Row) -> Row:
    """Ratios of seconds by the clock and of CPU; none where the bare side is too short."""

    def ratio(ours: float, bare: float | None) -> float | None:
        return ours / bare if bare and bare >= TOO_SHORT else None

    clock = ratio(row["pipeline_s"], row["bare_s"])
    return row | {"ratio": clock, "cpu_ratio": ratio(row["pipeline_cpu_s"], row["bare_cpu_s"])}


def table(rows: Sequence[Row]) -> str:
    return _aligned(
        HEADER,
        [
            (
                row["step"],
                _number(row["pipeline_s"], 2),
                _number(row["bare_s"], 2),
                _number(row["ratio"], 2),
                _number(row.get("pipeline_peak_mb"), 0),
                _number(row.get("bare_peak_mb"), 0),
                _number(row["cpu_ratio"], 2),
            )
            for row in rows
        ],
    )


def fixed(costs: dict[str, Cost]) -> str:
    return _aligned(
        ("fixed cost, whatever the rows", "s", "CPU s", "peak MB"),
        [
            (name, _number(c.wall_s, 2), _number(c.cpu_s, 2), _number(c.peak_mb, 0))
            for name, c in costs.items()
        ],
    )


def parsed(seconds: dict[str, float]) -> str:
    rows = [(f"dags/{name}.py", _number(each, 3)) for name, each in seconds.items()]
    return _aligned(("DAG file, airflow.sdk loaded", "s to import"), rows)


def _number(value: float | None, decimals: int) -> str:
    return "-" if value is None else f"{value:,.{decimals}f}"


def _aligned(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    columns = list(zip(header, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
        for row in (header, *rows)
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
