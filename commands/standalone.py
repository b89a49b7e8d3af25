"""All of Airflow under one process, as `airflow standalone` runs it, without its log servers.

They listen on all addresses of the machine, and nothing here needs them: every log is a file of
this machine. Run by `send airflow`, which has set the environment: `python -m commands.standalone`.
"""

from typing import Any
from unittest.mock import patch

from airflow.cli.commands import standalone_command
from airflow.configuration import write_default_airflow_configuration_if_needed

SERVE_LOGS = {"scheduler", "triggerer"}


class WithoutLogServer(standalone_command.SubCommand):
    """A process of Airflow's, which is told not to serve its logs."""

    def __init__(self, parent: Any, name: str, command: list[str], env: dict[str, str]) -> None:
        more = ["--skip-serve-logs"] if name in SERVE_LOGS else []
        super().__init__(parent, name, [*command, *more], env)


def main() -> None:
    """Run Airflow until it is interrupted.

    The configuration is written before its processes start: each would make up keys of its own, and
    the triggerer could not read what the scheduler has encrypted for it.
    """
    write_default_airflow_configuration_if_needed()
    with patch.object(standalone_command, "SubCommand", WithoutLogServer):
        standalone_command.StandaloneCommand().run()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
