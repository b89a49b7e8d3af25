"""One self-contained HTML page for each authority, for its SEND managers.

It can be forwarded: it reads the tables of the open audience and nothing else. All figures come
from these, and the page loads nothing, so it can be mailed and kept.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from publish.page import charts
from settings import authorities, targets

SUPPRESSED = "suppressed"
BANDS = {  # band of open_requests_published → name, and whether it is in breach
    "up_to_6_weeks": ("up to 6 weeks", False),
    "over_6_to_20_weeks": ("6 to 20 weeks", False),
    "over_20_weeks": ("over 20 weeks", True),
}
STYLE = """
:root { --ink: #1d2733; --faint: #5b6875; --line: #d7dde3; --accent: #1f5fa8; --alert: #b3361f }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.2rem; max-width: 68rem; color: var(--ink); background: #fff;
  font: 16px/1.45 system-ui, "Segoe UI", Roboto, Arial, sans-serif }
h1 { margin: 0; font-size: 1.7rem } h2 { margin: 0 0 .3rem; font-size: 1.1rem }
p { margin: .2rem 0 .6rem; color: var(--faint) }
.facts { display: grid; gap: .8rem; margin: 1rem 0;
  grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)) }
.fact { padding: .7rem .9rem; border: 1px solid var(--line); border-radius: .5rem }
.fact b { display: block; font-size: 1.7rem; line-height: 1.2 }
.fact.alert b { color: var(--alert) }
.fact span { color: var(--faint); font-size: .9rem }
.charts { display: grid; gap: 1.2rem; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)) }
section { break-inside: avoid; min-width: 0 } section.wide { grid-column: 1 / -1 }
svg { display: block; width: 100%; height: auto }
details { margin-top: .3rem; font-size: .9rem } summary { cursor: pointer; color: var(--accent) }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { padding: .15rem .4rem; border-bottom: 1px solid var(--line); text-align: right }
th:first-child, td:first-child { text-align: left }
footer { margin-top: 1.5rem; color: var(--faint); font-size: .85rem }
@media print { body { max-width: none; padding: 0; font-size: 11px } details { display: none }
  .charts { grid-template-columns: 1fr 1fr } }
"""


@dataclass(frozen=True)
class Display:
    """What the settings decide about a page: the target in per cent, and names of authorities."""

    target: Decimal | None
    names: dict[str, str]


def display(home: Path) -> Display:
    """The installation's settings of pages; where a file is wrong, none."""
    return Display(
        targets.FILE.read_or(home, targets.NONE).within_20_weeks_pct,
        authorities.FILE.read_or(home, authorities.Authorities()).names,
    )


def settings_of(home: Path) -> str:
    """The settings of pages as text; empty where they are the defaults."""
    found = display(home)
    defaults = Display(targets.Targets().within_20_weeks_pct, {})
    return "" if found == defaults else repr(found)


def write(publication: Path, settings: Display) -> list[Path]:
    """Write `pages/<la_code>.html` into a publication, for every authority in its open tables;
    return the files."""
    folder = publication / "pages"
    folder.mkdir()
    written = []
    with duckdb.connect() as db:
        marts = str(publication / "open" / "send.duckdb").replace("'", "''")
        db.execute(f"attach '{marts}' as send (read_only)")
        for (la_code,) in db.execute(AUTHORITIES).fetchall():
            file = folder / f"{la_code}.html"
            file.write_text(_page(db, la_code, settings), encoding="utf-8")
            written.append(file)
    return written


AUTHORITIES = """
    select la_code from send.marts.timeliness_published
    union select la_code from send.marts.open_requests_published
    union select la_code from send.marts.needs_profile_published
    order by la_code
"""


def _rows(db: duckdb.DuckDBPyConnection, query: str, la_code: str) -> list[tuple[Any, ...]]:
    return db.execute(query, [la_code] if "?" in query or "$1" in query else []).fetchall()


def _page(db: duckdb.DuckDBPyConnection, la_code: str, settings: Display) -> str:
    (as_at,) = _rows(db, "select max(as_at) from send.ops.publications", la_code)[0]
    name = html.escape(settings.names.get(la_code) or _name(db, la_code))
    parts = [
        _facts(db, la_code, settings.target),
        '<div class="charts">',
        _timeliness(db, la_code, settings.target),
        _open(db, la_code),
        _growth(db, la_code),
        _needs(db, la_code),
        "</div>",
    ]
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name}: EHC plans as at {as_at}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{name}</h1><p>Education, health and care plans as at {_day(as_at)}</p>\n"
        + "\n".join(parts)
        + "\n<footer>Suppressed: 1 to 5 children, or a number that would give one away. Within 20 "
        "weeks: SEND Regulations 2014, reg 13(2), exceptions included. England: DfE, Education, "
        "health and care plans (Open Government Licence). Definitions: the marts' data "
        "dictionary.</footer></body></html>\n"
    )


