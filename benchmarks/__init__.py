"""Benchmarks of the pipeline, each as a ratio to a baseline in the same run on the same machine.

- `csv`, `sen2` and `whole` compare the functions that the DAGs' tasks call, without Airflow, with
  bare DuckDB on the same files: a plain cast from CSV to Parquet, the SQL that dbt ran, and a plain
  copy of the marts. A SEN2 return is compared with a bare parse.
- `marts` and `reconciliation` compare dbt with the SQL of the same tables in bare DuckDB.
- `nights` compares a night under Airflow in a home with few earlier nights and in one with many.

The figures are printed and never asserted.
"""
