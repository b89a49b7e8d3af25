"""An invented authority whose schools bill in every way that the reconciliation has to understand.

Each school has one way of billing, so that its true differences are known: `TRUE` classes in pounds
by school, worked out here from prices and days alone. All prices are of the financial year and
constant, so that the due of a month is the price times its days over the year's days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PENNY = Decimal("0.01")
WHOLE = Fraction(1)
YEARS = (2024, 2025)
Truth = dict[tuple[str, str], Decimal]  # URN, class → pounds


def pounds(amount: Fraction) -> Decimal:
    """Round half up to a penny, as an invoice does."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(PENNY, ROUND_HALF_UP)


def month_of(year: int, period: int) -> date:
    """Return the first day of a period of the financial year that begins in `year`."""
    return date(year + (period > 9), (period + 2) % 12 + 1, 1)


def days_of(year: int, period: int) -> int:
    first = month_of(year, period)
    following = month_of(year + period // 12, period % 12 + 1)
    return (following - first).days


@dataclass(frozen=True)
class Child:
    """A placement with a constant yearly price; education pays `share` per cent of it.

    Direct payments are for a child without a school: `urn` is empty.
    """

    placement: str
    urn: str
    price: int
    category: str = "special_school"
    share: int = 100
    leaves: date | None = None

    def due(self, year: int, period: int) -> Fraction:
        first = month_of(year, period)
        if self.leaves and first > self.leaves:
            return Fraction(0)
        days = sum(days_of(year, each) for each in range(1, 13))
        return Fraction(self.price * days_of(year, period), days)


def as_due(
    children: list[Child], year: int, period: int, factor: Fraction = WHOLE
) -> dict[Child, Fraction]:
    return {child: child.due(year, period) * factor for child in children}


@dataclass
class Bills:
    """The files of one authority, and its true differences."""

    la_code: str
    with_references: bool
    step: int  # between the prices of a school's children
    last: date  # on which a line was posted
    children: list[Child] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    suppliers: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    one_off_prices: list[str] = field(default_factory=list)  # rows of placement_costs
    keyed_twice: set[str] = field(default_factory=set)  # placements whose price was keyed twice
    ledger_gbp: Decimal = Decimal(0)
    true: defaultdict[tuple[str, str], Decimal] = field(
        default_factory=lambda: defaultdict(Decimal)
    )
    patterns: dict[str, str] = field(default_factory=dict)  # URN → pattern

    def school(self, pattern: str, prices: int, count: int, **child: object) -> list[Child]:
        """A new school with so many children, whose prices rise from the first one by steps."""
        urn = str(100100 + len(self.patterns))
        self.patterns[urn] = pattern
        self.suppliers.append(f"S{urn},{urn},,School {urn}")
        placed = [
            # prices and steps are whole where education pays 60 per cent
            Child(f"PC{len(self.children) + n:06d}", urn, prices + self.step * n, **child)  # type: ignore[arg-type]
            for n in range(count)
        ]
        self.children += placed
        return placed

    def pay(
        self, year: int, period: int, amount: Decimal, urn: str = "", child: Child | None = None,
        centre: str = "", text: str = "INV", supplier: str | None = None, day: int = 12,
        kind: str = "", journal: str = "",
    ) -> str:  # fmt: skip
        """Post a line; with a child, its reference is the placement where references are used.

        A line is the first one of a new journal, or the second one of the journal that is given.
        The journal's id is returned.
        """
        posted = month_of(year, period).replace(day=day)
        if posted > self.last or not amount:
            return ""
        reference = f"{child.placement}/{posted:%m%y}" if child and self.with_references else text
        supplier = f"S{urn}" if supplier is None else supplier
        kind = kind or ("AP" if amount > 0 else "AR")
        line = f"{journal},2" if journal else f"J{len(self.lines):06d},1"
        self.lines.append(
            f"{line},{year}-{year % 100 + 1},{period},{posted},{posted},{kind},"
            f"{centre or 'special_school'},S1,{supplier},{supplier},{reference},,{amount}"
        )
        self.ledger_gbp += amount
        return line.split(",")[0]

    def bill(
        self, children: list[Child], year: int, period: int, amounts: dict[Child, Fraction],
        in_one: bool = True, **line: object,
    ) -> None:  # fmt: skip
        """Post one line for all children, or one each where they are named or billed singly."""
        parts = {child: pounds(amounts[child]) for child in children}
        if in_one and not self.with_references:
            self.pay(year, period, sum(parts.values(), Decimal(0)), children[0].urn, **line)  # type: ignore[arg-type]
        else:
            for child, part in parts.items():
                self.pay(year, period, part, child.urn, child, **line)  # type: ignore[arg-type]

    def find(self, urn: str, kind: str, amount: Decimal | Fraction) -> None:
        """Note a true difference of a school."""
        self.true[urn, kind] += amount if isinstance(amount, Decimal) else pounds(amount)

    def months(self) -> Iterator[tuple[int, int]]:
        """Every period of the ledger's years up to the last posted one."""
        return (
            (year, period)
            for year in YEARS
            for period in range(1, 13)
            if month_of(year, period) <= self.last
        )

    def files(self) -> dict[str, str]:
        """Return the files by their path below landing."""
        case, money = f"{self.la_code}/case_system", f"{self.la_code}/finance_ledger"
        people = range(len(self.children))
        files = {
            f"{case}/persons__{self.last}.csv": PERSONS
            + "".join(f"C{n},,,UN1,Doe,Jo,2014-01-01,F,WBRI,ZZ9 9ZZ\n" for n in people),
            f"{case}/plans__{self.last}.csv": PLANS
            + "".join(f"L{n},C{n},,2020-09-01,,,0,0,,,,\n" for n in people),
            f"{case}/placements__{self.last}.csv": PLACEMENTS
            + "".join(
                f"{c.placement},L{n},{c.urn},,{'' if c.urn else 'OTH'},,1,2020-09-01,"
                f"{c.leaves or ''},0,0,,\n"
                for n, c in enumerate(self.children)
            ),
            f"{case}/placement_costs__{self.last}.csv": COSTS
            + "".join(
                f"{key}{n},{c.placement},{c.category},{c.price * 100 // c.share},financial_year,,"
                f"2024-04-01,,{c.share},0,{100 - c.share}\n"
                for n, c in enumerate(self.children)
                for key in ("K", "KK")[: 1 + (c.placement in self.keyed_twice)]
            )
            + "".join(self.one_off_prices),
            f"{money}/chart_of_accounts__{self.last}.csv": CHART,
            f"{money}/supplier_providers__{self.last}.csv": SUPPLIERS
            + "\n".join(self.suppliers)
            + "\n",
            f"{money}/transactions__{self.last}.csv": LEDGER + "\n".join(self.lines) + "\n",
        }
        if self.places:
            files[f"{self.la_code}/places/commissioned_places__{self.last}.csv"] = PLACES + "".join(
                self.places
            )
        return files


PERSONS = "person_id,upn,uln,upn_unknown,surname,forename,birth_date,sex,ethnicity,postcode\n"
PLANS = (
    "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,cease_reason,"
    "transfer_la\n"
)
PLACEMENTS = (
    "placement_id,plan_id,urn,ukprn,sen_setting,sen_setting_other,placement_rank,entry_date,"
    "leaving_date,sen_unit,resourced_provision,res,wbp\n"
)
COSTS = (
    "cost_id,placement_id,spend_category,annual_amount,price_basis,weeks,start_date,end_date,"
    "education_pct,social_care_pct,health_pct\n"
)
CHART = (
    "cost_centre,subjective,dsg_block,spend_category,s251_line\n"
    "special_school,S1,high_needs,special_school,1.2.1\n"
    "independent_nmss,S1,high_needs,independent_nmss,1.2.3\n"
    "mainstream_top_up,S1,high_needs,mainstream_top_up,1.2.1\n"
    "post_16,S1,high_needs,post_16,1.2.1\n"
    "personal_budget,S1,high_needs,personal_budget,1.2.2\n"
    "therapies,S1,high_needs,therapies,1.2.5\n"
    "health_income,S1,high_needs,special_school,1.2.1\n"
    "schools_budget,S1,schools,mainstream_top_up,1.0.1\n"
)
SUPPLIERS = "supplier_id,urn,ukprn,provider_name\n"
LEDGER = (
    "journal_id,line_number,financial_year,period,posting_date,document_date,journal_type,"
    "cost_centre,subjective,supplier_id,supplier_name,reference,description,amount\n"
)
PLACES = "place_id,urn,ukprn,place_type,phase,primary_need,places,rate_gbp,start_date,end_date\n"
