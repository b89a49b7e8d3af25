"""Small files without faults, in the layout of the contracts. The people are invented."""

PERSONS = "person_id,upn,uln,upn_unknown,surname,forename,birth_date,sex,ethnicity,postcode"
REQUESTS = (
    "request_id,person_id,received_date,request_source,rya,request_outcome,"
    "request_outcome_date,request_mediation,request_tribunal,exported_la"
)
TRANSACTIONS = (
    "journal_id,line_number,financial_year,period,posting_date,document_date,journal_type,"
    "cost_centre,subjective,supplier_id,supplier_name,reference,description,amount"
)


def person(number: int, **changes: str) -> str:
    row = {
        "id": f"P{number}",
        "upn": f"A{number:012d}",
        "surname": "Inventedname",
        "forename": "Madeup",
        "birth_date": f"2015-02-{number % 28 + 1:02d}",
        "sex": "F",
        "postcode": "ZZ9 9ZZ",
    } | changes
    return (
        f"{row['id']},{row['upn']},,,{row['surname']},{row['forename']},{row['birth_date']},"
        f"{row['sex']},WBRI,{row['postcode']}"
    )


def request(number: int, **changes: str) -> str:
    row = {
        "id": f"R{number}",
        "person": f"P{number}",
        "received": "2026-01-05",
        "outcome": "Y",
        "decided": "2026-02-10",
    } | changes
    return (
        f"{row['id']},{row['person']},{row['received']},1,0,{row['outcome']},{row['decided']},0,0,"
    )


def line(number: int, amount: str = "100.00", **changes: str) -> str:
    row = {
        "journal": f"J{number}",
        "subjective": "5733",
        "reference": f"INV{number}",
        "description": "fees",
    } | changes
    return (
        f"{row['journal']},{number},2026-27,8,2026-11-03,,AP,C100,{row['subjective']},S1,"
        f"Acme School,{row['reference']},{row['description']},{amount}"
    )


def persons(count: int = 40, *more: str) -> str:
    return "\n".join([PERSONS, *(person(n) for n in range(count)), *more]) + "\n"


def requests(count: int = 40, *more: str) -> str:
    return "\n".join([REQUESTS, *(request(n) for n in range(count)), *more]) + "\n"


def transactions(count: int = 40, *more: str) -> str:
    return "\n".join([TRANSACTIONS, *(line(n) for n in range(count)), *more]) + "\n"
