"""Small valid files to be mutated, and the kind of each column.

The kinds are written down here and not taken from the contracts under test. Every name and
identifier of the invented people contains a marker that a test can search for.
"""

import csv
import io
import re
from dataclasses import dataclass, replace

ROWS = 44
DAY = "2026-{month:02d}-{day:02d}"
# Matches every name, UPN, ULN, postcode and case id below. Nothing in raw may match.
PERSONAL_MARKERS = re.compile(r"[PRL]-ZQ\d|9876543[2-9]|zqx[a-z]|zqf[a-z]|zz9 \dzq", re.IGNORECASE)

KINDS = {
    "persons": "person_id=id:person! upn=number:upn uln=number:uln "
    "upn_unknown=code:upn_unknown surname=drop forename=drop birth_date=date! sex=code "
    "ethnicity=text:ethnicity postcode=drop",
    "requests": "request_id=id:request! person_id=id:person! received_date=date "
    "request_source=code rya=flag request_outcome=code request_outcome_date=date "
    "request_mediation=flag request_tribunal=flag exported_la=text",
    "assessments": "request_id=id:request! assessment_outcome=code assessment_outcome_date=date "
    "assessment_mediation=flag assessment_tribunal=flag other_mediation=flag "
    "other_tribunal=flag week20=flag",
    "plans": "plan_id=id:plan! person_id=id:person! request_id=id:request start_date=date! "
    "plan_res=code plan_wbp=code pb=flag oa=flag dp=code cease_date=date cease_reason=code "
    "transfer_la=text",
    "needs": "plan_id=id:plan! sen_type_rank=integer! sen_type=code!",
    "transactions": "journal_id=text! line_number=integer! financial_year=year! period=period! "
    "posting_date=date! document_date=date journal_type=code! cost_centre=text! "
    "subjective=text! supplier_id=text supplier_name=text reference=text description=text "
    "amount=money!",
    "trial_balance": "financial_year=year! period=period! cost_centre=text! subjective=text! "
    "balance=money!",
    "budgets": "financial_year=year! version=text! cost_centre=text! subjective=text! "
    "amount=money!",
    "chart_of_accounts": "cost_centre=text! subjective=text! dsg_block=code spend_category=code "
    "s251_line=text",
    "caseload": "time_period=text! time_identifier=text! geographic_level=code! "
    "country_code=text! country_name=text region_code=text region_name=text old_la_code=text "
    "new_la_code=text la_name=text breakdown_topic=text breakdown=text ehcplans=figure "
    "extra=figure",
}
# What a person can lack: a cell that does not match is left empty, with a remark.
REMARKED = {
    "upn": r"[A-Z]\d{11}[A-Z0-9]",
    "uln": r"\d{10}",
    "upn_unknown": r"UN([123589]|10)",
    "ethnicity": r"[A-Z]{4}",
}
KEYS = {
    "persons": 1,
    "requests": 1,
    "assessments": 1,
    "plans": 1,
    "needs": 2,
    "transactions": 2,
    "trial_balance": 4,
    "budgets": 4,
    "chart_of_accounts": 2,
}
# Datasets loaded before a mutant, so that references, sudden drops of rows and empty columns are
# checked.
EARLIER_FILES = {
    "persons": ("persons",),
    "requests": ("persons", "requests"),
    "assessments": ("requests", "assessments"),
    "plans": ("persons", "requests", "plans"),
    "needs": ("plans", "needs"),
    "transactions": (),
    "trial_balance": ("trial_balance",),
    "budgets": ("budgets",),
    "chart_of_accounts": ("chart_of_accounts",),
    "caseload": (),
}


