"""Versions of a file, by its name: `__v2`, `__corrected` and the like end the name of a file that
replaces another one."""

import re

SEPARATORS = " _.-"
WORDS = (
    "again|amended|amendment|corrected|correction|corrections|final|replacement|replaces|resend|"
    "resent|resubmission|resubmitted|revised|updated"
)
VERSION = re.compile(
    rf"(^|[{SEPARATORS}]+)"
    rf"((v|ver|version|rev|revision)[{SEPARATORS}]?\d+|({WORDS})([{SEPARATORS}]?\d+)?)$",
    re.ASCII | re.IGNORECASE,
)
REPLACES = re.compile(
    rf"^(?P<before>.*[{SEPARATORS}])?"
    rf"(?P<word>replaces|replacement[{SEPARATORS}]+(for|of))[{SEPARATORS}]+(?P<replaced>.+)$",
    re.ASCII | re.IGNORECASE,
)


def as_suffix(name: str) -> str:
    """`x__replaces_AP` as `x__AP__replaces`, so that it sorts after the file that it replaces; so
    `x__replacement_for_AP`."""
    found = REPLACES.match(name)
    if found is None:
        return name
    word = re.split(f"[{SEPARATORS}]", found["word"])[0]
    return f"{found['before'] or ''}{found['replaced']}__{word}"


def without(text: str) -> str:
    """A name, or a part of one, without its versions and outer separators."""
    shortened = VERSION.sub("", as_suffix(text))
    while (shorter := VERSION.sub("", shortened)) != shortened:
        shortened = shorter
    return shortened.strip(SEPARATORS)
