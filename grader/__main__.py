"""`python -m grader` is the command `grader`."""

from .cli.main import main

main(prog_name="grader")
