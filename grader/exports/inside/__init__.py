"""What runs on a platform, out of an exported bundle."""
