"""The invoices to health and social care for jointly funded placements, a quarter at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypedDict

from synthetic.authority import Authority
from synthetic.cases.panel import Decision
from synthetic.files import WrittenFile, accounting_pounds, pounds, write_rows
from synthetic.financial_year import name_of

COLUMNS = (
    "invoice_id", "decision_id", "period_start", "period_end", "amount", "raised_date", "debtor",
    "status", "received_date", "received_amount",
)  # fmt: skip
INVOICED, CANCELLED, PAID = 0.85, 0.03, 0.8
QUARTER = timedelta(days=91)


class ContributionAnswers(TypedDict):
    """Pounds as text, by financial year and payer."""

    invoiced: dict[str, str]
    received: dict[str, str]


def _invoices(seed: int, decisions: Iterable[Decision], night: date) -> Iterator[tuple[str, ...]]:
    """Yield the rows known on a night with amounts in pence."""
    for decision in decisions:
        rng = Random(f"{seed}:{decision.decision_id}:contributions")
        last = min(decision.review_due, decision.placement.leaves or decision.review_due)
        start = decision.start
        while start + QUARTER <= last:
            ends = start + QUARTER - timedelta(days=1)
            for debtor, pence in (
                ("icb", decision.health_pence),
                ("social_care", decision.social_care_pence),
            ):
                row = _invoice(rng, decision.decision_id, (start, ends), debtor, pence // 4, night)
                if row:
                    yield row
            start += QUARTER


def _invoice(
    rng: Random,
    decision_id: str,
    period: tuple[date, date],
    debtor: str,
    pence: int,
    night: date,
) -> tuple[str, ...] | None:
    start, ends = period
    raised = ends + timedelta(days=rng.randint(2, 20))
    is_invoiced, is_cancelled = rng.random() < INVOICED, rng.random() < CANCELLED
    received = raised + timedelta(days=rng.randint(10, 120)) if rng.random() < PAID else None
    if not pence or not is_invoiced or raised > night:
        return None
    is_paid = received is not None and received <= night and not is_cancelled
    status = "cancelled" if is_cancelled else "paid" if is_paid else "raised"
    return (
        f"CI{decision_id[1:]}{start:%y%m}{debtor[0]}", decision_id, start.isoformat(),
        ends.isoformat(), str(pence), raised.isoformat(), debtor, status,
        received.isoformat() if is_paid and received else "", str(pence) if is_paid else "",
    )  # fmt: skip


def write_contributions(
    folder: Path, authority: Authority, seed: int, decisions: list[Decision], nights: list[date]
) -> list[WrittenFile]:
    """Write the invoices as known on every night."""
    amount = accounting_pounds if authority.ledger.accounting_amounts else pounds
    written = []
    for night in nights:
        rows = [_cells(row, amount) for row in _invoices(seed, decisions, night)]
        if not rows:
            continue
        path = folder / f"contributions__{night}.csv"
        write_rows(path, COLUMNS, rows, authority.ledger)
        written.append(WrittenFile(path, "contributions", night, len(rows)))
    return written


def _cells(row: tuple[str, ...], amount: Callable[[int], str]) -> tuple[str, ...]:
    received = amount(int(row[9])) if row[9] else ""
    return (*row[:4], amount(int(row[4])), *row[5:9], received)


def contribution_answers(seed: int, decisions: list[Decision], night: date) -> ContributionAnswers:
    """Return what was invoiced and received, by the financial year that a period begins in."""
    invoiced: dict[str, int] = {}
    received: dict[str, int] = {}
    for row in _invoices(seed, decisions, night):
        start = date.fromisoformat(row[2])
        payer = "health" if row[6] == "icb" else row[6]
        key = f"{name_of(start.year - (start.month < 4))} {payer}"
        if row[7] != "cancelled":
            invoiced[key] = invoiced.get(key, 0) + int(row[4])
            received[key] = received.get(key, 0) + int(row[9] or 0)
    return {
        "invoiced": {key: pounds(pence) for key, pence in sorted(invoiced.items())},
        "received": {key: pounds(pence) for key, pence in sorted(received.items())},
    }
