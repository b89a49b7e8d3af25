"""What the queries of datasets and charts find where a mart has several releases or versions."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.superset import files

DATASETS = {each["table_name"]: each for each in files.assets("datasets").values()}
CHARTS = files.assets("charts")
OF_RELEASES = ["needs_beside_england", "plans_each_january", "timeliness_beside_england"]


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Release 2025 has 2024; release 2026 has 2024 again, with other figures, and 2025."""
    with duckdb.connect() as db:
        db.execute("""
            create schema marts;
            create table marts.dim_authority as from (values ('990', 'A')) t (la_code, la_name);
            create table marts.dim_need as from (values ('ASD', 'A')) t (primary_need, need_label);
            create table marts.authority_benchmarks as
            select '990' as la_code, 'Ashmere' as la_name, * exclude value, value,
                value + 1 as neighbours_value, value + 2 as england_value
            from (values
                ('2024', '2025', false, false, 90), ('2024', '2026.1', true, false, 99),
                ('2024', '2026', false, true, 50), ('2025', '2026.1', true, false, 99),
                ('2025', '2026', false, true, 75)
            ) t (period, vintage, is_superseded, is_latest, value)
            cross join (values
                ('plans_january'), ('within_20_weeks_excluding_exceptions_pct'),
                ('plans_by_primary_need_pct_asd')
            ) m (measure);
            create table marts.dsg_deficit as
            select '990' as la_code, '2026-27' as financial_year, *, 0 as opening_gbp,
                0 as in_year_gbp, 0 as payment_gbp, 1 as closing_gbp, 1 as agreement_closing_gbp,
                0 as above_agreement_gbp, null as above_agreement_since, 'forecast' as status
            from (values
                ('original', 'original'), ('v9', 'earlier'), ('v10', 'in_force')
            ) t (version, version_kind)
        """)
        yield db


def read(marts: duckdb.DuckDBPyConnection, dataset: str, columns: str) -> list[tuple[Any, ...]]:
    sql = DATASETS[dataset]["sql"]
    return marts.execute(f"select {columns} from ({sql}) as read order by all").fetchall()


def test_of_several_releases_of_dfe_a_chart_shows_the_last_and_no_year_twice(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    reading = [name for name, each in DATASETS.items() if "authority_benchmarks" in each["sql"]]
    assert sorted(reading) == OF_RELEASES
    assert read(marts, "plans_each_january", "period, plans, plans_index, england_index") == [
        ("2024", 50, 100, 100), ("2025", 75, 150, Decimal("148.1")),  # 75 of 50, 77 of 52
    ]  # fmt: skip
    assert read(marts, "timeliness_beside_england", "period, area, value") == [
        ("2024", "England", 52), ("2024", "Statistical neighbours", 51),
        ("2024", "The authority", 50), ("2025", "England", 77),
        ("2025", "Statistical neighbours", 76), ("2025", "The authority", 75),
    ]  # fmt: skip
    assert read(marts, "needs_beside_england", "period, area, value") == [
        ("2025", "England", 77), ("2025", "Statistical neighbours", 76),
        ("2025", "The authority", 75),
    ]  # fmt: skip


def test_a_chart_of_the_deficit_shows_the_version_in_force_whatever_its_name(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    shown = {}
    for chart in CHARTS.values():
        if chart["dataset_uuid"] == DATASETS["dsg_deficit"]["uuid"]:
            filters = chart["params"]["adhoc_filters"]
            assert {each["operator"] for each in filters} <= {"=="}
            where = "".join(f" and {f['subject']} = '{f['comparator']}'" for f in filters)
            sql = f"select version from ({DATASETS['dsg_deficit']['sql']}) where true{where}"
            shown[chart["slice_name"]] = [version for (version,) in marts.execute(sql).fetchall()]
    side_by_side = shown.pop("Retained deficit at the end of each year")
    assert sorted(side_by_side) == ["original", "v10"]
    assert len(shown) == 3
    assert all(versions == ["v10"] for versions in shown.values()), shown
