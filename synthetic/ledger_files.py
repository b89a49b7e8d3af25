"""Write one authority's ledger files for a run of nights, and add up what was written."""

from __future__ import annotations

import heapq
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from synthetic.accounts import CHART, Invoiced, budget_rows, carry_forward_line
from synthetic.authority import Authority
from synthetic.carry_forward import brought_forward
from synthetic.files import (
    accounting_pounds,
    pounds,
    sha256,
    text_writer,
    whole_file,
    write_json,
    write_rows,
)
from synthetic.invoices import Invoices, posted_by
from synthetic.ledger import NOMINAL_NIGHT, Balances, Line, ledger_lines, other_lines
from synthetic.providers import supplier_rows

HEADER = (
    "journal_id,line_number,financial_year,period,posting_date,document_date,journal_type,"
    "cost_centre,subjective,supplier_id,supplier_name,reference,description,amount"
)


class LedgerTotals:
    """Lines and pence as posted up to the last night."""

    def __init__(self) -> None:
        """Start with nothing posted."""
        self.lines = 0
        self.pence: defaultdict[tuple[str, int, str], int] = defaultdict(int)

    def add(self, line: Line) -> None:
        """Count one line."""
        block = line.account.dsg_block
        if carry_forward_line(line.account):
            block = "carry_forward"
        self.lines += 1
        self.pence[line.financial_year, line.period, block] += line.pence

    def answers(self) -> dict[str, Any]:
        """Return line count, total, and pounds as text by year, period and block."""
        blocks: dict[str, dict[str, dict[str, str]]] = {}
        for (year, period, block), pence in sorted(self.pence.items()):
            blocks.setdefault(year, {}).setdefault(str(period), {})[block] = pounds(pence)
        total = pounds(sum(self.pence.values()))
        return {"lines": self.lines, "total": total, "by_year_period_block": blocks}


def write_ledger(
    folder: Path,
    authority: Authority,
    seed: int,
    lines: int,
    nights: list[date],
    invoices: Invoices,
) -> tuple[list[dict[str, Any]], LedgerTotals]:
    """Write every night's ledger files, invoices among the other lines; return what was written
    and the sums of it all."""
    totals, balances = LedgerTotals(), Balances()
    written: list[dict[str, Any]] = []
    others = other_lines(lines, len(list(posted_by(invoices.lines, NOMINAL_NIGHT))))
    stream = heapq.merge(
        ledger_lines(authority, seed, others, nights[-1]),
        posted_by(invoices.lines, nights[-1]),
        key=lambda line: line.posting_date,
    )
    waiting: list[Line] = []
    spent = invoices.spent()
    for night in nights:
        limit = night.isoformat()
        path = transactions_path(folder, authority, night)
        tonight = LedgerTotals()
        zipped = authority.ledger.gzip_transactions
        with whole_file(path) as temporary, text_writer(temporary, zipped) as text:
            text.write(HEADER + "\r\n")
            for line in _until(stream, waiting, limit):
                text.write(_transaction(line, authority))
                tonight.add(line)
                totals.add(line)
                balances.add(line)
        _write_control(path, tonight)
        written.append(
            {"dataset": "transactions", "path": path, "rows": tonight.lines, "business_date": limit}
        )
        written += _write_full_files(folder, authority, night, balances, spent)
    return written, totals


def transactions_path(folder: Path, authority: Authority, night: date) -> Path:
    """Return where a night's transactions lie."""
    ending = ".csv.gz" if authority.ledger.gzip_transactions else ".csv"
    return folder / f"transactions__{night}{ending}"


def write_truncated(folder: Path, authority: Authority, nights: list[date]) -> Path:
    """Write a file of the day before the first night that breaks off in the middle."""
    source = transactions_path(folder, authority, nights[0])
    path = transactions_path(folder, authority, nights[0] - timedelta(days=1))
    with whole_file(path) as temporary:
        shutil.copyfile(source, temporary)
        with temporary.open("r+b") as file:
            file.truncate(source.stat().st_size // 3)
    return path


def _until(stream: Iterator[Line], waiting: list[Line], limit: str) -> Iterator[Line]:
    """Yield lines posted up to a date; the first one past it waits for the next night."""
    while waiting and waiting[0].posting_date <= limit:
        yield waiting.pop()
    if waiting:
        return
    for line in stream:
        if line.posting_date > limit:
            waiting.append(line)
            return
        yield line


def _transaction(line: Line, authority: Authority) -> str:
    account, amount = line.account, pounds(line.pence)
    if authority.ledger.accounting_amounts:
        amount = f'"{accounting_pounds(line.pence)}"'
    return (
        f"{line.journal_id},{line.line_number},{line.financial_year},{line.period},"
        f"{line.posting_date},{line.document_date},{line.journal_type},{account.cost_centre},"
        f"{account.subjective},{line.supplier_id},{line.supplier_name},{line.reference},"
        f"{account.description},{amount}\r\n"
    )


def _write_control(path: Path, tonight: LedgerTotals) -> None:
    stem = path.name.split(".")[0]
    control = {
        "rows": tonight.lines,
        "sha256": sha256(path),
        "totals": {"amount": pounds(sum(tonight.pence.values()))},
    }
    write_json(path.with_name(f"{stem}.control.json"), control)


def _write_full_files(
    folder: Path, authority: Authority, night: date, balances: Balances, spent: Invoiced
) -> list[dict[str, Any]]:
    amount = accounting_pounds if authority.ledger.accounting_amounts else pounds
    deficits = brought_forward(authority, spent, balances, night)
    tables: dict[str, tuple[tuple[str, ...], Sequence[tuple[str, ...]]]] = {
        "trial_balance": (
            ("financial_year", "period", "cost_centre", "subjective", "balance"),
            [
                (year, str(period), account.cost_centre, account.subjective, amount(pence))
                for year, period, account, pence in balances.trial_balance(night)
            ],
        ),
        "chart_of_accounts": (
            ("cost_centre", "subjective", "dsg_block", "spend_category", "s251_line"),
            [
                (a.cost_centre, a.subjective, a.dsg_block, a.spend_category, a.s251_line)
                for a in CHART
            ],
        ),
        "budgets": (
            ("financial_year", "version", "cost_centre", "subjective", "amount"),
            [(*row[:4], amount(row[4])) for row in budget_rows(authority, spent, deficits)],
        ),
        "supplier_providers": (
            ("supplier_id", "urn", "ukprn", "provider_name"),
            supplier_rows(authority),
        ),
    }
    written = []
    for dataset, (columns, rows) in tables.items():
        path = folder / f"{dataset}__{night}.csv"
        write_rows(path, columns, rows, authority.ledger)
        written.append(
            {
                "dataset": dataset,
                "path": path,
                "rows": len(rows),
                "business_date": night.isoformat(),
            }
        )
    return written
