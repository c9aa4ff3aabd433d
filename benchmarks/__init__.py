"""Benchmarks: speeds as ratios in one run, each a module to run from the checkout."""
