"""Writes all files of one authority for a run of nights and returns its true answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypedDict

from synthetic.answers.case_system import CaseSystemAnswers, case_system_answers
from synthetic.answers.files import (
    ExpectedFile,
    MissingFile,
    accepted_file,
    add_hashes,
    rejected_file,
)
from synthetic.answers.ledger import LedgerAnswers, ledger_answers
from synthetic.answers.needs import Profile, needs_profile
from synthetic.answers.reconciliation import ReconciliationAnswers, reconciliation_answers
from synthetic.answers.safety_valve import SafetyValveAnswers, safety_valve_answers
from synthetic.answers.school_census import SchoolCensusAnswers, school_census_answers
from synthetic.authority import Authority
from synthetic.cases.case_files import CaseFiles, invent_cases
from synthetic.cases.school_census import invent_school_census, write_school_census
from synthetic.extract_files import write_extracts
from synthetic.files import set_arrival_time
from synthetic.ledger.accounts import high_needs_pounds
from synthetic.ledger.files import write_ledger, write_truncated
from synthetic.ledger.invoices import invent_invoices
from synthetic.options import RunOptions
from synthetic.safety_valve import agreement_lines, monitored_savings, write_safety_valve


class ExpectedFigures(CaseSystemAnswers):
    """The figures that the marts must show as at the last night."""

    needs_profile: Profile
    ledger: LedgerAnswers
    reconciliation: ReconciliationAnswers
    school_census: SchoolCensusAnswers
    safety_valve: SafetyValveAnswers


class AuthorityAnswers(TypedDict):
    """The true answers of one authority, as they are written to answers.json."""

    name: str
    files: list[ExpectedFile]
    missing: list[MissingFile]
    expected: ExpectedFigures


def write_authority(
    landing: Path, authority: Authority, options: RunOptions
) -> tuple[CaseFiles, AuthorityAnswers]:
    """Write all files of an authority; return its case files and its true answers."""
    # Invent everything that happens up to the horizon.
    cases = invent_cases(authority, options.seed, options.scale)
    invoices = invent_invoices(authority, options.seed, cases.placements)
    census = invent_school_census(authority, options.seed, options.scale)
    base = high_needs_pounds(authority, invoices.invoiced())

    # Write the files that each source sends on the nights.
    nights, last_night = options.nights, options.last_night
    folder = landing / authority.la_code
    ledger_folder = folder / "finance_ledger"
    extracts = write_extracts(landing, authority, cases, options)
    ledger, totals = write_ledger(
        ledger_folder, authority, options.seed, options.ledger_lines, nights, invoices
    )
    savings = write_safety_valve(folder, authority, base, nights)
    censuses = write_school_census(folder, authority, census)

    # List the files with the outcome that each must have.
    files = extracts.files
    files += [accepted_file(landing, each) for each in (*ledger, *savings, *censuses)]
    if options.bad_file and authority.ledger.gzip_transactions:
        truncated = write_truncated(ledger_folder, authority, nights)
        files.append(rejected_file(landing, truncated, "gzip breaks off before its end"))
    for file in files:
        set_arrival_time(landing / file["file"], date.fromisoformat(file["business_date"]))
    add_hashes(landing, files)

    # Count the figures that the marts must show.
    expected: ExpectedFigures = {
        **case_system_answers(extracts.accepted, extracts.first_agreed, last_night),
        "needs_profile": needs_profile(extracts.accepted, last_night),
        "ledger": ledger_answers(totals),
        "reconciliation": reconciliation_answers(
            invoices, cases.placements, extracts.accepted, last_night
        ),
        "school_census": school_census_answers(census),
        "safety_valve": safety_valve_answers(
            agreement_lines(authority, base, last_night),
            monitored_savings(authority, base, last_night),
        ),
    }
    return cases, {
        "name": authority.name,
        "files": files,
        "missing": extracts.missing,
        "expected": expected,
    }
