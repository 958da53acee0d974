# stopped by: intake
# ends as: failed
"""Hand in what other programs execute by its name: conftest.py, sitecustomize.py, setup.py, a .pth file, bytecode."""

from pathlib import Path

LEAVES = "open('/tmp/harm-{token}', 'w').close()\n"


def hand_in(folder: Path, facts) -> Path:
    text = LEAVES.format(**facts)
    for name in ("conftest.py", "sitecustomize.py", "usercustomize.py", "setup.py", "__init__.py", "__main__.py"):
        (folder / name).write_text(text)
    (folder / "evil.pth").write_text("import os; " + text)
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "-p evil"\n')
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "toy_numpy.cpython-311.pyc").write_bytes(bytes(16) + b"no bytecode")
    (folder / "toy_numpy.py").write_text("def double(x):\n    return x\n")
    return folder
