"""Work with others: moves into adulthood, schools consulted, joint funding, savings workstreams.

A section is left out where the authority sends none of its dataset.
"""

import html
from typing import Any

import duckdb

from publish.disclosure.small_counts import SMALL
from publish.page import layout
from publish.page.layout import count

WORDS = {
    "chc": "continuing health care",
    "not_recorded": "not recorded",
    "total": "all",
}
TRANSITIONS = """
    select pathway, identified, transitioned, casework_open
    from send.marts.transitions where la_code = $1 order by is_total, identified desc, pathway
"""
CONSULTATIONS = """
    select academic_year, sum(sent)::bigint, sum(answered_within_15_days)::bigint,
        sum(offered)::bigint, sum(declined)::bigint, sum(overdue)::bigint
    from send.marts.consultations where la_code = $1
    group by academic_year order by academic_year desc limit 3
"""
DECLINING = """
    select coalesce(provider_name, 'URN ' || provider_urn), sent, declined, median_days
    from send.marts.consultations
    where la_code = $1 and declined > 5
        and academic_year = (
            select max(academic_year) from send.marts.consultations where la_code = $1
        )
    order by declined desc, 1 limit 8
"""
JOINT_FUNDING = """
    select financial_year, payer, agreed_gbp, invoiced_gbp, received_gbp, outstanding_gbp,
        lapsed_gbp, placements
    from send.marts.joint_funding where la_code = $1
    order by financial_year desc, payer limit 6
"""
WORKSTREAMS = """
    select workstream, owner_role, progress, next_steps, rag
    from send.marts.savings_workstreams
    where la_code = $1 and (progress is not null or next_steps is not null) and as_at = (
        select max(as_at) from send.marts.savings_workstreams where la_code = $1
    )
    and financial_year = (
        select max(financial_year) from send.marts.savings_workstreams
        where la_code = $1 and delivered_gbp is not null
    )
    order by workstream
"""


def _words(code: str) -> str:
    return html.escape(WORDS.get(code, code.replace("_", " ")))


def transitions(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return how many young people were to move on from their plan, and how many have."""
    rows = [
        (_words(pathway), *map(count, counts))
        for pathway, *counts in layout.rows(db, TRANSITIONS, la_code)
    ]
    table = layout.table(("pathway", "identified", "moved on", "casework open"), rows)
    return layout.open_section("Moving on from a plan", "", table) if rows else ""


def consultations(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return how schools answered consultations, by academic year."""
    rows = [
        (year, *map(count, counts)) for year, *counts in layout.rows(db, CONSULTATIONS, la_code)
    ]
    heads = ("consulted in", "consultations", "within 15 days", "offers", "declined", "overdue")
    table = layout.table(heads, rows)
    return layout.open_section("Schools consulted", "", table) if rows else ""


def declining(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the schools that decline most often."""
    rows = [
        (html.escape(name), count(sent), count(declined), "–" if days is None else days)
        for name, sent, declined, days in layout.rows(db, DECLINING, la_code)
    ]
    table = layout.table(("school", "asked", "declined", "median days"), rows)
    about = "This academic year, without schools that declined 1 to 5 times."
    return layout.open_section("Schools that decline places", about, table) if rows else ""


def joint_funding(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return what others should pay of placements, and what they paid."""
    rows = [
        (f"{year}, {_words(payer)}", *map(layout.pounds, amounts))
        for year, payer, *amounts, placements in layout.rows(db, JOINT_FUNDING, la_code)
        if placements not in SMALL
    ]
    heads = ("year and payer", "agreed", "invoiced", "received", "outstanding", "lapsed")
    about = "Lapsed: shares that nobody has agreed to since the panel's review date. Without "
    about += "payers of 1 to 5 placements."
    return layout.open_section("Joint funding", about, layout.table(heads, rows)) if rows else ""


def workstreams(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the words of the latest savings report."""
    rows = [
        tuple(html.escape(text or "–") for text in row)
        for row in layout.rows(db, WORKSTREAMS, la_code)
    ]
    heads: Any = ("workstream", "owner", "progress", "next steps", "rating")
    table = layout.table(heads, rows, css="words")
    return layout.open_section("Savings workstreams", "", table, wide=True) if rows else ""
