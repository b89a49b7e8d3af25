"""What councils' scripts do with the same files, in plain pandas: `python -m benchmarks.in_pandas`.

It reads one authority's latest files in $SEND_HOME/landing, looks for missing, repeated, unreadable
and unknown values, and works out timeliness, needs, spend by month and the trial balance. Amounts
are floats, as such scripts have them; there is no history, no quarantine and no suppression.
"""

import pandas as pd

from steps.reporting import home

CASES = ("persons", "requests", "assessments", "plans", "needs", "placements", "placement_costs")
LEDGER = ("transactions", "trial_balance", "budgets", "chart_of_accounts")
KEYS = {
    "persons": ["person_id"],
    "requests": ["request_id"],
    "assessments": ["request_id"],
    "plans": ["plan_id"],
    "needs": ["plan_id", "sen_type_rank"],
    "placements": ["placement_id"],
    "placement_costs": ["cost_id"],
    "transactions": ["journal_id", "line_number"],
}
PARENTS = {
    "requests": ("person_id", "persons"),
    "plans": ("request_id", "requests"),
    "needs": ("plan_id", "plans"),
    "placements": ("plan_id", "plans"),
    "placement_costs": ("placement_id", "placements"),
}
ACCOUNT = ["financial_year", "period", "cost_centre", "subjective"]
Tables = dict[str, pd.DataFrame]


def main() -> None:
    """Read, check and count; write the marts as CSV."""
    out = home() / "in_pandas"
    out.mkdir(exist_ok=True)
    tables = {name: _read(name) for name in (*CASES, *LEDGER)}
    _checks(tables).to_csv(out / "checks.csv")
    for name, mart in _marts(tables).items():
        mart.to_csv(out / f"{name}.csv")


def _read(dataset: str) -> pd.DataFrame:
    file = max((home() / "landing" / "990").glob(f"*/{dataset}__*.csv"))
    read = pd.read_csv(file, dtype=str)
    for column in read.columns:
        if column.endswith("_date"):
            read[column] = pd.to_datetime(read[column], errors="coerce")
        elif column in ("amount", "balance", "annual_amount"):
            read[column] = pd.to_numeric(read[column], errors="coerce")
    return read


def _checks(tables: Tables) -> pd.Series:
    found: dict[str, int] = {}
    for name, key in KEYS.items():
        found[f"{name}: missing"] = int(tables[name][key].isna().any(axis=1).sum())
        found[f"{name}: repeated"] = int(tables[name].duplicated(key).sum())
    for name, (column, parent) in PARENTS.items():
        known = tables[name][column].isin(tables[parent][column])
        found[f"{name}: unknown {column}"] = int((~known).sum())
    lines = tables["transactions"]
    found["transactions: no amount"] = int(lines["amount"].isna().sum())
    accounts = tables["chart_of_accounts"]
    found["transactions: unknown account"] = int(
        (~lines.subjective.isin(accounts.subjective)).sum()
    )
    return pd.Series(found)


def _marts(tables: Tables) -> Tables:
    plans = tables["plans"].merge(tables["requests"], on="request_id", suffixes=("", "_of_request"))
    plans["in_time"] = (plans.start_date - plans.received_date).dt.days <= 20 * 7
    issued = plans.dropna(subset=["received_date"]).groupby(plans.start_date.dt.to_period("M"))
    first = tables["needs"].query("sen_type_rank == '1'").merge(tables["plans"], on="plan_id")
    costs = tables["placement_costs"].merge(tables["placements"], on="placement_id")
    lines = tables["transactions"].groupby(ACCOUNT, as_index=False)["amount"].sum()
    balance = lines.merge(tables["trial_balance"], on=ACCOUNT, how="outer").fillna(0)
    balance["difference"] = (balance.amount - balance.balance).round(2)
    return {
        "timeliness": issued["in_time"].agg(["sum", "count"]),
        "needs": first.groupby("sen_type").size().to_frame("plans"),
        "costs": costs.groupby("spend_category")["annual_amount"].agg(["sum", "count"]),
        "spend": lines.groupby(["financial_year", "period", "cost_centre"])[["amount"]].sum(),
        "balance": balance,
    }


if __name__ == "__main__":
    main()
