"""What the pipeline costs, as ratios of one run on one machine.

csv, sen2 and whole set what the DAGs' tasks call, without Airflow, against bare DuckDB (for a SEN2
return: a bare parse) on the same files: one plain cast from CSV to Parquet for each, then the very
SQL that dbt ran, then a plain copy of the marts. marts does so for many authorities; nights sets a
real night, Airflow and all, in a home with few nights behind it against the same in one with many.
Nothing here judges a time: figures are printed, never asserted.
"""
