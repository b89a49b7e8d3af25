"""The headers that case systems, ledgers and school systems have for a dataset's columns, where
their words alone would not find the column or would find another one."""

COST_CENTRES = "costc; cost center; cat 1; dim 1"
SUBJECTIVES = "detail code; g l account; gl account; g l acct; natural account; ledger account; "
SUBJECTIVES += "main account"
NAMES = "account name; account description; account t; costc t"
NOTES = "case note; case notes; case status; case type"
PERSON_IDS = "ehm id; one id; mosaic id; synergy id; impulse id; stud id"
# Dataset → column → headers in small letters, without punctuation. A header under "" is that of no
# column, though it is like one.
_HEADERS = {
    "persons": {
        "person_id": PERSON_IDS,
        "surname": "last name; family name",
        "forename": "first name; given name",
    },
    "requests": {
        "person_id": PERSON_IDS,
        "received_date": "request date; date of request; date requested; date received",
        "request_outcome": "la decision; decision outcome; decision to assess",
        "request_outcome_date": "decision date; la decision date; decision to assess date",
        "request_source": "requested by; request from; source of request",
        "exported_la": "transferred to la; moved to la; la moved to",
        "": NOTES,
    },
    "advice": {
        "provider": "advice type; type of advice; advice from; requested from; professional",
        "": "due date; date due; advice due date",
    },
    "assessments": {
        "assessment_outcome": "decision to issue; decision to issue plan; la decision; outcome",
        "assessment_outcome_date": "decision to issue date; date of decision to issue; "
        "decision date; la decision date; date final plan issued; final plan issued; "
        "final plan issued date; final plan date; date of final plan; final ehcp date; "
        "final ehc plan date",
        "week20": "20 week exception; exception; exception applies; 20 week exemption",
        "assessment_mediation": "mediation; mediation held",
        "assessment_tribunal": "tribunal; tribunal appeal; appeal; appeal lodged",
    },
    "plans": {
        "person_id": PERSON_IDS,
        "start_date": "final ehcp date; final plan date; final ehc plan date; date of final plan; "
        "final plan issued; final plan issued date; date final plan issued; issue date; "
        "date issued; plan issue date",
        "cease_date": "date ceased; ceased date; date plan ceased; cessation date; end date; "
        "plan end date; ehcp end date",
        "cease_reason": "ceased reason; reason ceased; reason for ceasing; closure reason",
        "transfer_la": "transferred from la; moved from la; previous la; la transferred from",
        "": "request date; plan type; ehcp type; transferred to la; moved to la; draft plan date; "
        f"amended plan date; latest amended date; {NOTES}",
    },
    "needs": {
        "sen_type": "need; need type; need description; primary need; primary sen need; need 1",
        "sen_type_rank": "rank; need rank; need order; need priority",
        "": "secondary need; secondary sen need; tertiary need; need 2; need 3; need 4",
    },
    "placements": {
        "placement_rank": "main placement; primary placement; main; is main; is primary",
        "res": "residential weeks",
        "": "placement type; school name; setting name; upn; placement 2; placement 3",
    },
    "reviews": {
        "meeting_date": "ar date; review date; annual review date; date of review",
        "decision_date": "la decision date; decision letter date; date of decision letter",
        "outcome": "ar outcome; review outcome; la decision; decision",
        "draft_date": "draft amended plan; draft amended plan date; amendment notice date",
        "final_date": "final amended plan; final amended plan date; amended final plan date",
        "": f"ar due date; review due date; next review date; due date; {NOTES}",
    },
    "placement_costs": {
        "spend_category": "cost type; funding type; category; provision type",
        "annual_amount": "annual cost; annual price; total annual cost; cost per annum",
        "start_date": "from; from date; date from; effective from; effective date",
        "end_date": "to; to date; date to; effective to",
        "": "weekly cost; weekly rate; daily rate; monthly cost; termly cost",
    },
    "transactions": {
        "journal_id": "transaction ref; journal name; voucher; je header id",
        "line_number": "itm; item; line item; trans line; transaction line; je line; "
        "sequence no; seq no",
        "financial_year": "yr; fiscal year",
        "period": "prd; posting period; period name; accounting period; fiscal period",
        "posting_date": "pstng date; accounting date",
        "journal_type": "tt; src; source; journal source; voucher type; transaction type",
        "cost_centre": COST_CENTRES,
        "document_date": "voucher date",
        "subjective": SUBJECTIVES,
        "reference": "ext inv ref; external reference; order ref",
        "supplier_id": "vendor; ap ar id",
        "supplier_name": "name 1; ap ar id t",
        "amount": "amount in local cur; amount in local currency; amount in lc; "
        "amount in company code currency; accounted amount",
        "": "journal batch; journal category; entered amount; cur amount; year closed; "
        f"amount in transaction currency; {NAMES}",
    },
    "trial_balance": {
        "period": "posting period; period name; accounting period; fiscal period",
        "cost_centre": COST_CENTRES,
        "subjective": SUBJECTIVES,
        "balance": "ending balance; period end balance; ytd; ytd actual; actual ytd; year to date; "
        "cumulative balance; closing balance",
        "": "movement; in month; opening balance; beginning balance; period dr; "
        f"period cr; budget; variance; {NAMES}",
    },
    "budgets": {
        "version": "budget version; budget type",
        "cost_centre": COST_CENTRES,
        "subjective": SUBJECTIVES,
        "": NAMES,
        "amount": "budget; annual budget; full year budget; original budget; current budget; "
        "revised budget; total; total budget; full year",
    },
    "chart_of_accounts": {"cost_centre": COST_CENTRES, "subjective": SUBJECTIVES, "": NAMES},
    "contributions": {
        "raised_date": "invoice date; date raised; date of invoice",
        "received_date": "paid date; date paid; payment date; date received",
        "received_amount": "amount paid; paid amount; amount received; paid",
        "period_start": "from; period from; from date",
        "period_end": "to; period to; to date",
        "debtor": "payer; customer",
    },
    "school_census": {
        "nc_year": "year group; year; actual nc year; national curriculum year",
        "sen_provision": "sen status; sen stage; sen code",
        "sen_type_1": "primary sen type; primary sen need; primary need",
        "sen_type_2": "secondary sen type; secondary sen need; secondary need",
        "resourced_provision": "rp indicator; resourced provision indicator",
        "": "school; school name",
    },
}


def of_dataset(dataset: str) -> dict[str, str]:
    """The column of each known header of a dataset; empty for a header of no column."""
    return {
        header: column
        for column, headers in _HEADERS.get(dataset, {}).items()
        for header in headers.split("; ")
    }
