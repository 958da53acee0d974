"""Results are printed on standard output, remarks on standard error."""

from grader.show.terminal.console import note, out


def test_a_remark_is_no_result(capsys):
    """A program that reads the results does not meet it; it stays on one line, and its brackets are text."""
    note("left out: [red]toy[/red] " + "x" * 300)
    out.print("a result")
    printed = capsys.readouterr()
    assert printed.out == "a result\n"
    assert printed.err == "note: left out: [red]toy[/red] " + "x" * 300 + "\n"
