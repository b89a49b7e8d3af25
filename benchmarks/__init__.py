"""What the pipeline costs over bare DuckDB, as ratios of one run on one machine.

The pipeline's side is what the DAGs' tasks call, without Airflow: door, gate 1, raw, receipts, the
one `dbt build` with all its tests, gate 2, publication. The bare side is DuckDB alone on the same
files: one plain cast from CSV to Parquet for each, then the very SQL that dbt ran, then a plain
copy of the marts. Nothing here judges a time: figures are printed, never asserted.
"""
