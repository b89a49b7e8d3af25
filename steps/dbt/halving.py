"""Finds the authorities with which a build fails, by building for halves of them."""

from collections.abc import Callable, Sequence


def failing(authorities: Sequence[str], fails_for: Callable[[Sequence[str]], bool]) -> list[str]:
    """Return the authorities with which a build fails; the build with all of them has failed.
    `fails_for` builds for the given authorities only, and returns whether that fails.

    The list is empty where the build fails without any authority too: the fault is in the code.
    Where the build fails for several authorities together and for none alone, one of them is
    returned: without that one the build does not fail.
    """
    found = _failing_among(authorities, fails_for)
    if len(found) == len(authorities) and fails_for([]):
        return []
    return found


def _failing_among(
    authorities: Sequence[str], fails_for: Callable[[Sequence[str]], bool]
) -> list[str]:
    if len(authorities) <= 1:
        return list(authorities)
    middle = len(authorities) // 2
    first, second = authorities[:middle], authorities[middle:]
    if not fails_for(first):
        return _failing_among(second, fails_for)
    found = _failing_among(first, fails_for)
    return found + (_failing_among(second, fails_for) if fails_for(second) else [])
