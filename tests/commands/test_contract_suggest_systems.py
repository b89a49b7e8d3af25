"""What is proposed for the exports of case systems and ledgers, by the names that these have."""

import pytest
import yaml

from ingest.column import Column
from ingest.suggest.code_words import likely_code


@pytest.mark.parametrize(
    ("dataset", "headers", "found"),
    [
        (
            "requests",
            "Request ID,Student ID,Request Date,LA Decision,Decision Date",
            {
                "received_date": "Request Date",
                "request_outcome": "LA Decision",
                "request_outcome_date": "Decision Date",
            },
        ),
        (
            "assessments",
            "Request ID,Decision to Issue,Decision To Issue Date,20 Week Exception,Appeal Lodged",
            {
                "assessment_outcome": "Decision to Issue",
                "assessment_outcome_date": "Decision To Issue Date",
                "week20": "20 Week Exception",
                "assessment_tribunal": "Appeal Lodged",
            },
        ),
        (
            "plans",
            "Plan ID,Pupil Ref,Final EHCP Date,Date Ceased,Ceased Reason,Transferred To LA",
            {
                "start_date": "Final EHCP Date",
                "cease_date": "Date Ceased",
                "cease_reason": "Ceased Reason",
                "transfer_la": None,
            },
        ),
        (
            "placements",
            "Placement ID,Plan ID,Placement Type,URN,Start Date,Main Placement",
            {"placement_rank": "Main Placement", "entry_date": "Start Date"},
        ),
        (
            "needs",
            "Plan ID,Primary Need,Notes",
            {"sen_type": "Primary Need", "sen_type_rank": None},
        ),
        (
            "reviews",
            "ReviewRef,PlanRef,ARDate,LADecisionDate",
            {"plan_id": "PlanRef", "meeting_date": "ARDate", "decision_date": "LADecisionDate"},
        ),
        (
            "reviews",
            "Review Id,Plan Id,AR Due Date,AR Meeting Date,LA Decision Date,Final Amended Plan",
            {
                "meeting_date": "AR Meeting Date",
                "decision_date": "LA Decision Date",
                "final_date": "Final Amended Plan",
                "phase_transfer_due_date": None,
            },
        ),
        (
            "placement_costs",
            "Cost ID,Placement ID,Cost Type,Weekly Cost,Start Date",
            {"spend_category": "Cost Type", "annual_amount": None},
        ),
        (
            "placement_costs",
            "Cost ID,Placement ID,Cost Type,Annual Cost,Effective From,Effective To",
            {"start_date": "Effective From", "end_date": "Effective To"},
        ),
        (
            "contributions",
            "Invoice No,Decision Ref,Net Amount,Invoice Date,Paid Date,Amount Paid",
            {
                "amount": "Net Amount",
                "raised_date": "Invoice Date",
                "received_date": "Paid Date",
                "received_amount": "Amount Paid",
            },
        ),
        (
            "transactions",
            "Account,DocumentNo,Itm,Pstng Date,Yr,Per,Costc,Vendor,Name 1,Amount in local cur.",
            {
                "line_number": "Itm",
                "financial_year": "Yr",
                "cost_centre": "Costc",
                "supplier_id": "Vendor",
                "supplier_name": "Name 1",
                "amount": "Amount in local cur.",
            },
        ),
    ],
)
def test_headers_of_systems_are_those_of_the_right_columns(suggest, dataset, headers, found):
    columns = yaml.safe_load(suggest(dataset, f"{headers}\n{',' * headers.count(',')}\n"))[
        "columns"
    ]
    proposed = {name: columns.get(name, {}).get("aliases") for name in found}
    assert proposed == {name: [header] if header else None for name, header in found.items()}


SAP_LINES = "CoCd,DocumentNo,Itm,Year,Per,Pstng Date,Type,Costc,G/L Acct,Amount in LC\n"


@pytest.mark.parametrize(
    ("years", "proposed"),
    [
        (("2026", "2026"), "first"),  # November 2026 and January 2027
        (("2027", "2027"), "second"),
        (("2026", "2027"), None),  # the calendar year: neither
    ],
)
def test_a_single_year_is_counted_as_the_posting_dates_show(suggest, years, proposed):
    days = ("15.11.2026", "15.01.2027")
    rows = (f"1000,19{n},1,{years[n % 2]},8,{days[n % 2]},KR,C1,41,1.00\n" for n in range(20))
    text = suggest("transactions", SAP_LINES + "".join(rows))
    column = yaml.safe_load(text)["columns"]["financial_year"]
    assert column.get("single_year") == proposed
    assert ("20 cells can't be read as financial_year" in text) == (proposed is None)
    assert "add {joined_headers: ['CoCd', 'Year']} before the first file" in text


def test_headers_on_each_page_are_no_rows_of_a_proposal(suggest):
    header, row = "Involvement ID,Stud ID,Referral Date,Decision\n", "1,2,05/01/2026,Yes\n"
    text = suggest("requests", header + row * 3 + header + "-----\n,,,\n" + row * 2)
    assert "# 5 rows" in text
    assert "can't be read" not in text


def test_a_note_on_a_case_is_no_case_holder(suggest):
    text = suggest("plans", "Plan ID,Mosaic ID,Request ID,Plan Start,Case Note\n1,2,3,,x\n")
    assert yaml.safe_load(text)["ignored_headers"] == ["Case Note"]


