"""What learning platforms read."""
