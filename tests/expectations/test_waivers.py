"""Waivers have a date and an owner, and expire. The file's business date decides, never the
clock."""

import pytest

from expectations import waivers
from ingest.read.comparison.batch_facts import LastExtract
from settings import examples
from settings.check_result import CheckResult
from steps import all_loaded, sources
from steps.reporting import StepFailed
from tests.expectations.conftest import GOOD
from tests.ingest import shapes

RULE = "request_outcome_date: before received_date"
LAST = LastExtract(100)
BACKWARDS = ("R99", "2026-01-05", "Y", "2025-01-01")
ENTRY = """
- la_code: "205"
  source: case_system
  dataset: {dataset}
  check: "{check}"
  until: {until}
  accepted_by: Head of SEND data
  reason: the supplier corrects it
"""


def _file(home):
    path = home / "settings" / "waivers.yml"
    path.parent.mkdir(exist_ok=True)
    return path


def _waive(home, check=RULE, until="2026-11-20", dataset="requests"):
    _file(home).write_text(ENTRY.format(check=check, until=until, dataset=dataset))


def _check(result, rule=RULE):
    [check] = [each for each in result.checks if each.rule == rule]
    return check


def test_without_a_waiver_the_row_is_quarantined_and_every_result_is_kept(gate):
    batch = gate.batch([*GOOD, BACKWARDS])
    result = gate.run(batch)
    assert batch.failing_rows() == [40]
    assert _check(result) == CheckResult(
        check=RULE,
        rule=RULE,
        consequence="quarantine",
        success=False,
        rows_failed=1,
        outcome="failed",
        waived_by=None,
        waived_until=None,
    )
    passed = _check(result, "received_date: outside its range")
    assert (passed.success, passed.rows_failed, passed.outcome) == (True, 0, "passed")
    assert passed.check == "received_date: outside 1990-01-01 to 2026-11-20"
    assert _check(result, "no rows to load").rows_failed is None


def test_a_waived_row_is_loaded_until_the_last_day(gate):
    _waive(gate.home, until="2026-11-20")
    batch = gate.batch([*GOOD, BACKWARDS], date="2026-11-20")
    result = gate.run(batch)
    assert batch.failing_rows() == []
    assert result.remarks == (f"waived until 2026-11-20 by Head of SEND data: {RULE}: 1 row(s)",)
    assert result.expired_waivers == ()
    check = _check(result)
    assert (check.success, check.rows_failed, check.outcome) == (False, 1, "waived")
    assert (check.waived_by, check.waived_until) == ("Head of SEND data", "2026-11-20")


def test_the_day_after_the_check_has_its_full_effect_and_the_waiver_is_reported(gate):
    _waive(gate.home, until="2026-11-19")
    batch = gate.batch([*GOOD, BACKWARDS], date="2026-11-20")
    result = gate.run(batch)
    assert batch.failing_rows() == [40]
    expired = f"the waiver of Head of SEND data expired on 2026-11-19: {RULE}"
    assert result.expired_waivers == (expired,)
    assert expired in result.remarks
    assert _check(result).outcome == "failed"


def test_an_expired_waiver_of_a_check_that_passes_has_no_effect(gate):
    _waive(gate.home, until="2026-11-19")
    assert gate.check().expired_waivers == ()


def test_a_waived_collapse_lets_the_file_pass_and_an_expired_one_does_not(gate):
    wording = "fewer than 50 % of the 100 rows of the last extract are left"
    _waive(gate.home, check="the rows collapsed")
    waived = gate.check(last_extract=LAST)
    assert waived.rejections == ()
    assert waived.remarks == (f"waived until 2026-11-20 by Head of SEND data: {wording}",)
    assert gate.check(last_extract=LAST, date="2026-11-21").rejections == (wording,)


def test_a_file_without_rows_cannot_be_waived(gate):
    _waive(gate.home, check="no rows to load")
    result = gate.run(gate.batch([]))
    assert result.rejections == ("no rows to load",)
    assert "this check can't be waived: no rows to load" in result.remarks


def test_a_repeated_key_cannot_be_waived(gate):
    _waive(gate.home, check="unique key")
    batch = gate.batch([*GOOD, ("R7", "2026-01-06", "Y", "2026-02-10")])
    result = gate.run(batch)
    assert sorted(batch.failing_rows()) == [7, 40]
    assert result.remarks == ("this check can't be waived: unique key",)


def test_a_waiver_that_names_no_check_waives_nothing_and_is_reported(gate):
    _waive(gate.home, check="request_outcome_date: befor received_date")
    batch = gate.batch([*GOOD, BACKWARDS])
    result = gate.run(batch)
    assert batch.failing_rows() == [40]
    assert result.remarks == (
        "a waiver names no check of this file: request_outcome_date: befor received_date",
    )


