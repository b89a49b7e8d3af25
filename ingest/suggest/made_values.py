"""How the value of a column that a file lacks is made: of other cells, derived, or a constant."""

from ingest import contract_files
from ingest.column import KEYED
from ingest.suggest import side_by_side
from ingest.suggest.columns import spoken
from ingest.suggest.proposal import Proposal
from ingest.suggest.scalars import in_one_line

DERIVED = {"financial_year": "financial_year", "period": "financial_period"}
COMPANIES = ("co cd", "cocd", "company code", "co code", "company")


def of_several(proposal: Proposal, name: str) -> str | None:
    """A rank by the order of the headers side by side, or an id that is made of other cells."""
    if rows := side_by_side.ranks(proposal.matches, [name]).get(name):
        numbers = ", ".join(f'"{row}"' for row in range(1, rows + 1))
        return f"  {name}: {{constants: [{numbers}]}}  # in the order of the headers side by side"
    parts = proposal.made_of.get(name)
    if not parts:
        return None
    made = ", ".join(
        in_one_line(each) if isinstance(each, str) else f"[{', '.join(map(in_one_line, each))}]"
        for each in parts
    )
    return (
        f"  {name}: {{made_of: [{made}]}}  # no id was found: do these tell all rows apart, and "
        "stay from night to night? Else name an id"
    )


def or_made(proposal: Proposal, name: str) -> str:
    """How a value that a row needs can be made. A constant as the key or as an id would be the same
    on every row; an id that other datasets name is for the case system to give."""
    contract = proposal.contract
    if contract.columns[name].type not in KEYED:
        if name == "financial_year":
            return (
                ", a constant or from_title; where the period holds its year, "
                "{derive: financial_year, derive_from: period}"
            )
        if name == "cost_centre":
            return (
                ", a constant or from_title; where another column holds the whole account, "
                "{derive: copy, derive_from: subjective}"
            )
        return "" if contract.key == (name,) else ", a constant or from_title"
    if contract.key != (name,) or name in contract.references:
        return ""
    if contract_files.dataset_that_names(contract, name):
        return ""
    return "; where there is none, {derive: record_number}"


def derived(proposal: Proposal, name: str) -> str | None:
    """How a column of a ledger follows from others, where a file does not have it."""
    if name == "line_number":
        return "{derive: record_number}"
    if name == "journal_id":
        return "{derive: file_reference}"
    found = {match.column for match in proposal.matches}
    if name in DERIVED and "posting_date" in found:
        return f"{{derive: {DERIVED[name]}, derive_from: posting_date}}"
    return None


def of_documents(proposal: Proposal) -> str | None:
    """A comment on the number of a document, which can begin anew in each company and year."""
    found = {each.column: each.header for each in proposal.matches}
    companies = [each for each in proposal.new_headers.ignored if spoken(each) in COMPANIES]
    if not companies or "journal_id" not in found:
        return None
    years = [found["financial_year"]] if "financial_year" in found else []
    joined = ", ".join(map(in_one_line, [*companies, *years]))
    return (
        "  # journal_id: where its numbers begin anew in each company or year, add "
        f"{{joined_headers: [{joined}]}} before the first file is loaded, and do not ignore these"
    )
