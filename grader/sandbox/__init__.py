"""The judge's hold on a process that runs student code: start it, talk to it, bound it, end it."""
