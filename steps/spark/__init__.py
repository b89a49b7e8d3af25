"""Apache Spark as the engine of the dbt project, in an environment of its own (`.venv/spark`)."""
