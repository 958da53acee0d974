"""What a file of JSON, TOML or YAML held, before a reader has found out whether it has the right form."""

from __future__ import annotations

from typing import Any

# Readers use it as if the form were right and turn what Python raises then into one sentence about the file.
Parsed = Any
