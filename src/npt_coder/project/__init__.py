"""Project: a study on disk."""
