"""The data dictionary as a page and a sheet."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from publish import dictionary_files, outputs, snapshot
from publish.reader import NothingPublished


def test_every_column_is_on_the_page_and_in_the_sheet(tmp_path: Path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as db:
        db.execute(
            """
            create schema marts; create schema ops;
            create table marts.growth as select '990' as la_code, 3 as plans;
            create table ops.data_dictionary as from (values
                ('marts', 'growth', 'figures', 'Plans < 5 & more.', 1, 'la_code', 'varchar', null),
                ('marts', 'growth', 'figures', 'Plans < 5 & more.', 2, 'plans', 'bigint', '=1+1')
            ) d (schema_name, table_name, audience, table_description, column_order, column_name,
                 data_type, column_description);
            alter table ops.data_dictionary add disclosure varchar;
            """
        )
    with pytest.raises(NothingPublished):
        dictionary_files.write(tmp_path)
    snapshot.publish(tmp_path, date(2026, 11, 20), set(), [outputs.TABLES])
    page, sheet = dictionary_files.write(tmp_path)
    shown = page.read_text("utf-8")
    assert '<h2 id="marts.growth">marts.growth</h2><p>Plans &lt; 5 &amp; more.</p>' in shown
    assert "Audience: figures (figures for readers inside the council)" in shown
    assert '<tr><th scope="row">plans</th><td>bigint</td><td>=1+1</td></tr>' in shown
    rows = CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()
    assert rows == [
        ["Table", "Audience", "Column", "Type", "Meaning"],
        ["marts.growth", "figures", "la_code", "varchar", ""],
        ["marts.growth", "figures", "plans", "bigint", "=1+1"],
    ]
