"""Read submissions as source texts in memory. Nothing is unpacked to disk and nothing is executed."""
