"""What a page of the desk is called: the same in the navigation, on the way to it, above it and in its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.template import Context

register = template.Library()


class Step(NamedTuple):
    name: str
    link: str = ""


class Way(NamedTuple):
    """The steps that lead to a page, and its own name."""

    before: list[Step]
    name: str
    # From a page beside the form, such as the history.
    link: str = ""

    @property
    def title(self) -> str:
        """For the browser's tab, where only the beginning can be read."""
        pages = [it.name for it in self.before if it.link]
        return " | ".join([self.name, *reversed([it for it in pages if it != self.name])])


@register.simple_tag(takes_context=True)
def way_here(context: Context) -> Way:
    steps = [*steps_to_list(context), *steps_below(context)]
    if not steps:
        return Way([], str(context.get("content_title") or context.get("title") or ""))
    is_beside = "cl" not in context and "adminform" not in context
    return Way(steps[:-1], steps[-1].name, steps[-1].link if is_beside else "")


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> str:
    """Pages beside the form of a thing, such as its history, say themselves what they are."""
    way = way_here(context)
    is_named = "cl" in context or "adminform" in context or not context.get("title")
    return way.title if is_named else Way([*way.before, Step(way.name, "here")], str(context["title"])).title


def steps_to_list(context: Context) -> Iterator[Step]:
    for group in context.get("sidebar_navigation") or []:
        for page in group["items"]:
            if page["active"]:
                if group["title"] not in {"", page["title"]}:
                    yield Step(group["title"])
                yield Step(page["title"], page["link"])
                return
    # Some pages for administrators are not in the navigation.
    if opts := context.get("opts"):
        yield Step(
            str(capfirst(opts.verbose_name_plural)), reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        )


def steps_below(context: Context) -> Iterator[Step]:
    thing: Any = context.get("original") or context.get("object")
    # Where there is only one of a kind, its form stands in place of a list.
    if context.get("is_only_one"):
        return
    if isinstance(thing, Model):
        opts = thing._meta
        yield Step(str(thing), reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk]))
    elif context.get("add"):
        yield Step(str(context["title"]))
