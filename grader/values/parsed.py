"""The content of JSON, TOML or YAML, whose form a reader has yet to find out."""

from __future__ import annotations

from typing import Any

# Readers use it as if the form were right and turn what Python raises then into one sentence about the file.
Parsed = Any
