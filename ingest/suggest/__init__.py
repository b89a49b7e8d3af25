"""Proposes an overlay for a file in an authority's own layout. It never shows a personal value."""
