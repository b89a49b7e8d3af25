"""Files published on a date: grant allocations, links between establishments, the school census."""

import pytest

from tests.ingest import shapes
from tests.ingest.workbooks import ods

CENSUS = (
    "census_date,school_urn,upn,nc_year,sen_provision,sen_type_1,sen_type_2,sen_unit,"
    "resourced_provision\n"
)
GRANT = "england/dfe_census/dedicated-schools-grant_2023_07_20.ods"
BLOCKS = ["Schools block (£s)", "Central school services block (£s)", "High needs block (£s)"]
BLOCKS += ["Early years block (£s)", "Total DSG allocation (£s)"]
TITLE = "Dedicated schools grant: 2022 to 2023 allocations local authority summary"


def grant(**changes) -> bytes:
    """As DfE lays it out: a merged title, headers over three rows, sums of areas below."""
    net = [name.replace("block (", "block allocation (") if n in (1, 2) else name
           for n, name in enumerate(BLOCKS)]  # fmt: skip
    sums = ["", "", "", "", " = [A] + [B] + [C] + [D]", "", "", "", "", " = [F] + [G] + [H] + [I]"]
    rows = [
        [changes.get("title", TITLE), "", "2022 to 2023 DSG allocations, before recoupment"],
        ["", "", *BLOCKS, *net],
        [" ", " ", *(f"[{letter}]" for letter in "ABCDEFGHIJ")],
        [" ", " ", *sums],
        ["ENGLAND", "", 40.0, 1.0, 30.0, 4.0, 75.0, 20.0, 1.0, 20.0, 4.0, 45.0],
        [205.0, "Hammersmith and Fulham", 10.0, 0.5, 7.25, 1.0, 18.75, 5.0, 0.5, 7.0, 1.0, 13.5],
        ["", "", "", ""],
        ["South East", "", 30.0, 0.5, 22.75, 3.0, changes.get("sum", 56.25), *[1.0] * 4, 4.0],
        [" ", "", "", ""],
    ]
    if "turned" in changes:
        rows[1:] = [[*row[:2], *reversed(row[2:])] for row in rows[1:]]
    sheet = changes.get("sheet", "Allocations_summary")
    return ods({"Information": [["", "about"]], sheet: rows}, mimetype=False)


def test_a_grant_publication_keeps_blocks_totals_and_areas(installation):
    installation.send(GRANT, grant())
    [receipt] = installation.load("2020-01-01").values()  # a publication is loaded for any date
    assert (receipt.outcome, receipt.rows_read) == ("accepted", 3), receipt.findings
    assert (receipt.business_date, receipt.mode) == ("2023-07-20", "release")
    rows = installation.rows(
        "select area, la_name, financial_year, high_needs_gross::varchar, high_needs_net::varchar, "
        "total_gross::varchar from '{raw}/dfe_census/dedicated-schools-grant/england/*.parquet' "
        "order by _line"
    )
    assert rows == [
        ("ENGLAND", None, "2022 to 2023", "30.00", "20.00", "75.00"),
        ("205", "Hammersmith and Fulham", "2022 to 2023", "7.25", "7.00", "18.75"),
        ("South East", None, "2022 to 2023", "22.75", "1.00", "56.25"),
    ]


@pytest.mark.parametrize(
    ("path", "changes", "message"),
    [
        (
            GRANT,
            {"sheet": "Summary"},
            "has no sheet 'Allocations_summary'. Found: sheet 'Information', ",
        ),
        (GRANT, {"title": "Allocations"}, "has no financial_year above its headers"),
        (GRANT, {"sum": 56.0}, "1 of 3 rows are bad"),
        (GRANT.replace("07_20", "02_30"), {}, "holds an impossible date"),
    ],
    ids=["another sheet", "no year", "a sum that isn't", "no date"],
)
def test_a_grant_publication_in_another_layout_is_rejected(installation, path, changes, message):
    installation.send(path, grant(**changes))
    [receipt] = installation.load().values()
    assert receipt.outcome == "rejected"
    assert message in receipt.findings[0]


def test_a_block_is_found_by_its_letter_and_name_not_by_position(installation):
    installation.send(GRANT, grant(turned=True))
    installation.load()
    [(gross, net)] = installation.rows(
        "select schools_gross::int, schools_net::int from "
        "'{raw}/dfe_census/dedicated-schools-grant/england/*.parquet' where area = '205'"
    )
    assert (gross, net) == (10, 5)