def test_a_waiver_of_another_dataset_has_no_effect_on_this_one(gate):
    _waive(gate.home, dataset="persons")
    batch = gate.batch([*GOOD, BACKWARDS])
    assert gate.run(batch).remarks == ()
    assert batch.failing_rows() == [40]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY.format(dataset="requests", check=RULE, until="soon"), "entry 1.until: found 'soon'"),
        (ENTRY.format(dataset="requests", check="", until="2026-12-31"), "entry 1.check: found"),
        (
            ENTRY.replace('"205"', "205").format(dataset="a", check="b", until="2026-12-31"),
            "la_code",
        ),
        ("- la_code: '205'\n", "entry 1.source: found nothing"),
        ("la_code: '205'\n", "expected a list of waivers"),
        ("- [", "(line 1), expected YAML"),
        (
            ENTRY.format(dataset="requests", check=RULE, until="2026-11-31"),
            "the impossible date 2026-11-31 (line 6)",
        ),
        ("[" * 1200, "lists too deep"),
        (
            ENTRY.format(dataset="request", check=RULE, until="2026-12-31"),
            "entry 1: found 'case_system.request'",
        ),
        (
            ENTRY.replace("Head of SEND data", "Jane Doe").format(
                dataset="requests", check=RULE, until="2026-12-31"
            ),
            "entry 1.accepted_by: found another value, expected a role, never a person",
        ),
    ],
    ids=[
        "no date",
        "no check",
        "code as a number",
        "fields missing",
        "no list",
        "no YAML",
        "no day of the calendar",
        "too deep",
        "no dataset",
        "a person",
    ],
)
def test_an_invalid_file_waives_nothing_and_is_reported(gate, text, message):
    _file(gate.home).write_text(text)
    problems = list(map(str, waivers.problems(gate.home)))
    assert any(message in problem for problem in problems)
    batch = gate.batch([*GOOD, BACKWARDS])
    assert gate.run(batch).remarks == tuple(problems)
    for problem in problems:
        assert problem.startswith("settings/waivers.yml: ")
        assert problem.endswith("until then nothing is waived.")
        assert "Doe" not in problem
    assert batch.failing_rows() == [40]


def test_who_accepts_may_have_the_words_that_the_settings_add(gate):
    text = ENTRY.replace("Head of SEND data", "Head of Brokerage")
    _file(gate.home).write_text(text.format(dataset="requests", check=RULE, until="2026-12-31"))
    batch = gate.batch([*GOOD, BACKWARDS])
    assert _check(gate.run(batch)).outcome == "failed"
    _file(gate.home).with_name("roles.yml").write_text("words: [brokerage]\n")
    batch = gate.batch([*GOOD, BACKWARDS])
    assert _check(gate.run(batch)).waived_by == "Head of Brokerage"


def test_without_a_file_and_by_the_example_nothing_is_waived(gate):
    before = waivers.fingerprint(gate.home)
    assert waivers.read(gate.home) == []
    examples.write(gate.home)
    assert waivers.read(gate.home) == []
    assert waivers.problems(gate.home) == []
    assert waivers.fingerprint(gate.home) == before


def test_the_receipt_keeps_what_was_waived_and_what_was_checked(installation):
    path = "205/case_system/requests__2026-11-20.csv"
    _waive(installation.home)
    installation.send(path, shapes.requests(40, shapes.request(3, id="R99", decided="2025-01-01")))
    receipt = installation.load()[path]
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 41)
    outcomes = {check.rule: check.outcome for check in receipt.checks}
    assert outcomes[RULE] == "waived"
    assert outcomes["every cell can be read"] == "passed"
    assert receipt.expired_waivers == ()


def test_a_file_that_cannot_be_read_has_one_failed_check(installation):
    path = "205/case_system/requests__2026-11-20.csv"
    installation.send(path, "request_id\nR1\n")
    receipt = installation.load()[path]
    [check] = receipt.checks
    assert (check.consequence, check.success, check.outcome) == ("refuse", False, "failed")
    assert (check.check,) == receipt.findings


def test_the_night_is_red_for_an_expired_waiver(installation):
    path = "205/case_system/requests__2026-11-20.csv"
    _waive(installation.home, until="2026-11-19")
    installation.send(path, shapes.requests(40, shapes.request(3, id="R99", decided="2025-01-01")))
    arrivals = sources.register_arrivals("case_system", None)
    [receipt] = [sources.load_arrival(arrival) for arrival in arrivals]
    assert receipt.outcome == "accepted_with_rejects"
    with pytest.raises(StepFailed, match=f"landing/{path}: the waiver of Head of SEND data"):
        all_loaded.check("case_system", arrivals)


def test_a_rejected_file_is_loaded_again_when_its_check_is_waived(installation):
    path = "205/case_system/requests__2026-11-20.csv"
    installation.send("205/case_system/requests__2026-11-19.csv", shapes.requests(40))
    installation.send(path, shapes.requests(10))
    assert installation.load()[path].outcome == "rejected"
    assert installation.load() == {}
    _waive(installation.home, check="the rows collapsed", until="2026-11-30")
    assert installation.load()[path].outcome == "accepted"
