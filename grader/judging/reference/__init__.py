"""Where right answers come from: the solution run live, or a recording of it."""
