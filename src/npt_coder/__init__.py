"""npt-coder: from interview transcripts to explainable verdicts on integration, with NPT."""

__version__ = "0.1.0"
