"""Command line: write demonstration authorities into a landing folder.

python -m synthetic --home data --seed 20261120 --last-night 2026-11-20 --nights 3
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from synthetic.answers.definitions import DEFINITIONS
from synthetic.authority import AUTHORITIES, EARLIEST_NIGHT, HORIZON
from synthetic.cases.establishments import write_establishments
from synthetic.dfe.release import RELEASE, write_release
from synthetic.dfe.shares import CENSUS_YEAR, write_shares
from synthetic.files import write_json
from synthetic.ledger.postings import LEAST_OTHERS
from synthetic.nights import AuthorityAnswers, write_authority
from synthetic.options import RunOptions


def main(arguments: list[str] | None = None) -> int:
    """Write all files; return 0, or 2 after a message on an argument that is out of range."""
    os.umask(0o077)  # as the project's own commands: only the owner reads what is written
    parsed = _parser().parse_args(arguments)
    problem = _problem(parsed)
    if problem:
        print(f"synthetic: {problem}", file=sys.stderr)
        return 2
    options = _options(parsed)
    landing = parsed.home / "landing"
    authorities: dict[str, AuthorityAnswers] = {}
    cases = []
    for la_code in parsed.authorities.split(","):
        authority = AUTHORITIES[la_code]
        files, authorities[la_code] = write_authority(landing, authority, options)
        cases.append((authority, files))
        rows = sum(file["rows"] for file in authorities[la_code]["files"])
        print(f"synthetic: {la_code} {authority.name}: {rows:,} rows in {landing / la_code}")
    england = landing / "england" / "dfe_census"
    release_rows = write_release(england, cases)
    register_rows = write_establishments(england, [authority for authority, _ in cases])
    share_rows = write_shares(
        england,
        {
            AUTHORITIES[la_code]: written["expected"]["school_census"][CENSUS_YEAR]["authority"]
            for la_code, written in authorities.items()
        },
    )
    answers: dict[str, Any] = {
        "seed": options.seed,
        "last_night": options.last_night.isoformat(),
        "nights": [night.isoformat() for night in options.nights],
        "definitions": DEFINITIONS,
        "authorities": authorities,
        "release": {"name": RELEASE, "rows": release_rows},
        "establishments": register_rows,
        "shares": share_rows,
    }
    write_json(parsed.home / "synthetic" / "answers.json", answers)
    return 0


def _options(parsed: argparse.Namespace) -> RunOptions:
    last: date = parsed.last_night
    return RunOptions(
        seed=parsed.seed,
        nights=[last - timedelta(days=back) for back in reversed(range(parsed.nights))],
        scale=parsed.scale,
        ledger_lines=parsed.ledger_lines,
        spoil=parsed.spoil,
        bad_file=parsed.bad_file,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m synthetic", description=__doc__)
    home = Path(os.environ.get("SEND_HOME", "data"))
    parser.add_argument("--home", type=Path, default=home, help="default: $SEND_HOME, else ./data")
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--last-night", type=date.fromisoformat, default=date(2026, 11, 20))
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--authorities", default=",".join(AUTHORITIES))
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies persons")
    parser.add_argument(
        "--ledger-lines",
        type=int,
        default=20_000,
        help="lines of each ledger on 2026-11-20: the invoices of its placements, whose number "
        "depends on --scale, and other lines up to this number. At least one in "
        f"{LEAST_OTHERS} of this number, or one a night, are other lines",
    )
    parser.add_argument(
        "--no-spoil",
        dest="spoil",
        action="store_false",
        help="spoil no rows and omit no file",
    )
    parser.add_argument("--bad-file", action="store_true", help="add files that are rejected")
    return parser


def _problem(options: argparse.Namespace) -> str:
    """Return what is wrong with the arguments, empty where nothing is."""
    unknown = [code for code in options.authorities.split(",") if code not in AUTHORITIES]
    if unknown:
        return f"--authorities {','.join(unknown)} unknown; choose from {', '.join(AUTHORITIES)}"
    first = options.last_night - timedelta(days=max(0, options.nights - 1))
    if options.nights < 1 or first < EARLIEST_NIGHT or options.last_night > HORIZON:
        return f"--nights must be at least 1, and every night from {EARLIEST_NIGHT} to {HORIZON}"
    if options.scale <= 0 or options.ledger_lines < 1000:
        return "--scale must be above 0 and --ledger-lines at least 1000"
    return ""


if __name__ == "__main__":
    sys.exit(main())
