"""A fault in a settings file is named, and stops only what the file is about."""

import grp
import os
from pathlib import Path

import pytest
import yaml

from ingest.collect import declared
from settings import check, examples
from steps import settings
from steps.reporting import StepFailed
from tests.settings.wrong_files import WRONG, write

ALL_WRONG = [(name, text) for name, texts in WRONG.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), ALL_WRONG)
def test_a_wrong_file_is_reported_with_key_found_expected_and_effect(installation, name, text):
    write(installation, name, text)
    found = settings.problems()
    assert found
    for problem in found:
        assert problem.startswith(f"settings/{name}: ")
        assert "\n" not in problem
        assert ": found " in problem
        assert ", expected " in problem
        assert "Correct it; until then " in problem
    with pytest.raises(StepFailed, match="of the settings"):
        settings.check_none(found)


def test_the_examples_are_the_defaults_and_nothing_is_overwritten(installation):
    write(installation, "targets.yml", "within_20_weeks_pct: 80\n")
    assert settings.problems() == []
    folder = installation.home / "settings"
    assert (folder / "targets.yml").read_text() == "within_20_weeks_pct: 80\n"
    assert {path.name for path in folder.iterdir()} == {file.name for file in check.FILES} | {
        *check.OTHERS
    }
    (folder / "roles.yml").unlink()
    assert settings.problems() == []
    assert not (folder / "roles.yml").exists()


@pytest.mark.parametrize("file", check.FILES, ids=lambda file: file.name)
def test_an_example_whose_keys_are_used_is_correct(installation, file, monkeypatch):
    own_group = grp.getgrgid(os.getegid())
    monkeypatch.setattr(grp, "getgrnam", {"send-readers": own_group}.__getitem__)
    lines = (examples.TEMPLATES / file.name).read_text("utf-8").splitlines()
    used = "\n".join(line.removeprefix("# ") for line in lines[lines.index("#") + 1 :])
    assert yaml.safe_load(used)
    write(installation, file.name, used)
    assert settings.problems() == []


def test_the_example_of_feeds_is_correct_for_an_authority(installation):
    example = examples.TEMPLATES / "collect" / "example.yml"
    lines = example.read_text("utf-8").splitlines()
    write(
        installation,
        "collect/312.yml",
        "\n".join(line.removeprefix("# ") for line in lines[lines.index("#") + 1 :]),
    )
    assert settings.problems() == []
    feeds = declared.feeds(installation.home, "312", "case_system")
    assert [(each.connection, each.dataset) for each in feeds] == [
        ("case_sftp", None),
        ("case_view", "requests"),
    ]
    assert declared.authorities(installation.home, "finance_ledger") == ["312"]
    assert declared.authorities(installation.home, "places") == []


def test_a_file_of_feeds_of_no_authority_is_named(installation):
    write(installation, "collect/hillingdon.yml", "feeds: []\n")
    [problem] = settings.problems()
    assert problem.startswith("settings/collect/hillingdon.yml: found this name")


def test_a_file_without_a_meaning_is_named(installation):
    write(installation, "target.yml", "within_20_weeks_pct: 80\n")
    [problem] = settings.problems()
    assert problem.startswith("settings/target.yml: found this name, expected README.md")


@pytest.mark.parametrize("name", ["waivers.yml", "contracts/finance_ledger/transactions.312.yml"])
@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_a_pipe_or_a_folder_is_no_settings_file_and_nobody_waits_for_it(
    installation, name, make
) -> None:
    file = installation.home / "settings" / name
    file.parent.mkdir(parents=True)
    make(file)
    [problem] = settings.problems()
    assert problem.startswith(
        f"settings/{name}: found a folder, a pipe or a device, expected a file"
    )


def test_a_problem_names_keys_and_no_check_of_the_code(installation) -> None:
    file = installation.home / "settings/contracts/finance_ledger/transactions.312.yml"
    file.parent.mkdir(parents=True)
    file.write_text("due: {every: year, on: 99-99}\n")
    found = settings.problems()
    assert any("due.by: found nothing, expected a value" in each for each in found)
    assert "[" not in "".join(found)


def test_a_link_to_nothing_is_named_and_does_not_count_as_no_file(installation) -> None:
    """The share to which it leads may not be mounted: the defaults would hold without a word."""
    link = installation.home / "settings" / "retention.yml"
    link.parent.mkdir(parents=True)
    link.symlink_to("/nowhere/retention.yml")
    for _ in ("before", "and after the examples are written"):
        [problem] = settings.problems()
        assert problem.startswith(
            "settings/retention.yml: found a link to a file that is not there"
        )
    assert link.is_symlink()


def test_waivers_in_their_former_place_are_named(installation):
    (installation.home / "waivers.yml").write_text("[]\n")
    [problem] = settings.problems()
    assert problem.startswith("waivers.yml: found this place, expected settings/waivers.yml")
