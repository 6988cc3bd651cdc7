"""Measurements of the running product; figures belong into docs/benchmarks.md, with the machine's load."""
