"""`make erase`: one person goes, from everything that is kept and from what comes later.

The case system's own id of the person is read from standard input, for the command line stays in
the shell's history and in the list of processes. What is printed are counts. Erase the person in
the case system first: here every later extract is kept without them, but there they stay.
"""

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from dags import airflow_home, dbt_build, night, options, walk

SEARCHED = ("raw", "quarantine", "people", "published/marts", "published/ops")


def main(arguments: list[str] | None = None) -> int:
    """Erase, run the night, look whether anything is left.

    Return 0; 1 where the night has something else to complain about; 2 where the person, or what
    may be theirs, is still there, or where nothing could be done.
    """
    parser = argparse.ArgumentParser(prog="make erase", description="Erase one person.")
    parser.add_argument("--la", metavar="LA_CODE", required=True, type=options.la_code)
    parser.add_argument("--date", metavar="YYYY-MM-DD", required=True, type=options.day)
    said: dict[str, Any] = {"required": True, "type": options.words}
    parser.add_argument("--by", help="who decided it, by role and not by name", **said)
    parser.add_argument("--reason", help="why; name nobody here", **said)
    given = parser.parse_args(arguments)
    try:
        stuck = _erase(given)
        code = night.main([])
        return max(code, _conclude(given.la, stuck))
    except (walk.StepFailed, OSError) as stopped:
        print(stopped, file=sys.stderr)
        return 2


def _erase(given: argparse.Namespace) -> list[str]:
    """Rewrite what is kept; return the accepted files that could not be read."""
    from ingest import errors
    from ingest.deletion import erase

    home = walk.home()
    airflow_home.configure(home)
    options.be_known(given.la, None)
    asked = {"on": given.date.isoformat(), "by": given.by, "reason": given.reason}
    with night.alone(home):
        try:
            done = erase.erase(home, given.la, _case_id(), asked)
        except (errors.ContractError, errors.HouseAtFault) as wrong:
            raise walk.StepFailed(str(wrong)) from None
        # a deleted row's bytes stay in a DuckDB file: the night makes a new one, from raw
        dbt_build.throw_away(home / "warehouse.duckdb")
    for (source, dataset), rows in sorted(done.rows.items()):
        print(f"  {source}.{dataset}: {walk.count(rows, 'row')} taken out")
    if done.references:
        print(f"  {walk.count(done.references, 'ledger line')} without the reference; they stay")
    print(f"{walk.count(done.files, 'file')} rewritten; they are judged again now.")
    if not done.files:
        print(f"Nothing kept of {given.la} holds that case id; what comes later is left out.")
    for path in done.deleted:
        print(f"  deleted whole, since nobody can read it: landing/{path}")
    return done.stuck


def _case_id() -> str:
    """Read the id: from a prompt that shows nothing, or from the first line piped in."""
    prompt = "The person's id in the case system (it is not shown): "
    typed = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
    if not typed.strip():
        raise walk.StepFailed(
            "No case id came on standard input. Type it when asked, or: make erase … < id.txt"
        )
    return typed.strip()


def _conclude(la_code: str, stuck: list[str]) -> int:
    """Delete what earlier nights have published; say what is left, where anything is."""
    from publish import snapshot

    home = walk.home()
    snapshot.forget_earlier(home)
    left = _left(home, la_code)
    for place, rows in left.items():
        print(f"STILL THERE: {walk.count(rows, 'row')} in {place}", file=sys.stderr)
    for path in stuck:
        print(
            f"NOT SEARCHED: landing/{path} was accepted once and can't be read by today's "
            "contract. Put the contract right and run make erase again.",
            file=sys.stderr,
        )
    if left:
        print(
            "The night above says what holds the marts back. Put it right, then run make erase "
            "again with the same id.",
            file=sys.stderr,
        )
    return 2 if left or stuck else 0


def _left(home: Path, la_code: str) -> dict[str, int]:
    """Rows that hold a key of the list, by file; tables are searched by their key columns."""
    import duckdb

    from ingest.deletion import erasure_list

    keys = sorted(set().union(*erasure_list.read(home, la_code).keys.values()))
    found = {}
    with duckdb.connect() as connection:
        for folder in SEARCHED:
            for path in sorted((home / folder).rglob("*.parquet")):
                rows = _holding(connection, path, keys)
                if rows:
                    found[str(path.relative_to(home))] = rows
    return found


def _holding(connection: Any, path: Path, keys: list[str]) -> int:
    columns = connection.execute(
        "select name from parquet_schema(?) where name = 'key' or ends_with(name, '_key')",
        [str(path)],
    ).fetchall()
    if not columns:
        return 0
    either = " or ".join(  # the key of a row may be made of several
        f"list_has_any(string_split(\"{name}\", '/'), $keys)" for (name,) in columns
    )
    [(rows,)] = connection.execute(
        f"select count(*) from read_parquet($path) where {either}",
        {"keys": keys, "path": str(path)},
    ).fetchall()
    return int(rows)


if __name__ == "__main__":
    sys.exit(main())
