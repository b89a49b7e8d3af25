"""Airflow on this machine: its settings, metadata, services and first user."""
