"""Number formats of .xlsx that show a number with other characters than its own: leading zeros, a
prefix such as "S"0000, per cent, another currency than pounds. An identifier is what the sheet
shows, not the number below it.
"""

import re
from decimal import Decimal

# Text in quotes, an escaped character, or one that needs neither; a placeholder of a digit.
PART = re.compile(r'"([^"]*)"|\\(.)|([-+ ()])|(0)')
# [$€-2], [$EUR] and [$$-409] hold a currency, [$-809] a language alone
CURRENCY = re.compile(r"\[[$]([^\]-]*)[^\]]*\]")
FOREIGN = re.compile(r"[€$¥]|\b(EUR|USD|CHF)\b")
PER_CENT = re.compile(r"0(?:[.]0+)?%")
BUILT_IN = {"9": "0%", "10": "0.00%"}


def changes_text(code: str) -> bool:
    """Whether a format is per cent, or of zeros and fixed text alone with more than one zero."""
    positive = code.split(";")[0]
    if PER_CENT.fullmatch(positive):
        return True
    parts = [found[0] for found in PART.finditer(positive)]
    is_whole = "".join(parts) == positive
    return is_whole and "0" in parts and len(parts) > 1


def is_foreign(code: str) -> bool:
    """Whether a format shows another currency than pounds."""
    return FOREIGN.search(CURRENCY.sub(r"\1", code.split(";")[0])) is not None


def as_shown(code: str, value: str) -> str | None:
    """A number as its format shows it; per cent with all of its digits. None where the format
    does not apply to this number."""
    positive = code.split(";")[0]
    if PER_CENT.fullmatch(positive):
        return f"{_plain(value)}%" if _plain(value) else None
    if not re.fullmatch(r"\d+([.]0+)?", value):
        return None
    parts = list(PART.finditer(positive))
    zeros = sum(bool(part[4]) for part in parts)
    digits = value.partition(".")[0].zfill(zeros)
    first = len(digits) - zeros + 1  # the first placeholder takes all digits that have none
    shown, at = [], 0
    for part in parts:
        if part[4]:
            end = at + (first if at == 0 else 1)
            shown.append(digits[at:end])
            at = end
        else:
            shown.append(part[1] or part[2] or part[3] or "")
    return "".join(shown)


def _plain(value: str) -> str | None:
    """Hundred times a number, with 15 significant digits and without an exponent."""
    try:
        hundredfold = Decimal(f"{float(value) * 100:.15g}")
    except ValueError:
        return None
    return format(hundredfold.normalize(), "f")
