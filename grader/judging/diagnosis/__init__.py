"""From a wrong outcome to its causes."""
