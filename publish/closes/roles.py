"""Who decides on a close: a role, never a person, since the record is kept permanently."""

import re

from publish.closes.period import CloseRefused

# A role consists of these words only; anything else could be a person's name.
ROLE_WORDS = frozenset(
    re.findall(
        r"\S+",
        "accountant accounting accounts and assistant auditor budget business capital chief "
        "children's controller corporate deputy director directorate dsg education executive "
        "finance financial for funding group head high interim lead ledger manager management "
        "needs of officer partner principal resources s151 151 schools section send senior "
        "service services strategic systems technical the treasurer treasury",
    )
)


def require_role(by: str) -> None:
    """Raise CloseRefused where a word is not one of ROLE_WORDS; the message repeats no word."""
    words = re.split(r"[\s,&/()-]+", by.strip().lower().replace("’", "'"))
    if not by.strip() or not set(words) <= ROLE_WORDS | {""}:
        raise CloseRefused(
            "The record of a close names a role, never a person: give "
            'BY="Chief Accountant" or BY="Head of Schools Finance"; what was given is not a known '
            "role. Its words are listed as ROLE_WORDS in publish/closes/roles.py."
        )
