"""Ingest: files to transcripts.

bytes --format--> paragraphs --speakers, turns--> Transcript with frozen text, and Problems.
"""