@dataclass(frozen=True)
class Table:
    """The content of a file as text: header and cells."""

    dataset: str
    header: list[str]
    rows: list[list[str]]

    @property
    def types(self) -> dict[str, str]:
        """The kind of each column; `!` marks a column that must not be empty."""
        return dict(each.split("=") for each in KINDS[self.dataset].split())

    @property
    def personal(self) -> bool:
        return self.dataset in ("persons", "requests", "assessments", "plans", "needs")

    @property
    def source(self) -> str:
        if self.personal:
            return "case_system"
        return "dfe_census" if self.dataset == "caseload" else "finance_ledger"

    def but(self, header: list[str] | None = None, rows: list[list[str]] | None = None) -> "Table":
        return replace(self, header=header or self.header, rows=self.rows if rows is None else rows)

    def columns_of(self, *kinds: str) -> list[int]:
        types = self.types
        return [
            place
            for place, name in enumerate(self.header)
            if types.get(name, "").rstrip("!").split(":")[0] in kinds
        ]

    def text(self, delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
        writer.writerows([self.header, *self.rows])
        return out.getvalue()


def base(dataset: str) -> Table:
    """Return the valid file of a dataset."""
    header = [each.split("=")[0] for each in KINDS[dataset].split()]
    return Table(dataset, header, [MAKERS[dataset](n) for n in range(ROWS)])


def _date(n: int, first_month: int = 1, year: int = 2025) -> str:
    return f"{year}-{first_month + n % 3:02d}-{n % 28 + 1:02d}"


def _person(n: int) -> list[str]:
    upn, uln, no_upn = f"A98765432{n:04d}", f"98765432{n:02d}" if n % 3 else "", ""
    if n % 11 == 5:
        upn, no_upn = "", "UN2"
    born = _date(n, 1 + n % 9, 2008 + n % 12)
    name = f"Zqx{'abcdefghij'[n % 10]}\u00e9nam" if n % 4 else f"Zqxo'ma, {n}"
    sex = "MF"[n % 2]
    return [
        f"P-ZQ{n:03d}", upn, uln, no_upn, name, f"Zqf{'klmnop'[n % 6]}a", born, sex,
        ("WBRI", "MWBC", "BBRI")[n % 3], f"ZZ9 {n % 10}ZQ",
    ]  # fmt: skip


def _request(n: int) -> list[str]:
    outcome = "YYYNYAYYWH"[n % 10]
    decided = _date(n, 4) if outcome in "YN" else ""
    flags = ["0", "1"][n % 7 == 0], str(n % 5 // 4)
    exported = "312" if n % 13 == 4 else ""
    return [
        f"R-ZQ{n:03d}", f"P-ZQ{n:03d}", _date(n), str(n % 5 + 1), str(n % 17 // 16), outcome,
        decided, *flags, exported,
    ]  # fmt: skip


def _assessment(n: int) -> list[str]:
    outcome = "YYNYA"[n % 5]
    flags = [str(int(n % k == 0)) for k in (3, 7, 11, 13, 4)]
    return [f"R-ZQ{n:03d}", outcome, _date(n, 8) if outcome in "YN" else "", *flags]


def _plan(n: int) -> list[str]:
    ceased = ["2025-12-01", str(n % 9 + 1)] if n % 8 == 3 else ["", ""]
    return [
        f"L-ZQ{n:03d}", f"P-ZQ{n:03d}", f"R-ZQ{n:03d}" if n % 5 else "", _date(n, 8),
        "A" if n % 9 == 1 else "", "S" if n % 14 == 2 else "", str(n % 2), str(n % 3 // 2),
        "I" if n % 6 == 0 else "", *ceased, "205" if n % 12 == 7 else "",
    ]  # fmt: skip


def _need(n: int) -> list[str]:
    return [f"L-ZQ{n // 2:03d}", str(n % 2 + 1), ("ASD", "SEMH", "SLCN", "HI", "DS")[n % 5]]


def _line(n: int) -> list[str]:
    pounds = [f"{n * 137 + 5}.{n:02d}", f"({n * 11}.10)", f"{n}.5-", f"1,{n:03d}.00", f"-{n}"][
        n % 5
    ]
    description = [f"fees, term {n}", f'the "Acme" rate {n}', f"plain {n}"][n % 3]
    return [
        f"J{n // 3}", str(n % 3 + 1), "2026-27", str(n % 8 + 1), _date(n, 4, 2026),
        _date(n, 4, 2026) if n % 4 else "", ("AP", "AR", "GL", "ACCR", "REVERSAL")[n % 5],
        f"C{n % 6:03d}", str(5700 + n % 7), f"S{n % 9}", f"Acme Sch\u00f6\u00f6l {n % 9}",
        f"INV{n}", description, pounds,
    ]  # fmt: skip


def _balance(n: int) -> list[str]:
    return ["2026-27", str(n % 7 + 1), f"C{n:03d}", str(5700 + n), f"{n * 991}.{n:02d}"]


def _budget(n: int) -> list[str]:
    return ["2026-27", ("original", "latest")[n % 2], f"C{n:03d}", str(5700 + n), f"{n}000.00"]


def _account(n: int) -> list[str]:
    block = ("schools", "central_school_services", "high_needs", "early_years", "general_fund")
    spend = ("special_school", "therapies", "other")
    return [f"C{n:03d}", str(5700 + n), block[n % 5], spend[n % 3] if n % 2 else "", f"1.{n % 9}.1"]


def _figure(n: int) -> list[str]:
    if n == 0:
        return [
            "202425", "Academic year", "National", "E92000001", "England", "", "", "", "", "",
            "All", "All", "638745", "z",
        ]  # fmt: skip
    return [
        "202425", "Academic year", "Local authority", "E92000001", "England", "E12000007", "London",
        str(200 + n), f"E0900{n:04d}", f"Invented, {n}" if n % 3 else "Made", "All", "All",
        str(1000 + n),
        "c" if n % 5 == 0 else f"{n}.5",
    ]  # fmt: skip


MAKERS = {
    "persons": _person,
    "requests": _request,
    "assessments": _assessment,
    "plans": _plan,
    "needs": _need,
    "transactions": _line,
    "trial_balance": _balance,
    "budgets": _budget,
    "chart_of_accounts": _account,
    "caseload": _figure,
}
