"""Several nights: without new files nothing changes, a bad file stops nothing else, and landing
alone is enough to rebuild everything."""

import shutil
from datetime import date

import pytest

from commands import as_known
from steps.reporting import StepFailed
from tests.ingest import shapes
from tests.night.conftest import Night, invent, night, published


def test_the_same_night_again_changes_no_byte(demonstration):
    home = demonstration.first.home
    before = (home / "published").resolve()
    second = night(home)
    assert second.exit_code == 0, second.printed
    assert (home / "published").resolve() == before
    assert published(home) == demonstration.published


def test_an_earlier_date_is_built_in_a_folder_apart_as_it_was_known_then(
    demonstration, monkeypatch
):
    """The requests known on 18 November are those of that night's extract, no later one's."""
    home = demonstration.first.home
    monkeypatch.setenv("SEND_HOME", str(home))
    before = published(home)
    as_known.build(date(2026, 11, 18), date(2026, 11, 18))
    apart = Night(home / "as_known" / "2026-11-18__2026-11-18", 0, "")
    found = apart.rows("select la_code, count(*) from marts.fct_ehc_requests group by la_code")
    extract = "select la_code, rows_accepted from ops.load_receipts where dataset = 'requests'"
    extract += " and business_date = '2026-11-18'"
    assert sorted(found) == sorted(demonstration.first.rows(extract))
    assert published(home) == before
    with pytest.raises(StepFailed, match="can't be known"):
        as_known.build(date(2026, 11, 18), date(2026, 11, 17))


def test_a_rebuild_from_landing_alone_publishes_the_same_bytes(demonstration, tmp_path):
    home = tmp_path / "rebuilt"
    shutil.copytree(demonstration.first.home / "landing", home / "landing")
    again = night(home)
    assert again.exit_code == 0, again.printed
    assert published(home) == demonstration.published


def test_a_bad_file_fails_the_night_and_stops_nothing_else(tmp_path):
    invent(tmp_path, "--bad-file", "--scale", "0.1", "--ledger-lines", "1000")
    bad = night(tmp_path)
    assert bad.exit_code != 0
    assert "Traceback" not in bad.printed
    assert "needs__2026-11-20.csv lacks 1 of the columns expected of needs: sen_type" in bad.printed
    assert "is a truncated gzip" in bad.printed
    for mart in ("timeliness", "needs_profile", "outturn_reconciliation"):
        held = bad.rows(f"select distinct la_code from marts.{mart} order by la_code")
        assert held == [("990",), ("991",)], mart
    outcomes = dict(bad.rows("select outcome, count(*) from ops.load_receipts group by outcome"))
    assert outcomes["rejected"] == 2
    needs = "select count(*) from marts.fct_ehc_requests where la_code = '990' "
    needs += "and primary_need is not null"
    assert bad.rows(needs)[0][0] > 0, "the needs of the last accepted extract are gone"


def test_only_an_authority_that_differs_from_its_trial_balance_is_held_back(tmp_path):
    """The first night has ledgers only and publishes them; the second has trial balances too."""
    ledger = shapes.transactions(40)
    balance = "financial_year,period,cost_centre,subjective,balance\n2026-27,8,C100,5733,{}\n"
    for la_code in ("205", "312"):
        folder = tmp_path / "landing" / la_code / "finance_ledger"
        folder.mkdir(parents=True)
        (folder / "transactions__2026-11-20.csv").write_text(ledger)
    first = night(tmp_path)
    assert first.exit_code == 0, first.printed
    assert first.rows("select count(*) from marts.fct_ledger") == [(80,)]
    assert first.rows("select count(*) from marts.timeliness") == [(0,)]
    for la_code, total in (("205", "4100.00"), ("312", "4099.99")):
        folder = tmp_path / "landing" / la_code / "finance_ledger"
        more = f"{shapes.TRANSACTIONS}\n{shapes.line(77)}\n"
        (folder / "transactions__2026-11-21.csv").write_text(more)
        (folder / "trial_balance__2026-11-21.csv").write_text(balance.format(total))
    (tmp_path / "dbt" / "logs" / "dbt.log").unlink()
    second = night(tmp_path, "2026-11-21")
    assert "skipping parsing" in (tmp_path / "dbt" / "logs" / "dbt.log").read_text()
    lines = "select la_code, count(*), sum(amount_gbp)::varchar from marts.fct_ledger group by 1"
    assert sorted(second.rows(lines)) == [("205", 41, "4100.00"), ("312", 40, "4000.00")]
    assert second.exit_code != 0
    assert "312" in second.printed
