"""What systems write for the codes of the contracts, and what codes and columns mean."""

import re

from ingest.column import Column

NEEDS = {
    "autis": "ASD", r"social,? *(and )?emotional": "SEMH", r"speech": "SLCN", "moderate": "MLD",
    "severe": "SLD", "profound": "PMLD", "specific": "SPLD", "hearing": "HI",
    r"visual|vision": "VI", r"multi-? ?sensory": "MSI", "physical": "PD", r"down('?s)? syn": "DS",
    "other diff": "OTH",
}  # fmt: skip
# what case and finance systems write for codes, by column: patterns of the beginning of the word
CODE_WORDS = {
    "sen_type_rank": {"primary": "1", r"main\b": "1", "secondary": "2", "tertiary": "3"},
    "placement_rank": {
        r"primary( placement)?$": "1", r"main\b": "1", "secondary$": "2",
        "subsidiary": "2", r"y(es)?$": "1", r"no?$": "2",
    },
    "sen_type": NEEDS,
    "sen_type_1": NEEDS,
    "sen_type_2": NEEDS,
    "sex": {"male": "M", "female": "F", "boy": "M", "girl": "F"},
    "request_outcome": {
        "yes": "Y", "agree": "Y", r"(no|do not|not to)\b": "N", "refus": "N", "declin": "N",
        "await": "A", "pending": "A", "withdr": "W",
    },
    "assessment_outcome": {
        "yes": "Y", r"(agreed? to )?issue\b": "Y", r"((ehc )?plan|ehcp) issued": "Y",
        r"(no|do not|not to)\b": "N", "refus": "N",
        "await": "A", "pending": "A", "withdr": "W",
    },
    "outcome": {"amend": "A", "cease": "C", "maintain": "M", r"no (change|amend)": "M"},
    "provider": {
        "educational psych": "psychology", r"(head ?teacher|school|nursery)\b": "education",
        r"health\b|paediatric|medical": "health", "social": "social_care",
        "speech|occupational th|physio": "therapies", "hearing|visual|sensory": "sensory",
        r"parent|carer": "parent",
    },
    "res": {r"(38|39|4\d|5[01])$": "A", "52$": "B"},
    "dsg_block": {
        "high needs": "high_needs", r"hnb$": "high_needs", "schools? block": "schools",
        r"central|cssb$": "central_school_services", "early years": "early_years",
        r"non.?dsg|general fund": "general_fund",
    },
    "spend_category": {
        "mainstream top": "mainstream_top_up", r"ap$|alternative": "alternative_provision",
        r"independent|i?nmss\b|non.?maintained": "independent_nmss", r"post.?16": "post_16",
        r"(maintained )?special school": "special_school", "hospital": "hospital",
        "therap": "therapies", r"(sen(d)? |home to school )?transport": "sen_transport",
        "personal budget": "personal_budget", "resourced": "resourced_provision",
    },
    "nc_year": {
        **{rf"(year|yr|y) *0?{year}$": str(year) for year in range(1, 15)},
        r"(year |yr )?(r|reception)$": "R", r"(year )?0$": "R", r"nursery ?1$": "N1",
        r"nursery ?2$": "N2",
    },
    "sen_provision": {
        r"no (sen|special)": "N", r"sen support|k\b": "K", r"ehc|education,? health": "E",
    },
    "debtor": {r".*\bicb\b|nhs\b": "icb", "social care": "social_care"},
    "journal_type": {
        r"pl\b": "AP", "payable": "AP", "purchase": "AP", r"sl\b": "AR", "receivable": "AR",
        "sales": "AR", r"nl\b": "GL", "journal": "GL", "acc": "ACCR", r"(auto ?)?rev": "REVERSAL",
        r"(manual|spreadsheet)$": "GL",
        # SAP's document types, Unit4's voucher types
        r"k[arg]$": "AP", r"re$": "AP", r"d[arg]$": "AR", r"(s[ab]|ab)$": "GL", "pi$": "AP",
        "si$": "AR",
    },
}  # fmt: skip
# the meanings of codes that are not words: DfE's SEN2 guide, modules 2 and 4; ledgers
MEANINGS = {
    "request_source": {
        "1": "parent or young person", "2": "school", "3": "health", "4": "social care",
        "5": "other",
    },
    "request_outcome": {
        "Y": "assess", "N": "do not assess", "A": "awaited", "W": "withdrawn",
        "H": "historical",
    },
    "plan_res": {"A": "38 to 51 weeks", "B": "52 weeks"},
    "plan_wbp": {"A": "apprenticeship", "T": "traineeship", "S": "supported internship"},
    "dp": {"E": "education", "S": "social care", "H": "health", "I": "integrated"},
    "journal_type": {
        "AP": "suppliers", "AR": "debtors", "GL": "journal", "ACCR": "accrual",
        "REVERSAL": "reversal of an accrual",
    },
}  # fmt: skip
# what the names of columns abbreviate: the same guide
ABBREVIATED = {
    "rya": "in relevant youth accommodation", "plan_res": "residential",
    "plan_wbp": "work-based placement", "pb": "personal budget", "oa": "organised arrangements",
    "dp": "direct payments", "res": "residential", "wbp": "work-based placement",
    "exported_la": "the authority that the child moved to before the plan",
    "transfer_la": "the authority that the plan came from",
    "assessment_outcome_date": "the day on which the final plan, or the decision not to issue one, "
    "was sent: the end of the 20 weeks, and no earlier decision to issue",
}  # fmt: skip
# what the marts lose where a column is empty, and how an overlay fills one that a file lacks
WITHOUT = {
    "placement_rank": (
        "a placement without a rank counts as no child's main place",
        'if each is one, write {constant: "1"}',
    ),
}
# columns that a row does not need, but the marts do: what they lose where a file has no header
LOST = {
    "requests": {
        "received_date": "no request counts in any time limit",
        "request_outcome": "no request is decided",
        "request_outcome_date": "no decision counts in any time limit",
    },
    "assessments": {
        "assessment_outcome": "no assessment has an outcome",
        "assessment_outcome_date": "no plan counts as issued",
    },
    "advice": {
        "requested_date": "no advice counts in its time limit",
        "received_date": "no advice is received",
    },
    "plans": {
        "request_id": "no plan counts in the 20 weeks",
        "cease_date": "each plan counts as in force",
    },
    "placements": {"entry_date": "no placement has a day on which it begins"},
    "placement_costs": {"start_date": "no price costs anything"},
    "reviews": {
        "meeting_date": "no review counts in any time limit",
        "decision_date": "no review is decided",
    },
    "contributions": {"received_amount": "no invoice is paid"},
    "chart_of_accounts": {"dsg_block": "no account belongs to the grant"},
}
# the beginnings of what systems write for a flag, beside the words that every flag reads
FLAG_WORDS = {
    r"y(es)? *($|[-:(,])": "1", r"(agreed|accepted|granted|held|ticked|on|x|\u2713|\u2714)$": "1",
    r"no? *($|[-:(,])": "0", r"(refused|rejected|declined|unticked|off)$": "0",
    r"not (agreed|accepted|granted|held|ticked)$": "0",
}  # fmt: skip


def described(name: str, column: Column) -> str:
    """The codes of a column with what they mean, where that is known."""
    meanings = MEANINGS.get(name, {})
    return ", ".join(f"{c} ({meanings[c]})" if c in meanings else c for c in column.codes)


def likely_code(name: str, column: Column, word: str) -> str | None:
    """The code that a word probably means; None where no code is probable."""
    words = FLAG_WORDS if column.type == "flag" else CODE_WORDS.get(name, {})
    for beginning, code in words.items():
        if re.match(beginning, word, re.IGNORECASE):
            return code
    return None
