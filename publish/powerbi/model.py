"""The semantic model as TMDL, Power BI's text format: tables, relations, measures, descriptions."""

import uuid
from collections.abc import Iterable, Sequence

from publish.postgres.contract import Column, Table
from publish.powerbi.metrics import Measure

NAMESPACE = uuid.UUID(
    "5d9f5a9c-0d2c-4b0f-9b55-5f6c2f1c1f0e"
)  # makes the tags below, and nothing else
TYPES = {
    "text": "string",
    "bigint": "int64",
    "integer": "int64",
    "boolean": "boolean",
    "date": "dateTime",
    "double precision": "double",
    "timestamp without time zone": "dateTime",
    "timestamp with time zone": "dateTime",
}
CALENDAR = "calendar_date"  # key of the table of days
# Power BI joins by one column: facts get the label of their period from these two.
PERIODS, PERIOD_LABEL = "dim_financial_period", "period_label"
YEAR_AND_PERIOD = {"financial_year", "financial_period"}
FORMATS = {"date": "yyyy-mm-dd", "bigint": "0", "integer": "0"}


def model(tables: Sequence[Table]) -> str:
    """model.tmdl: the culture, and the tables in their order."""
    lines = [
        "model Model",
        "\tculture: en-GB",
        "\tdefaultPowerBIDataSourceVersion: powerBI_V3",
        "",
        *(f"ref table {table.name}" for table in tables),
    ]
    return _text(lines)


def database() -> str:
    return _text(["database", "\tcompatibilityLevel: 1600"])


def expressions(server: str, name: str) -> str:
    """expressions.tmdl: the parameters that name the server and the database."""
    required = 'meta [IsParameterQuery=true, Type="Text", IsParameterQueryRequired=true]'
    lines = []
    for parameter, value in (("Server", server), ("Database", name)):
        text = value.replace('"', '""')
        lines += [f'expression {parameter} = "{text}" {required}', f"\t{_tag(parameter)}", ""]
    return _text(lines)


def relationships(tables: Sequence[Table]) -> str:
    """relationships.tmdl: each fact to the dimension that has one of its columns as its key.

    Of the dates of a fact, the first one is active in relations to the calendar; a measure chooses
    another one with USERELATIONSHIP. A reporting date has one value, and no relation. A fact with a
    financial year and period is related to dim_financial_period by the label of the period."""
    dimensions = {_own_key(each): each for each in tables if each.name.startswith("dim_")}
    calendar = dimensions.get(CALENDAR)
    lines = []
    for fact in (each for each in tables if not each.name.startswith("dim_")):
        names = {column.name for column in fact.columns}
        one_value = "reported_at" if "reported_at" in names else "as_at"
        has_date = False
        for column in fact.columns:
            if dimension := dimensions.get(column.name):
                lines += _relation(fact, column.name, dimension.name, column.name)
            elif calendar and column.data_type == "date" and column.name != one_value:
                lines += _relation(
                    fact, column.name, calendar.name, CALENDAR, is_active=not has_date
                )
                has_date = True
        if _is_of_periods(fact) and any(each.name == PERIODS for each in tables):
            lines += _relation(fact, PERIOD_LABEL, PERIODS, PERIOD_LABEL)
    return _text(lines)


def _is_of_periods(table: Table) -> bool:
    names = {column.name for column in table.columns}
    return not table.name.startswith("dim_") and names >= YEAR_AND_PERIOD


def _own_key(dimension: Table) -> str | None:
    """The column that is unique alone: the key, or the one beside la_code, which contains it."""
    is_own = bool(dimension.key) and dimension.key[:-1] in ((), ("la_code",))
    return dimension.key[-1] if is_own else None


def _relation(
    fact: Table, column: str, dimension: str, key: str, is_active: bool = True
) -> list[str]:
    ends = f"{fact.name}.{column}", f"{dimension}.{key}"
    return [
        f"relationship {uuid.uuid5(NAMESPACE, ' '.join(ends))}",
        *([] if is_active else ["\tisActive: false"]),
        f"\tfromColumn: {ends[0]}",
        f"\ttoColumn: {ends[1]}",
        "",
    ]


