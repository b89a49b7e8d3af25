"""The demonstration night: the marts have the true answers of the invented authorities."""

from decimal import Decimal

import pytest

from tests.dbt.compiled_models import rows_of_seed

AUTHORITIES = ("990", "991")
PERIODS = {"month": "%Y-%m", "calendar_year": "%Y"}
CLOCKS = sorted({clock for clock, *_ in rows_of_seed("statutory_clocks")})
ACTIVITIES = (
    "requests_received",
    "decided_to_assess",
    "decided_not_to_assess",
    "agreed_to_issue",
    "plans_issued",
    "not_issued",
    "plans_transferred_in",
    "plans_ceased",
    "plans_transferred_out",
    "active_at_end",
)


def test_the_night_ends_with_0_and_names_the_published_file(demonstration):
    printed = demonstration.first.printed
    assert demonstration.first.exit_code == 0, printed
    assert "published/send.duckdb" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_every_file_has_the_receipt_that_was_planned_for_it(demonstration, la_code):
    found = {
        name: counts
        for name, *counts in demonstration.first.rows(
            "select file_path, outcome, rows_accepted, rows_quarantined, rows_duplicate "
            f"from ops.load_receipts where la_code = '{la_code}'"
        )
    }
    planned = {
        file["file"]: [file["outcome"], file["accepted"], file["quarantined"], file["duplicate"]]
        for file in demonstration.answers["authorities"][la_code]["files"]
    }
    assert found == planned


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_every_expected_file_but_the_missing_one_came_in_time(demonstration, la_code):
    found = demonstration.first.rows(
        "select source, dataset, due_date::varchar, status, last_business_date::varchar "
        f"from ops.expected_files where la_code = '{la_code}' "
        "and status not in ('received', 'not_yet_due')"
    )
    planned = demonstration.answers["authorities"][la_code]["missing"]
    assert found == [
        (file["source"], file["dataset"], file["due_date"], "missing", file["last_came"])
        for file in planned
    ]
    for file in planned:
        dates = f"due {file['due_date']}, last came {file['last_came']}"
        assert f"MISSING  {la_code}  {file['source']}/{file['dataset']}  {dates}" in (
            demonstration.first.printed
        )


def test_one_file_of_the_demonstration_is_missing(demonstration):
    planned = [a["missing"] for a in demonstration.answers["authorities"].values()]
    assert sum(map(len, planned)) == 1


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_every_spoilt_row_is_in_quarantine_and_no_other(demonstration, la_code):
    found = demonstration.first.rows(
        "select file_path, line_number from ops.quarantined_rows join ops.load_receipts "
        f"using (la_code, load_id) where la_code = '{la_code}'"
    )
    spoilt = {
        (file["file"], row["line"])
        for file in demonstration.answers["authorities"][la_code]["files"]
        for row in file["spoilt"]
        if row["kind"] != "exact_duplicate"
    }
    assert set(found) == spoilt
    assert len(found) == len(spoilt)


@pytest.mark.parametrize("la_code", AUTHORITIES)
@pytest.mark.parametrize("clock", CLOCKS)
def test_timeliness_is_what_the_generator_counted(demonstration, la_code, clock):
    answers = demonstration.answers["authorities"][la_code]["expected"]["timeliness"][clock]
    for period_type, pattern in PERIODS.items():
        rows = demonstration.first.rows(
            f"select strftime(period_start, '{pattern}'), completed, within_time, "
            "completed_excluding_exceptions, within_time_excluding_exceptions, median_days "
            f"from marts.timeliness where la_code = '{la_code}' and clock = '{clock}' "
            f"and period_type = '{period_type}' and completed > 0"
        )
        found = {period: (*counts, median) for period, *counts, median in rows}
        assert found == {
            period: (
                cell["completed"],
                cell["within_time"],
                cell["completed_excluding_exceptions"],
                cell["within_time_excluding_exceptions"],
                None if cell["median_days"] is None else Decimal(str(cell["median_days"])),
            )
            for period, cell in answers[period_type].items()
        }
        assert found


