"""Delivers the messages of a night by Airflow's providers: by mail, and to a chat's webhook.

`settings/alerts.yml` names the recipients. Servers and secrets are Airflow connections.
"""

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING

from steps import alerts, reporting
from steps.alerts import Message

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from settings.alerts import Alerts


def deliver(messages: Iterable[Message]) -> int:
    """Deliver messages, and record each way in which one was delivered; return how many were.

    A message counts as delivered once the mail server or the webhook has taken it. An error of one
    of them is raised after all messages were tried; the next attempt sends each way what it has
    not delivered.
    """
    from settings import alerts as settings

    decided = settings.read(reporting.home())
    delivered, errors = 0, []
    for message in messages:
        sent = False
        for name, way in WAYS.items():
            new = alerts.untold(message, name)
            try:
                if new and way(new, decided):
                    alerts.keep_told(new, name)
                    sent = True
            except Exception as error:
                reporting.log.warning("%s: no %s: %s", message.subject, name, error)
                errors.append(error)
        delivered += sent
    if errors:
        raise errors[0]
    return delivered


def _mail(message: Message, decided: "Alerts") -> bool:
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    recipients = decided.recipients(message.la_code)
    if not (decided.sender and recipients):
        return False
    notifier = SmtpNotifier(
        to=list(recipients),
        from_email=decided.sender,
        subject=message.subject,
        html_content=f"<pre>{html.escape(message.text)}</pre>",
        smtp_conn_id=decided.mail_connection,
    )
    notifier.notify({})
    return True


def _post(message: Message, decided: "Alerts") -> bool:
    from airflow.providers.http.hooks.http import HttpHook

    if decided.webhook_connection is None:
        return False
    hook = HttpHook(method="POST", http_conn_id=decided.webhook_connection)
    hook.run(json={"text": message.text})
    return True


WAYS = {"mail": _mail, "chat": _post}
