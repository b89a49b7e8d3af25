"""Disclosure control of invented tables of every shape, tested with a linear programme.

The macros run here on DuckDB alone, with the variables of dbt_project.yml.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

import duckdb
import jinja2
import pytest
import yaml

from publish.disclosure import audit
from tests.dbt.conftest import PROJECT
from tests.night.attacker import DIMENSIONS, Key, Known, interval_widths

SHAPES = {
    # values of each dimension, range of the number of plans, how unevenly the plans are spread
    "a city": ((12, 5, 10, 2), (1500, 4000), 2.0),
    "a town": ((12, 5, 9, 3), (300, 900), 1.5),
    "an island": ((8, 4, 6, 2), (8, 70), 1.0),
    "large and level": ((4, 3, 4, 2), (600, 2500), 0.3),
    "few cells": ((3, 2, 1, 1), (6, 80), 0.8),
}
TABLES = 6  # of each shape


def _table(rng: random.Random, shape: str) -> Counter[Key]:
    """Children by cell."""
    sizes, (fewest, most), uneven = SHAPES[shape]
    cells = [
        tuple(
            f"{name}{rng.choices(range(size), [1 / (n + 1) ** uneven for n in range(size)])[0]}"
            for name, size in zip("npsx", sizes, strict=True)
        )
        for _ in range(rng.randint(fewest, most))
    ]
    return Counter(cells)


def _sql(dimensions: Sequence[str] = DIMENSIONS) -> str:
    files = sorted((PROJECT / "macros" / "disclosure").glob("*.sql"))
    variables = yaml.safe_load((PROJECT / "dbt_project.yml").read_text("utf-8"))["vars"]
    known = {"var": variables.__getitem__, "kept_cte": lambda name, caller: caller()}  # on DuckDB
    macros = jinja2.Environment(autoescape=False).from_string(  # SQL
        "".join(file.read_text("utf-8") for file in files), globals=known
    )
    tables, names = ["name"], list(dimensions)
    rows = macros.module.breakdowns("cells", tables, names, "people")
    suppressed = macros.module.suppression("given", tables, names)
    return (
        f"with {rows}, given as (select *, false as must_suppress from breakdowns), "
        f"{suppressed} "
        f"select name, breakdown, {', '.join(dimensions)}, people, is_suppressed "
        "from suppressed_rows"
    )


@pytest.fixture(scope="module")
def published() -> dict[str, dict[Key, tuple[int, bool]]]:
    """Every row of every table, by the table's name: its count, and whether it is suppressed."""
    rng = random.Random(20261120)
    with duckdb.connect() as connection:
        connection.execute(
            "create table cells (name varchar, primary_need varchar, phase varchar, "
            "setting_type varchar, sex varchar, people bigint)"
        )
        cells = [
            (f"{shape} {number}", *cell, people)
            for shape in SHAPES
            for number in range(TABLES)
            for cell, people in _table(rng, shape).items()
        ]
        connection.executemany("insert into cells values (?, ?, ?, ?, ?, ?)", cells)
        rows = connection.execute(_sql()).fetchall()
    found: dict[str, dict[Key, tuple[int, bool]]] = defaultdict(dict)
    for name, _, *row, people, is_suppressed in rows:
        found[name][tuple(row)] = (int(people), is_suppressed)
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_no_small_count_can_be_derived(published, shape):
    for name, rows in published.items():
        if not name.startswith(shape):
            continue
        known = Known(
            {row: None if suppressed else people for row, (people, suppressed) in rows.items()}
        )
        small = [row for row, (people, _) in rows.items() if people < 6]
        assert [row for row in small if known.rows[row] is not None] == []
        width = interval_widths(known, 3)
        assert {row: width[row] for row in small if width[row] < 3} == {}, name


def test_most_counts_that_are_not_small_are_shown(published):
    """Most of a city's and a town's, and all of a table without small counts."""
    shown: dict[str, list[bool]] = defaultdict(list)
    for name, rows in published.items():
        none_is_small = all(people > 5 for people, _ in rows.values())
        if none_is_small:
            assert not any(suppressed for _, suppressed in rows.values()), name
        for people, suppressed in rows.values():
            if people > 5:
                shown[name.rsplit(" ", 1)[0]].append(not suppressed)
    assert sum(shown["a city"]) > 0.8 * len(shown["a city"])
    assert sum(shown["a town"]) > 0.6 * len(shown["a town"])


def test_no_ward_of_few_plans_can_be_derived():
    """A table of one dimension, with one total: 60 authorities of 2 to 40 wards, most of them with
    some wards of 1 to 5 plans."""
    rng = random.Random(20260115)
    wards = [
        (f"{number:03}", f"W{ward}", max(1, round(rng.lognormvariate(rng.uniform(1, 3), 1))))
        for number in range(60)
        for ward in range(rng.randint(2, 40))
    ]
    with duckdb.connect() as db:
        db.execute("create table cells (name varchar, ward_code varchar, people bigint)")
        db.executemany("insert into cells values (?, ?, ?)", wards)
        db.execute(
            "create schema marts; create table marts.plans_by_ward_published as "
            "select name as la_code, date '2026-01-15' as counted_on, ward_code, "
            "breakdown = 'all' as is_total, people, if(is_suppressed, null, people) as plans "
            f"from ({_sql(['ward_code'])}) where breakdown in ('all', 'ward_code')"
        )
        [(small_shown, large, large_shown)] = db.execute(
            "select count(if(people < 6, plans, null)), count(if(people > 5, 1, null)), "
            "count(if(people > 5, plans, null)) from marts.plans_by_ward_published"
        ).fetchall()
        assert audit.unsafe(db, "memory", ["marts.plans_by_ward_published"]) == []
    assert small_shown == 0
    assert large_shown > 0.8 * large
