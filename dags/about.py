"""The texts about every DAG in Airflow's user interface: owner, purpose, and whom to call."""

OWNER = "data engineering"
HOW_TO_RUN_AGAIN = (
    "To run a task again, clear it with its downstream tasks. Nothing needs cleaning up first."
)


def doc(what: str, when: str, on_failure: str, section: str) -> str:
    """Return the page of a DAG: what it does, when, who is called and what to do."""
    return "\n\n".join(
        [
            what,
            f"**When.** {when}",
            f"**When it fails.** {on_failure} {HOW_TO_RUN_AGAIN}",
            f"**Runbook.** docs/runbook.md, section “{section}”. Called: whom "
            "`settings/alerts.yml` names; else the data engineer on call.",
        ]
    )
