"""The pattern that `send contract suggest` proposes for the names of files."""

import pytest

from ingest.suggest import file_name


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("GL 2026-11.csv", r"GL (?P<year>\d{4})-(?P<month>\d{2})"),
        (
            "ledger_20112026_0930.csv.gz",
            r"ledger_(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})_\d+",
        ),
        ("a(1) 20.11.2026.xlsx", r"a\(\d+\) (?P<day>\d{2})\.(?P<month>\d{2})\.(?P<year>\d{4})"),
        ("ledger.csv", None),
        ("2024_DEC_Spend.csv", r"(?P<year>\d{4})_(?P<month>[A-Za-z]+)_Spend"),
        ("report-april-2022.csv", r"report-(?P<month>[A-Za-z]+)-(?P<year>\d{4})"),
        ("spend-apr-24.csv", r"spend-(?P<month>[A-Za-z]+)-(?P<year>\d{2})"),
        ("marching-2022-Q4 v2.csv", r"marching-(?P<year>\d{4})-Q(?P<quarter>[1-4]) v\d+"),
        ("q2_2014.csv", r"q(?P<quarter>[1-4])_(?P<year>\d{4})"),
        ("GL_P08_2026-27.txt", r"GL_P(?P<period>\d{1,2})_(?P<year>\d{4})-\d{2}"),
        ("202627 Period 8.csv", r"(?P<year>\d{4})\d{2} Period (?P<period>\d{1,2})"),
        ("P08_2026-29.csv", None),
        ("as at 20 Nov 2026.csv", r"as at (?P<day>\d{1,2}) (?P<month>[A-Za-z]+) (?P<year>\d{4})"),
        (
            "plans_3rd-april-22.csv",
            r"plans_(?P<day>\d{1,2})(?:st|nd|rd|th)-(?P<month>[A-Za-z]+)-(?P<year>\d{2})",
        ),
        ("20Nov2026 v2.csv", r"(?P<day>\d{1,2})(?P<month>[A-Za-z]+)(?P<year>\d{4}) v\d+"),
        ("v2 Nov 2026.csv", r"v\d+ (?P<month>[A-Za-z]+) (?P<year>\d{4})"),
        ("Requests 26-11-20.csv", None),
    ],
)
def test_a_pattern_is_made_of_the_date_in_a_name(name, pattern):
    assert file_name.pattern(name) == pattern


def test_the_two_readings_of_a_year_of_two_digits_are_shown():
    assert file_name.two_digit_years("Requests 26-11-20.csv") == [
        ("the first", r"Requests (?P<year>\d{2})-(?P<month>\d{2})-(?P<day>\d{2})"),
        ("the last", r"Requests (?P<day>\d{2})-(?P<month>\d{2})-(?P<year>\d{2})"),
    ]
    assert [reading for reading, _ in file_name.two_digit_years("a 26.11.45.csv")] == ["the last"]
    assert file_name.two_digit_years("a 26-13-20.csv") == []
