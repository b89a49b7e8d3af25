"""Whatever is wrong in the files, settings or values of one authority, the other two have the same
rows, quarantine and receipts as in an undisturbed night."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import contract_files
from tests.conftest import Installation
from tests.ingest import more_rows, shapes

pytestmark = pytest.mark.slow

AUTHORITIES = ("205", "312", "878")
LEDGER = "finance_ledger/transactions__2026-11-20.csv"
SAVINGS = "safety_valve/workstreams__2026-11-20.csv"
OVERLAY = "settings/contracts/finance_ledger/transactions.{}.yml"

names = st.text(
    st.characters(blacklist_characters="/\0", blacklist_categories=("Cs",)), min_size=1, max_size=60
).filter(lambda name: name not in (".", ".."))
amounts = st.decimals(places=2, allow_nan=False, allow_infinity=False).map(str)
faults = st.one_of(
    st.tuples(st.just("ledger"), st.binary(max_size=300)),
    st.tuples(st.just("amount"), amounts | st.sampled_from(["9" * 16 + ".99", "1e400", "0.01"])),
    st.tuples(st.just("name"), names | st.integers(200, 255).map(lambda size: "n" * size)),
    st.tuples(st.just("overlay"), st.binary(max_size=200)),
    st.tuples(
        st.just("overlay"),
        st.sampled_from(
            [
                b"columns: {journal_id: {pattern: '(['}}",
                b"columns: {reference: {hides: '(?=x)'}}",
                b"columns: {journal_id: {from_title: '('}}",
                b"file_pattern: '(?P<date>['",
                b"columns: {amount: {digits: 17}}",
                b"\xff\xfe",
            ]
        ),
    ),
    st.tuples(st.just("control"), st.binary(max_size=100)),
    st.tuples(st.just("unreadable"), st.sampled_from([LEDGER, "finance_ledger", ""])),
)


def undisturbed(folder: Path, without: str) -> dict[str, bytes]:
    """What two of the three authorities have after loading their files."""
    installation = Installation(folder)
    for la_code in AUTHORITIES:
        if la_code != without:
            send(installation, la_code)
    return load(installation, without)


def send(installation: Installation, la_code: str, amount: str = "100.00") -> None:
    installation.send(f"{la_code}/{LEDGER}", shapes.transactions(3, shapes.line(9, amount)))
    row = {"target": "0.01", "delivered": amount}
    good = more_rows.text("safety_valve/workstreams", 2, row)
    installation.send(f"{la_code}/{SAVINGS}", good)


def load(installation: Installation, without: str) -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_HOME", str(installation.home))
        contract_files.read_again()
        installation.load("2026-11-20")
        found = installation.files()
    return {path: content for path, content in found.items() if f"/{without}/" not in path}


def disturb(installation: Installation, patch: Any, la_code: str, kind: str, value: Any) -> None:
    landed = installation.home / "landing" / la_code
    if kind == "ledger":
        installation.send(f"{la_code}/{LEDGER}", value)
    elif kind == "amount":
        send(installation, la_code, value)
    elif kind == "name":
        name = value.encode()[:255].decode(errors="ignore")
        (landed / "finance_ledger" / name).write_text("a,b\n1,2\n")
    elif kind == "overlay":
        overlay = installation.home / OVERLAY.format(la_code)
        overlay.parent.mkdir(parents=True)
        overlay.write_bytes(value)
    elif kind == "control":
        (landed / LEDGER).with_name("transactions__2026-11-20.control.json").write_bytes(value)
    else:
        forbid(patch, landed / value)


def forbid(patch: Any, path: Path) -> None:
    """Let the system refuse to open a path, also for root, who may read everything."""
    calls = {"open": os.open, "scandir": os.scandir}

    def refusing(name: str) -> Any:
        def call(given: Any, *more: Any, **named: Any) -> Any:
            if isinstance(given, Path | str) and Path(given) == path:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(given))
            return calls[name](given, *more, **named)

        return call

    for name in calls:
        patch.setattr(os, name, refusing(name))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    return {each: undisturbed(tmp_path_factory.mktemp(each), each) for each in AUTHORITIES}


def test_a_fault_of_one_authority_changes_nothing_for_the_others(
    tmp_path_factory, expected, pytestconfig
) -> None:
    @settings(
        max_examples=max(8, pytestconfig.getoption("--faults")),
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(faults, st.sampled_from(AUTHORITIES))
    def run(fault: tuple[str, Any], la_code: str) -> None:
        installation = Installation(tmp_path_factory.mktemp("home"))
        for each in AUTHORITIES:
            send(installation, each)
        with pytest.MonkeyPatch.context() as patch:
            disturb(installation, patch, la_code, *fault)
            assert load(installation, la_code) == expected[la_code]

    run()


@pytest.mark.parametrize("place", [LEDGER, "finance_ledger", ""])
def test_what_the_system_does_not_let_us_read_is_rejected_until_it_does(
    installation, monkeypatch, place
) -> None:
    send(installation, "312")
    send(installation, "205")
    with monkeypatch.context() as patch:
        forbid(patch, installation.home / "landing" / "312" / place)
        first = installation.load()
        name = str(Path("312", place))
        assert first[name].is_rejected
        [why] = first[name].findings
        assert why.startswith(f"landing/{name} can't be read (Permission denied). Expected")
        assert first[f"205/{LEDGER}"].outcome == "accepted"
        assert installation.load()[name].is_rejected  # each night, until it can be read
    then = installation.load()
    assert then[f"312/{LEDGER}"].outcome == "accepted"
    assert name == f"312/{LEDGER}" or name not in then
    assert installation.load() == {}


def test_amounts_have_at_most_ten_digits_unless_the_contract_says_more(installation) -> None:
    send(installation, "312", "9999999999.99")
    send(installation, "205", "10000000000.00")
    send(installation, "878", "10000000000.00")
    overlay = installation.home / OVERLAY.format("878")
    overlay.parent.mkdir(parents=True)
    overlay.write_text("columns: {amount: {digits: 11}}\n")
    found = installation.load()
    outcomes = {la_code: str(found[f"{la_code}/{LEDGER}"].outcome) for la_code in AUTHORITIES}
    assert outcomes == {"205": "rejected", "312": "accepted", "878": "accepted"}
    assert "at most 10 digits before the point" in " ".join(found[f"205/{LEDGER}"].findings)
