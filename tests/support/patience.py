"""How long tests wait for what must come. No test measures this time: a machine may be many times slower than usual."""

PATIENCE = 600.0  # seconds
