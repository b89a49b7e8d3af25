"""The Postgres database that publications also go to, and the logins that read them there."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from settings.authorities import LaCode
from settings.file import Settings, SettingsFile
from settings.strict import of_form

Audience = Literal["open", "figures", "cases", "finance"]
LoginName = Annotated[
    str, of_form(r"[a-z_][a-z0-9_]{0,62}", "a login of lower case letters, digits and _")
]


def _without_password(url: str) -> str:
    """Raises ValueError for what is no address of a database, or holds a password."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2 or not parts.username:
        raise ValueError("expected an address postgresql://<user>@<host>:<port>/<database>")
    if parts.password is not None or "password=" in parts.query:
        raise ValueError(
            "expected an address without its password: set SEND_POSTGRES_PASSWORD in .env"
        )
    return url


class Login(Settings):
    """What a login may read: the tables of its audiences, and in those that may not be passed on
    the rows of its authorities."""

    audiences: Annotated[tuple[Audience, ...], Field(min_length=1)]
    authorities: Literal["all"] | Annotated[tuple[LaCode, ...], Field(min_length=1)]


class Postgres(Settings):
    """`url`: the database, with the user that publishes; without it, nothing goes to Postgres.
    `logins`: by the name of an existing login. A login that is not listed reads nothing."""

    url: Annotated[str, AfterValidator(_without_password)] | None = None
    logins: dict[LoginName, Login] = Field(default_factory=dict)


FILE = SettingsFile("postgres.yml", Postgres, "nothing is published to Postgres")
