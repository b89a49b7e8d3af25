"""What changes who reads what in Postgres: the settings, and the audiences of tables."""

import pytest

from publish.errors import PublishError
from publish.postgres import publication
from publish.postgres.connection import Database as Connection
from tests.postgres.conftest import Database
from tests.postgres.test_access import readable

pytestmark = pytest.mark.slow


def test_a_login_that_left_the_settings_loses_its_roles(database: Database):
    login = database.add_login(["figures"], "all")
    database.publish()
    assert "marts.timeliness" in readable(database, login)
    database.logins[login] = {"audiences": ["open"], "authorities": ["990"]}
    database.write_settings()
    publication.publish(database.home)
    assert readable(database, login)["marts.open_requests_published"] == {"990"}
    assert "marts.timeliness" not in readable(database, login)
    del database.logins[login]
    database.write_settings()
    publication.publish(database.home)
    assert readable(database, login) == {}


def test_a_role_that_somebody_else_granted_is_a_failure(database: Database):
    database.publish()
    login = database.add_login(["figures"], None)
    database.server.psql("postgres", f"grant send_cases to {login} granted by postgres")
    with pytest.raises(PublishError, match=f"{login} has send_cases: "):
        publication.publish(database.home)
    database.server.psql("postgres", f"revoke send_cases from {login}")


def test_a_login_that_does_not_exist_is_named_and_the_rest_is_published(database: Database):
    login = database.add_login(["figures"], "all")
    database.logins["not_there"] = {"audiences": ["figures"], "authorities": "all"}
    database.write_settings()
    with pytest.raises(PublishError, match=r"do not exist there: not_there\."):
        database.publish()
    assert "marts.timeliness" in readable(database, login)


@pytest.mark.parametrize("audience", ["cases", "open"])
def test_a_table_of_another_audience_is_closed_until_its_new_rows_are_in(
    database: Database, audience: str, monkeypatch: pytest.MonkeyPatch
):
    of_audience = {
        each: database.add_login([each], ["991"]) for each in ("open", "figures", "cases")
    }

    def readers() -> dict[str, set[str | None]]:
        found = {each: readable(database, login) for each, login in of_audience.items()}
        name = "marts.timeliness"
        return {each: tables[name] for each, tables in found.items() if name in tables}

    database.publish()
    assert readers() == {"figures": {"991"}, "cases": {"991"}}
    disclosure = "reference" if audience == "open" else None
    changed = {"marts.timeliness": (audience, disclosure, ["la_code", "period_start"])}
    database.publish_files(contracts=changed)
    with monkeypatch.context() as failing:
        failing.setattr(Connection, "append", lambda *arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            publication.publish(database.home)
    assert readers() == {}
    publication.publish(database.home)
    everybody = {each: {"990", "991"} for each in of_audience}
    assert readers() == ({"cases": {"991"}} if audience == "cases" else everybody)


def test_a_table_without_authorities_that_is_not_open_is_not_published(database: Database):
    contract = {"marts.all": ("figures", None, [])}
    with pytest.raises(PublishError, match=r"marts\.all has no column la_code"):
        database.publish("create table marts.all as select 1 as plans", contracts=contract)
