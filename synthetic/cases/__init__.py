"""The case system of a demonstration authority: children, requests, plans and their extracts."""
