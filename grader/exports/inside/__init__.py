"""The programs that run on a platform, from an exported bundle."""
