"""Pages as files that need nothing else: jinja2 templates, every value escaped, no script from elsewhere."""

from __future__ import annotations

from typing import Any

from ..errors import UsageError


def render(template: str, **values: Any) -> str:
    """One page; raises UsageError with the next step where jinja2 is not installed."""
    try:
        import jinja2
    except ImportError:
        raise UsageError("pages need jinja2: pip install 'chainrule[show]'") from None
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("grader", "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)
