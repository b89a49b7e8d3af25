"""Which text of a ledger is published. What an erasure can't find is not, unless it is named here.

A description or reference can hold a child's name, and a supplier can be a parent.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.authorities import LaCode
from settings.file import Settings, SettingsFile
from settings.strict import of_form

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Word = Annotated[str, StringConstraints(to_lower=True), of_form(r"[a-z0-9&]+", "one word")]
Row = tuple[str, str | None, str]

# Legal forms, kinds of provider and trades: words of firms that nobody has as a name.
OF_ORGANISATIONS = frozenset(
    re.findall(
        r"\S+",
        "limited ltd llp plc cic cio lp llc inc partnership company co group services solutions "
        "academy academies school schools college colleges university nursery nurseries preschool "
        "playgroup trust federation foundation charity association society council borough county "
        "district authority nhs hospital clinic ccg icb therapies therapy tuition tutoring "
        "education learning outreach travel transport taxis taxi coaches buses cars agency "
        "consultancy consulting centre center institute",
    )
)


class LedgerText(Settings):
    """`descriptions`, `references`: authority → cost centres whose descriptions, or references that
    are no identifiers, are published, or all.
    `organisations`: authority → ids of suppliers that are organisations though neither the list of
    providers nor their name shows it. `words`: further words that only organisations have in their
    names."""

    descriptions: dict[LaCode, Literal["all"] | tuple[Code, ...]] = Field(default_factory=dict)
    references: dict[LaCode, Literal["all"] | tuple[Code, ...]] = Field(default_factory=dict)
    organisations: dict[LaCode, tuple[Code, ...]] = Field(default_factory=dict)
    words: tuple[Word, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Kind, authority (null for words) and value; the value `all` stands for every cost
        centre."""
        for kind, named in (("description", self.descriptions), ("reference", self.references)):
            for la_code, cost_centres in named.items():
                for each in ("all",) if cost_centres == "all" else cost_centres:
                    yield kind, la_code, each
        for la_code, suppliers in self.organisations.items():
            for each in suppliers:
                yield "organisation", la_code, each
        for word in sorted(OF_ORGANISATIONS | set(self.words)):
            yield "word", None, word


FILE = SettingsFile(
    "ledger_text.yml", LedgerText, "no description, reference or supplier named in it is published"
)
