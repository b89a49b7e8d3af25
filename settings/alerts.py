"""Who is told of a night's problems."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from settings.authorities import LaCode
from settings.file import Settings, SettingsFile
from settings.strict import of_form

Address = Annotated[
    str,
    StringConstraints(max_length=254),
    of_form(r"[^@\s,;<>]+@[^@\s,;<>]+", "an address, such as send.data@example.gov.uk"),
]
Connection = Annotated[
    str, of_form(r"[A-Za-z0-9_.-]+", "the name of an Airflow connection, such as smtp_default")
]


class Alerts(Settings):
    """`everything`: addresses that are told of every authority and of what fails as a whole.
    `authorities`: by code, addresses that are told of one authority. `sender`: the address that
    the mails come from; without it, nothing is mailed. `mail_connection` and `webhook_connection`:
    Airflow connections, of the mail server (smtp) and of a chat's incoming webhook (http), such as
    Slack's or Teams'. `missing_is_red_after`: on how many due dates a dataset is missing before the
    run of Airflow fails for it."""

    everything: tuple[Address, ...] = ()
    authorities: dict[LaCode, tuple[Address, ...]] = Field(default_factory=dict)
    sender: Address | None = None
    mail_connection: Connection = "smtp_default"
    webhook_connection: Connection | None = None
    missing_is_red_after: Annotated[int, Field(ge=1, le=100)] = 5

    @property
    def connections(self) -> tuple[str, ...]:
        """The Airflow connections that messages are sent through."""
        mail = (self.mail_connection,) if self.sender else ()
        return (*mail, self.webhook_connection) if self.webhook_connection else mail

    def recipients(self, la_code: str | None) -> tuple[str, ...]:
        """Who is told of an authority; None: of what fails as a whole."""
        of_it = self.authorities.get(la_code, ()) if la_code else ()
        return tuple(dict.fromkeys([*of_it, *self.everything]))


FILE = SettingsFile("alerts.yml", Alerts, "nobody is told of a night's problems")


def read(home: Path) -> Alerts:
    return FILE.read_or(home, Alerts())
