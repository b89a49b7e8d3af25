"""All of Airflow under one process, as `airflow standalone` runs it, without its log servers.

They listen on all addresses of the machine, and nothing here needs them: every log is a file of
this machine. Run by `send airflow`, which has set the environment: `python -m commands.standalone`.
"""

from typing import Any
from unittest.mock import patch

from airflow.cli.commands import standalone_command

SERVE_LOGS = {"scheduler", "triggerer"}


class WithoutLogServer(standalone_command.SubCommand):
    """A process of Airflow's, which is told not to serve its logs."""

    def __init__(self, parent: Any, name: str, command: list[str], env: dict[str, str]) -> None:
        more = ["--skip-serve-logs"] if name in SERVE_LOGS else []
        super().__init__(parent, name, [*command, *more], env)


def main() -> None:
    """Run Airflow until it is interrupted."""
    with patch.object(standalone_command, "SubCommand", WithoutLogServer):
        standalone_command.StandaloneCommand().run()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
