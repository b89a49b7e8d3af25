"""`make as-known`: the marts for another date, as they were known on another night, built aside.

A figure for 30 June has two answers: what was known on that night (DATE alone), and what is known
of that day now, corrections and late entries included (DATE and KNOWN). Tonight's publication
stays as it is; the answer is published in a folder of its own.
"""

import argparse
import shutil
import sys
from datetime import date

from dags import airflow_home, closing, dates, dbt_build, options, tonight, walk
from dags.night import alone


def main(arguments: list[str] | None = None) -> int:
    """Build and publish aside; return 0, or 2 where it could not be done."""
    parser = argparse.ArgumentParser(prog="make as-known", description="Marts of another date.")
    day, form = options.day, "YYYY-MM-DD"
    parser.add_argument("--date", type=day, metavar=form, required=True, help="reporting date")
    parser.add_argument(
        "--known", type=day, metavar=form, help="night whose knowledge counts (default: DATE)"
    )
    asked = parser.parse_args(arguments)
    try:
        print(f"Published in {build_aside(asked.date, asked.known or asked.date)}")
    except walk.StepFailed as stopped:
        print(stopped, file=sys.stderr)
        return 2
    return 0


def build_aside(as_at: date, known_on: date) -> str:
    """Build from a copy of the warehouse, so that only the marts are made anew; return where.

    Raises StepFailed where as_at lies after the night it is to be known on or that night is no
    night of this home, where there is no warehouse yet, and where a model or a test failed.
    """
    from publish import outputs, snapshot

    home = walk.home()
    if as_at > known_on:
        raise walk.StepFailed(f"{as_at} can't be known on {known_on}: give a later night.")
    if not (home / "warehouse.history").exists():
        raise walk.StepFailed(f"There is no warehouse in {home} yet: run make night first.")
    dates.be_meant(str(known_on))
    airflow_home.configure(home)
    aside = home / "as_known" / f"{as_at}__{known_on}"
    aside.mkdir(parents=True, exist_ok=True)
    warehouse = aside / "warehouse.duckdb"
    with alone(home):
        for suffix in (".duckdb", ".history"):
            shutil.copyfile((home / "warehouse").with_suffix(suffix), warehouse.with_suffix(suffix))
        tonight.expect(str(as_at))
        closing.write_closes()
        dbt_build.build(home, str(as_at), str(known_on), warehouse)
        held_back = dbt_build.held_back(home, warehouse)
        if held_back:
            raise walk.StepFailed(f"Not published: {', '.join(held_back)} failed their own tests.")
        snapshot.publish(aside, as_at, set(), outputs.BUILT_ASIDE)
    warehouse.unlink()
    warehouse.with_suffix(".history").unlink()
    return str(aside / "published")


if __name__ == "__main__":
    sys.exit(main())