@pytest.mark.parametrize(
    ("column", "word", "code"),
    [("placement_rank", "Mainstream", None), ("placement_rank", "Maintained Special", None),
     ("placement_rank", "Main school", "1"), ("placement_rank", "Primary school", None),
     ("placement_rank", "Y", "1"), ("placement_rank", "N", "2"),
     ("sen_type", "Autistic Spectrum Disorder", "ASD"), ("sen_type", "Specific learning", "SPLD"),
     ("sen_type", "Social, Emotional and Mental Health", "SEMH"),
     ("assessment_outcome", "Do not issue", "N"), ("assessment_outcome", "Issue Plan", "Y"),
     ("outcome", "No change", "M"), ("outcome", "No", None), ("nc_year", "Year 1", "1"),
     ("nc_year", "Year 11", "11"), ("nc_year", "Year R", "R"), ("nc_year", "Year 15", None),
     ("sen_provision", "No SEN", "N"), ("dsg_block", "Non DSG", "general_fund"),
     ("res", "38", "A"), ("res", "52", "B"), ("journal_type", "AutoReverse", "REVERSAL")],
)  # fmt: skip
def test_words_of_systems_mean_one_code(column, word, code):
    assert likely_code(column, Column(type="code", codes=("X",)), word) == code


@pytest.mark.parametrize(
    ("dataset", "text", "column"),
    [
        ("requests", "request_id,person_id,request_outcome\nR1,P1,Y\n", "received_date"),
        ("plans", "plan_id,person_id,request_id,start_date\nE1,P1,R1,2026-01-05\n", "cease_date"),
        ("assessments", "request_id,assessment_outcome_date\nR1,2026-01-05\n",
         "assessment_outcome"),
        ("placement_costs", "cost_id,placement_id,spend_category,annual_amount,price_basis\n"
         "K1,P1,therapies,10.00,weekly\n", "start_date"),
    ],
)  # fmt: skip
def test_a_column_that_the_marts_need_is_not_proposed_as_absent(
    suggest, send, tmp_path, dataset, text, column
):
    """A proposal that nobody completed does not load requests without the day of receipt."""
    proposal = suggest(dataset, text)
    assert f"# {column}: no header was found, and without it " in proposal
    assert column not in yaml.safe_load(proposal)["columns"]
    draft = tmp_path / "draft.yml"
    draft.write_text(proposal)
    file = str(tmp_path / f"{dataset}__2026-11-20.csv")
    options = ("--la", "312", "--dataset", dataset, "--overlay", str(draft))
    checked = send("contract", "check", file, *options)
    assert checked.exit_code == 1
    assert "lacks" in checked.stdout
    assert column in checked.stdout


SAP = (
    "20.11.2026\t\t\tDynamic List Display\t\t1\r\n\r\n"
    "\tS\tAccount\tDocumentNo\tItm\tType\tDoc. Date\tPstng Date\tYear\tPer\tCost Ctr\tReference\t"
    "Text\tVendor\tName 1\tAmount in local cur.\tLCurr\r\n\r\n"
)
LINE = (
    "\t@5B@\t0000520001\t51{n:08d}\t001\t{kind}\t13.04.2026\t1{n}.04.2026\t2026\t001\t0000004411\t"
    "INV{n}\tTop up\t0000100201\tHillside\t{amount}\tGBP\r\n"
)


def test_a_list_of_sap_is_read_with_its_totals_left_out(suggest, send, tmp_path):
    """The first header is empty, as are cells of the title. 1,000.50, less 200.25."""
    rows = LINE.format(n=4, kind="KR", amount="1,000.50") + LINE.format(
        n=5, kind="KG", amount="200.25-"
    )
    total = "\t**" + "\t" * 14 + "800.25\tGBP\r\n"
    name = "FBL3N_20261120.txt"
    proposal = suggest("transactions", (SAP + rows + total).encode("utf-16"), name)
    assert "add {single_year: first} (it is 2026-27)" in proposal
    assert "\nignored_headers: ['', 'S', 'LCurr']\n" in proposal
    draft = tmp_path / "draft.yml"
    draft.write_text(proposal.replace("['Year']", "['Year'], single_year: first"))
    options = ("--la", "312", "--dataset", "transactions", "--overlay", str(draft))
    checked = send("contract", "check", str(tmp_path / name), *options)
    assert "accepted; 2 of 2 rows accepted" in checked.stdout, proposal + checked.stdout
    assert "1 row that the contract ignores" in checked.stdout


def test_the_accounted_of_two_pairs_of_debit_and_credit_is_the_amount(suggest):
    """Oracle prints a document's own currency first."""
    headers = "Journal Name,Line,Effective Date,Period Name,Cost Centre,Account,"
    pairs = "Entered Debit,Entered Credit,Accounted DR,Accounted CR"
    text = suggest("transactions", f"{headers}{pairs}\nJ1,1,2026-04-05,APR-26,C1,5,12,,10,\n")
    assert yaml.safe_load(text)["columns"]["amount"] == {
        "derive": "debit_minus_credit",
        "debit_headers": ["Accounted DR"],
        "credit_headers": ["Accounted CR"],
    }
