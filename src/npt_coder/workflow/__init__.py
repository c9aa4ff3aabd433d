"""Workflow: one function per verb."""
