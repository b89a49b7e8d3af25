"""The look of a page and the pieces that its sections are made of."""

import html
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import duckdb

from publish.disclosure import small_counts

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
.fact b { display: block; font-size: clamp(1.15rem, 5vw, 1.7rem); line-height: 1.2 }
.fact.alert b { color: var(--alert) }
.fact span { color: var(--faint); font-size: .9rem }
.charts { display: grid; gap: 1.2rem 2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(25rem, 100%), 1fr)) }
section { break-inside: avoid; min-width: 0 } section.wide { grid-column: 1 / -1 }
svg { display: block; width: 100%; height: auto }
.scroll { overflow-x: auto } .scroll > svg { min-width: 34rem }
.map { max-height: 34rem }
.beside { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)) }
.legend span { margin-right: .8rem; white-space: nowrap } .legend i { display: inline-block;
  width: .9rem; height: .9rem; margin-right: .3rem; border: 1px solid var(--faint);
  vertical-align: -.1rem } .legend .hatched { background: repeating-linear-gradient(45deg,
  #fff 0 3px, var(--faint) 3px 4px) }
details { margin-top: .3rem; font-size: .9rem } summary { cursor: pointer; color: var(--accent) }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { padding: .15rem .4rem; border-bottom: 1px solid var(--line); text-align: right }
th:first-child { text-align: left; min-width: 5rem } tbody th { font-weight: normal }
.words th:not(:last-child), .words td:not(:last-child) { text-align: left }
.words td, .words tbody th { vertical-align: top }
.cases { min-width: 44rem }
.cases th:not(:last-child), .cases td:not(:last-child) { text-align: left }
.cases code { font-size: .8rem; overflow-wrap: anywhere }
.cases tbody th { min-width: 9rem } .cases td, .cases tbody th { vertical-align: top }
@media (max-width: 40rem) { .cases { min-width: 0 }
  .cases thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden }
  .cases tr, .cases td, .cases tbody th { display: block; text-align: left; border: 0;
    padding: 0 .2rem }
  .cases tr { padding: .4rem 0; border-bottom: 1px solid var(--line) } }
.notice { border-left: 4px solid var(--alert); padding-left: .6rem }
footer { margin-top: 1.5rem; color: var(--faint); font-size: .85rem }
@media print { body { max-width: none; padding: 0; font-size: 11px } details { display: none }
  .scroll { overflow: visible } .scroll > svg, .cases { min-width: 0 }
  section.wide { break-inside: auto } tr { break-inside: avoid }
  thead { display: table-header-group }
  .charts { grid-template-columns: 1fr 1fr } }
"""


REPORTING_DATES = """
    select
        max(as_at),
        coalesce(bool_or(list_contains(held_back, $1)), false),
        (select max(as_at) from send.marts.timeliness_published where la_code = $1)
    from send.ops.publications
"""
HELD_BACK = (
    '<p class="notice">Held back: the files of {} failed a check. They are not in these figures, '
    "which are those of the last publication before.</p>\n"
)


def rows(db: duckdb.DuckDBPyConnection, query: str, la_code: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query over the published marts; its parameter is the authority."""
    return db.execute(query, [la_code] if "?" in query or "$1" in query else []).fetchall()


def document(
    db: duckdb.DuckDBPyConnection, la_code: str, names: dict[str, str], parts: list[str], notes: str
) -> str:
    """Return a whole page of an authority: its name, the reporting date, its parts and notes. A
    held-back authority has the date of its rows, which are those of an earlier publication."""
    [(published, is_held_back, of_rows)] = rows(db, REPORTING_DATES, la_code)
    as_at = of_rows if is_held_back and of_rows else published
    held_back = HELD_BACK.format(day(published)) if is_held_back else ""
    name = html.escape(names.get(la_code) or _name(db, la_code))
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{name}: EHC plans as at {as_at}</title><style>{STYLE}</style></head><body>\n"
        f"<main><h1>{name}</h1><p>Education, health and care plans as at {day(as_at)}</p>\n"
        + held_back
        + "\n".join(parts)
        + f"\n</main><footer>{notes} Within 20 weeks: SEND Regulations 2014, reg 13(2), exceptions "
        "included. England: DfE, Education, health and care plans (Open Government Licence). "
        "Definitions: the marts' data dictionary.</footer></body></html>\n"
    )


def facts(shown: Sequence[tuple[str, str, bool]]) -> str:
    """Return boxes of figures: value, what it is, and whether it asks for attention."""
    boxes = "".join(
        f'<div class="fact{" alert" if alert else ""}"><b>{value}</b><span>{what}</span></div>'
        for value, what, alert in shown
    )
    return f'<div class="facts">{boxes}</div>'


def england(db: duckdb.DuckDBPyConnection, la_code: str) -> list[tuple[Any, ...]]:
    """Return the period of DfE's latest rate of plans within 20 weeks for England, and the rate."""
    return rows(
        db,
        "select period, value from send.marts.benchmarks where area_level = 'england' "
        "and measure = 'within_20_weeks_pct' and value is not null and is_latest "
        "order by period desc limit 1",
        la_code,
    )


def _name(db: duckdb.DuckDBPyConnection, la_code: str) -> str:
    found = rows(
        db,
        "select area_name from send.marts.benchmarks where area_code = ? "
        "order by vintage desc, period desc limit 1",
        la_code,
    )
    return found[0][0] if found else f"Authority {la_code}"


def count(number: int | None) -> str:
    """Return a count as text; all small counts are shown as the same range."""
    if number is None:
        return "–"
    return small_counts.AS_TEXT if number in small_counts.SMALL else f"{number:,}"


def pounds(amount: Decimal) -> str:
    """Return an amount in whole pounds, half a pound up."""
    whole = abs(amount).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'-' if amount < 0 else ''}£{whole:,}"


def _about(text: str) -> str:
    return f"<p>{text}</p>" if text else ""


def section(title: str, about: str, chart: str, table: str, wide: bool = False) -> str:
    """Return a section with a chart and its figures; on a small screen a wide chart is scrolled,
    so that its text stays readable."""
    if wide:
        chart = f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">{chart}</div>'
    return (
        f"<section{' class=wide' if wide else ''}><h2>{title}</h2>{_about(about)}{chart}"
        f"<details><summary>Figures</summary>{table}</details></section>"
    )


def open_section(title: str, about: str, table: str, wide: bool = False) -> str:
    """Return a section whose table is always shown; a wide table is scrolled, not the page."""
    scrolled = f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">{table}</div>'
    return (
        f"<section{' class=wide' if wide else ''}><h2>{title}</h2>{_about(about)}"
        f"{scrolled if table else ''}</section>"
    )


def mapped_section(title: str, about: str, drawing: str, table: str) -> str:
    """Return a wide section with a map, if there is one, beside a table that is always shown."""
    scrolled = f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">{table}</div>'
    beside = f'<div class="beside"><div>{drawing}</div>{scrolled}</div>' if drawing else scrolled
    return f"<section class=wide><h2>{title}</h2>{_about(about)}{beside}</section>"


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]], css: str = "") -> str:
    """Return a table; the first cell of a row says what the row is about, and heads it."""
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
        for first, *others in rows
    )
    named = f' class="{css}"' if css else ""
    return f"<table{named}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
