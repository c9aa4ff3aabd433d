"""Codebook: YAML to codes, checks, and compiled tagging rules."""
