"""History, woven night by night in any order of arrival, against the landed files themselves."""

import random
from datetime import date, timedelta

from tests.conftest import Installation
from tests.dbt.conftest import Warehouse, build
from tests.ingest import shapes

NIGHTS = [date(2026, 11, 3) + timedelta(days=n) for n in range(8)]
SELECT = ("--select", "+hist_case_system__persons", "+hist_finance_ledger__transactions")
SELECT += ("--exclude", "fct_ledger_conserves_money", "loads_accepted_rows_are_in_raw")
Extract = dict[str, str]  # person → birth date: all that a row says here


def _extracts(chance: random.Random) -> list[Extract]:
    """What the case system said on each night: people come, go, come back and are corrected."""
    said = {f"P{n}": "2015-02-01" for n in range(20)}
    nights = []
    for _ in NIGHTS:
        for person in chance.sample(sorted(said), 2):
            said[person] = chance.choice(["2015-02-01", "2016-03-02", "2014-01-09"])
        if chance.random() < 0.6:
            del said[chance.choice(sorted(said))]
        if chance.random() < 0.6:
            said[f"P{chance.randrange(24)}"] = "2015-02-01"
        nights.append(dict(said))
    return nights


def _csv(extract: Extract) -> str:
    rows = (shapes.person(int(who[1:]), birth_date=born) for who, born in extract.items())
    return "\n".join([shapes.PERSONS, *rows]) + "\n"


def _expected(nights: dict[date, Extract]) -> set[tuple[str, str, date, date | None]]:
    """Every version of every row, walked through one night after the other."""
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


def _landed(installation: Installation, night: date, said: Extract, more: str = "") -> None:
    _send(installation, night, _csv(said), more=more)
    journal = "\n".join(shapes.line(night.day * 10 + n) for n in range(3))
    _send(installation, night, f"{shapes.TRANSACTIONS}\n{journal}\n", "transactions", more)


def test_history_is_a_function_of_the_landed_files_alone(installation: Installation):
    """Files come out of order, one is corrected; each build weaves in what has come since. In the
    end it is what was said night by night, and what a build from nothing makes of it."""
    chance = random.Random(1)
    nights = dict(zip(NIGHTS, _extracts(chance), strict=True))
    chance.shuffle(NIGHTS)
    come: dict[date, Extract] = {}
    for batch in (NIGHTS[:4], NIGHTS[4:]):
        for night in batch:
            come[night] = nights[night]
            _landed(installation, night, come[night])
        installation.load()
        woven = build(installation.home, *SELECT)
        assert _found(woven) == _expected(come)

    corrected = sorted(NIGHTS)[3]
    come[corrected] = dict.fromkeys(come[corrected], "2013-12-12")
    _landed(installation, corrected, come[corrected], more="__v2")
    installation.load()
    woven = build(installation.home, *SELECT)
    assert _found(woven) == _expected(come)

    tables = ("hist_case_system__persons", "hist_finance_ledger__transactions")
    kept = {name: woven.rows(f"from history.{name} order by all") for name in tables}
    assert len(kept["hist_finance_ledger__transactions"]) == 3 * len(NIGHTS)
    (installation.home / "warehouse.duckdb").unlink()
    at_once = build(installation.home, *SELECT)
    assert {name: at_once.rows(f"from history.{name} order by all") for name in tables} == kept
