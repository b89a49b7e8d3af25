"""Writes all files of one authority for a run of nights and returns its true answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypedDict

from synthetic.answers.case_system import (
    CaseSystemAnswers,
    case_system_answers,
    latest_census_day,
)
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
from synthetic.cases.school_census import CensusRow, invent_school_census, write_school_census
from synthetic.extract_files import ExtractFiles, write_extracts
from synthetic.files import set_arrival_time
from synthetic.geography import plans_by_ward, write_geography
from synthetic.ledger.accounts import high_needs_pounds
from synthetic.ledger.commissioned import (
    CommissionedAnswers,
    commissioned_answers,
    write_commissioned,
)
from synthetic.ledger.contributions import (
    ContributionAnswers,
    contribution_answers,
    write_contributions,
)
from synthetic.ledger.files import write_ledger, write_truncated
from synthetic.ledger.invoices import Invoices, invent_invoices
from synthetic.ledger.totals import LedgerTotals
from synthetic.options import RunOptions
from synthetic.places import PlaceAnswers, place_answers, write_places
from synthetic.safety_valve import agreement_lines, monitored_savings, write_safety_valve


class ExpectedFigures(CaseSystemAnswers):
    """The figures that the marts must show as at the last night."""

    needs_profile: Profile
    ledger: LedgerAnswers
    reconciliation: ReconciliationAnswers
    contributions: ContributionAnswers
    commissioned_places: CommissionedAnswers
    school_census: SchoolCensusAnswers
    safety_valve: SafetyValveAnswers
    places: PlaceAnswers
    plans_by_ward: dict[str, int]
    plans_by_ward_on_census_day: dict[str, int]


class AuthorityAnswers(TypedDict):
    """The true answers of one authority, as they are written to answers.json."""

    name: str
    files: list[ExpectedFile]
    missing: list[MissingFile]
    expected: ExpectedFigures


@dataclass(frozen=True, slots=True)
class _Invented:
    """All events of an authority up to the horizon.

    `base` is the high needs budget of the first year, in pounds.
    """

    cases: CaseFiles
    invoices: Invoices
    census: dict[date, list[CensusRow]]
    base: int


@dataclass(frozen=True, slots=True)
class _Written:
    """The files of all nights, with the rows of the extracts and the totals of the ledger."""

    files: list[ExpectedFile]
    extracts: ExtractFiles
    totals: LedgerTotals


def write_authority(
    landing: Path, authority: Authority, options: RunOptions
) -> tuple[CaseFiles, AuthorityAnswers]:
    """Write all files of an authority; return its case files and its true answers."""
    invented = _invent(authority, options)
    written = _write(landing, authority, invented, options)
    for file in written.files:
        set_arrival_time(landing / file["file"], date.fromisoformat(file["business_date"]))
    add_hashes(landing, written.files)
    return invented.cases, {
        "name": authority.name,
        "files": written.files,
        "missing": written.extracts.missing,
        "expected": _expected_figures(authority, invented, written, options),
    }


def _invent(authority: Authority, options: RunOptions) -> _Invented:
    cases = invent_cases(authority, options.seed, options.scale)
    invoices = invent_invoices(authority, options.seed, cases.placements)
    census = invent_school_census(authority, options.seed, options.scale)
    return _Invented(cases, invoices, census, high_needs_pounds(authority, invoices.invoiced()))


def _write(
    landing: Path, authority: Authority, invented: _Invented, options: RunOptions
) -> _Written:
    """Write the files of every source, and list them with their expected outcomes."""
    folder, nights = landing / authority.la_code, options.nights
    ledger_folder = folder / "finance_ledger"
    extracts = write_extracts(landing, authority, invented.cases, options)
    accepted, totals = write_ledger(
        ledger_folder, authority, options.seed, options.ledger_lines, nights, invented.invoices
    )
    accepted += write_contributions(
        ledger_folder, authority, options.seed, invented.cases.decisions, nights
    )
    accepted.append(write_commissioned(folder / "places", authority, nights[0]))
    accepted += write_safety_valve(folder, authority, invented.base, nights)
    accepted += write_school_census(folder, authority, invented.census)
    accepted += write_places(folder, authority)
    accepted += write_geography(folder, authority, extracts.accepted)
    files = extracts.files + [accepted_file(landing, each) for each in accepted]
    if options.bad_file and authority.ledger.gzip_transactions:
        truncated = write_truncated(ledger_folder, authority, nights)
        files.append(rejected_file(landing, truncated, "gzip breaks off before its end"))
    return _Written(files, extracts, totals)


def _expected_figures(
    authority: Authority, invented: _Invented, written: _Written, options: RunOptions
) -> ExpectedFigures:
    """Count the figures that the marts must show as at the last night."""
    last_night = options.last_night
    accepted, base = written.extracts.accepted, invented.base
    return {
        **case_system_answers(accepted, written.extracts.first_agreed, last_night),
        "needs_profile": needs_profile(authority, accepted, last_night),
        "ledger": ledger_answers(written.totals),
        "contributions": contribution_answers(options.seed, invented.cases.decisions, last_night),
        "commissioned_places": commissioned_answers(authority, last_night),
        "reconciliation": reconciliation_answers(
            invented.invoices, invented.cases.placements, accepted, last_night
        ),
        "school_census": school_census_answers(invented.census),
        "safety_valve": safety_valve_answers(
            agreement_lines(authority, base, last_night),
            monitored_savings(authority, base, last_night),
        ),
        "places": place_answers(authority),
        "plans_by_ward": plans_by_ward(authority, accepted, last_night),
        "plans_by_ward_on_census_day": plans_by_ward(
            authority, accepted, latest_census_day(last_night)
        ),
    }
