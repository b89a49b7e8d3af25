"""`make retain`: what goes by the contracts' `keep_days` on a date; with APPLY=1 it goes.

Asked without it, nothing is touched: a dry run is what one wants first, and the last word of
somebody who knows that nothing is under audit or before the tribunal. Run it for each year's end.
"""

import argparse
import sys
from collections import Counter
from datetime import date

from dags import airflow_home, dates, dbt_build, night, options, walk


def main(arguments: list[str] | None = None) -> int:
    """Print what goes by authority and dataset; return 0, or 2 where it could not be done.

    What went is out of the marts after the night, which is run at once: its exit code is returned.
    """
    parser = argparse.ArgumentParser(prog="make retain", description="Delete what is over.")
    parser.add_argument("--date", metavar="YYYY-MM-DD", required=True, type=options.day)
    parser.add_argument("--apply", action="store_true", help="delete it, then run the night")
    given = parser.parse_args(arguments)
    try:
        _retain(given.date, given.apply)
        if not given.apply:
            return 0
        code = night.main([])
        _forget_earlier()
    except (walk.StepFailed, OSError) as stopped:
        print(stopped, file=sys.stderr)
        return 2
    return code


def _retain(on: date, apply: bool) -> None:
    """Print what is over, and delete it where that is asked for, with what was left half deleted.

    The warehouse goes too: a deleted row's bytes stay in a DuckDB file. The night makes a new one.
    """
    from ingest import errors
    from ingest.deletion import retention

    home = walk.home()
    airflow_home.configure(home)
    if apply:
        dates.be_meant(str(on))
    with night.alone(home):
        try:
            over = retention.over(home, on)
        except errors.ContractError as wrong:
            raise walk.StepFailed(str(wrong)) from None
        _print(over, on)
        if apply:
            for receipt in over:
                retention.expire(home, receipt)
            retention.sweep(home)
            dbt_build.throw_away(home / "warehouse.duckdb")
    if over and not apply:
        print("Nothing was touched. To delete them: make retain DATE=… APPLY=1")


def _print(over: list[walk.Receipt], on: date) -> None:
    def named(receipt: walk.Receipt) -> str:
        return f"{receipt['la_code']} {receipt['source']}.{receipt['dataset'] or '(unrecognised)'}"

    for name, files in sorted(Counter(map(named, over)).items()):
        dates = [each["business_date"] or "" for each in over if named(each) == name]
        print(f"  {name}: {walk.count(files, 'file')}, {min(dates)} to {max(dates)}")
    print(f"{walk.count(len(over), 'file')} whose time to be kept is over on {on}")


def _forget_earlier() -> None:
    from publish import snapshot

    snapshot.forget_earlier(walk.home())


if __name__ == "__main__":
    sys.exit(main())