def test_links_are_read_from_cp1252_under_either_name(installation):
    csv = '"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate"\n'
    csv += '100001,100002,"St Ælfric’s","Successor","31-08-2021"\n'
    installation.send("england/dfe_census/links_edubasealldata20250422.csv", csv.encode("cp1252"))
    installation.send(
        "england/dfe_census/gias_links__2025-05-01.csv", csv.replace("31-08", "01-09")
    )
    receipts = installation.load()
    assert [r.outcome for r in receipts.values()] == ["accepted", "accepted"]
    rows = installation.rows(
        "select _business_date::varchar, link_name, link_established_date::varchar "
        "from '{raw}/dfe_census/gias_links/england/*.parquet' order by all"
    )
    assert rows == [
        ("2025-04-22", "St Ælfric’s", "2021-08-31"),
        ("2025-05-01", "St Ælfric’s", "2021-09-01"),
    ]


def register(*rows: str) -> str:
    head = (
        "URN,UKPRN,EstablishmentName,LA (code),LA (name),TypeOfEstablishment (code),"
        "TypeOfEstablishment (name),EstablishmentStatus (name),PhaseOfEducation (name),OpenDate,"
        "CloseDate,StatutoryLowAge,StatutoryHighAge,SchoolCapacity,HeadLastName\n"
    )
    good = [
        f"{100100 + n},,A,205,B,34,Academy converter,Open,Primary,,,4,11,210,X" for n in range(60)
    ]
    return head + "".join(f"{row}\n" for row in (*good, *rows))


def test_the_register_of_schools_quarantines_what_is_impossible_and_stores_no_head(installation):
    installation.send(
        "england/dfe_census/edubasealldata20260302.csv",
        register(
            "100001,,A,205,B,34,Academy,Closed,Primary,02-09-2020,01-09-2020,4,11,210,X",
            "100002,,A,,B,7,Community special school,Open,,01-09-2020,,4,19,80,X",
            "1002,,A,205,B,7,Community special school,Open,,01-09-2020,,4,19,80,X",
        ),
    )
    [receipt] = installation.load().values()
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (61, 2)
    findings = " ".join(receipt.findings)
    assert "close_date: before open_date" in findings
    assert "local_authority: missing" in findings
    [columns] = installation.rows(
        "select list(column_name) from (describe select * from "
        "'{raw}/dfe_census/gias_establishments/england/*.parquet')"
    )
    assert not any("head" in name for name in columns[0])


def pupil(number: int, sen: str = "E,ASD,", upn: str | None = None) -> str:
    return f"2026-01-15,100001,{upn or f'A{number:012d}'},R,{sen},0,TRUE\n"


def test_pupils_of_a_census_have_the_keys_of_the_case_system(installation):
    installation.send("205/case_system/persons__2026-11-20.csv", shapes.persons(3))
    installation.send(
        "205/dfe_census/school_census__2026-01-15.csv",
        CENSUS + pupil(0) + pupil(1, "K,NSA,DS") + pupil(2, "N,,"),
    )
    receipts = installation.load()
    assert [r.outcome for r in receipts.values()] == ["accepted", "accepted"], receipts
    [(matched,)] = installation.rows(
        "select count(*) from '{raw}/dfe_census/school_census/205/*.parquet' "
        "join '{raw}/case_system/persons/205/*.parquet' using (upn_key)"
    )
    assert matched == 3
    for path, content in installation.files().items():
        assert b"A000000000000" not in content, path


def test_a_census_row_outside_its_codes_is_quarantined_with_all_reasons(installation):
    good = "".join(pupil(n) for n in range(40))
    bad = pupil(40, "S,BESD,", upn="B12") + pupil(41, "K,,")
    installation.send("205/dfe_census/school_census__2026-01-15.csv", CENSUS + good + bad)
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_quarantined) == ("accepted_with_rejects", 1)
    [(reasons,)] = installation.rows("select reasons from '{quarantine}/205/*.parquet'")
    assert [reason.split(":")[0] for reason in reasons] == ["sen_provision", "sen_type_1", "upn"]
    assert any("missing for a pupil with SEN" in each for each in receipt.findings)
