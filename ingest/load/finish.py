"""The end of a file's way in: what passed gate 1 becomes raw facts, what failed goes to quarantine,
and the receipt, written last, makes it all count. Killed anywhere and run again, the same files
come out under the same names."""

from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from ingest import parquet, paths
from ingest.arrive import control_file
from ingest.load import raw
from ingest.paths import Arrival
from ingest.read import pseudonyms, reference_data
from ingest.read.batch import Batch
from ingest.read.row_stream import ROW
from ingest.register import receipts
from ingest.sql import literal


class Verdict(Protocol):
    """What gate 1 says: why the whole file is refused (empty where it isn't), what is odd, which
    waivers have run out, an entry for each check, and table `row_failures` (row_id, reason)."""

    @property
    def refusals(self) -> list[str]: ...

    @property
    def remarks(self) -> list[str]: ...

    @property
    def checks(self) -> list[dict[str, Any]]: ...

    @property
    def expired_waivers(self) -> list[str]: ...


def finish(home: Path, batch: Batch, verdict: Verdict) -> dict[str, Any]:
    """Write raw, quarantine and receipt for a batch that gate 1 has judged; return the receipt."""
    _sort_rows(batch)
    rows = _row_counts(batch)
    batch.findings += _left_out(batch)
    totals = _totals(batch, rows)
    at_the_door = [*_over_threshold(batch, rows), *_control(batch, rows, totals)]
    refusals = [*verdict.refusals, *at_the_door]
    checks = [_every_cell(batch), *[_door(each) for each in at_the_door], *verdict.checks]
    if refusals:
        rows = rows | {"accepted": 0, "quarantined": rows["read"], "duplicate": 0}
        _quarantine(home, batch, rows, whole_file=True)
        return receipts.write(
            home,
            batch.arrival,
            "rejected",
            mode=batch.contract.mode,
            rows=rows,
            totals=_all_held(totals),
            findings=[
                _refused(batch, refusals),
                *_row_findings(batch),
                *verdict.remarks,
                *batch.findings,
            ],
            checks=checks,
            expired_waivers=verdict.expired_waivers,
        )
    _quarantine(home, batch, rows, whole_file=False)
    _remember_people(home, batch)
    raw_sha256 = raw.write(home, batch, whole=rows["accepted"] == batch.rows)
    return receipts.write(
        home,
        batch.arrival,
        "accepted_with_rejects" if rows["quarantined"] else "accepted",
        mode=batch.contract.mode,
        rows=rows,
        totals=totals,
        filled=raw.filled(home, batch),
        raw_sha256=raw_sha256,
        findings=[
            *(_row_findings(batch) if rows["quarantined"] else []),
            *verdict.remarks,
            *batch.findings,
        ],
        checks=checks,
        expired_waivers=verdict.expired_waivers,
    )


def reject(home: Path, arrival: Arrival, message: str) -> dict[str, Any]:
    """The receipt of a file that could not be read at all."""
    return receipts.write(home, arrival, "rejected", findings=[message], checks=[_door(message)])


def nothing_to_load(home: Path, arrival: Arrival) -> dict[str, Any]:
    """The receipt of a file that says what another has said, or is kept but holds no rows."""
    first = arrival["duplicate_of"]
    if first:
        return receipts.write(home, arrival, "duplicate", findings=[f"same bytes as {first}"])
    found = arrival.get("found") or ["kept; it holds no rows to load"]
    return receipts.write(home, arrival, "accepted", mode="release", findings=found)


def _door(refusal: str) -> dict[str, Any]:
    """A refusal that is not of gate 1's suite, as an entry among its checks; it can't be waived."""
    return _entry(refusal, "the file as its contract says", "refuse", None)


def _every_cell(batch: Batch) -> dict[str, Any]:
    """How many rows the door could not read by their contract, as an entry among the checks."""
    unreadable = batch.count("aside where _problems is not null") + batch.malformed
    says = "every cell reads as its contract says"
    return _entry(says, says, "quarantine", unreadable)


def _entry(says: str, rule: str, then: str, rows: int | None) -> dict[str, Any]:
    return {
        "check": says,
        "rule": rule,
        "then": then,
        "success": rows == 0,
        "rows_failed": rows,
        "outcome": "passed" if rows == 0 else "failed",
        "waived_by": None,
        "waived_until": None,
    }


def _sort_rows(batch: Batch) -> None:
    """`bad`: every row with all of its reasons; `accepted`: the others."""
    batch.connection.execute(
        f"create table bad as with said as (select {ROW}, unnest(string_split(_problems, ' | ')) "
        f"as reason from aside where _problems is not null "
        f"union select {ROW}, reason from row_failures) "
        f"select {ROW}, list(reason order by reason) as reasons from said "
        f"where {ROW} not in (from duplicates) group by {ROW}"
    )
    batch.connection.execute(
        f"create view left_out as from duplicates union all select {ROW} from bad"
    )
    # most files leave nothing out, and then no row has to be looked up or put back into order
    kept = f"where {ROW} not in (from left_out) order by {ROW}" if batch.count("left_out") else ""
    batch.connection.execute(f"create view accepted as from numbered {kept}")


def _row_counts(batch: Batch) -> dict[str, int]:
    bad, duplicates = batch.count("bad"), batch.count("duplicates")
    return {
        "read": batch.rows + batch.malformed,
        "accepted": batch.count("accepted") if bad or duplicates else batch.rows,
        "quarantined": bad + batch.malformed,
        "duplicate": duplicates,
    }


