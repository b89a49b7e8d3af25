"""When, in what order, on whose behalf. The steps themselves are plain functions elsewhere."""
