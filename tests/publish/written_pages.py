"""What the tests of the pages ask of a written page."""

import re


def rows(page: str) -> list[list[str]]:
    """The cells of each row of its tables."""
    cell = re.compile(r'<t(?:d|h scope="row")>(.*?)</t[dh]>')
    return [cell.findall(row) for row in re.findall(r"<tr>(.*?)</tr>", page)]


def facts(page: str) -> list[tuple[str, str]]:
    """The boxes at its top: value, and what it is."""
    return re.findall(r"<b>(.*?)</b><span>(.*?)</span>", page)


def loads(page: str) -> list[str]:
    """What a browser would fetch for it."""
    found = re.findall(r"""(?:src|href)\s*=\s*["']([^"']*)|url\(([^)]*)\)|(@import)""", page)
    return [each for parts in found for each in parts if each and not each.startswith("#")]
