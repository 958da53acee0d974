"""Pages as files that need nothing else: jinja2 templates, every value escaped, and what cannot be seen written out."""

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
    """One page; raises UsageError with the next step where jinja2 is not installed."""
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
        finalize=_seen,
    )
    environment.filters["points"] = points
    environment.globals["signs"] = SIGNS
    return environment


def _seen(value: object) -> object:
    """Whatever a template prints: control and bidirectional characters are shown, not obeyed."""
    return visible(value) if type(value) is str else value  # Markup is a str of ours, and escaped already


def script(name: str) -> tuple[str, str]:
    """A script of ours and what a page's content security policy calls it, so that no other runs there."""
    text = importlib.resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"'sha256-{digest}'"
