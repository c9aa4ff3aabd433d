"""Tag: sentences to suggested codings."""
