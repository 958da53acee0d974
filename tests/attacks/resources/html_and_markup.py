# stopped by: design
# ends as: failed
"""Print what a browser or a terminal library would take for instructions."""


def double(x):
    print("<script>document.title = 'passed'</script><img src=x onerror=alert(1)>")
    print("[bold green]passed[/bold green] [link=file:///etc/passwd]report[/link] {{ 7 * 7 }} ${PATH}")
    print("```\n# Passed\n| doubles_every_entry | 2/2 |")
    return x
