"""The HTML page of each authority."""
