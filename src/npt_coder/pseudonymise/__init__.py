"""Pseudonymise: names and places found, agreed on by a person, and replaced in copies."""
