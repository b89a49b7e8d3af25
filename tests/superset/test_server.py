"""Superset itself: every chart has rows, readers see what is theirs, a new publication shows."""

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from commands import superset
from tests.superset import files
from tests.superset.conftest import Client, Server

CHARTS = {each["uuid"]: each for each in files.assets("charts").values()}


@pytest.fixture(scope="module")
def admin(server: Server) -> Client:
    return server.login()


@pytest.mark.parametrize("uuid", CHARTS, ids=[each["slice_name"] for each in CHARTS.values()])
def test_a_chart_has_rows(admin: Client, uuid: str) -> None:
    """Those that a report by mail holds: the chart's own query, as Superset keeps it."""
    (chart,) = [each for each in admin.every("chart") if each["uuid"] == uuid]
    answer = admin.ask("GET", f"chart/{chart['id']}/data/")
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["result"]
    assert result["error"] is None
    assert result["rowcount"] > 0
    assert any(value is not None for value in result["data"][0].values())


def test_an_export_of_what_was_imported_is_the_files(server: Server, tmp_path: Path) -> None:
    """So that a change made in Superset comes back as this change and nothing else."""
    superset.run(server.home, "export", str(tmp_path))
    exported = {each.relative_to(tmp_path): each.read_text() for each in tmp_path.rglob("*.yaml")}
    written = {each.relative_to(files.FOLDER): each for each in files.FOLDER.glob("*/**/*.yaml")}
    assert exported.keys() == written.keys()
    for name, text in exported.items():
        assert text == written[name].read_text(), name


def role_ids(admin: Client, *names: str) -> list[int]:
    found = {
        each["name"]: each["id"]
        for each in admin.ask("GET", "security/roles/?q=(page_size:100)").json()["result"]
    }
    return [found[name] for name in names]


def make_reader(server: Server, admin: Client, name: str, *roles: str) -> Client:
    made = admin.ask(
        "POST",
        "security/users/",
        {
            "username": name, "first_name": name, "last_name": "Reader", "active": True,
            "email": f"{name}@council.example", "password": "another password, of tests",
            "roles": role_ids(admin, *roles),
        },
    )  # fmt: skip
    assert made.status_code in (201, 422), made.text  # 422: an earlier test made it
    return server.login(name, "another password, of tests")


def dataset_id(client: Client, name: str) -> int:
    (found,) = [each["id"] for each in client.every("dataset") if each["table_name"] == name]
    return found


def codes(client: Client, dataset: int) -> set[str]:
    answer = client.rows(dataset, ["la_code"])
    assert answer.status_code == 200, answer.text
    return {row["la_code"] for row in answer.json()["result"][0]["data"]}


def test_a_reader_of_one_authority_sees_only_its_rows(server: Server, admin: Client) -> None:
    reader = make_reader(server, admin, "of_990", "send_finance", "authority_990")
    bound = [each for each in files.assets("datasets").values() if "la_code" in each["sql"]]
    assert len(bound) > 20
    for dataset in bound:
        assert codes(reader, dataset_id(admin, dataset["table_name"])) == {"990"}, dataset
    assert codes(admin, dataset_id(admin, "timeliness")) == {"990", "991"}


def test_a_reader_with_two_authorities_sees_both(server: Server, admin: Client) -> None:
    reader = make_reader(server, admin, "of_both", "send_open", "authority_990", "authority_991")
    assert codes(reader, dataset_id(admin, "needs_profile_published")) == {"990", "991"}


def test_a_reader_without_an_authority_sees_no_row(server: Server, admin: Client) -> None:
    reader = make_reader(server, admin, "of_none", "send_figures")
    assert codes(reader, dataset_id(admin, "timeliness")) == set()


def test_a_filter_of_the_reader_does_not_lift_the_rule(server: Server, admin: Client) -> None:
    reader = make_reader(server, admin, "of_990", "send_finance", "authority_990")
    query = {
        "columns": ["la_code"],
        "metrics": [],
        "filters": [],
        "extras": {"where": "1 = 1) or (1 = 1"},
        "row_limit": 1000,
    }
    source = {"id": dataset_id(admin, "timeliness"), "type": "table"}
    answer = reader.ask("POST", "chart/data", {"datasource": source, "queries": [query]})
    assert "991" not in answer.text


