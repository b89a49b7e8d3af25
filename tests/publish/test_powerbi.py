"""The Power BI project: its tables, relations and measures, and that its text is TMDL."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from publish import outputs, snapshot
from publish.errors import PublishError
from publish.powerbi import project

TABLES = """
    create schema marts; create schema ops;
    create table marts.dim_authority as select '990' as la_code, 'Ashmere' as la_name;
    create table marts.timeliness as select '990' as la_code, date '2026-10-01' as period_start,
        'final_plan_20_weeks' as clock, cast(3 as bigint) as completed,
        cast(1 as bigint) as within_time, ['x'] as notes;
    create table marts.spend as select '990' as la_code, '2026-27' as financial_year,
        7 as financial_period, cast(1.5 as decimal(18, 2)) as price_gbp, 30 as days,
        '990 urn 1' as provider_key, date '2026-10-01' as due_date,
        date '2026-10-02' as paid_date, date '2026-11-20' as as_at;
    create table marts.dim_financial_period as select '2026-27' as financial_year,
        7 as financial_period, '2026-27 P07' as period_label;
    create table marts.dim_date as select date '2026-10-01' as calendar_date;
    create table marts.dim_provider as select '990' as la_code, '990 urn 1' as provider_key;
    create table marts.fct_ledger as select '990' as la_code;
    create table ops.data_dictionary as
    select schema_name, table_name,
        if(table_name = 'fct_ledger', 'finance', if(table_name like 'dim%', 'open', 'figures'))
            as audience,
        if(table_name like 'dim%', 'reference', null) as disclosure,
        'Rows of' || chr(10) || table_name || '.' as table_description,
        column_index as column_order, column_name, data_type,
        if(column_name = 'completed', 'Cases: all.', null) as column_description,
        true as is_required,
        case
            when table_name = 'dim_provider' then column_index
            when table_name = 'dim_financial_period' and column_index < 3 then column_index
            when table_name = 'dim_financial_period' then null
            when table_name like 'dim%' and column_index = 1 then 1
        end as key_order
    from duckdb_columns() where schema_name = 'marts'
