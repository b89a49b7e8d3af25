"""The formats of dates that are proposed, and those that can be read in two ways."""

import pytest
import yaml

HEADER = "request_id,person_id,received_date,request_outcome_date\n"
EXCHANGED = "# day and month could be exchanged"


def proposed(suggest, *dates):
    rows = [f"R{n},P{n},{date},\n" for n, date in enumerate(dates)]
    text = suggest("requests", HEADER + "".join(rows))
    return (yaml.safe_load(text) or {}).get("date_formats"), text


@pytest.mark.parametrize(
    ("dates", "formats", "is_exchangeable"),
    [
        (("01/04/2026 00:00:00", "02/04/2026 00:00:00"), ["%d/%m/%Y"], True),
        (("01/04/2026 00:00:00", "13/04/2026 00:00:00"), ["%d/%m/%Y"], False),
        (("01/04/2026 00:00:00", "13/04/2026 09:30:00"), ["%d/%m/%Y %H:%M:%S"], False),
        (("3/24/2025 12:00:00 AM", "3/4/2025 12:00:00 AM"), ["%m/%d/%Y"], False),
        (("3/4/2025 12:00:00 AM",), ["%d/%m/%Y"], True),
        (("3/4/2025 9:30:00 AM",), ["%d/%m/%Y %I:%M:%S %p"], True),
        (("3/24/2025 9:30 PM",), ["%m/%d/%Y %I:%M %p"], False),
        (("03/24/2025 21:30",), ["%m/%d/%Y %H:%M"], False),
        (("01-04-2026", "TBC"), ["%d-%m-%Y"], True),
        (("2026-04-01 00:00:00.000", "2026-04-02"), None, False),
        (("2026-04-01 00:00:00", "2026-04-02 09:30:00"), ["%Y-%m-%d %H:%M:%S"], False),
        (("2026-04-20", "01/04/2026"), ["%Y-%m-%d", "%d/%m/%Y"], True),
        (("13/04/2026", "14/04/2026", "12/25/2025"), ["%d/%m/%Y"], False),
    ],
)
def test_dates_that_can_be_read_in_two_ways_are_named(suggest, dates, formats, is_exchangeable):
    found, text = proposed(suggest, *dates)
    assert found == formats
    assert (EXCHANGED in text) == is_exchangeable


def test_cells_that_are_no_dates_are_counted(suggest):
    _, text = proposed(suggest, "13/04/2026", "14/04/2026", "12/25/2025", "TBC")
    assert "# received_date: 2 cells can't be read as date\n" in text
    _, text = proposed(suggest, "2026-04-13")
    assert "can't be read" not in text
