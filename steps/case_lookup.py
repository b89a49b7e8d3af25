"""Look up the case behind a key, for the roles that may."""

from dataclasses import dataclass
from datetime import UTC, datetime

from steps import lock
from steps.reporting import StepFailed, home


@dataclass(frozen=True)
class Request:
    """Who (a role) wants to know which case a key of an authority stands for, and why.

    `moment` is recorded.
    """

    la_code: str
    key: str
    by: str
    reason: str
    moment: datetime


def find(request: Request) -> list[str]:
    """Record a look-up, then return a line for each id: what it identifies, and the id.

    Raises StepFailed where the role may not look up a case, where a value is not what is expected,
    and where the key is unknown; the last is recorded too.
    """
    from ingest import case_lookup
    from ingest.errors import InternalError
    from settings import roles

    lock.require_landing(home())
    lookup = case_lookup.Lookup(
        la_code=request.la_code,
        key=request.key.strip().lower(),
        by=" ".join(request.by.split()),
        reason=_reason(request.reason),
        recorded_at=request.moment.astimezone(UTC).replace(tzinfo=None).isoformat("T", "seconds"),
    )
    if not roles.may_look_up(home(), lookup.by):
        not_listed = (
            "The role given with --by may not look up a case: case_lookup in settings/roles.yml "
            "lists the roles that may. Nothing was looked up."
        )
        no_role = roles.refusal(home(), lookup.by, "a look-up")
        raise StepFailed(f"{no_role} {not_listed}" if no_role else not_listed)
    if not case_lookup.KEY.fullmatch(lookup.key):
        raise StepFailed(
            "A key is 32 digits and letters a to f, as in placement_key of the marts; what was "
            "given has another form. Nothing was looked up."
        )
    try:
        found = case_lookup.find(home(), lookup)
    except InternalError as wrong:
        raise StepFailed(str(wrong)) from None
    if not found:
        raise StepFailed(
            f"No case of {lookup.la_code} has that key: it may be another authority's, of an "
            "earlier SEND_PSEUDONYM_KEY, or of a person who was erased. The look-up is recorded."
        )
    return [f"{each.namespace} {each.value}" for each in found]


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not 10 <= len(reason) <= 300:
        raise StepFailed(
            "A look-up needs its reason, in 10 to 300 letters, without names. Nothing was looked "
            "up."
        )
    return reason
