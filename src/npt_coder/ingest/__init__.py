"""Ingest: files to transcripts."""
