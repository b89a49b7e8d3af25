"""One self-contained HTML page for each authority, for its SEND managers.

It can be forwarded: counts of 1 to 5 are neither printed nor drawn to size. All figures come from
the published marts, and the page loads nothing, so it can be mailed and kept.
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

SMALL = range(1, 6)  # counts that could identify a child (DfE's rule for SEN2)
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
    """Write `pages/<la_code>.html` beside a publication's send.duckdb, for every authority that
    has issued plans; return the files."""
    folder = publication / "pages"
    folder.mkdir()
    written = []
    with duckdb.connect() as db:
        marts = str(publication / "send.duckdb").replace("'", "''")
        db.execute(f"attach '{marts}' as send (read_only)")
        codes = db.execute("select distinct la_code from send.marts.timeliness_weekly order by 1")
        for (la_code,) in codes.fetchall():
            file = folder / f"{la_code}.html"
            file.write_text(_page(db, la_code, settings), encoding="utf-8")
            written.append(file)
    return written


def _rows(db: duckdb.DuckDBPyConnection, query: str, la_code: str) -> list[tuple[Any, ...]]:
    return db.execute(query, [la_code] if "?" in query or "$1" in query else []).fetchall()


def _page(db: duckdb.DuckDBPyConnection, la_code: str, settings: Display) -> str:
    (as_at,) = _rows(db, "select max(as_at) from send.marts.timeliness_weekly", la_code)[0]
    name = html.escape(settings.names.get(la_code) or _name(db, la_code))
    parts = [
        _facts(db, la_code, settings.target),
        '<div class="charts">',
        _weekly(db, la_code, settings.target),
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
        + "\n<footer>Counts of 1 to 5 are shown as “1–5”. Within 20 weeks: SEND Regulations 2014, "
        "reg 13(2), exceptions included. England: DfE, Education, health and care plans (Open "
        "Government Licence). Definitions: the marts' data dictionary.</footer></body></html>\n"
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
    latest = _rows(
        db,
        "select issued_13_weeks, within_time_13_weeks_pct from send.marts.timeliness_weekly "
        "where la_code = ? order by week_start desc limit 1",
        la_code,
    )
    waiting = _rows(
        db,
        "select sum(requests), sum(already_breached), sum(due_in_28_days) "
        "from send.marts.open_requests where la_code = ?",
        la_code,
    )[0]
    issued, rate = latest[0] if latest else (0, None)
    shown = "–" if rate is None or issued in SMALL else f"{rate} %"
    behind = rate is not None and target is not None and rate < target
    facts = [
        (shown, f"issued within 20 weeks, last 13 weeks ({count(issued)} plans)", behind),
        (count(waiting[0]), "requests open", False),
        (count(waiting[1]), "of them past 20 weeks", bool(waiting[1])),
        (count(waiting[2]), "due in the next 28 days", False),
    ]
    boxes = "".join(
        f'<div class="fact{" alert" if alert else ""}"><b>{value}</b><span>{what}</span></div>'
        for value, what, alert in facts
    )
    return f'<div class="facts">{boxes}</div>'


def count(number: int | None) -> str:
    """Return a count as text; 1 to 5 are all shown as the same range."""
    if number is None:
        return "–"
    return "1–5" if number in SMALL else f"{number:,}"


def _weekly(db: duckdb.DuckDBPyConnection, la_code: str, target: Decimal | None) -> str:
    weeks = _rows(
        db,
        "select week_end, case when issued_13_weeks > 5 then within_time_13_weeks_pct end, "
        "issued_13_weeks from send.marts.timeliness_weekly where la_code = ? order by week_end",
        la_code,
    )
    england = _rows(
        db,
        "select period, value from send.marts.benchmarks where area_level = 'england' "
        "and measure = 'within_20_weeks_pct' and value is not null "
        "order by vintage desc, period desc limit 1",
        la_code,
    )
    chart = charts.rate_by_week(
        [week for week, _, _ in weeks], [rate for _, rate, _ in weeks], target, england
    )
    table = _table(
        ("13 weeks to", "plans", "in time %"),
        [(_day(week), count(n), "–" if rate is None else rate) for week, rate, n in weeks[::-1]],
    )
    about = "Each point covers the 13 weeks up to it."
    return _section("Plans issued within 20 weeks", about, chart, table, wide=True)


def _open(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    bands = _rows(db, OPEN_BY_BAND, la_code)
    chart = charts.open_by_weeks(bands, set(SMALL))
    table = _table(
        ("weeks since the request", "open"),
        [("52 or more" if w == 52 else f"{w} to {w + 3}", count(number)) for w, number in bands],
    )
    about = "Right of the dashed line: over 20 weeks. Hatched: 1 to 5 requests, not drawn to size."
    return _section("Requests still open", about, chart, table)


OPEN_BY_BAND = """
    select 4 * (week_open // 4) as first_week, sum(requests)::bigint
    from send.marts.open_requests where la_code = ? group by first_week order by first_week
"""


def _growth(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    years = _rows(
        db,
        "select calendar_year, plans_january, growth_pct, basis, is_series_break "
        "from send.marts.plan_growth "
        "where la_code = ? and plans_january is not null order by calendar_year",
        la_code,
    )
    shown = [row for row in years if row[1] not in SMALL]
    chart = charts.plans_by_year(
        [(year, plans) for year, plans, *_ in shown],
        {year for year, _, _, basis, _ in shown if basis == "dfe_published"},
        [year for year, *_, is_break in shown if is_break],
    )
    table = _table(
        ("January", "plans", "growth %", "counted by"),
        [
            (year, count(n), "–" if pct is None else pct, COUNTED_BY[basis])
            for year, n, pct, basis, _ in years[::-1]
        ],
    )
    return _section("Plans on the January census day", _about_growth(years), chart, table)


COUNTED_BY = {"case_system": "case system", "dfe_published": "DfE"}


def _about_growth(years: Sequence[tuple[Any, ...]]) -> str:
    """Return who counted the plans of which years."""
    breaks = [year for year, *_, basis, is_break in years if is_break and basis == "case_system"]
    if not breaks:
        return ""
    return (
        f"Light bars: DfE's count. From {breaks[-1]} on (dashed line) the case system's own count: "
        "it holds no plan that had ceased before, so growth is not given over the line."
    )


def _needs(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    needs = _rows(db, NEEDS, la_code)
    chart = charts.plans_by_need([(need, plans) for need, plans, _ in needs])
    rows = [
        (html.escape(need), _suppressed("{:,}", n), _suppressed("{}", pct))
        for need, n, pct in needs
    ]
    table = _table(("primary need", "plans", "%"), rows)
    about = "Hatched: suppressed, so that no child can be identified."
    return _section("Plans by primary need", about, chart, table)


def _suppressed(form: str, value: Any) -> str:
    return "suppressed" if value is None else form.format(value)


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
