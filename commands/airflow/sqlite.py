"""How Airflow's processes connect to metadata in SQLite."""

# Seconds to wait while another process writes. After Python's own five, a scheduler on a busy
# machine ends with "database is locked".
CONNECT_ARGS = {"timeout": 60}
