"""Schools: pupils with SEN census by census, schools far above the rest, and annual reviews."""

import html

import duckdb

from publish.disclosure.small_counts import SMALL
from publish.page import layout
from publish.page.layout import count

PREVALENCE = """
    select census_date, phase, pupils, sen_support, sen_support_pct, ehc_plans, ehc_plans_pct
    from send.marts.sen_prevalence_by_census
    where la_code = $1 and is_total and phase in ('primary', 'secondary') and census_date in (
        select distinct census_date from send.marts.sen_prevalence_by_census
        where la_code = $1 order by 1 desc limit 3
    )
    order by phase, census_date desc
"""
HIGHEST = """
    select school_name, phase, pupils, sen_support, sen_support_pct, ehc_plans, ehc_plans_pct
    from send.marts.sen_prevalence_by_census
    where la_code = $1 and not is_total and school_name is not null
        and phase in ('primary', 'secondary')
        and not regexp_matches(lower(school_type), 'special|referral|alternative')
        and sen_support > 5 and ehc_plans > 5 and census_date = (
            select max(census_date) from send.marts.sen_prevalence_by_census
            where la_code = $1 and is_of_the_year
        )
    order by ehc_plans_above_authority + sen_support_above_authority desc, school_name limit 6
"""
REVIEWS = """
    with reviews as (
        select *, case
            when due_month >= date_trunc('month', as_at) - interval 3 month then due_month
        end as shown_month
        from send.marts.annual_reviews_by_provider
        where la_code = $1 and due_month <= date_trunc('month', as_at) + interval 4 month
            and (overdue > 0 or due_month >= date_trunc('month', as_at) - interval 3 month)
    )
    select shown_month, sum(reviews)::bigint, sum(decided_in_time)::bigint,
        sum(decided_late)::bigint, sum(overdue)::bigint, sum(meeting_held + due)::bigint
    from reviews group by shown_month order by shown_month nulls first
"""


def _rate(number: int, percent: object) -> str:
    return "–" if percent is None or number in SMALL else f"{percent} %"


def prevalence(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the shares of pupils with SEN at the latest censuses."""
    rows = [
        (
            f"{phase}, {layout.day(day)}", count(pupils), _rate(support, support_pct),
            _rate(plans, plans_pct),
        )
        for day, phase, pupils, support, support_pct, plans, plans_pct
        in layout.rows(db, PREVALENCE, la_code)
    ]  # fmt: skip
    table = layout.table(("phase and census", "pupils", "SEN support", "EHC plan"), rows)
    about = "Pupils where they are taught, whichever authority maintains their plan."
    return layout.open_section("Pupils with SEN in the authority's schools", about, table)


PUBLISHED = """
    select academic_year, phase, sen_support_pct, neighbours_sen_support_pct,
        england_sen_support_pct, ehc_plans_pct, neighbours_ehc_plans_pct, england_ehc_plans_pct
    from send.marts.sen_prevalence_published
    where la_code = $1 and academic_year in (
        select distinct academic_year from send.marts.sen_prevalence_published
        where la_code = $1 order by 1 desc limit 2
    )
    order by academic_year desc, phase
"""


def published(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return DfE's shares of pupils with SEN, beside the neighbours and England."""
    rows = [
        (f"{year}, {phase} schools", *("–" if each is None else f"{each} %" for each in shares))
        for year, phase, *shares in layout.rows(db, PUBLISHED, la_code)
    ]
    heads = (
        "January census", "SEN support", "neighbours", "England", "EHC plans", "neighbours",
        "England",
    )  # fmt: skip
    about = "As DfE publishes them; neighbours: the mean of the ten statistical neighbours."
    table = layout.table(heads, rows)
    title = "Pupils with SEN beside England and the neighbours"
    return layout.open_section(title, about, table, wide=True) if rows else ""


def highest(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the mainstream schools that are furthest above the authority's shares."""
    rows = [
        (
            html.escape(name), phase, count(pupils), _rate(support, support_pct),
            _rate(plans, plans_pct),
        )
        for name, phase, pupils, support, support_pct, plans, plans_pct
        in layout.rows(db, HIGHEST, la_code)
    ]  # fmt: skip
    if not rows:
        return ""
    table = layout.table(("school", "phase", "pupils", "SEN support", "EHC plan"), rows)
    about = "Mainstream schools furthest above the authority; without those of 1 to 5 pupils."
    return layout.open_section("Schools with the highest shares", about, table)


def reviews(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    """Return the annual reviews by the month in which they are due."""
    rows = [
        (f"{month:%B %Y}", *map(count, counts))
        if month
        else ("earlier", "–", "–", "–", count(counts[3]), "–")
        for month, *counts in layout.rows(db, REVIEWS, la_code)
    ]
    heads = ("due in", "reviews", "in time", "late", "overdue", "to come")
    about = (
        "Decided in time, decided late, overdue today, and still to come. Of earlier months, only "
        "what is still overdue."
    )
    return layout.open_section("Annual reviews", about, layout.table(heads, rows))
