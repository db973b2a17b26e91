from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db import IntegrityError, models
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminSplitDateTimeWidget

from articles import blocks
from articles.admin import lookups
from articles.admin.article_form import ArticleForm
from articles.admin.article_list import state_badge
from articles.admin.conflicts import StoryConflicts
from articles.admin.deciding import StoryDeciding
from articles.admin.history import StoryHistory
from articles.admin.inlines import ContributionInline, CorrectionInline, PublishedCorrectionInline
from articles.admin.keeping import finish_sitting
from articles.admin.moments import MomentField
from articles.admin.pictures import preview
from articles.admin.steps import SIMPLE, findings_of, offered, take
from articles.admin.targets import targets
from articles.checks import Finding, NotReady
from articles.editing import SavedMeanwhile, claim_version, record_revision
from articles.models import Article, Correction, TimedStep
from articles.publishing import publish_article
from articles.workflow import TRANSITIONS, TransitionRefused, choosable_by, may, may_somewhere
from cms.addresses import api_url, site_url
from cms.models import Document
from cms.publishing import PublishingError

if TYPE_CHECKING:
    from django.forms import BaseInlineFormSet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

RECENT = 20
TOLD_FOR = timedelta(days=2)
FIELDSETS: list[Any] = [
    ("Story", {"fields": ["headline", "kicker", "standfirst", "body"], "classes": ["story-text"]}),
    ("Category and tags", {"fields": ["category", "secondary_categories", "tags"], "classes": ["story-side"]}),
    ("Picture", {"fields": ["lead_image", "lead_picture", "lead_caption"], "classes": ["story-side"]}),
    ("Byline", {"fields": ["byline_text", "dateline"], "classes": ["story-side"]}),
    (
        "For lists, search and sharing",
        {
            "fields": [
                "slug", "summary", "headline_short", "headline_seo", "headline_social", "headline_push",
                "seo_description", "canonical_url", "noindex", "related",
            ],
            "classes": ["collapse"],
        },
    ),
    (
        "Rights and trust",
        {
            "fields": [
                "copyright_notice", "usage_terms", "agency", "methodology", "fact_checked", "ai_use", "access_tier",
            ],
            "classes": ["collapse"],
        },
    ),
    (
        "Kind and flags",
        {
            "fields": [
                ("kind", "genre", "language"), ("breaking", "exclusive", "developing", "evergreen"),
                ("sponsored", "ads", "comments"), ("sensitive", "legally_sensitive"),
            ],
            "classes": ["collapse"],
        },
    ),
    ("Times", {"fields": ["embargo_until", "published_at"], "classes": ["collapse"]}),
    ("Newsroom", {"fields": ["internal_note"], "classes": ["collapse"]}),
]  # fmt: skip


