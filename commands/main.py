"""The application `send`: its commands, and the exit codes that all of them share.

0: all well; 1: something was rejected or held back; 2: the command could not run.
"""

import os
from typing import Any

import typer
from typer.core import TyperGroup

from commands import (
    as_known,
    case,
    closing,
    collect,
    contract,
    dbt,
    documents,
    environment,
    erase,
    faults,
    garbage,
    loading,
    on_call,
    powerbi,
    publishing,
    retain,
    settings,
    verify,
    workbook,
)
from commands import spark as spark_command
from commands import superset as superset_command
from commands.airflow import command as airflow_command
from commands.options import examples
from send_home import private
from steps.reporting import StepFailed, home


class ExitCodes(TyperGroup):
    """Ends with the exit code that a command returns, or with 2 and the reason as text."""

    def invoke(self, ctx: Any) -> Any:
        try:
            code = super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError):
            raise
        except StepFailed as stopped:
            reason = str(stopped)
        except OSError as failed:
            reason = faults.explain_disk(failed, home())
        except Exception as fault:
            reason = faults.write_traceback(fault, home())
        else:
            raise typer.Exit(code or 0)
        typer.echo(reason, err=True)
        raise typer.Exit(2)


app = typer.Typer(
    cls=ExitCodes,
    help="The SEND warehouse: run nights, report on files, close periods, erase and delete data.",
    epilog="Exit codes. 0: all well. 1: something was rejected or held back, and the rest is "
    "published. 2: the command could not run. All state lies in $SEND_HOME, set in the environment "
    "or in .env; default: data/ in the repository.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def prepare() -> None:
    environment.require_utf8()
    os.umask(private.UMASK)
    garbage.collect_rarely()
    environment.load()


def show_home() -> None:
    """Print the folder that holds all state ($SEND_HOME)."""
    typer.echo(home())


def _add(name: str, function: Any, *lines: str, group: typer.Typer = app, **options: Any) -> None:
    group.command(name, epilog=examples(*lines), **options)(function)


def _group(name: str, about: str, *lines: str) -> typer.Typer:
    """Add a command that has commands of its own."""
    group = typer.Typer(
        help=about, epilog=examples(*lines), no_args_is_help=True, rich_markup_mode=None
    )
    app.add_typer(group, name=name)
    return group


_add("night", loading.night, "send night", "send night --date 2026-11-20")
_add("collect", collect.collect, "send collect", "send collect --la 312 --date 2026-11-20")
_add(
    "replay",
    loading.replay,
    "send replay --la 312 --dataset requests",
    "send replay --from 2026-11-01 --to 2026-11-20",
)
_add("backfill", loading.backfill, "send backfill --from 2026-11-01 --to 2026-11-20 --la 312")
_add("arrived", on_call.arrived, "send arrived", "send arrived --date 2026-11-20 --la 990")
_add("missing", on_call.missing, "send missing", "send missing --la 990")
_add("refused", on_call.refused, "send refused", "send refused --date 2026-11-20")
_add("workbook", workbook.workbook, "send workbook --la 990 --date 2026-10-31")
_add(
    "case",
    case.case,
    "send case --la 312 --key 0f3c9a7e5b1d4c2688aa13579bdf0246 "
    '--by "Head of SEND Commissioning" --reason "Paid without a placement, period 7"',
)
_add(
    "close",
    closing.close,
    'send close --la 312 --year 2026-27 --period 7 --by "Chief Accountant"',
    "send night --date 2026-11-20    (shows it in the marts)",
)
_add(
    "reopen",
    closing.reopen,
    'send reopen --la 312 --year 2026-27 --period 7 --by "Chief Accountant" '
    '--reason "A late invoice"',
)
_add("as-known", as_known.as_known, "send as-known --date 2026-06-30 --known 2026-11-20")
_add(
    "erase",
    erase.erase,
    'send erase --la 312 --date 2026-11-23 --by "Data Protection Officer" '
    '--reason "Article 17" < id.txt',
)
_add(
    "retain",
    retain.retain,
    "send retain --date 2026-11-20",
    "send retain --date 2026-11-20 --apply",
)
_add("verify", verify.verify, "send verify")
_add(
    "dbt",
    dbt.dbt,
    "send dbt -- build --select timeliness",
    "send dbt --target prod -- build --select fct_advice+",
)
_add("docs", documents.docs, "send docs", "send docs --date 2026-11-20")
_add("powerbi", powerbi.powerbi, "send powerbi", "send powerbi --audience finance")
_add("data-docs", documents.data_docs, "send data-docs")
_add(
    "airflow",
    airflow_command.airflow,
    "send airflow",
    "send airflow dags list",
    context_settings={"ignore_unknown_options": True},
)
_add(
    "superset",
    superset_command.superset,
    "send superset",
    "send superset --export publish/superset",
)
_add("spark", spark_command.spark, "send spark", "send spark --date 2026-11-20")
_add("home", show_home, 'ls "$(send home)/published"')

SUGGEST = "send contract suggest EHC_Requests_20261120.csv --la 312 --dataset requests"
CHECK = "send contract check EHC_Requests_20261120.csv --la 312 --dataset requests"
_contract = _group(
    "contract",
    "Connect files whose layout differs from the contract.",
    SUGGEST,
    CHECK,
)
_add("suggest", contract.suggest, SUGGEST, group=_contract)
_add("check", contract.check, CHECK, f"{CHECK} --overlay draft.yml", group=_contract)
_publish = _group(
    "publish", "Write the current publication into another place.", "send publish postgres"
)
_add("postgres", publishing.postgres, "send publish postgres", group=_publish)
_settings = _group("settings", "Check the settings of this installation.", "send settings check")
_add("check", settings.check, "send settings check", group=_settings)