def _totals(batch: Batch, rows: dict[str, int]) -> dict[str, Any]:
    """Pounds in the whole file, and where they went; asked only where rows went."""
    where = {
        "file": "landed",
        "accepted": "accepted",
        "quarantined": f"landed semi join bad using ({ROW})",
        "duplicate": f"landed semi join duplicates using ({ROW})",
    }
    asked = {part for part in where if part == "file" or rows[part]}
    sums = {part: reference_data.totals(batch, where[part]) for part in asked}
    return {
        name: {part: sums[part][name] if part in sums else "0.00" for part in where}
        for name in batch.contract.money_columns
    }


def _all_held(totals: dict[str, Any]) -> dict[str, Any]:
    nothing = {"accepted": "0.00", "duplicate": "0.00"}
    return {
        name: nothing | {"file": parts["file"], "quarantined": parts["file"]}
        for name, parts in totals.items()
    }


def _over_threshold(batch: Batch, rows: dict[str, int]) -> list[str]:
    if not rows["quarantined"]:
        return []
    limit = batch.contract.max_rejected_pct
    refusals = []
    unreadable = [
        f"{name} can't be read as an amount in {lost} row(s), first at line {first}"
        for name in batch.contract.money_columns
        for lost, first in [_unreadable(batch, name)]
        if lost
    ]
    if unreadable or (batch.contract.money_columns and batch.malformed):
        lost = unreadable or [f"{batch.malformed} record(s) are no rows"]
        refusals.append(f"no pound may be lost: {'; '.join(lost)}")
    if rows["quarantined"] * 100 > limit * rows["read"]:
        refusals.append(
            f"{rows['quarantined']} of {rows['read']} rows are bad, more than the {limit:g} % "
            "that the contract allows"
        )
    return refusals


def _unreadable(batch: Batch, name: str) -> tuple[int, int | None]:
    """Rows whose amount is wrong or missing; one that may be left empty, and is, loses nothing."""
    row = batch.connection.execute(
        f"select count(*), min(_line) from aside join landed using ({ROW}) where {name} is null "
        f"and contains(' | ' || _problems, {literal(f' | {name}: ')})"
    ).fetchone()
    return row or (0, None)


def _left_out(batch: Batch) -> list[str]:
    if not batch.rows_erased:
        return []
    return [f"{batch.rows_erased} row(s) of people whose erasure was asked for were left out"]


def _control(batch: Batch, rows: dict[str, int], totals: dict[str, Any]) -> list[str]:
    """The sender's claims are about the file as it came, erased people's rows included."""
    arrival = batch.arrival
    erased = (arrival.get("remaining") or {}).get("totals_erased", {})
    found = {
        name: str(Decimal(parts["file"]) + Decimal(erased.get(name, "0")))
        for name, parts in totals.items()
    }
    came = rows["read"] + batch.rows_erased
    return control_file.differences(arrival["claimed"], arrival["sha256"], came, found)


def _refused(batch: Batch, refusals: list[str]) -> str:
    return (
        f"landing/{batch.arrival['file_path']} is rejected whole: {'; '.join(refusals)}. "
        "Nothing of it was loaded and the last good data stays. Correct it and send it again."
    )


def _row_findings(batch: Batch) -> list[str]:
    """Each reason once, with how many rows it holds for and where the first one is."""
    found = batch.connection.execute(
        f"select reason, count(*), min(_line) from (select {ROW}, unnest(reasons) as reason "
        f"from bad) join landed using ({ROW}) group by reason order by count(*) desc, reason "
        "limit 50"
    ).fetchall()
    if batch.malformed:
        found += batch.connection.execute(
            "select array_to_string(reasons, ', '), count(*), min(line) from malformed group by 1"
        ).fetchall()
    return [f"{reason}: {count} row(s), first at line {line}" for reason, count, line in found]


def _quarantine(home: Path, batch: Batch, rows: dict[str, int], whole_file: bool) -> None:
    """Every held-back row with its reasons; people's columns only as keys."""
    arrival, contract = batch.arrival, batch.contract
    if not rows["quarantined"]:
        return
    reasons = "bad.reasons"
    if whole_file:
        reasons = "coalesce(bad.reasons, ['the whole file was rejected'])"
    key = " || '/' || ".join(
        f"coalesce(cast({contract.raw_name(n)} as varchar), '?')" for n in contract.key
    )
    text = (
        f"cast(to_json({{{', '.join(f'{name!r}: {name}' for name in batch.columns)}}}) as varchar)"
    )
    if not contract.personal:
        text = f"coalesce(_raw, {text})"
    masked = "null" if contract.personal else "raw_text"
    broken = (
        f" union all select cast(line as bigint), null, reasons, {masked} from malformed"
        if batch.malformed
        else ""
    )
    batch.connection.execute(
        f"create view held as select cast(_line as bigint) as line_number, {key} as row_key, "
        f"{reasons} as reasons, {text} as raw_text from numbered "
        f"{'left ' if whole_file else ''}join bad using ({ROW}){broken}"
    )
    parquet.copy(
        batch.connection,
        f"select {literal(arrival['load_id'])} as load_id, {literal(arrival['la_code'])} as la_code, "
        f"{literal(arrival['source'])} as source, {literal(arrival['dataset'])} as dataset, "
        f"cast({literal(arrival['business_date'])} as date) as business_date, * from held "
        "order by line_number",
        paths.quarantine(home, arrival),
    )


def _remember_people(home: Path, batch: Batch) -> None:
    contract = batch.contract
    ids = {
        column.namespace: [str(raw_name), f"_clear_{raw_name}"]
        for name, column in contract.columns.items()
        if column.type == "case_id" and column.namespace
        for raw_name in [contract.raw_name(name)]
    }
    if ids:
        pseudonyms.remember(batch.connection, home, batch.arrival["la_code"], ids)
