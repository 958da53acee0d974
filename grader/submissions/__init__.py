"""What students handed in, as source texts in memory. Nothing is unpacked to disk and nothing is executed."""
