"""A history equals the landed extracts, in whatever order they arrived."""

import random
from datetime import date, timedelta

from ingest import contract_files
from tests.conftest import Installation
from tests.dbt.conftest import PROJECT, Warehouse, build, only
from tests.ingest import shapes

NIGHTS = [date(2026, 11, 3) + timedelta(days=n) for n in range(8)]
SELECT = only("hist_case_system__persons", "hist_finance_ledger__transactions")
Extract = dict[str, str]  # person → birth date, the only column that changes here


def _extracts(chance: random.Random) -> list[Extract]:
    """The extract of each night: people are added, removed, added again and corrected."""
    extract = {f"P{n}": "2015-02-01" for n in range(20)}
    nights = []
    for _ in NIGHTS:
        for person in chance.sample(sorted(extract), 2):
            extract[person] = chance.choice(["2015-02-01", "2016-03-02", "2014-01-09"])
        if chance.random() < 0.6:
            del extract[chance.choice(sorted(extract))]
        if chance.random() < 0.6:
            extract[f"P{chance.randrange(24)}"] = "2015-02-01"
        nights.append(dict(extract))
    return nights


def _csv(extract: Extract) -> str:
    rows = (shapes.person(int(who[1:]), birth_date=born) for who, born in extract.items())
    return "\n".join([shapes.PERSONS, *rows]) + "\n"


def _expected(nights: dict[date, Extract]) -> set[tuple[str, str, date, date | None]]:
    """Every version of every row, from one night to the next."""
    versions, held = set(), {}
    for night in sorted(nights):
        for person in [*held]:
            born, since = held[person]
            if nights[night].get(person) != born:
                versions.add((person, born, since, night))
                del held[person]
        for person, born in nights[night].items():
            held.setdefault(person, (born, night))
    return versions | {(person, born, since, None) for person, (born, since) in held.items()}


def _found(warehouse: Warehouse) -> set[tuple[str, str, date, date | None]]:
    people = warehouse.home / "people" / "990.parquet"
    return set(
        warehouse.rows(
            f"select value, birth_date::varchar, valid_from, valid_to "
            f"from history.hist_case_system__persons join '{people}' on key = person_key"
        )
    )


def _send(
    installation: Installation, night: date, content: str, name: str = "persons", more: str = ""
) -> None:
    folder = "finance_ledger" if name == "transactions" else "case_system"
    installation.send(f"990/{folder}/{name}__{night}{more}.csv", content)
    installation.send(f"990/{folder}/{name}__{night}{more}.done", "")


def _landed(installation: Installation, night: date, extract: Extract, more: str = "") -> None:
    _send(installation, night, _csv(extract), more=more)
    journal = "\n".join(shapes.line(night.day * 10 + n) for n in range(3))
    _send(installation, night, f"{shapes.TRANSACTIONS}\n{journal}\n", "transactions", more)


def test_history_is_a_function_of_the_landed_files_alone(installation: Installation):
    """Files arrive out of order and one is corrected; each build applies the loads since the last.
    The history always equals the extracts in order of date, and equals a rebuilt one."""
    chance = random.Random(1)
    nights = dict(zip(NIGHTS, _extracts(chance), strict=True))
    chance.shuffle(NIGHTS)
    landed: dict[date, Extract] = {}
    for batch in (NIGHTS[:4], NIGHTS[4:]):
        for night in batch:
            landed[night] = nights[night]
            _landed(installation, night, landed[night])
        installation.load()
        warehouse = build(installation.home, *SELECT)
        assert _found(warehouse) == _expected(landed)

    corrected = sorted(NIGHTS)[3]
    landed[corrected] = dict.fromkeys(landed[corrected], "2013-12-12")
    _landed(installation, corrected, landed[corrected], more="__v2")
    installation.load()
    warehouse = build(installation.home, *SELECT)
    assert _found(warehouse) == _expected(landed)

    tables = ("hist_case_system__persons", "hist_finance_ledger__transactions")
    kept = {name: warehouse.rows(f"from history.{name} order by all") for name in tables}
    assert len(kept["hist_finance_ledger__transactions"]) == 3 * len(NIGHTS)
    (installation.home / "warehouse.duckdb").unlink()
    rebuilt = build(installation.home, *SELECT)
    assert {name: rebuilt.rows(f"from history.{name} order by all") for name in tables} == kept


def test_an_earlier_report_stays_until_its_own_date_is_reported_again(installation: Installation):
    """A monitoring report is full for its own dates (`full_within` of the contract)."""
    header = (
        "workstream,schedule,financial_year,as_at,target,delivered,forecast,rag,owner_role,"
        "progress,next_steps\n"
    )
    reports = {
        "2026-06-10": [("W1", "2026-06-01", "5"), ("W2", "2026-06-01", "6")],
        "2026-10-10": [("W1", "2026-10-01", "7"), ("W2", "2026-10-01", "8")],
        "2026-11-10": [("W1", "2026-10-01", "9"), ("W2", "2026-10-01", "8")],
    }

    def send(sent: str) -> None:
        rows = [
            f"{name},A,2026-27,{as_at},1000,{delivered}00,900,green,lead,text of {as_at},next\n"
            for name, as_at, delivered in reports[sent]
        ]
        installation.send(f"990/safety_valve/workstreams__{sent}.csv", header + "".join(rows))
        [receipt] = installation.load().values()
        assert receipt.outcome == "accepted", receipt.findings

    table = "hist_safety_valve__workstreams"
    versions = (
        "select workstream, as_at::varchar, (delivered / 100)::int, valid_from::varchar, "
        f"valid_to::varchar from history.{table} order by all"
    )
    june = [
        ("W1", "2026-06-01", 5, "2026-06-10", None),
        ("W2", "2026-06-01", 6, "2026-06-10", None),
    ]
    october = ("W1", "2026-10-01", 7, "2026-10-10")
    unchanged = ("W2", "2026-10-01", 8, "2026-10-10", None)
    send("2026-06-10")
    assert build(installation.home, *only(table)).rows(versions) == june
    send("2026-10-10")
    found = build(installation.home, *only(table, "savings_workstreams"))
    assert found.rows(versions) == [june[0], (*october, None), june[1], unchanged]
    kept = "select as_at::varchar, progress from marts.savings_workstreams where workstream = 'W1'"
    assert sorted(found.rows(kept)) == [
        (as_at, f"text of {as_at}") for as_at in ("2026-06-01", "2026-10-01")
    ]
    send("2026-11-10")
    corrected = ("W1", "2026-10-01", 9, "2026-11-10", None)
    expected = [june[0], (*october, "2026-11-10"), corrected, june[1], unchanged]
    assert build(installation.home, *only(table)).rows(versions) == expected
    (installation.home / "warehouse.duckdb").unlink()
    assert build(installation.home, *only(table)).rows(versions) == expected


def test_a_history_is_full_within_what_its_contract_states():
    for source in contract_files.sources():
        for dataset, contract in contract_files.of_source(source, "").items():
            if contract.full_within and contract.mode == "full":  # a release has no history
                [model] = PROJECT.glob(f"models/history/*/hist_{source}__{dataset}.sql")
                columns = ", ".join(f"'{name}'" for name in contract.full_within)
                assert f"full_within=[{columns}]" in model.read_text()
