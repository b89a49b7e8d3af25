"""What `make arrived`, `missing`, `refused` and `workbook` call: QUESTION HOME [DATE] [LA_CODE]."""

import sys
from datetime import date
from pathlib import Path

from publish.errors import PublishError
from publish.oncall import operations
from publish.sheets import workbook


def main(arguments: list[str]) -> int:
    """Print one answer; return 0, or 2 where there is none."""
    question, home, day, la_code = arguments
    reports = {
        "arrived": operations.arrived,
        "missing": operations.missing,
        "refused": operations.rejected,
    }
    try:
        night = date.fromisoformat(day) if day else None
        if question == "workbook":
            print(workbook.write(Path(home), la_code, night))
        else:
            print(reports[question](Path(home), night, la_code or None))
    except (PublishError, ValueError) as stopped:
        print(stopped, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
