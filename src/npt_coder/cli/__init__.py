"""Command line: parse options, call one verb, show."""
