"""Formats: one reader per file type; `base` says how to add one."""
