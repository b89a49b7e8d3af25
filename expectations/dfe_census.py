"""What is believable of DfE's releases, as the Explore Education Statistics standard has them."""

from typing import Any

from expectations.rules import Facts, rows, shared

SYMBOLS = ("z", "x", "c", "low", "u", "k", ":", "~", "-", "NULL", "n/a", "no data")


def education_health_and_care_plans(facts: Facts) -> list[Any]:
    return [
        *shared(facts),
        rows(
            "an authority's row without its 3-digit code",
            "geographic_level = 'Local authority' and old_la_code is null",
        ),
        rows(
            "time_period: six digits whose years don't follow each other",
            "length(time_period) = 6 and try_cast(right(time_period, 2) as integer) "
            "is distinct from (try_cast(left(time_period, 4) as integer) + 1) % 100",
        ),
        *[_figure(name) for name in facts["figures"]],
    ]


def _figure(indicator: str) -> Any:
    """An indicator that the marts read is a number or one of the symbols DfE prints for one."""
    name = '"' + indicator.replace('"', '""') + '"'
    symbols = ", ".join(f"'{symbol}'" for symbol in SYMBOLS)
    return rows(
        f"{indicator}: neither a number nor one of DfE's symbols",
        f"{name} is not null and try_cast({name} as decimal(38, 12)) is null "
        f"and {name} not in ({symbols})",
    )
