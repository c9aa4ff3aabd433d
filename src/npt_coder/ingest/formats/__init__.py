"""Formats: one reader per file type."""
