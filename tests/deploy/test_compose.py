"""The containers can't be built here; what can be known about their files without is checked."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands.airflow import configuration

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
AIRFLOW = {name: service for name, service in SERVICES.items() if "build" in service}
CELERY = ROOT / "docker-compose.celery.yml"


def schema_check(compose: Path) -> subprocess.CompletedProcess[str]:
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [str(checker), "--builtin-schema", "vendor.compose-spec", str(compose)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture(scope="module")
def pins() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pinned = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    return dict(pin.split("==") for pin in pinned if "==" in str(pin))


@pytest.mark.parametrize("file", [COMPOSE, CELERY], ids=lambda file: file.name)
def test_follows_the_compose_schema(file: Path) -> None:
    checked = schema_check(file)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("service_healthy", "service_helthy"), ("command: [scheduler]", "comand: [scheduler]")],
)
def test_a_broken_copy_fails_the_schema(tmp_path: Path, right: str, wrong: str) -> None:
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(COMPOSE.read_text().replace(right, wrong))
    assert schema_check(broken).returncode == 1


def test_every_command_is_one_of_the_installed_airflow() -> None:
    from airflow.cli.cli_parser import get_parser

    from dags.assets import WAREHOUSE_QUEUE

    commands = {
        name: service["command"] for name, service in AIRFLOW.items() if "command" in service
    }
    # the provider's, not installed
    assert commands.pop("airflow-worker") == ["celery", "worker", "--queues", "default"]
    of_the_warehouse = commands.pop("airflow-worker-warehouse")
    assert of_the_warehouse[2:] == ["--queues", WAREHOUSE_QUEUE, "--concurrency", "1"]
    [loop] = commands.pop("airflow-clean")
    [clean] = re.findall(r"airflow (db clean .*?) --clean-before-timestamp", loop)
    commands["airflow-clean"] = [*clean.split(), "--clean-before-timestamp", "2026-01-01"]
    assert len(commands) >= 7
    for command in commands.values():
        get_parser().parse_args(command)  # exits where there is no such command


def test_the_celery_overlay_gives_every_service_of_airflow_the_same_executor() -> None:
    overlay = yaml.safe_load(CELERY.read_text())["services"]
    assert set(overlay) == {*AIRFLOW, "redis"} - {"send-home-owner"}
    for name in set(overlay) - {"redis"}:
        assert overlay[name]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
        assert overlay[name]["environment"]["AIRFLOW__CELERY__BROKER_URL"].endswith("@redis:6379/0")
    assert AIRFLOW["airflow-worker"]["profiles"] == ["celery"]


def test_what_cannot_be_made_again_lies_in_folders_of_the_machine() -> None:
    for service in AIRFLOW.values():
        targets = [volume.rpartition(":")[2] for volume in service["volumes"]]
        assert targets == ["/srv/send", "/srv/send/landing", "/srv/send/settings"]


def test_the_image_has_no_state_and_no_secret() -> None:
    kept = (ROOT / ".dockerignore").read_text().splitlines()
    assert kept[1] == "*"
    named = set(re.findall(r"^COPY \S+ (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    copied = {name for names in named for name in names.split()}
    assert {line[1:] for line in kept if line.startswith("!")} == copied


def test_every_airflow_setting_exists() -> None:
    from airflow.configuration import conf

    known = {
        f"AIRFLOW__{section}__{option}".upper()
        for section, content in conf.configuration_description.items()
        for option in content["options"]
    }
    used = {
        key
        for service in AIRFLOW.values()
        for key in service["environment"]
        if key.startswith("AIRFLOW__")
    }
    assert len(used) > 10
    assert used <= known


def test_all_services_share_the_secrets_and_take_them_from_the_environment() -> None:
    for key in (
        "AIRFLOW__API_AUTH__JWT_SECRET",
        "AIRFLOW__API__SECRET_KEY",
        "AIRFLOW__CORE__FERNET_KEY",
        "SEND_PSEUDONYM_KEY",
    ):
        values = {service["environment"][key] for service in AIRFLOW.values()}
        assert len(values) == 1
        assert values.pop().startswith("${")


def test_every_secret_is_named_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()
    for name in re.findall(r"\$\{(\w+):\?", COMPOSE.read_text() + CELERY.read_text()):
        assert re.search(rf"^{name}=$", example, re.MULTILINE)


def test_the_image_is_built_from_the_lock_and_has_airflow_once(pins: dict[str, str]) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^FROM python:3\.11\.\d+-slim-bookworm@sha256:", dockerfile, re.MULTILINE)
    assert re.findall(r"uv sync (\S+)", dockerfile) == ["--frozen"]
    assert f"uv=={pins['uv']} " in dockerfile
    assert {s["image"] for s in AIRFLOW.values()} == {f"send-warehouse:{pins['apache-airflow']}"}


def test_images_of_others_have_a_digest() -> None:
    [base] = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    redis = yaml.safe_load(CELERY.read_text())["services"]["redis"]["image"]
    for image in (base, SERVICES["postgres"]["image"], redis):
        assert re.fullmatch(r"\w+:[\w.-]+@sha256:[0-9a-f]{64}", image)


def test_a_container_runs_what_the_image_has() -> None:
    """The slim image has no curl; its user is the one that owns the volume."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert 'ENTRYPOINT ["airflow"]' in dockerfile
    assert "--uid 50000 --gid root" in dockerfile
    assert SERVICES["send-home-owner"]["entrypoint"][:2] == ["chown", "50000:0"]
    for service in AIRFLOW.values():
        check = service.get("healthcheck", {"test": ["CMD", "airflow"]})["test"]
        assert check[0] in ("CMD", "CMD-SHELL")
        assert check[1].split()[0] in ("airflow", "celery", "python")
        if check[1] == "python":
            compile(check[3], "the check", "exec")


def test_uv_builds_the_project_itself(pins: dict[str, str]) -> None:
    """Where uv_build has uv's own version, nothing is downloaded to build the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["build-system"]["requires"] == [f"uv_build=={pins['uv']}"]


def test_nobody_gets_in_without_a_login() -> None:
    for service in AIRFLOW.values():
        environment = service["environment"]
        assert environment["AIRFLOW__CORE__AUTH_MANAGER"] == configuration.AUTH_MANAGER
        # the other services reach the API server by its name, which the plugin has to expect
        url = environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]
        assert environment["SEND_AIRFLOW_HOSTS"] in url


def test_every_service_is_bounded() -> None:
    for service in SERVICES.values():
        assert {"mem_limit", "stop_grace_period", "logging"} <= set(service)


def test_nothing_is_reachable_from_another_machine() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_holds_every_package_that_the_dags_and_send_import() -> None:
    copied = set(
        re.findall(r"^COPY \S+ (\w+) \w+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    )
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]["build-backend"]
    assert copied == {*packages["module-name"], "dbt_project"}


def test_both_deployments_hold_one_writer_to_the_warehouse() -> None:
    from dags.assets import WAREHOUSE_POOL

    assert SERVICES["airflow-pool"]["command"][:4] == ["pools", "set", WAREHOUSE_POOL, "1"]
