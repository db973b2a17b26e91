"""A story as it stands in a form that nobody has saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from articles.models import Contribution, Correction
from articles.snapshot import FIELDS, RELATIONS, snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.admin.article_form import ArticleForm
    from articles.models import Article
    from articles.snapshot import Content

RICH = ("body", "standfirst")
SAVED_OTHERWISE = {"category", "lead_image", "published_at", "opened_version", "revision_note"}
CORRECTION_FIELDS = ("kind", "severity", "text", "was", "now", "error_type", "location", "placement")


class Unsaved(NamedTuple):
    content: Content
    corrections: list[Correction]
    # By field, in words: what is wrong with the form.
    problems: list[dict[str, str]]


def unsaved(form: ArticleForm, formsets: list[Any]) -> Unsaved:
    """Of a bound form, valid or not. Cleaning has put into its instance what is right of it."""
    problems = [*problems_of(form), *(problem for it in formsets for problem in problems_of_formset(it))]
    return Unsaved(content_of(form, formsets), corrections_of(form.instance, formsets), problems)


def content_of(form: ArticleForm, formsets: list[Any]) -> Content:
    chosen = {name: [it.pk for it in form.cleaned_data[name]] for name in RELATIONS if name in form.cleaned_data}
    return {
        **snapshot_of(form.instance),
        **chosen,
        **typed_words(form),
        **typed_body(form),
        **contributors_of(formsets),
    }


def typed_words(form: ArticleForm) -> Content:
    """What is too long, or missing, is shown as it was typed."""
    wrong = [name for name in form.errors if type(form.fields.get(name)) is forms.CharField]
    return {name: form[name].data or "" for name in wrong if name in FIELDS}


def typed_body(form: ArticleForm) -> Content:
    """Blocks that are not finished are no reason to show none."""
    found: Content = {}
    for name in RICH:
        try:
            found[name] = form.fields[name].to_python(form[name].data)
        except ValidationError:
            # What cannot be read at all stays as it is stored.
            continue
    return found


def beside_of(form: ArticleForm, formsets: list[Any]) -> dict[str, Any]:
    """What was typed that no revision keeps, as an autosave does."""
    changed = [name for name in form.changed_data if name not in {*FIELDS, *RELATIONS, *SAVED_OTHERWISE}]
    found: dict[str, Any] = {}
    if "internal_note" in changed:
        was = form.data.get("initial-internal_note", form.initial.get("internal_note", ""))
        found["internal_note"] = {"was": was, "is": form["internal_note"].data or ""}
    if others := [str(form.fields[name].label) for name in changed if name != "internal_note"]:
        found["others"] = others
    corrections = [it for it in corrections_of(form.instance, formsets) if it._state.adding]
    if corrections:
        found["corrections"] = [{name: getattr(it, name) for name in CORRECTION_FIELDS} for it in corrections]
    return found


def has_rows(formsets: list[Any], model: type[Any]) -> bool:
    """Not for whoever may not see them: what is stored then stands."""
    return any(it.model is model for it in formsets)


def rows(formsets: list[Any], model: type[Any]) -> Iterator[Any]:
    """As they will be stored: what cannot be changed is in them too."""
    for formset in formsets:
        if formset.model is model:
            yield from (it.instance for it in formset.forms if it.is_bound and not it.cleaned_data.get("DELETE"))


def contributors_of(formsets: list[Any]) -> Content:
    if not has_rows(formsets, Contribution):
        return {}
    people = [it for it in rows(formsets, Contribution) if it.author_id]
    people.sort(key=lambda it: it.order or 0)
    return {"contributors": [{"author": it.author_id, "role": it.role, "note": it.note} for it in people]}


def corrections_of(article: Article, formsets: list[Any]) -> list[Correction]:
    if not has_rows(formsets, Correction):
        return list(article.corrections.filter(published_at=None))
    return [it for it in rows(formsets, Correction) if it.text and it.published_at is None]


def problems_of(form: Any) -> Iterator[dict[str, str]]:
    for name, messages in form.errors.items():
        label = str(form.fields[name].label or name) if name in form.fields else ""
        yield from ({"field": name, "label": label.capitalize(), "message": it} for it in messages)


def problems_of_formset(formset: Any) -> Iterator[dict[str, str]]:
    what = str(formset.model._meta.verbose_name).capitalize()
    messages = [
        *formset.non_form_errors(),
        *(it for errors in formset.errors for them in errors.values() for it in them),
    ]
    yield from ({"field": "", "label": what, "message": it} for it in messages)