"""
IS_20_WEEKS = "{{ Dimension('row__clock') }} = 'final_plan_20_weeks'"


def semantic_model(name: str, *measures: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "node_relation": {"alias": name},
        "entities": [{"name": "la_code", "expr": None}, {"name": "y", "expr": "financial_year"}],
        "dimensions": [
            {"name": "clock", "expr": None},
            {
                "name": "period_date",
                "expr": "cast(something as date)",
                "config": {"meta": {"ordered_by": "financial_period"}},
            },
        ],
        "measures": [{"expr": None, "non_additive_dimension": None} | each for each in measures],
    }


def metric(name: str, kind: str, where: str | None = None, **params: Any) -> dict[str, Any]:
    filters = {"where_filters": [{"where_sql_template": where}]} if where else None
    named = {"measure": None, "numerator": None, "denominator": None, "expr": None, "metrics": None}
    if "measure" in params:
        params["measure"] = {"name": params["measure"], "filter": filters}
    return {
        "name": name,
        "label": name.capitalize(),
        "type": kind,
        "description": f"What {name} is.",
        "filter": None,
        "type_params": named | params,
    }


LAST = {"name": "period_date", "window_groupings": ["la_code", "y"]}
MANIFEST = {
    "semantic_models": [
        semantic_model("timeliness", {"name": "completed"}, {"name": "within_time"}),
        semantic_model(
            "spend",
            {"name": "cost_gbp", "expr": "price_gbp * days", "non_additive_dimension": LAST},
            {"name": "filled_gbp", "expr": "case when days is not null then price_gbp end"},
        ),
        semantic_model("fct_ledger", {"name": "la_code"}),
    ],
    "metrics": [
        metric("issued", "simple", IS_20_WEEKS, measure="completed"),
        metric("intime", "simple", IS_20_WEEKS, measure="within_time"),
        metric("rate", "ratio", numerator={"name": "intime"}, denominator={"name": "issued"}),
        metric(
            "growth",
            "derived",
            expr="(issued - intime) / nullif(intime, 0)",
            metrics=[{"name": "issued"}, {"name": "intime"}],
        ),
        metric("cost", "simple", measure="cost_gbp"),
        metric("filled", "simple", measure="filled_gbp"),
        metric("each", "ratio", numerator={"name": "cost"}, denominator={"name": "issued"}),
        metric("lines", "simple", measure="la_code"),
    ],
}
EXPECTED = {  # worked by hand: the state is that of the last period of each authority and year
    "Issued": "CALCULATE(SUM('timeliness'[completed]), "
    "KEEPFILTERS('timeliness'[clock] = \"final_plan_20_weeks\"))",
    "Intime": "CALCULATE(SUM('timeliness'[within_time]), "
    "KEEPFILTERS('timeliness'[clock] = \"final_plan_20_weeks\"))",
    "Rate": "DIVIDE([Intime], [Issued])",
    "Growth": "DIVIDE(([Issued] - [Intime]), [Intime])",
    "Cost": "SUMX(SUMMARIZE('spend', 'spend'[la_code], 'spend'[financial_year]), VAR Latest = "
    "CALCULATE(MAX('spend'[financial_period])) RETURN CALCULATE(SUMX('spend', "
    "'spend'[price_gbp] * 'spend'[days]), 'spend'[financial_period] = Latest))",
    "Filled": "CALCULATE(SUM('spend'[price_gbp]), KEEPFILTERS(NOT ISBLANK('spend'[days])))",
    "Each": "DIVIDE([Cost], [Issued])",
}
FORMATS = {
    "Issued": "#,0",
    "Intime": "#,0",
    "Rate": "0.0%",
    "Growth": "0.0%",
    "Cost": "#,0.00",
    "Filled": "#,0.00",
    "Each": "#,0.00",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as db:
        db.execute(TABLES)
    snapshot.publish(tmp_path, date(2026, 11, 20), set(), [outputs.TABLES])
    return tmp_path


def write(home: Path, audience: str, manifest: dict[str, Any]) -> dict[str, str]:
    """Write the project; return its texts by path."""
    path = home / "semantic_manifest.json"
    path.write_text(json.dumps(manifest))
    folder = project.write(home, audience, path).parent
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in files}


def measures(files: dict[str, str]) -> dict[str, str]:
    texts = "\n".join(files.values())
    return dict(re.findall(r"^\tmeasure '(.+?)' = (.+)$", texts, re.MULTILINE))


def test_a_metric_becomes_a_measure_that_counts_the_same(home: Path):
    files = write(home, "figures", MANIFEST)
    assert measures(files) == EXPECTED
    texts = "\n".join(files.values())
    found = re.findall(r"measure '(.+?)' = .+\n\t\tformatString: (.+)$", texts, re.MULTILINE)
    assert dict(found) == FORMATS
    assert "\t/// What rate is.\n\tmeasure 'Rate'" in texts


def test_tables_columns_and_relations_are_those_of_the_contracts(home: Path):
    files = write(home, "figures", MANIFEST)
    folder = "send.SemanticModel/definition"
    names = {name for name in files if name.startswith(f"{folder}/tables/")}
    assert names == {
        f"{folder}/tables/{name}.tmdl"
        for name in (
            *("dim_authority", "dim_date", "dim_financial_period", "dim_provider"),
            *("timeliness", "spend"),
        )
    }
    timeliness = files[f"{folder}/tables/timeliness.tmdl"]
    assert timeliness.startswith("/// Rows of timeliness.\ntable timeliness\n")
    assert re.findall(r"\tcolumn (\w+)\n\t\tdataType: (\w+)", timeliness) == [
        ("la_code", "string"),
        ("period_start", "dateTime"),
        ("clock", "string"),
        ("completed", "int64"),
        ("within_time", "int64"),
    ]
    assert "\t/// Cases: all.\n\tcolumn completed\n" in timeliness
    assert "\t\tdataType: decimal\n" in files[f"{folder}/tables/spend.tmdl"]
    for name, key in (
        ("authority", "la_code"),
        ("provider", "provider_key"),
        ("financial_period", "period_label"),
    ):
        keys = re.findall(r"column (\w+)\n.+\n\t\tisKey", files[f"{folder}/tables/dim_{name}.tmdl"])
        assert keys == [key]
    assert "\tdataCategory: Time\n" in files[f"{folder}/tables/dim_date.tmdl"]
    relations = files[f"{folder}/relationships.tmdl"]
    ends = r"relationship .+\n(\tisActive: false\n)?\tfromColumn: (.+)\n\ttoColumn: (.+)"
    assert [(a, b, not off) for off, a, b in re.findall(ends, relations)] == [
        ("spend.la_code", "dim_authority.la_code", True),
        ("spend.provider_key", "dim_provider.provider_key", True),
        ("spend.due_date", "dim_date.calendar_date", True),
        ("spend.paid_date", "dim_date.calendar_date", False),  # one date can be active
        ("spend.period_label", "dim_financial_period.period_label", True),
        ("timeliness.la_code", "dim_authority.la_code", True),
        ("timeliness.period_start", "dim_date.calendar_date", True),
    ]
    assert "ref table spend\n" in files[f"{folder}/model.tmdl"]


def test_a_fact_of_periods_has_the_label_that_the_periods_have(home: Path):
    """Power BI joins by one column, and a period is known by two."""
    tables = "send.SemanticModel/definition/tables"
    files = write(home, "figures", MANIFEST)
    spend = files[f"{tables}/spend.tmdl"]
    assert "\tcolumn period_label\n\t\tdataType: string\n\t\tisHidden\n" in spend
    assert (
        '\t\t\t\t\tLabelled = Table.AddColumn(Chosen, "period_label", '
        'each [financial_year] & " P" & Text.PadStart(Text.From([financial_period]), 2, "0"), '
        "type text)\n"
        "\t\t\t\tin\n\t\t\t\t\tLabelled\n"
    ) in spend
    assert "Labelled" not in files[f"{tables}/timeliness.tmdl"]
    assert "Labelled" not in files[f"{tables}/dim_financial_period.tmdl"]


def test_between_two_tables_one_relation_is_active(home: Path):
    text = write(home, "finance", MANIFEST)["send.SemanticModel/definition/relationships.tmdl"]
    ends = re.findall(
        r"relationship .+\n\tfromColumn: (\w+)\..+\n\ttoColumn: (\w+)\.", text
    )  # an inactive one says so in a line between
    assert len(ends) > 4
    assert len(set(ends)) == len(ends)


def test_an_audience_gets_its_tables_only_and_the_same_again_is_the_same(home: Path):
    finance = write(home, "finance", MANIFEST)
    assert "Lines" in measures(finance)
    assert write(home, "finance", MANIFEST) == finance
    opened = write(home, "open", MANIFEST)
    assert measures(opened) == {}
    assert not any("timeliness" in text for text in opened.values())


def test_every_line_of_the_model_is_of_its_grammar(home: Path):
    """Tabs say what belongs to what; a line is a description, an object or a property; the lines of
    an expression lie two deeper than what they are the value of."""
    objects = r"(table|column|measure|partition|relationship|expression|model|database|ref table)\b"
    for name, text in write(home, "finance", MANIFEST).items():
        if not name.endswith(".tmdl"):
            continue
        depth, expression = 0, None
        for line in filter(None, text.splitlines()):
            now = len(line) - len(line.lstrip("\t"))
            if expression is not None and now >= expression + 2:
                continue
            expression = now if line.endswith(" =") else None
            assert now <= depth + 1, (name, line)
            known = rf"///|{objects}|(isKey$)|(isHidden$)|(source =$)|[a-z]\w+: \S"
            assert re.match(known, line.lstrip("\t")), (name, line)
            depth = now


def test_the_settings_name_the_database(home: Path):
    (home / "settings").mkdir()
    (home / "settings" / "postgres.yml").write_text("url: postgresql://p@db.example:6000/send_1\n")
    expressions = write(home, "open", MANIFEST)["send.SemanticModel/definition/expressions.tmdl"]
    assert 'expression Server = "db.example:6000" meta [' in expressions
    assert 'expression Database = "send_1" meta [' in expressions


@pytest.mark.parametrize(
    "changed",
    [
        metric("odd", "simple", measure="odd_gbp"),
        metric("odd", "simple", "{{ Dimension('row__clock') }} like 'x'", measure="completed"),
        metric("odd", "derived", expr="issued * 2", metrics=[{"name": "issued"}]),
    ],
)
def test_a_metric_without_a_translation_is_named(home: Path, changed: dict[str, Any]):
    odd = semantic_model("spend", {"name": "odd_gbp", "expr": "price_gbp + days"})
    models = [*MANIFEST["semantic_models"], odd]
    manifest = {"semantic_models": models, "metrics": [*MANIFEST["metrics"], changed]}
    with pytest.raises(PublishError, match="The metric odd has no translation into DAX"):
        write(home, "finance", manifest)
