"""The result of an audit holds for an authority as long as its rows and the code are the same."""

from collections.abc import Collection
from pathlib import Path

import duckdb
import pytest

from publish import audiences
from publish.disclosure import audit, earlier
from tests.publish.test_damaged_publication import damage
from tests.publish.thirty_authorities import publish, run

pytestmark = pytest.mark.slow

BANDS = "marts.open_requests_published"
ROWS = f"""
    create schema marts; create schema ops;
    create table {BANDS} as
        select la_code, date '2026-11-20' as as_at, band, is_total, requests
        from (values ('990'), ('991'), ('992')) a (la_code)
        cross join (values ('total', true, 52), ('up_to_6_weeks', false, null),
            ('over_20_weeks', false, null)) b (band, is_total, requests);
    update {BANDS} set requests = 49 where la_code = '991' and band = 'up_to_6_weeks';
    create table ops.data_dictionary as
        select 'marts' as schema_name, 'open_requests_published' as table_name,
            'open' as audience, 'audited' as disclosure, 'Bands.' as table_description,
            1 as column_order, 'la_code' as column_name, null as column_description
"""
Audited = list[Collection[str] | None]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """991's hidden band is the total less the other band, so it is left out."""
    run(tmp_path, ROWS)
    assert audiences.withheld(publish(tmp_path)) == ["991"]
    return tmp_path


@pytest.fixture
def audited(home: Path, monkeypatch: pytest.MonkeyPatch) -> Audited:
    """The authorities of each audit from now on; None stands for all."""
    asked: Audited = []
    unsafe = audit.unsafe

    def asks(db, catalog, tables, la_codes=None):
        asked.append(la_codes)
        return unsafe(db, catalog, tables, la_codes)

    monkeypatch.setattr(audit, "unsafe", asks)
    return asked


def shows(la_code: str, requests: str) -> str:
    return (
        f"update {BANDS} set requests = {requests} "
        f"where la_code = '{la_code}' and band = 'up_to_6_weeks'"
    )


def test_only_an_authority_with_other_rows_is_audited(home: Path, audited: Audited) -> None:
    run(home, shows("990", "49"))
    assert audiences.withheld(publish(home)) == ["990", "991"]
    assert audited == [{"990"}]


def test_an_authority_that_is_safe_now_is_no_longer_left_out(home: Path, audited: Audited) -> None:
    run(home, shows("991", "null"))
    assert audiences.withheld(publish(home)) == []
    assert audited == [{"991"}]


def test_an_authority_without_rows_is_no_longer_left_out(home: Path, audited: Audited) -> None:
    run(home, f"delete from {BANDS} where la_code = '991'")
    assert audiences.withheld(publish(home)) == []
    assert audited == [{"991"}]


def test_other_code_audits_all(home: Path, audited: Audited, monkeypatch) -> None:
    monkeypatch.setattr(earlier, "_code", lambda: "of another version")
    run(home, shows("990", "49"))
    assert audiences.withheld(publish(home)) == ["990", "991"]
    assert audited == [None]


def test_a_damaged_record_of_the_audit_audits_all(home: Path, audited: Audited) -> None:
    damage((home / "published").resolve() / earlier.RECORD, "flipped")
    run(home, shows("990", "49"))
    assert audiences.withheld(publish(home)) == ["990", "991"]
    assert audited == [None]


def test_audited_tables_with_other_columns_are_audited_for_all(
    home: Path, audited: Audited
) -> None:
    run(home, f"alter table {BANDS} add column note varchar")
    assert audiences.withheld(publish(home)) == ["991"]
    assert audited == [None]


def test_the_version_of_the_audit_is_the_content_of_its_code(monkeypatch, tmp_path: Path) -> None:
    tables = {BANDS}
    before = earlier.audited_by(tables)
    for file in Path(earlier.__file__).parent.glob("*.py"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(earlier, "__file__", str(tmp_path / "earlier.py"))
    earlier._code.cache_clear()
    assert earlier.audited_by(tables) == before
    assert earlier.audited_by({"marts.timeliness_published"}) != before
    with (tmp_path / "bounds.py").open("a") as file:
        file.write("\n")
    earlier._code.cache_clear()
    assert earlier.audited_by(tables) != before
    earlier._code.cache_clear()


def test_a_result_is_of_one_authority_only() -> None:
    """Two authorities with the same figures are safe or unsafe each by itself."""
    with duckdb.connect() as db:
        db.execute(f"attach ':memory:' as send; use send; {ROWS}; use memory")
        together = {each.la_code for each in audit.unsafe(db, "send", [BANDS])}
        alone = {
            each.la_code
            for la_code in ("990", "991", "992")
            for each in audit.unsafe(db, "send", [BANDS], [la_code])
        }
    assert together == alone == {"991"}
