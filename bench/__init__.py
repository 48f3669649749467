"""Benchmarks: figures with their floor from the same run. Never part of the tests."""
