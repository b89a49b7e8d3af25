"""The dbt run of a night, and which authorities its test results hold back."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from steps import lock
from steps.dbt import build_inputs, changed_authorities, failing_rows, halving, process, run_results
from steps.dbt import warehouse as warehouse_file
from steps.dbt.run_results import ProjectTest, Results
from steps.reporting import StepFailed, count, log, report

if TYPE_CHECKING:
    from steps.spark.cluster import Cluster


@dataclass(frozen=True)
class _Run:
    """The home, the dates, the warehouse and the engine of all dbt runs of one build."""

    home: Path
    as_at: str
    known_on: str | None
    warehouse: Path
    spark: "Cluster | None" = None  # without it DuckDB builds
    only: Sequence[str] = ()  # the authorities whose files are read; none: all

    def dbt(self, left_out: Sequence[str], *options: str) -> Results:
        """Build and test without the rows of some authorities; return the results of the nodes."""
        # Otherwise the results of the run before would be read.
        run_results.artefact(self.home, "run_results").unlink(missing_ok=True)
        variables = process.environment(
            self.home, self.as_at, self.known_on, self.warehouse, left_out, self.only
        )
        if self.spark is None:
            return self._on_duckdb("build", variables, options)
        from steps.spark import build as spark_build
        from steps.spark import warehouse as spark_warehouse

        built = spark_build.run(self.home, variables, self.spark, options)
        if run_results.failed(built):
            return built
        spark_warehouse.write(self.warehouse, self.spark.tables)
        return built | self._on_duckdb("test", variables, options)

    def _on_duckdb(self, verb: str, variables: dict[str, str], options: Sequence[str]) -> Results:
        """dbt runs in a process of its own: in this one it would keep the warehouse locked."""
        # At its level debug, dbt's log takes a tenth of the processor time of a build.
        command = ["--quiet", "--no-use-colors", "--log-level-file", "info", verb, *options]
        # Unit tests test the code, not the data. Exposures build nothing: their status is no-op.
        command += ["--exclude-resource-type", "unit_test"]
        if verb == "build":
            command += ["--exclude-resource-type", "exposure"]
        inherited = lock.descriptors(self.home)
        run = process.run(command, variables, process.PROJECT, inherited)
        written = run_results.artefact(self.home, "run_results").exists()
        ran = run_results.of_nodes(self.home) if written else {}
        nothing_ran = not ran and (verb == "build" or not written)
        if nothing_ran or (run.returncode and not run_results.failed(ran)):
            last = (run.stdout + run.stderr).strip().splitlines()[-8:]
            raise StepFailed(
                "\n".join(["dbt could not start:", *last, run_results.log_file(self.home)])
            )
        return ran


def build(
    home: Path, as_at: str, known_on: str | None = None, warehouse: Path | None = None
) -> str:
    """Run `dbt build` as of a date: seeds, models and their tests, in dependency order.

    `known_on` is the night whose knowledge counts (default: that of as_at), `warehouse` the file to
    build in (default: the night's own). Where the build fails for some authorities only, it is run
    again without them: `held_back` returns them. Where nothing has changed since the last build,
    that one stands. Return the build's id, which `check_built` takes. Raises StepFailed naming the
    models and tests that failed.
    """
    run = _Run(home, as_at, known_on, warehouse or home / "warehouse.duckdb")
    if warehouse:  # in another file (`send as-known`), which is always DuckDB's
        _build_by_duckdb(run)
    elif engine() == "duckdb":
        _build_what_has_changed(run)
    else:
        from steps.spark import cluster

        with cluster.of_environment(home) as spark:
            warehouse_file.delete(run.warehouse)
            _build(replace(run, spark=spark))
    return run_results.build_id(home)


def _build_what_has_changed(run: _Run) -> None:
    inputs = build_inputs.read(run.home, run.as_at, run.known_on)
    last = run_results.whole_build_id(run.home)
    changed = build_inputs.changed(run.warehouse, inputs, last) if last else None
    if changed == []:
        report("nothing to build: no file, setting or rule has changed since the last build")
        return
    build_inputs.forget(run.warehouse)
    changed_authorities.delete_left(run.warehouse)
    are_few = changed is not None and len(changed) <= len(inputs.of_each) / 2
    if changed and are_few and _build_only(run, changed):
        left_out: list[str] = []
    else:
        left_out = _build_by_duckdb(run)
    built = run_results.whole_build_id(run.home)
    if built and not left_out and not run_results.tests_without_result(run.home):
        build_inputs.record_build(run.warehouse, inputs, built)


def _build_only(run: _Run, la_codes: Sequence[str]) -> bool:
    """Build these authorities and replace their rows; return False where that fails, because then
    all authorities are built, which finds those that it fails for."""
    import duckdb

    named = f"{', '.join(la_codes[:5])}{', …' if len(la_codes) > 5 else ''}"
    try:
        with changed_authorities.warehouse_of(run.warehouse, la_codes) as alone:
            results = replace(run, warehouse=alone, only=tuple(la_codes)).dbt([])
            if failed := run_results.failed(results):
                why = run_results.what_failed(failed)
                log.warning("The build of %s fails. All authorities are built. %s", named, why)
                return False
            changed_authorities.replace_rows(run.warehouse, alone, la_codes)
    except duckdb.Error as error:
        log.warning("The build of %s fails. All authorities are built. %s", named, error)
        return False
    built = f"built {named} alone: no file of another authority has changed since the last build"
    report(f"{run_results.tally(results)}; {built}")
    return True


def _build_by_duckdb(run: _Run) -> list[str]:
    warehouse_file.delete_unreadable(run.warehouse)
    warehouse_file.delete_outdated(run.warehouse, process.PROJECT)
    return _build(run)


def engine() -> str:
    """Return the engine that builds the marts, which SEND_ENGINE names: duckdb or spark. Raises
    StepFailed for any other."""
    named = os.environ.get(process.ENGINE) or "duckdb"
    if named not in ("duckdb", "spark"):
        raise StepFailed(f"{process.ENGINE}: expected duckdb or spark, found {named!r}.")
    return named


def _build(run: _Run) -> list[str]:
    """Build, and again without the authorities that it fails for; return these."""
    left_out: list[str] = []
    results = run.dbt(left_out)
    # Some damage of the warehouse shows only while dbt reads it.
    if damage := next(
        (text for text in run_results.messages(results) if warehouse_file.is_damage(text)), None
    ):
        warehouse_file.delete(run.warehouse)
        warehouse_file.delete_outdated(run.warehouse, process.PROJECT)
        report(f"DAMAGED {run.warehouse} ({damage[:80]}): deleted and built again from raw")
        results = run.dbt(left_out)
    while failed := run_results.failed(results):
        built = [each for each in _authorities_with_rows(run.home) if each not in left_out]
        failing = _failing(run, failed, built)
        if not failing:
            last_stays = f"The last publication stays. {run_results.log_file(run.home)}"
            raise StepFailed(f"{run_results.what_failed(results)}\n{last_stays}")
        log.warning(f"The build fails for {', '.join(failing)}. {run_results.what_failed(failed)}")
        left_out = sorted([*left_out, *failing])
        results = run.dbt(left_out)
    without = f"; built without {', '.join(left_out)}, see the log" if left_out else ""
    report(run_results.tally(results) + (" on Spark" if run.spark else "") + without)
    return left_out


def check_built(home: Path, expected: str) -> None:
    """Raise StepFailed where the warehouse is not the one of the build with the id `expected`,
    because it was built again or deleted since."""
    if not (home / "warehouse.duckdb").exists() or run_results.build_id(home) != expected:
        raise StepFailed(
            "The warehouse is no longer the one that this run built: another command has built or "
            "deleted it since. Nothing is published from it. Clear the task `build` of this run."
        )


def _failing(run: _Run, failed: Results, authorities: Sequence[str]) -> list[str]:
    """The authorities, among those built, with whose rows the failed models and tests fail. Empty
    where the fault is not theirs.

    Only the failed nodes and what they read are built, for fewer and fewer authorities. Histories
    are not built again: the models of staging leave out authorities.
    """
    if any(warehouse_file.is_want_of_room(text) for text in run_results.messages(failed)):
        return []  # a lack of disk or memory may vanish with fewer authorities; none causes it
    names = [name.split(".")[2] for name in failed if name.startswith(("model.", "test."))]
    options = ["--indirect-selection", "empty", "--select", *(f"+{name}" for name in names)]
    options += ["--exclude", "path:models/history", "resource_type:seed"]

    def fails_for(some: Sequence[str]) -> bool:
        others = [each for each in authorities if each not in some]
        return bool(run_results.failed(run.dbt(others, *options)))

    only_models_and_tests = len(names) == len(failed)
    # a history, or a test of one
    with_history = any("hist_" in name for name in names)
    if with_history or not only_models_and_tests:
        return []  # no authority can be left out of a history or a seed
    return halving.failing(authorities, fails_for)


def _authorities_with_rows(home: Path) -> list[str]:
    from ingest.register import receipts

    return receipts.accepted_authorities(home)


def held_back(home: Path, warehouse: Path | None = None) -> list[str]:
    """Return the la_codes whose authority gates failed, or which the build left out; they keep the
    rows of the last publication.

    Fails closed: raises StepFailed where a test of the project did not run, there are no tests,
    or a test failed that is not about one authority.
    """
    tests = run_results.tests_of_the_project(home)
    ran = run_results.of_nodes(home)
    if not tests:
        raise StepFailed("The marts were built without one test: nothing has checked them.")
    if missing := run_results.tests_without_result(home):
        names = "\n".join(f"  {name}" for name in missing[:20])
        raise StepFailed(f"{len(missing)} of {len(tests)} tests came to no result:\n{names}")
    warehouse = warehouse or home / "warehouse.duckdb"
    failing = _failing_tests(tests, ran, warehouse)
    gates = [name for name in failing if tests[name].is_gate]
    findings = [name for name in failing if tests[name].is_finding]
    stopping = [name for name in failing if name not in gates + findings]
    if stopping:
        raise StepFailed(run_results.what_failed({name: ran[name] for name in stopping}))
    by_gates = failing_rows.authorities(warehouse, {name: tests[name].table for name in gates})
    held = sorted({*by_gates, *run_results.left_out(home)})
    outcome = f"held back: {', '.join(held)}" if held else "none held back"
    report(f"{count(len(tests), 'test')}; {outcome}; {count(len(findings), 'finding')}")
    failed = {name: tests[name] for name in gates + findings}
    for name, test in failed.items():
        stored = failing_rows.counted(warehouse, test.table) if test.table else None
        report(f"{test.name}: {stored or count(ran[name].failures, 'row')}")
    for line in failing_rows.lines(warehouse, _stored(failed.values())):
        report(line)
    return held


def failing_rows_of(home: Path, la_code: str, warehouse: Path | None = None) -> list[str]:
    """Return a line for each authority gate of the last build that the authority fails. `warehouse`
    is the file that was built (default: the night's own)."""
    tests = run_results.tests_of_the_project(home)
    warehouse = warehouse or home / "warehouse.duckdb"
    failing = _failing_tests(tests, run_results.of_nodes(home), warehouse)
    gates = (tests[name] for name in failing if tests[name].is_gate)
    return failing_rows.lines(warehouse, _stored(gates), la_code)


def _failing_tests(tests: Mapping[str, ProjectTest], ran: Results, warehouse: Path) -> list[str]:
    """The tests that failed, and those with failing rows of authorities that were not built."""
    stored = {name: test.table for name, test in tests.items() if test.is_gate or test.is_finding}
    earlier = failing_rows.with_rows(warehouse, stored)
    return [name for name in tests if ran[name].failures or name in earlier]


def _stored(tests: Iterable[ProjectTest]) -> list[failing_rows.StoredTest]:
    return [
        failing_rows.StoredTest(each.name, each.table, each.columns_in_messages)
        for each in tests
        if each.table and each.columns_in_messages
    ]
