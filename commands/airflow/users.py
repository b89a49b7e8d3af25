"""The first user of Airflow's user interface."""

import logging

from settings import environment_secret
from steps.reporting import StepFailed

ADMIN = "admin"
PASSWORD = "AIRFLOW_ADMIN_PASSWORD"  # noqa: S105 - the variable's name


def make_admin() -> None:
    """Make the user `admin` with the password of the environment, where there is no such user.

    Every other user is made by `send airflow users create`, with the role Viewer, Op or Admin.
    Raises StepFailed where the environment has no password.
    """
    try:
        password = environment_secret.read(PASSWORD)
    except OSError as error:
        raise StepFailed(f"{PASSWORD}_FILE names {error.filename}: {error.strerror}.") from None
    if not password:
        raise StepFailed(
            f"{PASSWORD} is not set. Expected: the first password of the user {ADMIN}, in .env or "
            "in the environment. `make airflow` makes one up and writes it into .env."
        )
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    # a line for each of 200 permissions of the roles
    logging.getLogger("airflow.providers.fab").setLevel(logging.WARNING)
    with get_application_builder() as appbuilder:
        security = appbuilder.sm
        if security.find_user(ADMIN) is None:
            role = security.find_role("Admin")
            made = security.add_user(ADMIN, ADMIN, ADMIN, f"{ADMIN}@localhost", role, password)
            if not made:
                raise StepFailed(
                    f"Airflow could not make its user {ADMIN}; its log has the reason."
                )
