"""Render pages from jinja2 templates, as files that load no other file.

Every value is escaped, and invisible characters are shown as escapes.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib
import importlib.resources
from typing import TYPE_CHECKING

from ...values.errors import UsageError
from ...values.status import SIGNS
from ...values.text import points, visible

if TYPE_CHECKING:
    import jinja2


def render(template: str, **values: object) -> str:
    """One page. Raises UsageError with the next step if jinja2 is not installed."""
    try:
        importlib.import_module("jinja2")
    except ImportError:
        raise UsageError("pages need jinja2: pip install 'chainrule[show]'") from None
    return _environment().get_template(template).render(**values)


@functools.cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__name__, "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters["points"] = points
    environment.globals["signs"] = SIGNS
    return environment


def _visible(value: object) -> object:
    """A value that a template prints, with control and bidirectional characters as escapes, which no browser obeys."""
    return visible(value) if type(value) is str else value  # Markup, a subclass of str, is escaped already


def script(name: str) -> tuple[str, str]:
    """The text of a script, and its hash for the page's content security policy, which then allows no other script."""
    text = importlib.resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"'sha256-{digest}'"
