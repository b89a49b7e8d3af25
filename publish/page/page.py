"""One self-contained HTML page for each authority, for its SEND managers.

It can be forwarded: counts of 1 to 5 are neither printed nor drawn to size. All figures come from
the published marts, and the page loads nothing, so it can be mailed and kept.
"""

import html
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from publish.page import activity, charts, layout, partners, profile, schools
from publish.page.layout import SMALL, STYLE, count
from settings import authorities, targets


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


def _page(db: duckdb.DuckDBPyConnection, la_code: str, settings: Display) -> str:
    (as_at,) = layout.rows(db, "select max(as_at) from send.marts.timeliness_weekly", la_code)[0]
    name = html.escape(settings.names.get(la_code) or _name(db, la_code))
    parts = [
        _facts(db, la_code, settings.target),
        '<div class="charts">',
        _weekly(db, la_code, settings.target),
        activity.periods(db, la_code),
        _open(db, la_code),
        activity.late(db, la_code),
        activity.advice(db, la_code),
        activity.ceased(db, la_code),
        schools.reviews(db, la_code),
        profile.growth(db, la_code),
        profile.beside(db, la_code),
        profile.needs(db, la_code),
        profile.need_growth(db, la_code),
        profile.settings(db, la_code),
        profile.step(db, la_code),
        schools.prevalence(db, la_code),
        schools.highest(db, la_code),
        partners.transitions(db, la_code),
        partners.consultations(db, la_code),
        partners.declining(db, la_code),
        partners.joint_funding(db, la_code),
        partners.workstreams(db, la_code),
        "</div>",
    ]
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name}: EHC plans as at {as_at}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{name}</h1><p>Education, health and care plans as at {layout.day(as_at)}</p>\n"
        + "\n".join(parts)
        + "\n<footer>Counts of 1 to 5 are shown as “1–5”. Within 20 weeks: SEND Regulations 2014, "
        "reg 13(2), exceptions included. England: DfE, Education, health and care plans (Open "
        "Government Licence). Definitions: the marts' data dictionary.</footer></body></html>\n"
    )


def _name(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    found = layout.rows(
        db,
        "select area_name from send.marts.benchmarks where area_code = ? "
        "order by vintage desc, period desc limit 1",
        la_code,
    )
    return found[0][0] if found else f"Authority {la_code}"


def _facts(db: duckdb.DuckDBPyConnection, la_code: str, target: Decimal | None) -> str:
    latest = layout.rows(
        db,
        "select issued_13_weeks, within_time_13_weeks_pct from send.marts.timeliness_weekly "
        "where la_code = ? order by week_start desc limit 1",
        la_code,
    )
    waiting = layout.rows(
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


def _weekly(db: duckdb.DuckDBPyConnection, la_code: str, target: Decimal | None) -> str:
    weeks = layout.rows(
        db,
        "select week_end, case when issued_13_weeks > 5 then within_time_13_weeks_pct end, "
        "issued_13_weeks from send.marts.timeliness_weekly where la_code = ? order by week_end",
        la_code,
    )
    england = layout.rows(
        db,
        "select period, value from send.marts.benchmarks where area_level = 'england' "
        "and measure = 'within_20_weeks_pct' and value is not null "
        "order by vintage desc, period desc limit 1",
        la_code,
    )
    chart = charts.rate_by_week(
        [week for week, _, _ in weeks], [rate for _, rate, _ in weeks], target, england
    )
    table = layout.table(
        ("13 weeks to", "plans", "in time %"),
        [
            (layout.day(week), count(n), "–" if rate is None else rate)
            for week, rate, n in weeks[::-1]
        ],
    )
    about = "Each point covers the 13 weeks up to it."
    return layout.section("Plans issued within 20 weeks", about, chart, table, wide=True)


def _open(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    bands = layout.rows(db, OPEN_BY_BAND, la_code)
    chart = charts.open_by_weeks(bands, set(SMALL))
    table = layout.table(
        ("weeks since the request", "open"),
        [("52 or more" if w == 52 else f"{w} to {w + 3}", count(number)) for w, number in bands],
    )
    about = "Right of the dashed line: over 20 weeks. Hatched: 1 to 5 requests, not drawn to size."
    return layout.section("Requests still open", about, chart, table)


OPEN_BY_BAND = """
    select 4 * (week_open // 4) as first_week, sum(requests)::bigint
    from send.marts.open_requests where la_code = ? group by first_week order by first_week
"""
