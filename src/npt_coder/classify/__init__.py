"""Classify: ratings, rules and verdicts."""
