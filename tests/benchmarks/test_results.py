"""The tables that `make bench` keeps in benchmarks/results.md."""

import re
from pathlib import Path

from benchmarks import results


def test_a_benchmark_replaces_its_own_section_and_no_other(tmp_path: Path):
    path = tmp_path / "results.md"
    results.keep("sen2", "ratio 3.85", {"cores": 2}, path)
    results.keep("csv", "ratio 1.95", {"cores": 2}, path)
    results.keep("sen2", "ratio 2.00", {"cores": 4, "duckdb": "1.5.6"}, path)
    written = path.read_text(encoding="utf-8")
    assert "3.85" not in written
    assert re.findall(r"^## (\w+)$", written, re.MULTILINE) == ["csv", "sen2"]
    csv, sen2 = written.split("## sen2\n")
    assert "cores 2.\n\n```text\nratio 1.95\n```" in csv
    assert "cores 4, duckdb 1.5.6.\n\n```text\nratio 2.00\n```" in sen2
    assert re.search(r"^Measured on 20\d\d-\d\d-\d\d at commit \w+\+?: cores 4", sen2, re.MULTILINE)
