"""The rows of a batch after gate 1: accepted, quarantined or duplicate, in rows and in pounds."""

from decimal import Decimal

from ingest.read.batch import Batch
from ingest.read.row_stream import ROW
from ingest.receipt import RowCounts, Totals
from ingest.sql import literal
from settings.check_result import CheckResult


def separate(batch: Batch) -> None:
    """Create table `bad` (each quarantined row with all its reasons) and view `accepted`."""
    batch.connection.execute(
        "create table bad as with each_reason as ("
        f"select {ROW}, unnest(string_split(_problems, ' | ')) as reason "
        "from withheld where _problems is not null "
        f"union select {ROW}, reason from row_failures) "
        f"select {ROW}, list(reason order by reason) as reasons from each_reason "
        f"where {ROW} not in (from duplicates) group by {ROW}"
    )
    batch.connection.execute(
        f"create view left_out as from duplicates union all select {ROW} from bad"
    )
    # most files leave no row out, and need neither the filter nor the sort
    kept = f"where {ROW} not in (from left_out) order by {ROW}" if batch.count("left_out") else ""
    batch.connection.execute(f"create view accepted as from every_row {kept}")


def count(batch: Batch) -> RowCounts:
    bad, duplicates = batch.count("bad"), batch.count("duplicates")
    return RowCounts(
        read=batch.rows + batch.malformed,
        accepted=batch.count("accepted") if bad or duplicates else batch.rows,
        quarantined=bad + batch.malformed,
        duplicate=duplicates,
    )


def totals(batch: Batch, rows: RowCounts) -> dict[str, Totals]:
    """Pounds by amount column. Parts without rows are not summed."""
    names = batch.contract.money_columns
    if not names:
        return {}
    file = sums(batch, names, "landed")
    zero = dict.fromkeys(names, "0.00")
    accepted = sums(batch, names, "accepted") if rows.accepted else zero
    bad, repeated = (f"landed semi join {each} using ({ROW})" for each in ("bad", "duplicates"))
    quarantined = sums(batch, names, bad) if rows.quarantined else zero
    duplicate = sums(batch, names, repeated) if rows.duplicate else zero
    return {
        name: Totals(file[name], accepted[name], quarantined[name], duplicate[name])
        for name in names
    }


def duplicate_pounds(totals: dict[str, Totals]) -> list[str]:
    """A sentence for each amount column of which duplicates hold pounds: with them, the accepted
    and the quarantined pounds are those of the file."""
    return [
        f"{name}: {each.duplicate} of the file's {each.file} pounds are in duplicate rows, and not "
        f"loaded again; accepted are {each.accepted}, quarantined {each.quarantined}"
        for name, each in totals.items()
        if Decimal(each.duplicate)
    ]


def sums(batch: Batch, names: list[str], relation: str) -> dict[str, str]:
    """The sum of each of some columns of numbers."""
    listed = ", ".join(f"cast(coalesce(sum({name}), 0) as varchar)" for name in names)
    row = batch.connection.execute(f"select {listed} from {relation}").fetchone()
    return dict(zip(names, row or (), strict=True))


def over_limit(batch: Batch, rows: RowCounts) -> list[str]:
    """Why quarantined rows reject the whole file: an amount that can't be read, a larger share of
    rows than the contract allows, or no row that is accepted."""
    if not rows.quarantined:
        return []
    limit = batch.contract.max_rejected_pct
    reasons = []
    unreadable = _unreadable_amounts(batch)
    if unreadable or (batch.contract.money_columns and batch.malformed):
        lost = unreadable or [
            f"{batch.malformed} record(s) can't be split into cells (name footers and totals in "
            "the contract, ignored_rows)"
        ]
        reasons.append(f"no pound may be lost: {'; '.join(lost)}")
    if rows.quarantined * 100 > limit * rows.read:
        reasons.append(
            f"{rows.quarantined} of {rows.read} rows are bad, more than the {limit:g} % "
            "that the contract allows"
        )
    elif not rows.accepted:
        reasons.append(f"none of its {rows.read} rows can be accepted")
    return reasons


def _unreadable_amounts(batch: Batch) -> list[str]:
    """A sentence for each amount column with cells that can't be read. Empty cells lose no
    pound."""
    found = []
    for name in batch.contract.money_columns:
        row = batch.connection.execute(
            f"select count(*), min(_line) from withheld join landed using ({ROW}) "
            f"where {name} is null and contains(' | ' || _problems, {literal(f' | {name}: ')})"
        ).fetchone()
        rows, first = row or (0, None)
        if rows:
            found.append(
                f"{name} can't be read as an amount in {rows} row(s), first at line {first}"
            )
    return found


def readable_cells(batch: Batch) -> CheckResult:
    """How many rows hold a cell that can't be read, as one of the checks."""
    rows = batch.count("withheld where _problems is not null") + batch.malformed
    rule = "every cell can be read"
    return CheckResult(
        check=rule,
        rule=rule,
        consequence="quarantine",
        success=rows == 0,
        rows_failed=rows,
        outcome="passed" if rows == 0 else "failed",
    )


def findings(batch: Batch) -> list[str]:
    """Each reason with its number of rows and the line of the first."""
    found = batch.connection.execute(
        # A dataset may have a column `reason` of its own.
        f"select found.reason, count(*), min(_line) "
        f"from (select {ROW}, unnest(reasons) as reason from bad) as found "
        f"join landed using ({ROW}) group by found.reason "
        f"order by count(*) desc, found.reason limit {batch.bounds.max_remarks}"
    ).fetchall()
    if batch.malformed:
        found += batch.connection.execute(
            "select array_to_string(reasons, ', '), count(*), min(line) from malformed group by 1"
        ).fetchall()
    return [f"{reason}: {rows} row(s), first at line {line}" for reason, rows, line in found]