def table(described: Table, measures: Iterable[Measure]) -> str:
    """The file of one table: its measures, its columns, and where its rows come from."""
    lines = [
        *_about(described.description, 0),
        f"table {described.name}",
        f"\t{_tag(described.name)}",
        *(["\tdataCategory: Time"] if described.key == (CALENDAR,) else []),
    ]
    for measure in measures:
        lines += [
            "",
            *_about(measure.description, 1),
            f"\tmeasure {_quoted(measure.name)} = {measure.expression}",
            f"\t\tformatString: {measure.format}",
            f"\t\t{_tag(described.name, measure.name)}",
        ]
    for column in described.columns:
        lines += ["", *_about(column.description, 1), *_column(described, column)]
    if _is_of_periods(described):
        lines += ["", *_period_column(described)]
    return _text([*lines, "", *_partition(described)])


def _column(described: Table, column: Column) -> list[str]:
    data_type = TYPES.get(column.data_type, "decimal")
    is_money = data_type == "decimal"
    lines = [f"\tcolumn {column.name}", f"\t\tdataType: {data_type}"]
    is_key = described.name.startswith("dim_") and _own_key(described) == column.name
    if is_key or (described.name, column.name) == (PERIODS, PERIOD_LABEL):
        lines.append("\t\tisKey")
    if is_money or column.data_type in FORMATS:
        lines.append(f"\t\tformatString: {FORMATS.get(column.data_type, '#,0.00')}")
    return [
        *lines,
        f"\t\t{_tag(described.name, column.name)}",
        "\t\tsummarizeBy: none",  # Power BI shall not sum columns by itself: sums are measures
        f"\t\tsourceColumn: {column.name}",
    ]


def _period_column(described: Table) -> list[str]:
    """The column that relates a fact to dim_financial_period; its rows get it in the partition."""
    return [
        "\t/// Year and period, such as 2025-26 P01: for the relation to dim_financial_period.",
        f"\tcolumn {PERIOD_LABEL}",
        "\t\tdataType: string",
        "\t\tisHidden",
        f"\t\t{_tag(described.name, PERIOD_LABEL)}",
        "\t\tsummarizeBy: none",
        f"\t\tsourceColumn: {PERIOD_LABEL}",
    ]


def _partition(described: Table) -> list[str]:
    item = f'Source{{[Schema="{described.schema}", Item="{described.name}"]}}[Data]'
    columns = ", ".join(f'"{column.name}"' for column in described.columns)
    period = '[financial_year] & " P" & Text.PadStart(Text.From([financial_period]), 2, "0")'
    labelled = [
        f'\t\t\t\t\tLabelled = Table.AddColumn(Chosen, "{PERIOD_LABEL}", each {period}, type text)'
    ] * _is_of_periods(described)
    return [
        f"\tpartition {described.name} = m",
        "\t\tmode: import",
        "\t\tsource =",
        "\t\t\t\tlet",
        "\t\t\t\t\tSource = PostgreSQL.Database(Server, Database),",
        f"\t\t\t\t\tRows = {item},",
        f"\t\t\t\t\tChosen = Table.SelectColumns(Rows, {{{columns}}}){',' if labelled else ''}",
        *labelled,
        "\t\t\t\tin",
        f"\t\t\t\t\t{'Labelled' if labelled else 'Chosen'}",
    ]


def _about(description: str | None, depth: int) -> list[str]:
    text = " ".join((description or "").split())
    return ["\t" * depth + f"/// {text}"] if text else []


def _tag(*names: str) -> str:
    """A stable identity: Power BI knows an object by it when the project is written anew."""
    return f"lineageTag: {uuid.uuid5(NAMESPACE, '/'.join(names))}"


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
