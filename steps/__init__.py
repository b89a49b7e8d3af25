"""What the tasks of the DAGs and the commands do: plain functions that know neither Airflow nor a
schedule. A module imports at its top nothing that is slow to import, because Airflow's scheduler
parses the DAG files, and with them these modules, again and again."""