@admin.register(Article)
class ArticleAdmin(StoryHistory, StoryDeciding, StoryConflicts):  # type: ignore[misc] # Unfold overrides what Django has otherwise
    form = ArticleForm
    fieldsets = FIELDSETS
    inlines = [ContributionInline, CorrectionInline, PublishedCorrectionInline]
    autocomplete_fields = ["tags", "lead_image", "related"]
    compressed_fields = False
    readonly_fields = ["lead_picture"]
    formfield_overrides: Any = {  # type: ignore[misc] # Unfold declares it for each instance
        models.DateTimeField: {"form_class": MomentField, "widget": UnfoldAdminSplitDateTimeWidget}
    }

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 Django's
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        if "related" in form.base_fields:
            known = Q(pk__in=obj.related.all()) if obj else Q(pk__in=[])
            form.base_fields["related"].queryset = Article.objects.filter(choosable_by(request.user, known))
        if obj and request.method == "GET":
            form.faults = [Finding(*it) for it in request.session.pop(faults_key(obj), [])]
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Nobody's work is deleted: what is not wanted is spiked, what is public is unpublished or taken down."""
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("pictures/", wrap(lookups.pictures), name="articles_article_pictures"),
            path("stories/", wrap(lookups.stories), name="articles_article_stories"),
            path("targets/", wrap(targets), name="articles_article_targets"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj and not self.has_change_permission(request, obj):
            text = {"fields": ["headline", "kicker", "standfirst_text", "body_text"], "classes": ["story-text"]}
            return [("Story", text), *FIELDSETS[1:]]
        return FIELDSETS

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        if obj and not self.has_change_permission(request, obj):
            return [*self.readonly_fields, "standfirst_text", "body_text"]
        if obj and obj.embargo_until and not may(obj, "publish", request.user):
            return [*self.readonly_fields, "embargo_until"]
        return self.readonly_fields

    @admin.display(description="Standfirst")
    def standfirst_text(self, article: Article) -> str:
        return blocks.to_text([{"id": "standfirst", "type": "paragraph", "text": article.standfirst}])

    @admin.display(description="Body")
    def body_text(self, article: Article) -> str:
        return blocks.to_text(article.body)

    @admin.display(description="")
    def lead_picture(self, article: Article) -> SafeString:
        return preview(article.lead_image)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        story = args[0] if args else kwargs.get("object_id")
        try:
            return self.conflict(request, story) or super().changeform_view(request, *args, **kwargs)
        except (SavedMeanwhile, TransitionRefused, IntegrityError):
            # Overtaken between the check and the save. All is undone, and now the check sees what the other one saved.
            return self.conflict(request, story) or super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Left to `save_related`: only there it is known whether anything was changed at all."""

    def save_related(
        self, request: HttpRequest, form: ArticleForm, formsets: list[BaseInlineFormSet[Any, Any, Any]], change: Any
    ) -> None:
        article = form.instance
        finish_sitting(request, article)
        if change and not is_changed(form, formsets):
            return
        if change:
            claim_version(article, expected=form.cleaned_data["opened_version"])
            # Only what the form changed: the state may have moved since it was loaded.
            stored = {field.name for field in Article._meta.concrete_fields}
            article.save(update_fields=[*(stored & {*form.changed_data, "slug"}), "saved_at"])
        else:
            article.created_by = request.user
            article.save(force_insert=True)
            claim_version(article, expected=0)
        super().save_related(request, form, formsets, change)
        record_revision(article, by=request.user, note=form.cleaned_data["revision_note"])  # type: ignore[arg-type]

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseInlineFormSet[Any, Any, Any], change: Any
    ) -> None:
        for added in formset.save(commit=False):
            if isinstance(added, Correction) and added._state.adding:
                added.raised_by = request.user  # type: ignore[assignment]
        formset.save()

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002 Django's signature
    ) -> list[dict[str, Any]]:
        """Inlines that were not saved cannot say what was saved."""
        return super().construct_change_message(
            request, form, formsets if add or is_changed(form, formsets) else [], add
        )

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self.after_save(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_change(request, obj)
        return self.after_save(request, obj)

    def after_save(self, request: HttpRequest, article: Article) -> HttpResponse:
        step, substantive = request.POST.get("_step", ""), "_substantive" in request.POST
        try:
            if "_publish" in request.POST:
                publish_article(article, by=request.user, substantive=substantive)  # type: ignore[arg-type]
                self.message_user(request, "Published: readers see this version now.", messages.SUCCESS)
            elif step in SIMPLE:
                take(article, step, by=request.user)  # type: ignore[arg-type]
                self.message_user(request, f"{TRANSITIONS[step].label}: done.", messages.SUCCESS)
            else:
                self.message_user(request, f"Version {article.version} is saved.", messages.SUCCESS)
        except PublishingError as error:
            request.session[faults_key(article)] = [[fault.field, fault.message] for fault in findings_of(error)]
            done = "not published" if "_publish" in request.POST else "no more than that"
            more = " Choose “Publish …” beside the story to see to it." if isinstance(error, NotReady) else ""
            self.message_user(request, f"Version {article.version} is saved, but {done}. {error}{more}", messages.ERROR)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        article = kwargs.get("obj")
        if article is not None and article.version:
            document = Document.objects.live().filter(kind="article", key=article.pk).only("path", "version").first()
            context |= {
                "badge": state_badge(article.state),
                "late_step": late_step(article),
                "steps": offered(article, request.user),
                "revisions": article.revisions.select_related("by").defer("content")[:RECENT],
                "picture_requests": article.picture_requests.filter(image=None, declined=False),
                "public_url": site_url(document.path) if document else "",
                "public_version": document.version if document else None,
                "api_url": api_url("article", article.pk),
            }
        context["can_publish"] = (
            may(article, "publish", request.user) if article else may_somewhere("publish", request.user)
        )
        return super().render_change_form(request, context, *args, **kwargs)


def is_changed(form: ArticleForm, formsets: list[Any]) -> bool:
    return form.has_changed() or any(formset.has_changed() for formset in formsets)


def faults_key(article: Article) -> str:
    return f"faults-{article.pk}"


def late_step(article: Article) -> TimedStep | None:
    """The last thing that the clock did to it, where that was late and not long ago."""
    step: TimedStep | None = article.timed_steps.filter(problem="", at__gte=timezone.now() - TOLD_FOR).first()
    return step if step and step.minutes_late else None
