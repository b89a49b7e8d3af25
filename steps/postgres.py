"""The publication in the Postgres database of the settings, after the files."""

from steps.reporting import StepFailed, count, home


def publish() -> list[str]:
    """Write the current publication into Postgres, where the settings name a database; return what
    was done, one line each.

    Raises StepFailed where Postgres or the settings refuse it; the files are published by then.
    """
    from publish.errors import PublishError
    from publish.postgres import publication

    try:
        done = publication.publish(home())
    except PublishError as reason:
        raise StepFailed(str(reason)) from None
    if done is None:
        return ["settings/postgres.yml names no database"]
    rows = f"{count(done.tables, 'table')}, {count(done.rows, 'row')}"
    return [*done.changes, f"{done.publication_id} in {done.database}: {rows}"]
