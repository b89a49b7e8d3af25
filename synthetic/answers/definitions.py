"""The definitions of the figures in answers.json, which are written with them."""

from __future__ import annotations

DEFINITIONS = {
    "final_plan_20_weeks": "assessment_outcome Y with a date, request_outcome Y; counted in the "
    "month of assessment_outcome_date; within time when it is at most received_date + 140 days. "
    "Transferred-in, historical and withdrawn cases (H, W) are not counted. A case with week20 = 1 "
    "is in neither count of the pair without exceptions.",
    "decision_6_weeks": "request_outcome Y or N with a date, unless the assessment is H (moved in: "
    "another authority decided); a case withdrawn or exported later counts; in the month of "
    "request_outcome_date; within time when it is at most received_date + 42 days. No exceptions "
    "are recorded, so the pair without exceptions equals the other pair.",
    "other clocks": "advice_6_weeks (requested to received, 42 days), not_to_issue_16_weeks "
    "(assessment N with a date, 112 days from receipt, week20 as above), review_decision_4_weeks "
    "(meeting to decision, 28), amended_plan_12_weeks (meeting to final_date, 84; outcome A or "
    "none): in the month of the end.",
    "annual_review_12_months": "in the month of the due date: a year after the plan's start, then "
    "a year after each decision_date; within time when the next decision is made by then. Not "
    "counted before the due date, nor where the plan had ceased by then without a decision.",
    "phase_transfer": "in the month of phase_transfer_due_date, once for a plan and date; within "
    "time when phase_transfer_final_date is not later; due dates to come and ceased plans are not "
    "counted, as in annual_review_12_months.",
    "median_days": "median of end minus start over completed; the mean of the middle two where "
    "their number is even; none for phase_transfer.",
    "activity": "each event on its own day; requests of people who moved in (assessment H) are not "
    "counted; agreed_to_issue on the first night whose extract has Y, or on the day of issue if "
    "earlier; a plan ceased for reason 5 is transferred out.",
    "mediation_and_appeals": "by calendar year of the decision: not_to_assess, request_outcome N "
    "with a date unless the assessment is H, with request_mediation and request_tribunal; "
    "not_to_issue, assessment_outcome N with a date, with assessment_mediation and "
    "assessment_tribunal; other, assessment_outcome Y or N with a date, with other_mediation and "
    "other_tribunal.",
    "open_requests": "status awaiting_decision, in_assessment or agreed_not_issued, by whole weeks "
    "since receipt, 52 for more; breached when the last night is past day 140.",
    "status": "the first that applies: historical (request_outcome H), withdrawn (request or "
    "assessment W), exported (exported_la and no assessment), refused (N), issued (assessment Y "
    "with date), transferred_in (assessment H), not_issued (N), plan_without_issue_date (a plan "
    "has begun), awaiting_decision (request A or null), agreed_not_issued (assessment Y without "
    "date), in_assessment (assessment A, null or no row).",
    "received_by_year": "requests by calendar year of received_date, transferred-in ones too; "
    "historical requests have none.",
    "active_january": "plans with start_date <= d and cease_date null or > d; d is the third "
    "Thursday of January.",
    "plans_by_year": "plans by calendar year of start_date (issued, historical and transferred in "
    "alike; transferred_in also by itself) and of cease_date.",
    "ledger": "pounds as text; every transaction line of every night; dsg_block from the chart of "
    "accounts; accounts with s251_line 1.9.2 are carry_forward (they have a budget and no lines).",
    "school_census": "by academic year, of its spring census: pupils with K (SEN support) and E "
    "(EHC plan). authority and years count each pupil once, by the row with the stronger "
    "provision; schools count every row, by URN and phase. primary is R to 6, secondary 7 to 11, "
    "post_16 12 and later.",
    "files": "rows = accepted + quarantined + duplicate. kind parent_quarantined: the row refers "
    "to a row that is itself quarantined in the same night. Line 1 is the header. "
    "same_bytes_as: an earlier night's file of the dataset with identical bytes.",
    "missing": "expected files of the last night that do not arrive; every other file "
    "arrives on the evening of its business date.",
    "reconciliation": "every difference of a placement in the ledger's financial years, and every "
    "line of an account for placements that pays for no placement; pounds as text, positive where "
    "the ledger has more. Placements that are quarantined on the last night are left out, because "
    "they have no price. timing is: late invoices, twelfths and thirds of a price beside its days, "
    "the latest month not yet invoiced, a penny of rounding once a child's leaving date is known. "
    "other_accounts: accounts of the high needs block whose lines are for no placement.",
    "safety_valve.position": "pounds as text by version, financial_year and line, lines as sent "
    "and derived: after savings = costs, investment, savings A and the (negative) block transfer; "
    "in-year = that less the allocation; variance = in-year less the agreed position; B and C "
    "come off both; retained = opening + in-year after mitigations - payment, year after year.",
    "safety_valve.deficit": "opening, in-year, payment, closing, closing of version original.",
    "safety_valve.workstreams": "delivered and forecast as percentages of target (one decimal, "
    "half-up, null without a target or figure) and the colour by the limits of the seed "
    "safety_valve_rag: green from 95.0, amber from 75.0, else red.",
    "contributions": "pounds invoiced and received by the last night, by financial year of the "
    "first day of the period and payer (icb = health); cancelled invoices do not count",
    "transitions": "by pathway and in all: rows, those with status transitioned, the others",
    "consultations": "by academic year of sent_date: rows, answered, answered within 15 days, "
    "declined",
    "open_requests_by_team": "open requests by team",
    "places": "planned and committed places by the academic year in which they open; children who "
    "will need a special place by academic year",
    "plans_by_ward": "plans with start_date <= the last night and cease_date null or after it, by "
    "ward code; not_recorded where the lookup lacks the postcode; on_census_day: the same on the "
    "third Thursday of January",
    "needs_profile": "plans with start_date <= d and cease_date null or > d, by day d, then by "
    "primary_need|phase|setting_type|sex; primary_need is the need of rank 1; phase from the age "
    "on the latest 31 August before d (0-3 early_years, 4-10 primary, 11-15 secondary, 16-18 "
    "post_16, 19 and over post_19); setting_type from the placement of rank 1 with "
    "entry_date <= d and leaving_date null or >= d; of several, the one that begins last: its own "
    "codes, else the type of its school or college in GIAS.",
}
