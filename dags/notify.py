"""Delivers the messages of a night by Airflow's providers: by mail, and to a chat's webhook.

To whom is a setting (`settings/alerts.yml`). Servers and secrets are Airflow connections.
"""

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING

from steps import alerts, reporting
from steps.alerts import Message

if TYPE_CHECKING:  # Airflow imports this module whenever it parses a DAG file
    from settings.alerts import Alerts


def deliver(messages: Iterable[Message]) -> int:
    """Deliver messages, and keep what was told; return how many were delivered to somebody.

    Raises what the provider raises where a server refuses or is not reached: nothing is kept then.
    """
    from settings import alerts as settings

    decided = settings.of(reporting.home())
    delivered = 0
    for message in messages:
        if _mail(message, decided) + _post(message, decided):
            alerts.keep_told(message)
            delivered += 1
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
