"""Financial years and periods in the names of files."""

import datetime as dt

import pytest

from ingest import file_pattern
from ingest.regular_expression import compiled


@pytest.mark.parametrize(
    ("name", "date"),
    [("GL_P01_2026", dt.date(2026, 4, 30)), ("GL_P12_2026", dt.date(2027, 3, 31)),
     ("GL_P10_2026", dt.date(2027, 1, 31)), ("GL_P14_2026", dt.date(2027, 3, 31))],
)  # fmt: skip
def test_a_period_in_a_file_name_gives_the_last_day_of_its_month(name, date):
    pattern = r"GL_P(?P<period>\d{2})_(?P<year>\d{4})"
    assert file_pattern.problem(pattern, None) is None
    assert file_pattern.business_date(compiled(pattern).fullmatch(name), None) == date


@pytest.mark.parametrize(
    ("pattern", "quarters", "name", "date"),
    [
        (r"GL_(?P<year_end>\d{4})(?P<period>\d{2})", None, "GL_202707", dt.date(2026, 10, 31)),
        (r"GL_(?P<year_end>\d{4})(?P<period>\d{2})", None, "GL_202710", dt.date(2027, 1, 31)),
        (r"FY(?P<year_end>\d{2}) P(?P<period>\d+)", None, "FY27 P12", dt.date(2027, 3, 31)),
        (r"FY(?P<year_end>\d{2})Q(?P<quarter>\d)", "financial", "FY27Q1", dt.date(2026, 6, 30)),
    ],
)
def test_a_financial_year_in_a_file_name_can_be_named_by_its_last_year(
    pattern, quarters, name, date
):
    assert file_pattern.problem(pattern, quarters) is None
    assert file_pattern.business_date(compiled(pattern).fullmatch(name), quarters) == date


@pytest.mark.parametrize(
    ("pattern", "quarters", "problem"),
    [
        (
            r"(?P<year_end>\d{4})-(?P<month>\d{2})",
            None,
            "beside a month or quarter of the calendar",
        ),
        (r"(?P<year_end>\d{4})Q(?P<quarter>\d)", "calendar", "quarter of the calendar"),
        (r"(?P<year_end>\d{4})(?P<year>\d{2})P(?P<period>\d+)", None, "it gives no date"),
    ],
)
def test_the_last_year_of_a_financial_year_stands_alone_and_beside_no_calendar(
    pattern, quarters, problem
):
    assert problem in file_pattern.problem(pattern, quarters)
