"""Writes one authority's ledger files for a run of nights."""

from __future__ import annotations

import heapq
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from synthetic.authority import Authority
from synthetic.cases.providers import supplier_rows
from synthetic.files import (
    WrittenFile,
    accounting_pounds,
    pounds,
    sha256,
    text_writer,
    whole_file,
    write_json,
    write_rows,
)
from synthetic.ledger.accounts import CHART, Invoiced, budget_lines
from synthetic.ledger.balances import Balances
from synthetic.ledger.carry_forward import brought_forward
from synthetic.ledger.invoices import Invoices
from synthetic.ledger.lines import Line
from synthetic.ledger.postings import NOMINAL_NIGHT, number_of_other_lines, other_lines
from synthetic.ledger.totals import LedgerTotals

TRANSACTIONS_HEADER = (
    "journal_id,line_number,financial_year,period,posting_date,document_date,journal_type,"
    "cost_centre,subjective,supplier_id,supplier_name,reference,description,amount"
)
HEADERS = {
    "trial_balance": ("financial_year", "period", "cost_centre", "subjective", "balance"),
    "chart_of_accounts": (
        "cost_centre", "subjective", "dsg_block", "spend_category", "s251_line", "account_name",
    ),
    "budgets": ("financial_year", "version", "cost_centre", "subjective", "amount"),
    "supplier_providers": ("supplier_id", "urn", "ukprn", "provider_name"),
}  # fmt: skip
Rows = list[tuple[str, ...]]


def write_ledger(
    folder: Path,
    authority: Authority,
    seed: int,
    lines: int,
    nights: list[date],
    invoices: Invoices,
) -> tuple[list[WrittenFile], LedgerTotals]:
    """Write the ledger files of every night; return them and the totals of all lines.

    `lines` is the number of ledger lines on the nominal night, invoices included.
    """
    written: list[WrittenFile] = []
    totals, balances = LedgerTotals(), Balances()
    invoiced = invoices.invoiced()
    stream = _LinesByNight(_all_lines(authority, seed, lines, nights[-1], invoices))
    for night in nights:
        path = transactions_path(folder, authority, night)
        posted = _counted(stream.until(night), totals, balances)
        written.append(_write_transactions(path, authority, night, posted))
        written += _write_full_files(folder, authority, night, balances, invoiced)
    return written, totals


def transactions_path(folder: Path, authority: Authority, night: date) -> Path:
    """Return the path of a night's transactions."""
    ending = ".csv.gz" if authority.ledger.gzip_transactions else ".csv"
    return folder / f"transactions__{night}{ending}"


def write_truncated(folder: Path, authority: Authority, nights: list[date]) -> WrittenFile:
    """Write the first third of the first night's file as the transactions of the day before."""
    day = nights[0] - timedelta(days=1)
    source = transactions_path(folder, authority, nights[0])
    path = transactions_path(folder, authority, day)
    with whole_file(path) as temporary:
        shutil.copyfile(source, temporary)
        with temporary.open("r+b") as file:
            file.truncate(source.stat().st_size // 3)
    return WrittenFile(path, "transactions", day, rows=0)


def _all_lines(
    authority: Authority, seed: int, lines: int, until: date, invoices: Invoices
) -> Iterator[Line]:
    """Yield invoices and other lines in order of posting, up to a day."""
    on_nominal_night = sum(1 for _ in invoices.posted_by(NOMINAL_NIGHT))
    others = number_of_other_lines(lines, on_nominal_night)
    return heapq.merge(
        other_lines(authority, seed, others, until),
        invoices.posted_by(until),
        key=lambda line: line.posting_date,
    )


class _LinesByNight:
    """Cuts a stream of lines in order of posting into nights."""

    def __init__(self, stream: Iterator[Line]) -> None:
        self._stream = stream
        self._next: Line | None = next(stream, None)

    def until(self, night: date) -> Iterator[Line]:
        """Yield the lines that are posted up to a night and were not yielded before."""
        limit = night.isoformat()
        while self._next is not None and self._next.posting_date <= limit:
            yield self._next
            self._next = next(self._stream, None)


def _counted(lines: Iterator[Line], totals: LedgerTotals, balances: Balances) -> Iterator[Line]:
    for line in lines:
        totals.add(line)
        balances.add(line)
        yield line


def _write_transactions(
    path: Path, authority: Authority, night: date, lines: Iterator[Line]
) -> WrittenFile:
    """Write one night's lines and the control file beside them."""
    of_the_night = LedgerTotals()
    zipped = authority.ledger.gzip_transactions
    with whole_file(path) as temporary, text_writer(temporary, zipped) as text:
        text.write(TRANSACTIONS_HEADER + "\r\n")
        for line in lines:
            text.write(_transaction(line, authority))
            of_the_night.add(line)
    control = {
        "rows": of_the_night.lines,
        "sha256": sha256(path),
        "totals": {"amount": pounds(of_the_night.total())},
    }
    stem = path.name.split(".")[0]
    write_json(path.with_name(f"{stem}.control.json"), control)
    return WrittenFile(path, "transactions", night, of_the_night.lines)


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


def _write_full_files(
    folder: Path, authority: Authority, night: date, balances: Balances, invoiced: Invoiced
) -> list[WrittenFile]:
    """Write the four datasets that are sent complete every night."""
    amount = accounting_pounds if authority.ledger.accounting_amounts else pounds
    tables: dict[str, Rows] = {
        "trial_balance": _trial_balance_rows(balances, night, amount),
        "chart_of_accounts": [
            (a.cost_centre, a.subjective, a.dsg_block, a.spend_category, a.s251_line, a.description)
            for a in CHART
        ],
        "budgets": _budget_rows(authority, night, balances, invoiced, amount),
        "supplier_providers": list(supplier_rows(authority)),
    }
    written = []
    for dataset, rows in tables.items():
        path = folder / f"{dataset}__{night}.csv"
        write_rows(path, HEADERS[dataset], rows, authority.ledger)
        written.append(WrittenFile(path, dataset, night, len(rows)))
    return written


def _trial_balance_rows(balances: Balances, night: date, amount: Callable[[int], str]) -> Rows:
    return [
        (year, str(period), account.cost_centre, account.subjective, amount(pence))
        for year, period, account, pence in balances.trial_balance(night)
    ]


def _budget_rows(
    authority: Authority,
    night: date,
    balances: Balances,
    invoiced: Invoiced,
    amount: Callable[[int], str],
) -> Rows:
    deficits = brought_forward(authority, invoiced, balances, night)
    return [
        (year, version, account.cost_centre, account.subjective, amount(pence))
        for year, version, account, pence in budget_lines(authority, invoiced, deficits)
    ]
