"""SQL from the text of one cell to its value, or to what is wrong with it."""
