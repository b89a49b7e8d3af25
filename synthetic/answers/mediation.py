"""The true answers of `mediation_and_appeals`, from the accepted rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from synthetic.answers.timeliness import transferred_in_requests
from synthetic.cases.datasets import Extracts

MediationAndAppeals = dict[str, dict[str, dict[str, int]]]  # decision → year → count


def mediation_and_appeals(rows: Extracts) -> MediationAndAppeals:
    """Return decisions, mediations, appeals and both, by decision and its calendar year."""
    answers: MediationAndAppeals = {}
    for decision, day, mediation, appeal in _decided(rows):
        years = answers.setdefault(decision, {})
        counts = Counter(years.get(day[:4], {}))
        counts.update(
            decisions=1,
            mediations=mediation == "1",
            appeals=appeal == "1",
            appeals_after_mediation=mediation == appeal == "1",
        )
        years[day[:4]] = dict(counts)
    return answers


def _decided(rows: Extracts) -> Iterator[tuple[str, str, str, str]]:
    """Yield decision, its day, and the flags of mediation and appeal."""
    transferred_in = transferred_in_requests(rows)
    for row in rows["requests"]:
        is_own = row["request_id"] not in transferred_in
        if row["request_outcome"] == "N" and row["request_outcome_date"] and is_own:
            flags = row["request_mediation"], row["request_tribunal"]
            yield "not_to_assess", row["request_outcome_date"], *flags
    for row in rows["assessments"]:
        if row["assessment_outcome"] in ("Y", "N") and (day := row["assessment_outcome_date"]):
            if row["assessment_outcome"] == "N":
                flags = row["assessment_mediation"], row["assessment_tribunal"]
                yield "not_to_issue", day, *flags
            yield "other", day, row["other_mediation"], row["other_tribunal"]