@pytest.mark.parametrize(
    ("role", "seen", "kept_from"),
    [
        ("send_open", ["needs_profile_published"], ["timeliness", "reconciliation_items"]),
        ("send_figures", ["timeliness", "load_receipts"], ["reconciliation_items"]),
        ("send_cases", ["timeliness"], ["reconciliation_items"]),
        ("send_finance", ["timeliness", "reconciliation_items"], []),
    ],
)
def test_a_role_opens_the_datasets_of_its_audience(
    server: Server, admin: Client, role: str, seen: list[str], kept_from: list[str]
) -> None:
    reader = make_reader(server, admin, role, role, "authority_all")
    for name in seen:
        assert codes(reader, dataset_id(admin, name))
    for name in kept_from:
        assert reader.rows(dataset_id(admin, name), ["la_code"]).status_code == 403


def test_a_role_lists_the_dashboards_of_its_audience(server: Server, admin: Client) -> None:
    reader = make_reader(server, admin, "send_open", "send_open", "authority_all")
    assert {each["slug"] for each in reader.every("dashboard")} == {"needs"}
    finance = make_reader(server, admin, "send_finance", "send_finance", "authority_all")
    assert len(finance.every("dashboard")) == 5


def test_a_reader_cannot_change_a_dashboard(server: Server, admin: Client) -> None:
    reader = make_reader(server, admin, "send_finance", "send_finance", "authority_all")
    dashboard = admin.every("dashboard")[0]
    title = dashboard["dashboard_title"]
    assert reader.rename_dashboard(dashboard["id"], "Another title") == 403
    assert admin.rename_dashboard(dashboard["id"], title) == 200


def test_a_new_publication_is_seen_by_the_next_query(
    server: Server, admin: Client, published: Path, tmp_path: Path
) -> None:
    """The link moves as a night moves it; nobody has to start Superset again."""
    later = tmp_path / "later"
    (later / "figures").mkdir(parents=True)
    copy = Path(shutil.copy(published / "figures" / "send.duckdb", later / "figures"))
    copy.chmod(0o600)
    with duckdb.connect(str(copy)) as db:
        db.execute("update ops.publications set publication_id = 'later'")
    dataset = dataset_id(admin, "publications")

    def shown() -> set[str]:
        result = admin.rows(dataset, ["publication_id"]).json()["result"][0]
        return {row["publication_id"] for row in result["data"]}

    before = shown()
    link = server.home / "published"
    aside = link.with_name("aside")
    aside.symlink_to(later)
    os.replace(aside, link)
    try:
        assert shown() == {"later"} != before
    finally:
        aside.symlink_to(published)
        os.replace(aside, link)
    assert shown() == before


def test_no_file_is_held_between_queries(server: Server, admin: Client, published: Path) -> None:
    """Python may free the connection of a query only after some more queries."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    assert children

    def is_held() -> bool:
        admin.rows(dataset_id(admin, "timeliness"), ["la_code"])
        held = {each.readlink() for pid in children for each in Path(f"/proc/{pid}/fd").iterdir()}
        return published / "figures" / "send.duckdb" in held

    assert not all(is_held() for _ in range(10))


def test_every_state_of_superset_is_readable_by_its_owner_alone(server: Server) -> None:
    for file in (server.home / "superset").rglob("*"):
        assert not file.stat().st_mode & 0o077 or file.is_socket(), file


def test_importing_again_makes_nothing_twice(server: Server, admin: Client) -> None:
    superset.prepare(server.home)
    for kind, expected in [("chart", CHARTS), ("dashboard", files.assets("dashboards"))]:
        assert len(admin.every(kind)) == len(expected)
    assert len(admin.every("dataset")) == len(files.assets("datasets"))
