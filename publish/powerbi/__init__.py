"""A Power BI project (PBIP) of what is published: a semantic model as text."""
