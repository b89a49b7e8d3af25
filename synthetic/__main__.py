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

from synthetic import answers_needs
from synthetic.answers import DEFINITIONS
from synthetic.answers_finance import DEFINITIONS as FINANCE_DEFINITIONS
from synthetic.answers_safety_valve import DEFINITIONS as SAFETY_VALVE_DEFINITIONS
from synthetic.authority import AUTHORITIES, EARLIEST_NIGHT, HORIZON
from synthetic.files import write_json
from synthetic.ledger import LEAST_OTHERS
from synthetic.nights import Order, write_authority
from synthetic.release import RELEASE, write_release


def main(arguments: list[str] | None = None) -> int:
    """Write everything; return 0, or 2 with one sentence where the arguments make no sense."""
    options = _parser().parse_args(arguments)
    wrong = _wrong(options)
    if wrong:
        print(f"synthetic: {wrong}", file=sys.stderr)
        return 2
    last: date = options.last_night
    order = Order(
        seed=options.seed,
        nights=[last - timedelta(days=back) for back in reversed(range(options.nights))],
        scale=options.scale,
        ledger_lines=options.ledger_lines,
        spoil=options.spoil,
        bad_file=options.bad_file,
    )
    landing = options.home / "landing"
    answers: dict[str, Any] = {
        "seed": order.seed,
        "last_night": last.isoformat(),
        "nights": [night.isoformat() for night in order.nights],
        "definitions": {
            **DEFINITIONS,
            **FINANCE_DEFINITIONS,
            **SAFETY_VALVE_DEFINITIONS,
            **answers_needs.DEFINITIONS,
        },
        "authorities": {},
    }
    known = []
    for la_code in options.authorities.split(","):
        authority = AUTHORITIES[la_code]
        files, answers["authorities"][la_code] = write_authority(landing, authority, order)
        known.append((authority, files))
        rows = sum(file["rows"] for file in answers["authorities"][la_code]["files"])
        print(f"synthetic: {la_code} {authority.name}: {rows:,} rows in {landing / la_code}")
    census = landing / "england" / "dfe_census"
    answers["release"] = {"name": RELEASE, "rows": write_release(census, known)}
    write_json(options.home / "synthetic" / "answers.json", answers)
    return 0


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
        help="of each ledger on 2026-11-20: the invoices of its placements, as many as --scale "
        f"makes, filled up with other lines: 1 for {LEAST_OTHERS} of the number given, or one a "
        "night, at least",
    )
    parser.add_argument("--no-spoil", dest="spoil", action="store_false")
    parser.add_argument("--bad-file", action="store_true", help="add files to be rejected whole")
    return parser


def _wrong(options: argparse.Namespace) -> str:
    unknown = [code for code in options.authorities.split(",") if code not in AUTHORITIES]
    if unknown:
        return f"--authorities {','.join(unknown)} unknown; choose from {', '.join(AUTHORITIES)}"
    first = options.last_night - timedelta(days=max(0, options.nights - 1))
    if options.nights < 1 or first < EARLIEST_NIGHT or options.last_night > HORIZON:
        return f"every night must lie between {EARLIEST_NIGHT} and {HORIZON}, and at least one"
    if options.scale <= 0 or options.ledger_lines < 1000:
        return "--scale must be above 0 and --ledger-lines at least 1000"
    return ""


if __name__ == "__main__":
    sys.exit(main())
