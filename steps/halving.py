"""Finds the authorities with which a build fails, by building for halves of them."""

from collections.abc import Callable, Sequence


def failing(authorities: Sequence[str], fails_for: Callable[[Sequence[str]], bool]) -> list[str]:
    """Return the authorities for which a build fails that fails for all of them together.
    `fails_for` builds for some authorities and no other.

    The list is empty where the build fails without any authority: the fault is none of theirs.
    Where it fails only for several together, one of them is returned, without which it does not.
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
