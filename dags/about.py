"""What Airflow's user interface says of every DAG: owner, tags, and whom to call."""

OWNER = "data engineering"
RETRIES_OF_A_PERSON = (
    "To run a task again, clear it with its downstream tasks. Nothing needs cleaning up first."
)


def doc(what: str, when: str, on_failure: str, section: str) -> str:
    """Return the page of a DAG: what it does, when, who is called and what to do."""
    return "\n\n".join(
        [
            what,
            f"**When.** {when}",
            f"**When it fails.** {on_failure} {RETRIES_OF_A_PERSON}",
            f"**Runbook.** docs/runbook.md, section “{section}”. Called: whoever "
            "`settings/alerts.yml` names; else the data engineer on call.",
        ]
    )
