"""Adds the figures of a table that counts people by one dimension, with their total."""

from collections.abc import Iterable
from datetime import date

from publish.disclosure.system import Secret, Sum, System, total

Row = tuple[str, date, str, bool, int | None]  # la_code, day, value, is_total, people


def add(system: System, table: str, rows: Iterable[Row]) -> dict[tuple[str, date], Sum]:
    """Add each value as one cell, of at least one person; return everybody of each authority and
    day that has a total."""
    values: dict[tuple[str, date], list[Sum]] = {}
    totals: dict[tuple[str, date], int | None] = {}
    for la_code, day, value, is_total, people in rows:
        if is_total:
            totals[la_code, day] = people
            continue
        cell = Sum((system.cell(1),)) if people is None else Sum(known=people)
        values.setdefault((la_code, day), []).append(cell)
        system.secrets.append(Secret(la_code, f"{table}, {day}, {value}", cell))
    everybody: dict[tuple[str, date], Sum] = {}
    for (la_code, day), shown in totals.items():
        people_of_day = total(values.get((la_code, day), []))
        if shown is not None:
            system.is_known(people_of_day, shown)
            people_of_day = Sum(known=shown)
        everybody[la_code, day] = people_of_day
        system.secrets.append(Secret(la_code, f"{table}, {day}, total", people_of_day))
    return everybody
