"""Every receipt as one Parquet file, which is what the warehouse reads of the register."""

from pathlib import Path, PurePosixPath

import duckdb

from ingest import file_time, filenames, parquet, paths
from ingest.register.database import transaction
from ingest.register.receipts import REPLACEMENTS
from ingest.sql import literal
from send_home import temporary

# `superseded_by` is the load id of the first file that replaced it; `checks` is JSON text. A file
# without dataset was received when it was placed in landing: nobody knows what its own time is of.
# `source` is null for a file outside the folders of the sources, which one source's DAG handles.
COLUMNS = {
    "la_code": "varchar",
    "load_id": "varchar",
    "source": "varchar",
    "dataset": "varchar",
    "business_date": "date",
    "mode": "varchar",
    "release": "varchar",
    "file_path": "varchar",
    "file_name": "varchar",
    "sha256": "varchar",
    "size_bytes": "bigint",
    "precedence": "varchar",
    "supersedes_group": "varchar",
    "superseded_by": "varchar",
    "received_at": "timestamp",
    "outcome": "varchar",
    "rows_read": "bigint",
    "rows_accepted": "bigint",
    "rows_quarantined": "bigint",
    "rows_duplicate": "bigint",
    "findings": "varchar[]",
    "checks": "json",
    "raw_sha256": "varchar",
    "expired": "boolean",
}
RECEIPTS = f"""
    with first as (
        select superseded, load_id, row_number() over (
            partition by superseded order by precedence, load_id
        ) as nth
        from {REPLACEMENTS}
    )
    select case
        when first.load_id is not null then json_set(receipt, '$.superseded_by', first.load_id)
        when landed.file_path is not null then json_set(
            receipt, '$.received_at',
            strftime('%Y-%m-%d %H:%M:%S', landed.ctime_ns / {file_time.SECOND}, 'unixepoch')
        )
        else receipt end
    from receipts
    left join first on first.superseded = receipts.load_id and first.nth = 1
    left join landed on landed.file_path
        = case when receipts.dataset is null then landed_path(receipts.file_path) end
    order by receipts.load_id
"""


# The warehouse joins the findings of a receipt with " | ".
SELECTED = {
    "source": "case when starts_with(file_path, split_part(file_path, '/', 1) || '/' || source "
    "|| '/') then source end",
    "findings": "list_transform(findings, lambda finding: replace(finding, '|', '¦'))",
    "checks": "cast(checks as varchar)",
}


def write(home: Path) -> None:
    """Write the table; where there are no receipts it has no rows."""
    path = paths.receipts_table(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = temporary.file(path.with_suffix(".json"))
    try:
        with transaction(home) as connection, scratch.open("w", encoding="utf-8") as lines:
            connection.create_function("landed_path", 1, _landed, deterministic=True)
            for (receipt,) in connection.execute(RECEIPTS):
                lines.write(f"{receipt}\n")
        _copy(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def _landed(file_path: str) -> str:
    return str(filenames.landed(PurePosixPath(file_path)))


def _copy(lines: Path, path: Path) -> None:
    columns = ", ".join(f"{name}: {literal(kind)}" for name, kind in COLUMNS.items())
    selected = ", ".join(f"{SELECTED.get(name, name)} as {name}" for name in COLUMNS)
    with duckdb.connect() as connection:
        parquet.copy(
            connection,
            f"select {selected} from read_json({literal(str(lines))}, "
            f"format = 'newline_delimited', columns = {{{columns}}})",
            path,
        )
