"""What a browser would send of a form of the admin if nobody touched it."""

from __future__ import annotations

from typing import Any


def fields_of(response: Any) -> dict[str, Any]:
    admin_form = response.context["adminform"].form
    forms = [admin_form, *(f for formset in formsets_of(response) for f in [formset.management_form, *formset.forms])]
    sent: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            widget = bound.field.widget
            value = bound.value()
            sent |= widget_values(widget, bound.html_name, bound, value)
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def widget_values(widget: Any, name: str, bound: Any, value: Any) -> list[tuple[str, Any]]:
    if hasattr(widget, "decompress"):
        # A form that was refused holds the parts as they were sent.
        sent = value if isinstance(value, list) else None
        parts = sent or widget.decompress(bound.field.to_python(value) if isinstance(value, str) else value)
        return [(f"{name}_{at}", part if part is None else str(part)) for at, part in enumerate(parts)]
    return [(name, "on" if value is True else value)]


def formsets_of(response: Any) -> list[Any]:
    return [inline.formset for inline in response.context["inline_admin_formsets"]]
