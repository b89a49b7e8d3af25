"""The marts of timeliness and needs for 1, 10 and 153 authorities, against their own SQL."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import report
from benchmarks.measure import Cost, measure

SHOWN = 8


def measured(
    scratch: Path, counts: Sequence[int], scale: float, runs: int
) -> tuple[dict[str, Any], str]:
    """dbt's run of the marts alone (their histories are woven before), then in bare DuckDB their
    compiled SQL over a copy of the same warehouse, one mart after the other."""
    whole, by_model = [], []
    for count in counts:
        home = scratch / str(count)
        log = _prepared(home, count, scale)
        ours: list[Cost] = []
        bare: list[Cost] = []
        seconds: list[tuple[dict[str, float], dict[str, float]]] = []
        for _ in range(runs):
            ours.append(measure("benchmarks.pipeline", ["marts"], home, log))
            out = home / "bare"
            bare.append(_bare(home, out, log))
            plan = json.loads((out / "plan.json").read_text("utf-8"))
            alone = json.loads((out / "marts.json").read_text("utf-8"))
            seconds.append((plan["marts_s"], alone))
            shutil.rmtree(out)
        whole.append(report.compared(f"{count} authorities, {_plans(home):,} plans", ours, bare))
        by_model.append(_models(count, seconds))
        shutil.rmtree(home)
    said = [
        f"MARTS: dbt run of timeliness and needs / their SQL, medians of {runs}",
        report.table(whole),
        *("\n" + _table(rows) for rows in by_model),
    ]
    return {"whole": whole, "models": by_model}, "\n".join(said)


def _prepared(home: Path, count: int, scale: float) -> Path:
    home.mkdir(parents=True)
    log = home / "log.txt"
    told = ["--authorities", "990", "--nights", "1", "--no-spoil", "--ledger-lines", "1000"]
    measure("synthetic", [*told, "--scale", str(scale), "--home", home], home, log)
    measure("benchmarks.pipeline", ["other_files"], home, log)
    measure("benchmarks.pipeline", ["tables"], home, log)
    measure("benchmarks.multiply", [str(count)], home, log)
    measure("benchmarks.pipeline", ["under_marts"], home, log)
    return log


def _bare(home: Path, out: Path, log: Path) -> Cost:
    out.mkdir()
    plan = out / "plan.json"
    measure("benchmarks.plan", ["marts", plan], home, log)
    shutil.copy(home / "warehouse.duckdb", out / "warehouse.duckdb")
    return measure("benchmarks.bare", ["marts", plan, out], home, log)


def _plans(home: Path) -> int:
    import duckdb

    files = home / "raw" / "case_system" / "plans" / "*" / "*.parquet"
    with duckdb.connect() as connection:
        return int(connection.sql(f"select count(*) from '{files}'").fetchall()[0][0])


def _models(
    count: int, seconds: Sequence[tuple[dict[str, float], dict[str, float]]]
) -> list[dict[str, Any]]:
    """Medians by mart, the dearest first."""
    rows = [
        {
            "authorities": count,
            "mart": name.replace('"', "").partition(".")[2],
            "dbt_s": median(ours[name] for ours, _ in seconds),
            "bare_s": median(bare[name] for _, bare in seconds),
        }
        for name in seconds[0][0]
    ]
    return sorted(rows, key=lambda row: row["dbt_s"], reverse=True)


def _table(rows: list[dict[str, Any]]) -> str:
    return report.aligned(
        (f"mart, {rows[0]['authorities']} authorities", "dbt s (two at a time)", "bare s"),
        [
            (row["mart"], report.number(row["dbt_s"], 2), report.number(row["bare_s"], 2))
            for row in rows[:SHOWN]
        ],
    )
