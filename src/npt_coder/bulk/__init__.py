"""Bulk: millions of short texts to codings, as a stream, without a study; one file per step."""