def _name(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    found = _rows(
        db,
        "select area_name from send.marts.benchmarks where area_code = ? "
        "order by vintage desc, period desc limit 1",
        la_code,
    )
    return found[0][0] if found else f"Authority {la_code}"


def _facts(db: duckdb.DuckDBPyConnection, la_code: str, target: Decimal | None) -> str:
    half_years = _rows(db, f"{HALF_YEARS} desc limit 1", la_code)
    start, end, completed, rate = half_years[0] if half_years else (None, None, None, None)
    shown = SUPPRESSED if half_years and completed is None else "–" if rate is None else f"{rate} %"
    period = f"{start:%B} to {_month(end)}" if half_years else "no half-year is over"
    plans = "" if completed is None else f" ({completed:,} plans)"
    behind = rate is not None and target is not None and rate < target
    waiting = dict(_rows(db, OPEN, la_code))
    breached = waiting.get("over_20_weeks", 0)
    maintained = _rows(db, MAINTAINED, la_code)
    facts = [
        (shown, f"issued within 20 weeks, {period}{plans}", behind),
        (_number(waiting.get("total", 0)), "requests open", False),
        (_number(breached), "of them past 20 weeks", breached is None or breached > 0),
        *((_number(number), f"plans on {_day(day)}", False) for day, number in maintained),
    ]
    boxes = "".join(
        f'<div class="fact{" alert" if alert else ""}"><b>{value}</b><span>{what}</span></div>'
        for value, what, alert in facts
    )
    return f'<div class="facts">{boxes}</div>'


HALF_YEARS = """
    select period_start, period_end, completed, within_time_pct
    from send.marts.timeliness_published
    where la_code = ? and clock = 'final_plan_20_weeks' order by period_start
"""
OPEN = "select band, requests from send.marts.open_requests_published where la_code = ?"
MAINTAINED = """
    select as_at, plans from send.marts.needs_profile_published
    where la_code = ? and breakdown = 'all' and not is_census_day order by as_at desc limit 1
"""


def _number(number: Any) -> str:
    return SUPPRESSED if number is None else f"{number:,}"


def _timeliness(db: duckdb.DuckDBPyConnection, la_code: str, target: Decimal | None) -> str:
    half_years = _rows(db, HALF_YEARS, la_code)
    england = _rows(
        db,
        "select period, value from send.marts.benchmarks where area_level = 'england' "
        "and measure = 'within_20_weeks_pct' and value is not null "
        "order by vintage desc, period desc limit 1",
        la_code,
    )
    chart = charts.rate_by_half_year(
        [end for _, end, _, _ in half_years], [each[3] for each in half_years], target, england
    )
    table = _table(
        ("half-year to", "plans", "in time %"),
        [(_day(end), _number(n), _number(pct)) for _, end, n, pct in half_years[::-1]],
    )
    about = "Half-years from April and from October that are over. A gap is suppressed."
    return _section("Plans issued within 20 weeks", about, chart, table, wide=True)


def _open(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    waiting = dict(_rows(db, OPEN, la_code))
    bands = [(name, waiting.get(band, 0), is_late) for band, (name, is_late) in BANDS.items()]
    chart = charts.open_by_band(bands)
    table = _table(
        ("time since the request", "open"), [(name, _number(number)) for name, number, _ in bands]
    )
    return _section("Requests still open", "Hatched: suppressed.", chart, table)


def _growth(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    years = _rows(
        db,
        "select year(as_at), plans, change_on_year from send.marts.needs_profile_published "
        "where la_code = ? and breakdown = 'all' and is_census_day order by as_at",
        la_code,
    )
    chart = charts.plans_by_year([(year, plans) for year, plans, _ in years if plans is not None])
    table = _table(
        ("January", "plans", "change"),
        [
            (year, _number(plans), "–" if change is None else f"{change:+,}")
            for year, plans, change in years[::-1]
        ],
    )
    return _section("Plans on the January census day", "", chart, table)


def _needs(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    needs = _rows(db, NEEDS, la_code)
    chart = charts.plans_by_need([(need, plans) for need, plans, _ in needs])
    rows = [
        (html.escape(need), _number(plans), SUPPRESSED if pct is None else pct)
        for need, plans, pct in needs
    ]
    table = _table(("primary need", "plans", "%"), rows)
    about = "Hatched: suppressed, so that no child can be identified."
    return _section("Plans by primary need", about, chart, table)


NEEDS = """
    select primary_need, plans, plans_pct
    from send.marts.needs_profile_published
    where la_code = $1 and breakdown = 'primary_need' and as_at = (
        select max(as_at) from send.marts.needs_profile_published where la_code = $1
    )
    order by plans desc nulls last, primary_need
"""


def _section(title: str, about: str, chart: str, table: str, wide: bool = False) -> str:
    return (
        f"<section{' class=wide' if wide else ''}><h2>{title}</h2><p>{about}</p>{chart}"
        f"<details><summary>Figures</summary>{table}</details></section>"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    head = "".join(f"<th>{text}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _month(day: date) -> str:
    return f"{day:%B %Y}"
