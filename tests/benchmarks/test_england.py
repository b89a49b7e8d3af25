"""Each authority of the benchmark lacks other children, with all rows of each."""

from pathlib import Path

from benchmarks.england import _own_rows, _persons

FILES = {
    "persons__2026-11-20.csv": "person_id,upn\nP000101,R990000000101\nP000202,D990000000201\n",
    "requests__2026-11-20.csv": "request_id,person_id\nR000300,P000101\nR000301,P000202\n",
    "plans__2026-11-20.csv": "plan_id,person_id\nPL000300,P000101\nPL000301,P000202\n",
    "placements__2026-11-20.csv": "placement_id,plan_id\nPC00030001,PL000300\n",
    "panel_decisions__2026-11-20.csv": "decision_id,placement_id\nD000300011,PC00030001\n",
    "contributions__2026-11-20.csv": "invoice_id,decision_id\nCI0003000112401i,D000300011\n",
    "school_census__2026-01-15.csv": "school_urn,upn\n990100,D990000000201\n",
}


def test_a_child_is_left_out_with_all_its_rows(tmp_path: Path) -> None:
    files = [tmp_path / name for name in FILES]
    for file in files:
        file.write_text(FILES[file.name], "utf-8")
    persons = _persons(files)
    kept: dict[str, str] = {}
    for file in files:
        targets = {code: tmp_path / code / file.name for code in ("100", "101")}
        for target in targets.values():
            target.parent.mkdir(exist_ok=True)
        rows = _own_rows(file, targets, persons)
        kept[file.name] = targets["101"].read_text("utf-8")
        assert rows == sum(len(each.read_text().splitlines()) - 1 for each in targets.values())
        assert targets["100"].read_text("utf-8") == FILES[file.name].replace(
            "D990", "D100"
        ).replace("R990", "R100")
    # Authority 101 lacks P000101, whose request has another number than the child.
    assert {name: len(text.splitlines()) - 1 for name, text in kept.items()} == {
        "persons__2026-11-20.csv": 1,
        "requests__2026-11-20.csv": 1,
        "plans__2026-11-20.csv": 1,
        "placements__2026-11-20.csv": 0,
        "panel_decisions__2026-11-20.csv": 0,
        "contributions__2026-11-20.csv": 0,
        "school_census__2026-01-15.csv": 1,
    }