@pytest.mark.parametrize("la_code", AUTHORITIES)
@pytest.mark.parametrize("period_type", PERIODS)
def test_activity_is_what_the_generator_counted(demonstration, la_code, period_type):
    answers = demonstration.answers["authorities"][la_code]["expected"]["activity"][period_type]
    rows = demonstration.first.rows(
        f"select strftime(period_start, '{PERIODS[period_type]}'), {', '.join(ACTIVITIES)} "
        f"from marts.ehc_activity where la_code = '{la_code}' and period_type = '{period_type}'"
    )
    found = {period: dict(zip(ACTIVITIES, counts, strict=True)) for period, *counts in rows}
    expected = {
        period: {activity: cell.get(activity, 0) for activity in ACTIVITIES}
        for period, cell in answers.items()
    }
    assert {period: found[period] for period in expected} == expected
    # a period without an answer has no events, only active plans
    rest = [cell for period, cell in found.items() if period not in expected]
    assert not any(any(list(cell.values())[:-1]) for cell in rest)


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_mediation_and_appeals_are_what_the_generator_counted(demonstration, la_code):
    measures = ("decisions", "mediations", "appeals", "appeals_after_mediation")
    rows = demonstration.first.rows(
        f"select decision, cast(calendar_year as varchar), {', '.join(measures)} "
        f"from marts.mediation_and_appeals where la_code = '{la_code}'"
    )
    found: dict[str, dict[str, dict[str, int]]] = {}
    for decision, year, *counts in rows:
        found.setdefault(decision, {})[year] = dict(zip(measures, counts, strict=True))
    expected = demonstration.answers["authorities"][la_code]["expected"]["mediation_and_appeals"]
    assert found == expected
    assert len(found) == 3


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_open_requests_by_week_are_what_the_generator_counted(demonstration, la_code):
    rows = demonstration.first.rows(
        "select week_open, requests, already_breached, due_in_28_days "
        f"from marts.open_requests where la_code = '{la_code}' and as_at = date '2026-11-20'"
    )
    expected = demonstration.answers["authorities"][la_code]["expected"]["open_requests"]
    assert len(rows) == 53
    assert {str(week): counts for week, *counts in rows if any(counts)} == {
        week: list(cell.values()) for week, cell in expected.items()
    }


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_requests_by_status_are_what_the_generator_counted(demonstration, la_code):
    rows = demonstration.first.rows(
        "select status, count(*) from marts.fct_ehc_requests "
        f"where la_code = '{la_code}' group by status"
    )
    expected = demonstration.answers["authorities"][la_code]["expected"]["requests"]["by_status"]
    assert dict(rows) == {status: count for status, count in expected.items() if count}


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_plans_each_january_are_what_the_generator_counted(demonstration, la_code):
    rows = demonstration.first.rows(
        "select calendar_year, plans_january from marts.plan_growth "
        f"where la_code = '{la_code}' and calendar_year >= 2024"
    )
    expected = demonstration.answers["authorities"][la_code]["expected"]["plans"]
    assert dict(rows) == {int(day[:4]): count for day, count in expected["active_january"].items()}


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_before_the_case_system_begins_in_2024_plans_are_as_dfe_published_them(
    demonstration, la_code
):
    """The generator's case system holds no plan that ceased before 2024."""
    rows = demonstration.first.rows(
        "select calendar_year, plans_january = published_plans_january, is_series_break "
        f"from marts.plan_growth where la_code = '{la_code}' and basis = 'dfe_published' order by 1"
    )
    assert rows == [(year, True, False) for year in range(2019, 2024)]
    breaks = demonstration.first.rows(
        f"select calendar_year from marts.plan_growth where la_code = '{la_code}' "
        "and is_series_break"
    )
    assert breaks == [(2024,)]


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_transitions_consultations_and_teams_are_what_the_generator_counted(demonstration, la_code):
    expected = demonstration.answers["authorities"][la_code]["expected"]
    for mart, key, columns in (
        ("transitions", "pathway", ("identified", "transitioned", "casework_open")),
        (
            "consultations",
            "academic_year",
            ("sent", "answered", "answered_within_15_days", "declined"),
        ),
    ):
        sums = ", ".join(f"sum({column})::bigint" for column in columns)
        rows = demonstration.first.rows(
            f"select {key}, {sums} from marts.{mart} where la_code = '{la_code}' group by 1"
        )
        found = {value: dict(zip(columns, counts, strict=True)) for value, *counts in rows}
        assert found == expected[mart]
    teams = demonstration.first.rows(
        "select team, sum(open_requests)::bigint from marts.open_cases_by_team "
        f"where la_code = '{la_code}' and open_requests > 0 group by 1"
    )
    assert dict(teams) == expected["open_requests_by_team"]


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_contributions_are_what_the_generator_invoiced(demonstration, la_code):
    expected = demonstration.answers["authorities"][la_code]["expected"]["contributions"]
    rows = demonstration.first.rows(
        "select financial_year || ' ' || payer, invoiced_gbp::varchar, received_gbp::varchar, "
        f"agreed_gbp from marts.joint_funding where la_code = '{la_code}'"
    )
    assert {key: invoiced for key, invoiced, *_ in rows if Decimal(invoiced)} == expected[
        "invoiced"
    ]
    received = {key: paid for key, _, paid, *_ in rows if key in expected["received"]}
    assert received == expected["received"]
    assert sum(agreed for *_, agreed in rows) > 0


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_the_ledger_has_every_line_and_penny_of_the_answers(demonstration, la_code):
    expected = demonstration.answers["authorities"][la_code]["expected"]["ledger"]
    [(lines, total)] = demonstration.first.rows(
        f"select count(*), sum(amount_gbp) from marts.fct_ledger where la_code = '{la_code}'"
    )
    assert (lines, total) == (expected["lines"], Decimal(expected["total"]))
    found = {}
    for year, period, block, amount in demonstration.first.rows(
        "select financial_year, financial_period, dsg_block, sum(amount_gbp) "
        f"from marts.fct_ledger where la_code = '{la_code}' group by all"
    ):
        found[year, period, block] = amount
    assert found == {
        (year, int(period), block or None): Decimal(amount)
        for year, periods in expected["by_year_period_block"].items()
        for period, blocks in periods.items()
        for block, amount in blocks.items()
    }


@pytest.mark.parametrize("la_code", AUTHORITIES)
def test_the_outturn_to_date_is_the_sum_of_the_ledger_lines(demonstration, la_code):
    by_year = demonstration.answers["authorities"][la_code]["expected"]["ledger"][
        "by_year_period_block"
    ]
    for year, period, block, to_date in demonstration.first.rows(
        "select financial_year, financial_period, dsg_block, actual_to_date_gbp "
        f"from marts.dsg_outturn where la_code = '{la_code}' "
        "and dsg_block not in ('carry_forward', 'total')"
    ):
        expected = sum(
            Decimal(blocks.get(block, "0"))
            for posted, blocks in by_year[year].items()
            if int(posted) <= period
        )
        assert to_date == expected, (year, period, block)
