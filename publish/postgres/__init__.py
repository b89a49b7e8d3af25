"""The current publication in a Postgres database, for tools that read a server."""
