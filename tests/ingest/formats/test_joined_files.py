"""Files that were joined: byte order marks and headers between the rows of one text."""

import pytest

from tests.ingest import shapes

LEDGER = "205/finance_ledger/transactions__2026-11-20.csv"
REQUESTS = "205/case_system/requests__2026-11-20.csv"
FIRST = shapes.transactions(3)
SECOND = "\n".join([shapes.TRANSACTIONS, *(shapes.line(n) for n in range(3, 6))]) + "\n"


def quoted(table):
    return "".join('"' + row.replace(",", '","') + '"\n' for row in table.splitlines())


def without_headers(table):
    return table.partition("\n")[2]


def ids(installation):
    query = "select journal_id from '{raw}/finance_ledger/transactions/205/*.parquet'"
    return [journal for (journal,) in installation.rows(f"{query} order by _line")]


@pytest.mark.parametrize(
    "content",
    [
        FIRST + "\ufeff" + SECOND,
        quoted(FIRST) + "\ufeff" + quoted(SECOND),
        quoted(FIRST) + "\ufeff" + without_headers(quoted(SECOND)),
        (quoted(FIRST) + "\ufeff" + quoted(SECOND)).replace("\n", "\r\n"),
        FIRST + SECOND.replace(shapes.TRANSACTIONS, shapes.TRANSACTIONS.upper()),
    ],
    ids=["plain", "quoted", "quoted without headers", "CRLF", "headers in capitals"],
)
def test_the_rows_of_joined_files_are_those_of_each(installation, content):
    installation.send(LEDGER, content)
    [receipt] = installation.load().values()
    assert (receipt.outcome, receipt.rows_accepted) == ("accepted", 6), receipt.findings
    assert ids(installation) == ["J0", "J1", "J2", "J3", "J4", "J5"]


def test_headers_in_another_order_between_rows_reject_the_file(installation):
    """Both columns are flags: read by the first headers, each would be accepted as the other."""
    swapped = shapes.REQUESTS.replace(
        "request_mediation,request_tribunal", "request_tribunal,request_mediation"
    )
    rows = [shapes.request(n).replace(",0,0,", ",1,0,") for n in range(40, 80)]
    installation.send(REQUESTS, "\n".join([shapes.requests(40), swapped, *rows, ""]))
    [receipt] = installation.load().values()
    assert receipt.is_rejected
    assert "headers again below its first rows, in another order" in receipt.findings[0]
