"""The queries of docs/questions.md."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "questions.md"


def queries() -> dict[int, str]:
    """The page's queries by the number of their question."""
    text = PAGE.read_text("utf-8")
    found = re.findall(r"^## (\d+)\. .*?```sql\n(.*?)```", text, flags=re.DOTALL | re.MULTILINE)
    return {int(number): query for number, query in found}


def audiences_of_questions() -> dict[int, str]:
    """The audience that the page names for each question."""
    text = PAGE.read_text("utf-8")
    found = re.findall(r"^## (\d+)\. .*?^Audience: (\w+)\.", text, flags=re.DOTALL | re.MULTILINE)
    return {int(number): audience for number, audience in found}
