"""dbt: what it builds from, its process, its results, and the warehouse file that it writes."""
