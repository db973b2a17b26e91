"""How the list of stories looks, and how one is found in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q
from django.forms.widgets import Script
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList

from articles.admin.actions import StepActions
from articles.admin.filters import ChangesFilter, SectionFilter, StateFilter
from articles.admin.pictures import thumbnail
from articles.models import Contribution, State
from articles.workflow import may, may_somewhere, visible_to
from cms.admin_filters import DaysFilter

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from articles.models import Article

STATE_COLOURS = {
    State.DRAFT: "default",
    State.IN_REVIEW: "info",
    State.READY: "primary",
    State.SCHEDULED: "primary",
    State.PUBLISHED: "success",
    State.HOLD: "warning",
    State.SPIKED: "default",
    State.UNPUBLISHED: "warning",
    State.RETRACTED: "danger",
    State.TAKEN_DOWN: "danger",
}
LARGE_TEXTS = ["body", "standfirst", "published_revision__content"]


class StoryList(ChangeList):
    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Article]:
        """Only here, and not where one story is saved: there, prefetched people would be the former ones."""
        found: QuerySet[Article] = super().get_queryset(request, exclude_parameters)
        return found.prefetch_related("contributions__author").defer(*LARGE_TEXTS)


class StoryListing(StepActions):
    list_display = ["story", "state_label", "section", "people", "version", "saved", "placed"]
    list_display_links = ["story"]
    list_select_related = ["category", "lead_image", "published_revision"]
    list_filter = [
        StateFilter,
        ChangesFilter,
        SectionFilter,
        ("contributors", AutocompleteSelectFilter),
        ("tags", AutocompleteSelectFilter),
        ("genre", ChoicesDropdownFilter),
        ("published_at", DaysFilter),
        ("saved_at", DaysFilter),
    ]
    list_filter_submit = True
    list_per_page = 50
    search_fields = ["headline", "slug"]
    search_help_text = "Headline, standfirst, text, address or author"

    class Media:
        js = [Script("media/later.js", type="module")]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return StoryList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """What somebody may not see is not there for them: not in lists, not to choose from, and not by its address."""
        found: QuerySet[Article] = super().get_queryset(request)
        return found.filter(visible_to(request.user))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) or super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return may(obj, "view", request.user) if obj else may_somewhere("view", request.user)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return may(obj, "change", request.user) if obj else may_somewhere("change", request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_somewhere("write", request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Every word must occur somewhere. Choosers search headlines only, so that they answer while one types."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            return super().get_search_results(request, queryset, search_term)
        for word in search_term.split():
            queryset = queryset.filter(mentioning(word))
        return queryset, False

    @display(description="Story", ordering="headline")
    def story(self, article: Article) -> str:
        return format_html(
            '<span class="story-cell">{}<span><span class="story-kicker">{}</span>'
            '<span class="story-headline">{}</span></span></span>',
            thumbnail(article.lead_image),
            article.kicker,
            article.headline,
        )

    @display(description="State", ordering="state")
    def state_label(self, article: Article) -> str:
        label = state_badge(article.state)
        if article.has_unpublished_changes and article.state == State.PUBLISHED:
            return format_html('{}<span class="state-note">Changes not yet live</span>', label)
        if article.schedule_problem:
            return format_html(
                '{}<span class="state-note state-problem" title="{}">Not sent out</span>',
                label,
                article.schedule_problem,
            )
        return label

    @display(description="Category", ordering="category__name")
    def section(self, article: Article) -> str:
        return str(article.category or "–")

    @admin.display(description="Byline")
    def people(self, article: Article) -> str:
        return article.byline_text or ", ".join(it.author.name for it in article.contributions.all()) or "–"

    @display(description="Saved", ordering="saved_at")
    def saved(self, article: Article) -> str:
        return moment(article.saved_at)

    @display(description="Placed", ordering="published_at")
    def placed(self, article: Article) -> str:
        return moment(article.scheduled_for if article.state == State.SCHEDULED else article.published_at)


def moment(time: datetime | None) -> str:
    """In the zone of whoever looks."""
    # A narrow column breaks between the day and the time, and nowhere else.
    return date_format(timezone.localtime(time), "j\u00a0M\u00a0Y, H:i") if time else "–"


def state_badge(state: str) -> str:
    return format_html('<span class="state-badge state-{}">{}</span>', STATE_COLOURS[State(state)], State(state).label)


def mentioning(word: str) -> Q:
    # SQLite keeps JSON as it was written, with everything beyond ASCII escaped; PostgreSQL does not.
    written = {word, json.dumps(word)[1:-1]}
    found = Q(headline__icontains=word) | Q(slug__icontains=word) | Q(byline_text__icontains=word)
    for form in written:
        found |= Q(body__icontains=form) | Q(standfirst__icontains=form)
    authors = Contribution.objects.filter(author__name__icontains=word)
    return found | Q(pk__in=authors.values("article"))
