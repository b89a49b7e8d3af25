"""What the warehouse reads of rejected files that lie in no authority's folder."""

import pytest

from ingest.register import export

FOUND = (
    "select la_code, source, dataset, file_path, findings "
    "from read_parquet('{raw}/../receipts/receipts.parquet')"
)


@pytest.mark.parametrize(
    ("path", "la_code", "source"),
    [
        ("stray.csv", "unknown", None),
        ("312/requests__2026-11-20.csv", "312", None),
        ("312/case_system", "312", None),
        ("990/casesystem/needs__2026-11-19.csv", "990", None),
        ("ABC/case_system/requests__2026-11-20.csv", "unknown", "case_system"),
        ("990/finance_ledger/nonsense.csv", "990", "finance_ledger"),
    ],
)
def test_a_file_in_no_folder_of_a_source_has_no_source(installation, path, la_code, source):
    installation.send(path, "x")
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    export.write(installation.home)
    [row] = installation.rows(FOUND)
    assert row[:4] == (la_code, source, None, path)


def test_no_finding_holds_the_sign_by_which_the_warehouse_joins_them(installation):
    installation.send("990/case_system/a | b |.csv", "x")
    installation.load()
    export.write(installation.home)
    [(*_, path, findings)] = installation.rows(FOUND)
    assert path == "990/case_system/a | b |.csv"
    assert "landing/990/case_system/a ¦ b ¦.csv was not recognised" in findings[0]
    assert "|" not in "".join(findings)


def test_where_a_file_belongs_is_said_in_one_sentence(installation):
    installation.send("stray.csv", "x")
    [receipt] = installation.load().values()
    assert "|" not in receipt.findings[0]
    assert "case_system or dfe_census or finance_ledger" in receipt.findings[0]
