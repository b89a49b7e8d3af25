"""Airflow's DAGs: when each step runs, in what order, and what follows from a failure."""
