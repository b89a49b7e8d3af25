"""`send` itself: its commands and their help, the environment that it loads, completion."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands import environment

ROOT = Path(__file__).resolve().parents[2]
SEND = str(Path(sys.executable).with_name("send"))
COMMANDS = {
    "night", "replay", "backfill", "arrived", "missing", "refused", "workbook", "close", "reopen",
    "as-known", "erase", "retain", "docs", "data-docs", "airflow", "home", "contract", "settings",
    "case", "collect", "dbt", "powerbi", "publish", "spark", "superset", "verify",
}  # fmt: skip
GROUPS = {"contract": ["suggest", "check"], "settings": ["check"], "publish": ["postgres"]}
HEAVY = {"airflow", "dbt", "duckdb", "great_expectations", "pandas", "pydantic", "pyarrow"}


def run(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("SEND_", "_SEND"))}
    return subprocess.run(command, capture_output=True, text=True, env=variables | more)


def listed(text: str) -> set[str]:
    lines = text.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    return {line.split()[0] for line in lines}


def test_the_help_lists_every_command(send) -> None:
    shown = send("--help")
    assert shown.exit_code == 0
    assert listed(shown.stdout) == COMMANDS
    assert "..." not in shown.stdout.partition("Commands:\n")[2]  # each line is whole


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_has_help_with_an_example(send, command: str) -> None:
    shown = send(command, "--help")
    assert shown.exit_code == 0
    example = shown.stdout.partition("Examples:\n")[2]
    assert f"send {command}" in example or command == "home"


def test_every_option_in_an_example_exists(send) -> None:
    own = COMMANDS - {"airflow", "dbt", *GROUPS}  # these two pass options on
    commands = [(each,) for each in own]
    for command in [
        *commands,
        *((group, each) for group, every in GROUPS.items() for each in every),
    ]:
        text, _, example = send(*command, "--help").stdout.partition("Examples:\n")
        used = {word for word in example.split() if word.startswith("--")}
        assert used <= set(text.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nigt"], "Did you mean 'night'?"),
        (["close", "--la", "312"], "Missing option"),
        (["workbook"], "Missing option '--la'"),
        (["night", "20261120"], "unexpected extra argument"),
    ],
)
def test_wrong_usage_ends_with_2(send, arguments: list[str], message: str) -> None:
    ended = send(*arguments)
    assert ended.exit_code == 2
    assert message in ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["arrived"],
        ["missing", "--la", "990"],
        ["refused", "--date", "2026-11-20"],
        ["workbook", "--la", "990"],
        ["as-known", "--date", "2026-11-20"],
        ["close", "--la=312", "--year=2026-27", "--period=1", "--by=Chief Accountant"],
    ],
)
def test_on_an_empty_home_the_reports_end_with_2(send, installation, arguments: list[str]) -> None:
    ended = send(*arguments)
    assert ended.exit_code == 2
    assert " night" in ended.stderr
    assert ended.exception is None or isinstance(ended.exception, SystemExit)


def test_data_docs_of_an_empty_home_are_written(send, installation) -> None:
    written = send("data-docs")
    assert written.exit_code == 0
    assert Path(written.stdout.strip()).is_file()


def test_the_start_imports_nothing_heavy() -> None:
    script = "import sys, commands.main; print(*{name.partition('.')[0] for name in sys.modules})"
    assert (
        set(run(sys.executable, "-c", script, PYTHONPATH=str(ROOT)).stdout.split()) & HEAVY == set()
    )


@pytest.fixture
def dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The .env of a repository in which nothing else is set."""
    monkeypatch.setattr(environment, "REPOSITORY", tmp_path)
    for name in ("SEND_HOME", "SEND_PSEUDONYM_KEY"):
        monkeypatch.setenv(name, "")  # so that the end of the test restores it
        monkeypatch.delenv(name)
    for name in ("DBT_PROJECT_DIR", "DBT_PROFILES_DIR", "DBT_TARGET_PATH", "DBT_LOG_PATH"):
        monkeypatch.setenv(name, "")
    return tmp_path / ".env"


def test_the_home_is_data_in_the_repository_by_default(dotenv: Path) -> None:
    environment.load()
    assert os.environ["SEND_HOME"] == str(dotenv.with_name("data"))
    assert os.environ["DBT_TARGET_PATH"] == str(dotenv.with_name("data") / "dbt" / "target")


@pytest.mark.parametrize("home", ["/srv/it's here", "/srv/a#b $c", "/srv/plain"])
def test_settings_come_from_the_file_word_for_word(dotenv: Path, home: str) -> None:
    dotenv.write_text(
        f"# a comment\nSEND_HOME={home}\nSEND_PSEUDONYM_KEY=a#$b\nAIRFLOW_JWT_SECRET=\n"
    )
    environment.load()
    assert os.environ["SEND_HOME"] == home
    assert os.environ["SEND_PSEUDONYM_KEY"] == "a#$b"


def test_a_relative_home_in_the_file_is_below_the_repository(dotenv: Path) -> None:
    dotenv.write_text("SEND_HOME=else where\n")
    environment.load()
    assert os.environ["SEND_HOME"] == str(dotenv.with_name("else where"))


def test_the_callers_environment_wins_over_the_file(
    dotenv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dotenv.write_text("SEND_HOME=/srv/send\nSEND_PSEUDONYM_KEY=other\n")
    monkeypatch.setenv("SEND_HOME", "else where")
    monkeypatch.setenv("SEND_PSEUDONYM_KEY", "mine")
    environment.load()
    assert os.environ["SEND_HOME"] == str(Path.cwd() / "else where")
    assert os.environ["SEND_PSEUDONYM_KEY"] == "mine"


def test_send_is_installed_and_prints_its_home(tmp_path: Path) -> None:
    home = tmp_path / "it's a home"
    assert run(SEND, "home", SEND_HOME=str(home), PYTHONPATH=str(ROOT)).stdout == f"{home}\n"


def test_a_locale_of_another_encoding_does_not_count(tmp_path: Path) -> None:
    """Airflow and dbt read their files in the encoding of the locale: no night ran with another."""
    other = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}  # ASCII
    home = tmp_path / "Müller's home"
    ended = run(SEND, "home", SEND_HOME=str(home), PYTHONPATH=str(ROOT), **other)
    assert (ended.stdout, ended.returncode) == (f"{home}\n", 0)


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("send nig", {"night"}),
        ("send replay --da", {"--dataset", "--date"}),
        ("send replay --dataset requ", {"requests"}),
        ("send arrived --la 9", {"990", "991"}),
    ],
)
def test_the_shell_completes_commands_options_and_values(
    tmp_path: Path, words: str, completed: set[str]
) -> None:
    for la_code in ("312", "990", "991", ".received"):
        (tmp_path / "landing" / la_code).mkdir(parents=True)
    asked = {"_SEND_COMPLETE": "complete_bash", "COMP_WORDS": words}
    asked |= {"COMP_CWORD": str(len(words.split()) - 1), "SEND_HOME": str(tmp_path)}
    assert set(run(SEND, PYTHONPATH=str(ROOT), **asked).stdout.split()) == completed
