"""Figures that are measured, never tested: `python -m benchmarks` prints them and writes build/bench.json."""
